// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_listing.h"
#include "core/data/split_names.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// The roles of the folders in one place, judged by their names and contents.
struct FolderRoles {
    std::map<std::string, const SplitName*> splits; ///< empty if the folders are not splits
    std::vector<std::string> others;                ///< all except splits and descriptions
    std::vector<std::string> descriptions;          ///< "masks" or "annotations" beside "images"
    std::string classNotSplit; ///< named like a split ("train"), but evidently a class; or empty
};

FolderRoles rolesIn(const std::filesystem::path& folder, const FolderEntries& entries);

/// The folders that describe images, such as "masks" beside "images".
std::vector<std::string> descriptionsAmong(const std::vector<std::string>& folders);

/// Whether the subfolders of a folder are splits.
bool hasSplits(const std::filesystem::path& folder);

/// Whether a folder is a class that contains the splits: each split in it holds images directly and
/// no folders.
bool isClassOfSplits(const std::filesystem::path& folder);

/// Whether the name is usual for a folder of images of all classes ("images"), so that it is not a
/// class.
bool isForAllImages(const std::string& name);

/// The folder that holds the class folders: `folder`, or a folder inside it, if each folder on the
/// way is the only one and is named like its parent, "images" or a split: "seg_train/seg_train".
std::filesystem::path withoutWrapping(const std::filesystem::path& folder);

} // namespace asge
