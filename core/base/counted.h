// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace asge {

/// The singular for a count of 1, otherwise the plural, which by default is the singular with an s.
inline std::string inNumber(std::integral auto count, std::string_view singular,
                            std::string_view plural = {}) {
    if (count == 1) {
        return std::string(singular);
    }
    return plural.empty() ? std::string(singular) + "s" : std::string(plural);
}

/// "1 image", "2 images".
inline std::string counted(std::integral auto count, std::string_view singular,
                           std::string_view plural = {}) {
    return std::to_string(count) + " " + inNumber(count, singular, plural);
}

} // namespace asge
