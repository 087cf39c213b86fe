// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// Position of the first byte that isn't part of well-formed UTF-8.
std::optional<std::size_t> findInvalidUtf8(std::string_view text);

/// The code points of UTF-8 text; '?' for each byte that isn't valid UTF-8.
std::u32string codePoints(std::string_view text);

/// Whether UTF-8 text holds a control character, a line separator or a bidirectional control. Names
/// and settings must not hold any.
bool holdsControl(std::string_view text);

/// Makes text from outside (a file's contents, a name, an argument) safe for a one-line message:
/// control characters, line separators, bidirectional controls, invisible characters and bytes that
/// aren't UTF-8 become '?'. Text of more than `limit` bytes is cut and ends with "…".
std::string oneLine(std::string_view text, std::size_t limit = 4096);
/// The same for text of several lines: line feeds and tabs are kept, and the text is never cut.
std::string severalLines(std::string_view text);
/// JSON in which the characters that oneLine replaces are escaped (\u009b). The input must be UTF-8
/// without line feeds between its elements.
std::string escapedJson(std::string_view json);

/// The reason why a run's name is invalid, or nothing: a name must have a visible character, be one
/// line of UTF-8 and have at most kLongestName bytes. The command line, the window and the store
/// use this.
std::optional<std::string> nameProblem(std::string_view name);
constexpr std::size_t kLongestName = 200;
/// The reason why a tag is invalid, or nothing: a tag is UTF-8 of 1 to kLongestTag bytes without
/// blanks, commas and control characters.
std::optional<std::string> tagProblem(std::string_view tag);
constexpr std::size_t kLongestTag = 64;
/// A valid name for the run of an experiment file: the file's name without extension, with invalid
/// characters replaced.
std::string nameAfter(const std::filesystem::path& file);

/// `text`, shortened to at most `width` characters, of which the last then is "…".
std::string elided(std::string_view text, std::size_t width);

/// `text` for a spreadsheet: if the spreadsheet would evaluate it, because it begins like a formula
/// and is not a number, an apostrophe is put in front.
std::string spreadsheetText(std::string_view text);

/// The shortest text that parses to the same number, without an exponent if that is readable.
std::string numberText(double value);

/// A duration as "1:02:03" or "2:03". Negative durations and NaN are shown as "0:00".
std::string durationText(double seconds);

/// The texts, separated by `between`.
std::string joined(const std::vector<std::string>& texts, std::string_view between);

/// A list such as "a, b or c", in which `joint` is "or".
std::string wordList(const std::vector<std::string>& words, std::string_view joint);

/// The candidate that a mistyped word probably means: the one with the fewest insertions,
/// deletions, replacements and transpositions, if these are few for the length of the word;
/// otherwise nothing.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

} // namespace asge
