// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Comparison of UTF-8 text in filters and sorted columns. Nothing here depends on the user's
/// locale, so that `asge` and the window give the same answers.
namespace asge {

/// The text in lower case: A to Z always, other letters by Unicode's simple case mapping in the C
/// library's locale C.UTF-8 (without that locale only A to Z). Each byte that isn't UTF-8 becomes
/// '?'.
std::string lowered(std::string_view text);

/// Whether a text begins with, or contains, another one, ignoring case.
bool beginsCaseless(std::string_view text, std::string_view beginning);
bool containsCaseless(std::string_view text, std::string_view part);
bool equalCaseless(std::string_view one, std::string_view other);

/// The length in bytes of the blank character at that position, which may be one of Unicode's; 0 if
/// there is none.
std::size_t blankAt(std::string_view text, std::size_t position);
/// The text without leading and trailing blanks.
std::string_view trimmed(std::string_view text);

/// A key whose byte order is the natural order of texts: case is ignored, numbers are ordered by
/// value ("run 9" before "run 10"), and punctuation precedes digits, which precede letters. Letters
/// beyond ASCII follow z in the order of their code points.
std::string naturalKey(std::string_view text);

} // namespace asge
