// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>

/// Changes to a store's pages that no SQL can make. The store must be closed.
namespace asge::test {

/// Links the pages of a table with rowids so that they lead to the same rows over and over: a scan
/// of the table would take years.
void makeEndless(const std::filesystem::path& file, const std::string& table);
/// Leaves that part of the file.
void cutFile(const std::filesystem::path& file, double part);
/// Makes the file a gigabyte longer that takes no place on the disk.
void addHole(const std::filesystem::path& file);

} // namespace asge::test
