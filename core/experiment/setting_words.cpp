// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/setting_words.h"

#include "core/experiment/settings.h"

#include <charconv>

namespace asge {

std::string wordFor(std::string_view path, std::string_view value) {
    const Setting* setting = findSetting(path);
    if (setting == nullptr || setting->unset.empty() || !setting->isNumeric()) {
        return {};
    }
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool isZero = error == std::errc() && end == value.data() + value.size() && number == 0;
    return isZero ? setting->unset : std::string();
}

bool isAboveNumbers(std::string_view path, std::string_view value) {
    const std::string word = wordFor(path, value);
    return !word.empty() && word != "none";
}

} // namespace asge
