// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>

/// Changes to the pages of a store that SQL can't make. The store must be closed.
namespace asge::test {

/// Links the pages of a table with rowids so that they lead to the same rows again and again: a
/// scan of the table would take years.
void makeEndless(const std::filesystem::path& file, const std::string& table);
/// Truncates the file to the fraction `part` of its size.
void cutFile(const std::filesystem::path& file, double part);
/// Extends the file by a gigabyte that takes no space on the disk.
void addHole(const std::filesystem::path& file);

} // namespace asge::test
