#pragma once

#include "core/data/image_listing.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// An image file by its class.
struct ListedImage {
    std::filesystem::path file;
    int label = 0;
};

/// Files that are trained on, tested on or validate.
struct ImageSplit {
    std::filesystem::path folder;    ///< where they lie
    std::vector<ListedImage> images; ///< class by class, each in the order of its paths
};

/// What a folder of images holds: to which split and class each file belongs.
struct ImageLayout {
    std::vector<std::string> classes; ///< as they are shown; label i is classes[i]
    ImageSplit train;
    ImageSplit test;
    std::optional<ImageSplit> validation;
    LeftOut leftOut;
    std::vector<std::string> notes;   ///< how the files were understood, and what isn't used
    std::vector<std::string> missing; ///< what is evidently not there, as StoredImages::missing
};

/// Whether a folder holds images as layoutOf reads them. Looks at names alone.
bool hasImageLayout(const std::filesystem::path& folder);

/// Whether an image lies in a folder, or few levels below: the first is enough.
bool holdsImage(const std::filesystem::path& folder);

/// If `folder` is a split ("train") of a data set, the data set's folder; else `folder`.
std::filesystem::path withoutSplit(const std::filesystem::path& folder);

/// Reads how a folder's files are laid out:
/// - SPLIT/CLASS/… with the splits train or training, val, valid, validation or dev, test or
///   testing, in capitals or not, also as train2017, test_images or seg_train. `test` is tested on,
///   else `val`. A split without classes is not used;
/// - CLASS/… without splits, or CLASS/SPLIT/…. A file beside the folders may name the images'
/// splits
///   (core/data/image_labels.h);
/// - images in no class folders, in a split or without one, whose classes a file beside them names,
///   or their names do (CLASS.NUMBER.jpg). The file may also name their splits.
/// A folder train is a class if it holds images beside class folders. Masks and annotations beside
/// the images are no classes. Classes that are called by ImageNet's synsets are shown by their
/// names, if a file has them. If there is nothing to test on, a fifth of each class is, always the
/// same images of the same files. Throws BadInput, one line that names the folder, if this gives no
/// data set.
ImageLayout layoutOf(const std::filesystem::path& folder);

} // namespace asge
