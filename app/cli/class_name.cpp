// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/class_name.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace asge::cli {

ChosenClass classNamed(const std::string& text, const std::vector<std::string>& names,
                       const std::string& option) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == names[i]) {
            return {static_cast<int>(i), names[i]};
        }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == std::to_string(i)) {
            return {static_cast<int>(i), names[i] + " (the class of index " + text + ")"};
        }
    }
    throw BadInput(option + ": there is no class '" + oneLine(text, 100) + "'; there are " +
                   oneLine(wordList(names, "and"), 500));
}

} // namespace asge::cli
