// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// `text` with ASCII letters in lower case.
std::string lowered(std::string text);

/// `text` without blanks, tabs and carriage returns at its ends.
std::string trimmed(std::string text);

/// The non-empty lines of a text file, without a UTF-8 byte order mark. Any line ending is
/// recognised; with `hasQuotes`, a line ending inside quotes is part of the line. Throws BadInput
/// if the file can't be read, is UTF-16 or is larger than 256 MiB.
std::vector<std::string> linesOf(const std::filesystem::path& file, bool hasQuotes = false);

} // namespace asge
