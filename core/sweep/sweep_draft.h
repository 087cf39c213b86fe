// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// A sweep as a person writes it: a base, lists of values, seeds. It need not be valid; parseSweep
/// checks the JSON that is made of it.
struct SweepDraft {
    std::string name;
    std::string base; ///< the experiment as JSON
    /// The file that the base was read from, as an absolute path; empty if there is none.
    std::string baseFile;
    /// Paths of settings with their values, separated by commas: {"train.batch", "32, 64"}.
    std::vector<std::pair<std::string, std::string>> grid;
    std::string seeds; ///< separated by commas; empty: that of the base
    /// The keys `set` and `cells` of the file, as JSON; empty if it lacks them.
    std::string set;
    std::string cells;
    std::size_t cellCount = 0; ///< elements of `cells`
};

/// The sweep's JSON, whose base is the experiment itself. Values that are not of their setting's
/// kind stay text, so that parseSweep names them.
std::string sweepJson(const SweepDraft& draft);
/// The same for a file in `folder`: the base is its file, if there is one, relative to the folder.
std::string sweepJsonFor(const SweepDraft& draft, const std::filesystem::path& folder);

/// Reads a sweep's file, and the file of its base. Throws BadInput like loadSweep.
SweepDraft loadSweepDraft(const std::filesystem::path& file);
/// A draft without varied settings that is based on an experiment.
SweepDraft draftOf(const Experiment& experiment, const std::string& name);

/// The paths of settings that a sweep may vary: all but the seed, which has a separate list.
std::vector<std::string> variableSettings();

} // namespace asge
