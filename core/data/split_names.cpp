// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/split_names.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

constexpr std::array<SplitName, 10> kSplitNames{{{"train", SplitRole::train},
                                                 {"training", SplitRole::train},
                                                 {"trn", SplitRole::train},
                                                 {"val", SplitRole::validation},
                                                 {"valid", SplitRole::validation},
                                                 {"validation", SplitRole::validation},
                                                 {"dev", SplitRole::validation},
                                                 {"test", SplitRole::test},
                                                 {"testing", SplitRole::test},
                                                 {"tst", SplitRole::test}}};
/// Suffixes of a split's name, after a separator or directly.
constexpr std::array<std::string_view, 14> kSuffixes{
    "annotations", "images", "image", "imgs",  "img",     "set",   "data",
    "labels",      "split",  "list",  "lists", "dataset", "files", "names"};

constexpr const char* kSigns = "_- ";

const SplitName* exactlyNamed(std::string_view name) {
    const auto found = std::find_if(kSplitNames.begin(), kSplitNames.end(),
                                    [&](const SplitName& split) { return split.name == name; });
    return found == kSplitNames.end() ? nullptr : &*found;
}

/// "test" for "test_images" and "testset"; otherwise the whole name.
std::string withoutSuffix(const std::string& name) {
    for (const std::string_view suffix : kSuffixes) {
        if (!name.ends_with(suffix)) {
            continue;
        }
        const std::string rest = name.substr(0, name.size() - suffix.size());
        if (exactlyNamed(rest) != nullptr) {
            return rest;
        }
        if (const auto last = rest.find_last_not_of(kSigns); last + 1 < rest.size()) {
            return rest.substr(0, last + 1);
        }
    }
    return name;
}

/// "train" for "train2017" and "train_1"; otherwise the whole name.
std::string withoutNumber(const std::string& name) {
    const auto last = name.find_last_not_of("0123456789");
    if (last == std::string::npos || last + 1 == name.size()) {
        return name;
    }
    return name.substr(0, name.find_last_not_of(kSigns, last) + 1);
}

using Splits = std::map<std::string, const SplitName*>;

/// Groups folders by what precedes the split in their names: "seg" for "seg_train".
std::map<std::string, Splits> byBeginning(const std::vector<std::string>& folders) {
    std::map<std::string, Splits> groups;
    for (const std::string& name : folders) {
        for (auto sign = name.find_first_of(kSigns); sign != std::string::npos;
             sign = name.find_first_of(kSigns, sign + 1)) {
            if (const SplitName* split = splitNamed(name.substr(sign + 1))) {
                groups[name.substr(0, sign)].emplace(name, split);
                break;
            }
        }
    }
    return groups;
}

bool hasTrainAndOther(const Splits& splits) {
    const auto isTrain = [](const auto& split) { return split.second->role == SplitRole::train; };
    return std::any_of(splits.begin(), splits.end(), isTrain) &&
           !std::all_of(splits.begin(), splits.end(), isTrain);
}

} // namespace

std::span<const SplitName> splitNames() {
    return kSplitNames;
}

const SplitName* splitNamed(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return exactlyNamed(withoutNumber(withoutSuffix(withoutNumber(name))));
}

std::map<std::string, const SplitName*> splitFolders(const std::vector<std::string>& folders) {
    Splits splits;
    for (const std::string& name : folders) {
        if (const SplitName* split = splitNamed(name)) {
            splits.emplace(name, split);
        }
    }
    if (!splits.empty()) {
        return splits;
    }
    for (auto& [_, group] : byBeginning(folders)) {
        if (hasTrainAndOther(group)) {
            return std::move(group);
        }
    }
    return {};
}

} // namespace asge
