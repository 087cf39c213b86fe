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

/// Text from outside (a file's contents, a name, an argument) made fit for a one-line message:
/// control characters, line separators, characters that turn the writing direction and bytes that
/// aren't UTF-8 become '?'; beyond `limit` bytes it ends with "…".
std::string oneLine(std::string_view text, std::size_t limit = 4096);

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

/// The shortest text that reads back as the same number, without an exponent where that is
/// readable.
std::string numberText(double value);

/// "a, b or c" with the joint "or".
std::string wordList(const std::vector<std::string>& words, std::string_view joint);

/// The candidate that was probably meant by a mistyped word: the one with the fewest insertions,
/// deletions, replacements and swaps of neighbours, if these are few for the word's length.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

} // namespace asge
