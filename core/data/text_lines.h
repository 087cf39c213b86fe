#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// ASCII letters made small.
std::string lowered(std::string text);

/// Without blanks, tabs and carriage returns at its ends.
std::string trimmed(std::string text);

/// The lines of a text file that are not empty, without an UTF-8 mark at its start. They end as on
/// any system; with `hasQuotes` an end in quotes belongs to its line. Throws BadInput if the file
/// can't be read, is UTF-16 or is larger than 256 MiB.
std::vector<std::string> linesOf(const std::filesystem::path& file, bool hasQuotes = false);

} // namespace asge
