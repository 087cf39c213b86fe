// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace asge::test {

/// What the program must make of a hostile case.
enum class Harm {
    none,  ///< the run looks wrong but is valid
    run,   ///< run 1 is refused; the other runs stay usable
    store, ///< the file is refused, but can be checked
    any,   ///< valid or not: nothing may crash, hang or take much memory
};

/// A store that our programs never write, with exactly one fault. The fault is put into a valid
/// store whose run 1 has at least two layers and two epochs, and whose run 2 stays valid.
struct HostileCase {
    std::string name;
    Harm harm = Harm::run;
    std::string sql = {}; ///< runs without the schema's constraints on values
    /// For faults that SQL can't make; called with the closed file.
    std::function<void(const std::filesystem::path&)> change = {};
    bool slow = false; ///< for long tests only
};

} // namespace asge::test
