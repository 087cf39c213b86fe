// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace asge::cli {

/// The class that the user chose.
struct ChosenClass {
    int label = 0;
    std::string shown; ///< its name, followed by its index if the user gave the index
};

/// The class of that name, or else of that index. Throws BadInput that begins with `option` and
/// lists the classes.
ChosenClass classNamed(const std::string& text, const std::vector<std::string>& names,
                       const std::string& option);

} // namespace asge::cli
