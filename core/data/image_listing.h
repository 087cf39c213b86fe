#pragma once

#include "core/data/file_kinds.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// What lies in a folder itself, sorted by the names' bytes, without what is hidden or the
/// system's.
struct FolderEntries {
    std::vector<std::string> folders;
    std::vector<std::filesystem::path> images; ///< JPEG and PNG files by their ending
    std::vector<std::filesystem::path> others;
};

/// Lists a folder; entries of the system are counted in `leftOut`. Throws BadInput if it can't be
/// listed.
FolderEntries entriesOf(const std::filesystem::path& folder, LeftOut& leftOut);
/// The same without a count of what is left out; nothing of a folder that can't be listed.
FolderEntries entriesIfListed(const std::filesystem::path& folder);

/// The JPEG and PNG files (by their ending) in or below a folder, sorted by their paths' bytes.
/// What is hidden or the system's is skipped; links to folders aren't followed, since they may lead
/// in circles. What is left out is counted in `leftOut`. Throws BadInput for a folder that can't be
/// listed, or is nested more than 64 deep.
std::vector<std::filesystem::path> imagesBelow(const std::filesystem::path& folder,
                                               LeftOut& leftOut);

/// All files in or below a folder, but what imagesBelow skips, in no order: `most` of them, or all.
/// Nothing of what can't be listed.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder,
                                              std::size_t most);

} // namespace asge
