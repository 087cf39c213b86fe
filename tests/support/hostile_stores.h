// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_writer.h"
#include "tests/support/hostile_case.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Makes hostile stores from the cases of hostile_cases.h, and by random mutation of every table,
/// blob and page, and reads them in every way that the programs do.
namespace asge::test {

/// Writes a valid store of three runs, without LibTorch; run 3 is a branch of run 1.
void makeSoundStore(const std::filesystem::path& file);

/// Puts the fault of a case into the store. Throws std::runtime_error if SQLite refuses the SQL.
void applyCase(const HostileCase& hostile, const std::filesystem::path& file);

/// Changes values, rows, blobs, bytes, or several of them; equal seeds make equal changes.
void mutateStore(const std::filesystem::path& file, std::uint64_t seed);

/// Reads everything in a store in every way that the programs do, imports its runs into `into` and
/// removes them again, and salvages the store to a file beside that of `into`. Returns the notes
/// and the messages of every Error; other exceptions are not caught.
std::vector<std::string> readEverything(const std::filesystem::path& file, RunWriter& into);

/// The resources that this process has used so far.
struct Usage {
    double seconds = 0;         ///< processor time
    std::int64_t kilobytes = 0; ///< largest resident set
};
Usage usage();

} // namespace asge::test
