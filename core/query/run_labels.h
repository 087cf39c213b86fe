// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge {

/// Names that distinguish runs if there is little room. Long names, such as those of a sweep, lose
/// the words that all of them share. Short names are kept, and all are kept if shortening would
/// make two different names equal or leave one without a word.
std::vector<std::string> shortNames(const std::vector<std::string>& names);

/// The same for runs, each on one line; equal names get the run's number: "quick, run 3".
std::vector<std::string> labelsOf(const std::vector<const RunSummary*>& runs);

/// A valid name for a branch of a run, "quick branch at epoch 3", that none of `runs` has: a
/// further one is "quick branch at epoch 3 2". A branch of a branch is named after the same run.
std::string branchName(const std::string& parent, int epoch, const std::vector<RunSummary>& runs);

} // namespace asge
