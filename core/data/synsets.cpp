// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/synsets.h"

#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/text_lines.h"

#include <algorithm>
#include <charconv>

namespace asge {

namespace fs = std::filesystem;

std::vector<std::string> readGroundTruth(const fs::path& file,
                                         const std::vector<std::string>& synsets) {
    std::vector<std::string> classes;
    for (const std::string& line : linesOf(file)) {
        const std::string text = trimmed(line);
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number < 1 ||
            number > synsets.size()) {
            refuse(file, "line " + std::to_string(classes.size() + 1) +
                             " must be a number from 1 to " + std::to_string(synsets.size()) +
                             ", is '" + oneLine(text, 40) + "'");
        }
        classes.push_back(synsets[number - 1]);
    }
    return classes;
}

bool isSynset(const std::string& name) {
    constexpr std::size_t kLength = 9;
    return name.size() == kLength && name.front() == 'n' &&
           std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

SynsetNames readSynsetNames(const fs::path& file) {
    SynsetNames result;
    for (const std::string& line : linesOf(file)) {
        const std::size_t blank = std::min(line.find_first_of(" \t,"), line.size());
        const std::string id = line.substr(0, blank);
        std::string name = trimmed(line.substr(std::min(blank + 1, line.size())));
        if (!isSynset(id)) {
            continue;
        }
        // map_clsloc.txt has the synset's number between its id and its name.
        const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
        if (digits > 0 && digits < name.size() && name[digits] == ' ') {
            name = trimmed(name.substr(digits));
        }
        result.ids.push_back(id);
        result.names.emplace(id, std::move(name));
    }
    return result;
}

} // namespace asge
