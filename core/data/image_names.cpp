// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_names.h"

#include <algorithm>
#include <map>

namespace asge {

namespace {

constexpr int kFewestOfName = 2; ///< images per class

/// "cat" for "cat.0.jpg"; "" for any other form of name.
std::string classOfName(const std::filesystem::path& image) {
    constexpr const char* kDigits = "0123456789";
    const std::string stem = image.stem().string();
    const auto dot = stem.rfind('.');
    const bool isNumbered = dot != std::string::npos && dot + 1 < stem.size() &&
                            stem.find_first_not_of(kDigits, dot + 1) == std::string::npos;
    const std::string name = isNumbered ? stem.substr(0, dot) : std::string();
    return name.find_first_not_of(kDigits) == std::string::npos ? std::string() : name;
}

} // namespace

std::optional<std::vector<std::string>>
classesOfNames(const std::vector<std::filesystem::path>& images) {
    std::vector<std::string> classes;
    std::map<std::string, int> counts;
    for (const std::filesystem::path& image : images) {
        classes.push_back(classOfName(image));
        if (classes.back().empty()) {
            return std::nullopt;
        }
        ++counts[classes.back()];
    }
    const bool isFull = std::all_of(counts.begin(), counts.end(),
                                    [](const auto& each) { return each.second >= kFewestOfName; });
    return counts.size() > 1 && isFull ? std::optional(std::move(classes)) : std::nullopt;
}

} // namespace asge
