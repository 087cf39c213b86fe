// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/file_kinds.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// The entries of a folder, sorted by the names' bytes, without hidden files and those of the
/// system.
struct FolderEntries {
    std::vector<std::string> folders;
    std::vector<std::filesystem::path> images; ///< JPEG and PNG files, by their extension
    std::vector<std::filesystem::path> others;
};

/// Lists a folder, and counts entries of the system in `leftOut`. Throws BadInput if it can't be
/// listed.
FolderEntries entriesOf(const std::filesystem::path& folder, LeftOut& leftOut);
/// The same without counting; empty if the folder can't be listed.
FolderEntries entriesIfListed(const std::filesystem::path& folder);

/// The JPEG and PNG files (by their extension) in or below a folder, sorted by their paths' bytes.
/// Hidden files and those of the system are skipped; links to folders are not followed, because
/// they may form cycles. Skipped files are counted in `leftOut`. Throws BadInput if a folder can't
/// be listed or folders are nested more than 64 deep.
std::vector<std::filesystem::path> imagesBelow(const std::filesystem::path& folder,
                                               LeftOut& leftOut);

/// All files in or below a folder, except those that imagesBelow skips, in no particular order and
/// at most `most`. Nothing if the folder can't be listed.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder,
                                              std::size_t most);

} // namespace asge
