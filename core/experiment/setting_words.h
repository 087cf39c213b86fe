// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace asge {

/// The word of a numeric setting for "0" or "0.0", where it stands for something else, such as
/// "all"; empty for other values and for settings without such a word.
std::string wordFor(std::string_view path, std::string_view value);
/// Whether that word stands for more than each number: "all" and "never" do; "none" is the number
/// 0 itself.
bool isAboveNumbers(std::string_view path, std::string_view value);

} // namespace asge
