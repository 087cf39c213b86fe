#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// UTF-8 text as filters and sorted columns compare it. Nothing here depends on the user's locale,
/// so that `asge` and the window give the same answers.
namespace asge {

/// The text in lower case: A to Z always, all other letters by Unicode's simple mappings, one
/// character for one, as the C library's locale C.UTF-8 has them (without that locale only A to Z).
/// Each byte that isn't UTF-8 becomes '?'.
std::string lowered(std::string_view text);

/// Whether a text begins with, or has in it, another; both are compared in lower case.
bool beginsCaseless(std::string_view text, std::string_view beginning);
bool containsCaseless(std::string_view text, std::string_view part);
bool equalCaseless(std::string_view one, std::string_view other);

/// The bytes of the blank character at that position, also one of Unicode's; 0 if there is none.
std::size_t blankAt(std::string_view text, std::size_t position);
/// The text without blanks at its ends.
std::string_view trimmed(std::string_view text);

/// A key whose order, byte by byte, is the natural order of texts: without regard to case, numbers
/// by their value ("run 9" before "run 10"), signs before digits before letters. Letters beyond
/// ASCII follow z in the order of their code points.
std::string naturalKey(std::string_view text);

} // namespace asge
