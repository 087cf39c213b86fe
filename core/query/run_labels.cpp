// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_labels.h"

#include "core/base/text.h"

#include <algorithm>
#include <set>

namespace asge {
namespace {

constexpr std::size_t kLong = 24; // in characters

std::vector<std::string> wordsIn(const std::string& name) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : name + ' ') {
        if (c != ' ') {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    return words;
}

std::set<std::string> wordsOfAll(const std::vector<std::string>& names) {
    const auto first = wordsIn(names.front());
    std::set<std::string> common(first.begin(), first.end());
    for (const std::string& name : names) {
        const auto words = wordsIn(name);
        std::erase_if(common, [&](const std::string& word) {
            return std::find(words.begin(), words.end(), word) == words.end();
        });
    }
    return common;
}

std::size_t different(const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end()).size();
}

} // namespace

std::vector<std::string> shortNames(const std::vector<std::string>& names) {
    const bool anyLong = std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return codePoints(name).size() > kLong;
    });
    if (names.size() < 2 || !anyLong) {
        return names;
    }
    const std::set<std::string> common = wordsOfAll(names);
    std::vector<std::string> shortened;
    for (const std::string& name : names) {
        std::string rest;
        for (const std::string& word : wordsIn(name)) {
            if (!common.contains(word)) {
                rest += (rest.empty() ? "" : " ") + word;
            }
        }
        shortened.push_back(rest);
    }
    const bool isClear = std::find(shortened.begin(), shortened.end(), "") == shortened.end() &&
                         different(shortened) == different(names);
    return isClear ? shortened : names;
}

std::vector<std::string> labelsOf(const std::vector<const RunSummary*>& runs) {
    std::vector<std::string> names;
    for (const RunSummary* run : runs) {
        names.push_back(oneLine(run->name));
    }
    const std::vector<std::string> shown = shortNames(names);
    std::vector<std::string> labels = shown;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (std::count(shown.begin(), shown.end(), shown[i]) > 1) {
            labels[i] += ", run " + std::to_string(runs[i]->id);
        }
    }
    return labels;
}

std::string branchName(const std::string& parent, int epoch, const std::vector<RunSummary>& runs) {
    static constexpr std::string_view kBranch = " branch at epoch ";
    const std::string root = oneLine(parent).substr(0, oneLine(parent).find(kBranch));
    const auto isTaken = [&](const std::string& name) {
        return std::any_of(runs.begin(), runs.end(),
                           [&](const RunSummary& run) { return run.name == name; });
    };
    std::string name;
    for (int number = 1; name.empty() || isTaken(name); ++number) {
        const std::string end = std::string(kBranch) + std::to_string(epoch) +
                                (number == 1 ? "" : " " + std::to_string(number));
        std::size_t width = kLongestName;
        while (elided(root, width).size() + end.size() > kLongestName) {
            --width;
        }
        name = elided(root, width) + end;
    }
    return name;
}

} // namespace asge
