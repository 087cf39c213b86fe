// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// A problem of a store, or of a part of a run in it.
struct StoreProblem {
    RunId run = 0; ///< 0 for a problem of the whole store
    int epoch = 0; ///< 0 if the problem is not in a single epoch
    std::string part;
    std::string what;
};

/// "run 3: epoch 5: maps: …", on one line.
std::string toLine(const StoreProblem& problem);

struct StoreCheck {
    int runs = 0; ///< number of runs that were read, including those in the bin
    std::vector<StoreProblem> problems;
    /// Backups of a damaged store, made before its schema was upgraded, that are in its folder.
    /// They may hold what the store has lost.
    std::vector<std::filesystem::path> backups = {};
};

/// Checks a store of this or an older version without changing it: runs SQLite's own checks and
/// reads every run with all its maps and checkpoints. Throws BadInput if there is no such file or
/// it is not a store, and StoreError if it can't be opened for a reason other than damage. A store
/// whose first page is lost is not read; only salvageStore reads it.
StoreCheck checkStore(const std::filesystem::path& path);

struct Salvage {
    int runs = 0;
    std::vector<StoreProblem> lost; ///< what could not be copied to the new store
};

/// Copies everything that can be read of a store to a new store at `file`, which must not exist. If
/// the store's first pages are lost, a copy with restored first pages (core/store/first_pages.h) is
/// read instead. Throws as checkStore does, and StoreError if `file` can't be written.
Salvage salvageStore(const std::filesystem::path& path, const std::filesystem::path& file);

} // namespace asge
