// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_listing.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// An image file and its class.
struct ListedImage {
    std::filesystem::path file;
    int label = 0;
};

/// The files of a training, validation or test split.
struct ImageSplit {
    std::filesystem::path folder;    ///< the folder of the split
    std::vector<ListedImage> images; ///< by class, each class in the order of its paths
};

/// The layout of a folder of images: the split and class of each file.
struct ImageLayout {
    std::vector<std::string> classes; ///< display names; label i is classes[i]
    ImageSplit train;
    ImageSplit test;
    std::optional<ImageSplit> validation;
    LeftOut leftOut;
    std::vector<std::string> notes;   ///< how the files were interpreted, and which are not used
    std::vector<std::string> missing; ///< like StoredImages::missing
};

/// Whether layoutOf can read a folder, judged only by names.
bool hasImageLayout(const std::filesystem::path& folder);

/// Whether there is an image in a folder or a few levels below.
bool holdsImage(const std::filesystem::path& folder);

/// The data set's folder if `folder` is one of its splits ("train"); otherwise `folder`.
std::filesystem::path withoutSplit(const std::filesystem::path& folder);

/// Reads how a folder's files are laid out:
/// - SPLIT/CLASS/… with the splits train or training, val, valid, validation or dev, test or
/// testing,
///   ignoring case, also as train2017, test_images or seg_train. The test split is `test`,
///   otherwise `val`. A split without classes is not used;
/// - CLASS/… without splits, or CLASS/SPLIT/…. A file beside the folders may give the splits of
///   images (core/data/image_labels.h);
/// - images outside of class folders, in a split or without one, whose classes are given by a file
///   beside them or by their names (CLASS.NUMBER.jpg). The file may also give their splits.
/// A folder train is a class if it holds images and is beside class folders. Masks and annotations
/// beside the images are not classes. ImageNet's synsets are shown by their names if a file has
/// them. If there are no test images, a fifth of each class is used for the test, always the same
/// files. Throws BadInput, one line that names the folder, if the layout is no data set.
ImageLayout layoutOf(const std::filesystem::path& folder);

} // namespace asge
