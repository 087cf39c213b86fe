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

/// The characters of UTF-8 text; '?' for each byte that isn't part of one.
std::u32string codePoints(std::string_view text);

/// Whether UTF-8 text holds a control character, a line separator or a character that turns the
/// writing direction: no name and no setting may.
bool holdsControl(std::string_view text);

/// Text from outside (a file's contents, a name, an argument) made fit for a one-line message:
/// control characters, line separators, characters that turn the writing direction or that a reader
/// does not see, and bytes that aren't UTF-8 become '?'; beyond `limit` bytes it ends with "…".
std::string oneLine(std::string_view text, std::size_t limit = 4096);
/// The same for text of several lines, which keeps its line feeds and tabs and is never cut.
std::string severalLines(std::string_view text);
/// JSON whose texts hold escapes (\u009b) in place of the characters that oneLine replaces. It must
/// be UTF-8 without line feeds between its elements.
std::string escapedJson(std::string_view json);

/// What is wrong with a run's name, or nothing: it must show something, stand on one line, be UTF-8
/// and have at most kLongestName bytes. The command line, the window and the store all ask this.
std::optional<std::string> nameProblem(std::string_view name);
constexpr std::size_t kLongestName = 200;
/// What is wrong with a tag of a run, or nothing: UTF-8 of 1 to kLongestTag bytes without blanks,
/// commas and control characters.
std::optional<std::string> tagProblem(std::string_view tag);
constexpr std::size_t kLongestTag = 64;
/// A sound name for the run of an experiment's file: the file's without its ending, made fit.
std::string nameAfter(const std::filesystem::path& file);

/// `text`, cut after `width` characters at most, the last of which then is "…".
std::string elided(std::string_view text, std::size_t width);

/// `text` as a spreadsheet shows it: one that it would compute, since it begins like a formula and
/// is no number, gets an apostrophe in front.
std::string spreadsheetText(std::string_view text);

/// The shortest text that reads back as the same number, without an exponent where that is
/// readable.
std::string numberText(double value);

/// The texts with `between` them.
std::string joined(const std::vector<std::string>& texts, std::string_view between);

/// "a, b or c" with the joint "or".
std::string wordList(const std::vector<std::string>& words, std::string_view joint);

/// The candidate that was probably meant by a mistyped word: the one with the fewest insertions,
/// deletions, replacements and swaps of neighbours, if these are few for the word's length.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

} // namespace asge
