// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The classes and splits that one file, or one file per split, gives to images.
struct ImageLabels {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> classes; ///< one per image; "" if no file names the image
    std::vector<std::string>
        splits; ///< one per image, such as "train"; empty if there are no splits
    std::vector<std::string> absent; ///< files that are named but do not exist
    std::string remark;              ///< a further remark, "; …"; or empty

    std::string filesText() const; ///< "labels.csv", "train.csv and test.csv"
};

/// Finds the file that gives classes to the most of `images`, which are sorted by path and are in
/// or below `folder`: a table (core/data/label_table.h) in that folder or in the data set's, or,
/// for ImageNet, LOC_val_solution.csv or the development kit's ground truth in one of the three
/// folders above. Tables that are named after splits ("train.csv", "test.csv") are read together if
/// `folder` is the data set's. Nothing if no file names any image. Throws BadInput if a file is
/// damaged.
std::optional<ImageLabels> labelsOf(const std::vector<std::filesystem::path>& images,
                                    const std::filesystem::path& folder,
                                    const std::filesystem::path& set);

/// Finds the splits of images in the class folders of `folder`: in a table, in tables or lists that
/// are named after splits ("train.txt", "test.txt"), or in CUB-200's files. These are looked for in
/// the folder, the data set's folder, the one above it, and folders of these named meta, labels,
/// lists or splits. A table without splits is returned if there is no other. Nothing if no file
/// names half of the images.
std::optional<ImageLabels> splitsOf(const std::vector<std::filesystem::path>& images,
                                    const std::filesystem::path& folder,
                                    const std::filesystem::path& set);

/// Names a file that may give the splits of images in class folders, but is in an unsupported
/// format: "; FILE, which …", for the end of a note. Empty if there is none.
std::string unreadSplits(const std::filesystem::path& folder, const std::filesystem::path& set);

/// The reason why the first table beside the images gives them no classes, "; FILE …", for the end
/// of a message; empty if there is no table. Throws like labelsOf.
std::string tableProblem(const std::filesystem::path& folder, const std::filesystem::path& set);

/// Readable names for classes that are synsets ("n01440764"), from a file of the data set or of one
/// of the three folders above it. The classes are returned unchanged if there is no such file, or
/// if not all are synsets. The names are unique.
std::vector<std::string> namesOfSynsets(const std::vector<std::string>& classes,
                                        const std::filesystem::path& set);

} // namespace asge
