// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// What is wrong with a store, or with a part of a run in it.
struct StoreProblem {
    RunId run = 0; ///< 0: the store as a whole
    int epoch = 0; ///< 0: not of one epoch
    std::string part;
    std::string what;
};

/// "run 3: epoch 5: maps: …", on one line.
std::string toLine(const StoreProblem& problem);

struct StoreCheck {
    int runs = 0; ///< that were read, those in the bin too
    std::vector<StoreProblem> problems;
    /// Of a damaged store, the copies of it that were made before its schema was brought up to date
    /// and lie beside it: they may have what it lacks.
    std::vector<std::filesystem::path> backups = {};
};

/// Reads all of a store, also one of an older version, and changes nothing: SQLite's own checks,
/// and every run with all its maps and checkpoints. Throws BadInput where there is none or the file
/// isn't one, StoreError where it can't be opened for another reason than damage. Of a store whose
/// first page is lost it reads nothing; salvageStore does.
StoreCheck checkStore(const std::filesystem::path& path);

struct Salvage {
    int runs = 0;
    std::vector<StoreProblem> lost; ///< what the new store lacks
};

/// Writes what can be read of a store to a new one at `file`, where nothing may be; where its first
/// pages are lost, of a copy that gets others (core/store/first_pages.h). Throws as checkStore
/// does, and StoreError where `file` can't be written.
Salvage salvageStore(const std::filesystem::path& path, const std::filesystem::path& file);

} // namespace asge
