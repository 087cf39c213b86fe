#pragma once

#include "core/data/image_listing.h"
#include "core/data/split_names.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace asge {

/// What the folders in one place are to a data set, by their names and what lies in them.
struct FolderRoles {
    std::map<std::string, const SplitName*> splits; ///< empty if they aren't laid out by splits
    std::vector<std::string> others;                ///< all but splits and descriptions
    std::vector<std::string> descriptions;          ///< "masks" or "annotations" beside "images"
    std::string classNotSplit; ///< called as a split ("train"), but evidently a class; or empty
};

FolderRoles rolesIn(const std::filesystem::path& folder, const FolderEntries& entries);

/// Of the folders in one place those that describe images: "masks" beside "images".
std::vector<std::string> descriptionsAmong(const std::vector<std::string>& folders);

/// Whether a folder's folders are splits.
bool hasSplits(const std::filesystem::path& folder);

/// Whether each split in a folder holds images itself and no folders, so that the folder is a class
/// of a data set which has its splits in each class.
bool isClassOfSplits(const std::filesystem::path& folder);

/// Whether a folder of that name is for images of all classes ("images"), not a class.
bool isForAllImages(const std::string& name);

/// `folder`, or the folder with the class folders below it if there is only a folder on the way
/// that is called like it, "images" or after a split: "seg_train/seg_train".
std::filesystem::path withoutWrapping(const std::filesystem::path& folder);

} // namespace asge
