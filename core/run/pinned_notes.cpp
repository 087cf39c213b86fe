// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/pinned_notes.h"

#include "core/base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>

namespace asge {

namespace {

std::optional<PinnedNote> pinnedIn(std::string_view line) {
    if (line.empty() || line.front() != '@') {
        return std::nullopt;
    }
    const char* const end = line.data() + line.size();
    PinnedNote note;
    const auto [rest, error] = std::from_chars(line.data() + 1, end, note.step);
    if (error != std::errc() || note.step < 0 || note.step > kMostPinnedStep || rest == end ||
        *rest != ' ') {
        return std::nullopt;
    }
    note.text = oneLine({rest + 1, static_cast<std::size_t>(end - rest - 1)});
    return note;
}

} // namespace

std::vector<PinnedNote> pinnedNotes(const std::string& notes) {
    std::vector<PinnedNote> pinned;
    std::istringstream lines(notes);
    for (std::string line; pinned.size() < kMostPinnedNotes && std::getline(lines, line);) {
        if (auto note = pinnedIn(line)) {
            pinned.push_back(*std::move(note));
        }
    }
    std::stable_sort(pinned.begin(), pinned.end(),
                     [](const PinnedNote& a, const PinnedNote& b) { return a.step < b.step; });
    return pinned;
}

std::string withPinned(const std::string& notes, const PinnedNote& note) {
    std::string longer = notes;
    if (!longer.empty() && longer.back() != '\n') {
        longer += '\n';
    }
    std::string line = note.text;
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return longer + "@" + std::to_string(note.step) + " " + oneLine(line) + "\n";
}

} // namespace asge
