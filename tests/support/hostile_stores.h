// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_writer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// Stores that no program of ours writes: shaped cases, each with one thing that is wrong, and
/// random mutations of every table, blob and page. They are made from a sound store whose run 1 is
/// the victim (two layers or more, two epochs or more), and run 2 another that stays sound.
namespace asge::test {

/// What must become of a shaped case.
enum class Harm {
    none,  ///< it looks bad and is a sound run all the same
    run,   ///< run 1 isn't sound; the others stay usable
    store, ///< the file is refused, but can be checked
    any,   ///< sound or not: nothing may crash, hang or take much memory
};

struct HostileCase {
    std::string name;
    Harm harm = Harm::run;
    std::string sql = {}; ///< run without the schema's constraints on values
    /// For what SQL can't do: is called with the closed file.
    std::function<void(const std::filesystem::path&)> change = {};
    bool slow = false; ///< it takes long, for long tests only
};

/// Those of the content of a checkpoint.
std::vector<HostileCase> hostileCheckpoints();
/// All shaped cases.
const std::vector<HostileCase>& hostileCases();

/// A sound store for them, without the help of LibTorch; run 3 is a branch of run 1.
void makeSoundStore(const std::filesystem::path& file);

void applyCase(const HostileCase& hostile, const std::filesystem::path& file);

/// Changes values, rows, blobs, bytes or several of them; equal seeds make equal changes.
void mutateStore(const std::filesystem::path& file, std::uint64_t seed);

/// Reads all that there is in a store by every way that the programs read it, takes its runs into
/// another store and out again, and salvages it beside that. Returns what it was told about it;
/// what isn't an Error is let out.
std::vector<std::string> readEverything(const std::filesystem::path& file, RunWriter& into);

/// What this process has used so far.
struct Usage {
    double seconds = 0;         ///< of processor time
    std::int64_t kilobytes = 0; ///< that it had in memory at most
};
Usage usage();

} // namespace asge::test
