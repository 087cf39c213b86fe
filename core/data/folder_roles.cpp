// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/folder_roles.h"

#include "core/data/image_names.h"
#include "core/data/label_table.h"
#include "core/data/table_reader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 10> kForImages{
    "images", "image", "imgs", "img", "jpegimages", "jpg", "jpegs", "pictures", "photos", "png"};

/// These folders hold masks, boxes, lists and the like, some of them as images.
constexpr std::array<std::string_view, 24> kForDescriptions{"labels",
                                                            "label",
                                                            "annotations",
                                                            "annotation",
                                                            "annots",
                                                            "masks",
                                                            "mask",
                                                            "segmentations",
                                                            "segmentation",
                                                            "segmentationclass",
                                                            "segmentationobject",
                                                            "imagesets",
                                                            "trimaps",
                                                            "groundtruth",
                                                            "ground_truth",
                                                            "gt",
                                                            "boxes",
                                                            "bounding_boxes",
                                                            "bboxes",
                                                            "attributes",
                                                            "parts",
                                                            "lists",
                                                            "meta",
                                                            "splits"};

/// Such folders beside the splits often hold images without classes.
constexpr std::array<std::string_view, 6> kForUnlabelled{"extra", "unlabeled", "unlabelled",
                                                         "other", "misc",      "pred"};

std::string loweredName(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name;
}

template <std::size_t count>
bool isNamed(const std::string& name, const std::array<std::string_view, count>& list) {
    return std::find(list.begin(), list.end(), loweredName(name)) != list.end();
}

bool holdsImagesAlone(const FolderEntries& entries) {
    return !entries.images.empty() && entries.folders.empty();
}

bool hasTableFile(const FolderEntries& entries) {
    return std::any_of(entries.others.begin(), entries.others.end(), isTable);
}

/// Whether the only folder that is named like a split is a class: the folders beside it are
/// classes, and it holds images whose classes are given neither by a table nor by their names.
bool isClass(const fs::path& folder, const std::string& name, const FolderEntries& entries,
             const std::vector<std::string>& others) {
    const FolderEntries own = entriesIfListed(folder / name);
    if (splitNamed(name)->role != SplitRole::train || !holdsImagesAlone(own) || hasTableFile(own) ||
        hasTableFile(entries) || classesOfNames(own.images)) {
        return false;
    }
    const auto classes = std::count_if(others.begin(), others.end(), [&](const std::string& each) {
        return !isNamed(each, kForImages) && !isNamed(each, kForDescriptions) &&
               !isNamed(each, kForUnlabelled) && !entriesIfListed(folder / each).images.empty();
    });
    return classes > 1;
}

} // namespace

FolderRoles rolesIn(const fs::path& folder, const FolderEntries& entries) {
    FolderRoles roles;
    roles.splits = splitFolders(entries.folders);
    roles.descriptions = descriptionsAmong(entries.folders);
    for (const std::string& name : entries.folders) {
        const bool isDescription = std::find(roles.descriptions.begin(), roles.descriptions.end(),
                                             name) != roles.descriptions.end();
        if (!isDescription && !roles.splits.contains(name)) {
            roles.others.push_back(name);
        }
    }
    if (roles.splits.size() == 1 &&
        isClass(folder, roles.splits.begin()->first, entries, roles.others)) {
        roles.classNotSplit = roles.splits.begin()->first;
        roles.splits.clear();
        roles.others.insert(
            std::lower_bound(roles.others.begin(), roles.others.end(), roles.classNotSplit),
            roles.classNotSplit);
    }
    return roles;
}

std::vector<std::string> descriptionsAmong(const std::vector<std::string>& folders) {
    std::vector<std::string> descriptions;
    if (std::any_of(folders.begin(), folders.end(), isForAllImages)) {
        std::copy_if(folders.begin(), folders.end(), std::back_inserter(descriptions),
                     [](const std::string& name) { return isNamed(name, kForDescriptions); });
    }
    return descriptions;
}

bool hasSplits(const fs::path& folder) {
    return !rolesIn(folder, entriesIfListed(folder)).splits.empty();
}

bool isClassOfSplits(const fs::path& folder) {
    const auto splits = splitFolders(entriesIfListed(folder).folders);
    return !splits.empty() && std::all_of(splits.begin(), splits.end(), [&](const auto& split) {
        return holdsImagesAlone(entriesIfListed(folder / split.first));
    });
}

bool isForAllImages(const std::string& name) {
    return isNamed(name, kForImages);
}

fs::path withoutWrapping(const fs::path& folder) {
    constexpr int kMost = 3;
    fs::path place = folder;
    for (int i = 0; i < kMost; ++i) {
        const FolderEntries entries = entriesIfListed(place);
        const std::vector<std::string> others = rolesIn(place, entries).others;
        const auto splits = splitFolders(entries.folders);
        if (entries.folders.size() == 1 && entries.images.empty() && !splits.empty()) {
            place /= entries.folders.front();
        } else if (others.size() == 1 && entries.images.empty() && splits.empty() &&
                   (others.front() == folder.filename() || isForAllImages(others.front()))) {
            place /= others.front();
        } else {
            return entries.folders.empty() ? folder : place;
        }
    }
    return folder;
}

} // namespace asge
