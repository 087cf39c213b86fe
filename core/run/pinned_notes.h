// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// A line of a run's notes that belongs to a step of its training: "@1200 the loss jumps here".
struct PinnedNote {
    std::int64_t step = 0; ///< from 0 to kMostPinnedStep
    std::string text;      ///< one line, without control characters

    bool operator==(const PinnedNote&) const = default;
};

/// The lines of the notes that begin with '@', a step and a space, in the order of their steps; at
/// most the first kMostPinnedNotes. All other lines are notes on the whole run.
std::vector<PinnedNote> pinnedNotes(const std::string& notes);
constexpr std::size_t kMostPinnedNotes = 1000;
constexpr std::int64_t kMostPinnedStep = 1'000'000'000'000;

/// The notes with one more line, at their end.
std::string withPinned(const std::string& notes, const PinnedNote& note);

} // namespace asge
