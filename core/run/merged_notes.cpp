// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/merged_notes.h"

#include <map>
#include <sstream>
#include <vector>

namespace asge {

namespace {

using NoteLines = std::vector<std::string>;

NoteLines linesOf(const std::string& notes) {
    NoteLines lines;
    std::istringstream stream(notes);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

/// The lines without those of `removed`, of which each removes one equal line, the first.
NoteLines linesWithout(const NoteLines& lines, const NoteLines& removed) {
    std::map<std::string, int> left;
    for (const std::string& line : removed) {
        ++left[line];
    }
    NoteLines kept;
    for (const std::string& line : lines) {
        const auto found = left.find(line);
        if (found != left.end() && found->second > 0) {
            --found->second;
        } else {
            kept.push_back(line);
        }
    }
    return kept;
}

} // namespace

std::string mergedNotes(const std::string& before, const std::string& after,
                        const std::string& stored) {
    if (stored == before) {
        return after;
    }
    const NoteLines known = linesOf(before);
    const NoteLines current = linesOf(stored);
    NoteLines lines = linesWithout(linesOf(after), linesWithout(known, current));
    for (std::string& line : linesWithout(current, known)) {
        lines.push_back(std::move(line));
    }
    std::string merged;
    for (const std::string& line : lines) {
        merged += line + '\n';
    }
    return merged;
}

} // namespace asge
