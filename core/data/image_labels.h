#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a file, or several for a split each, say of images.
struct ImageLabels {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> classes; ///< an image each; "" for one that no file names
    std::vector<std::string> splits;  ///< an image each, "train" or the like; empty if it has none
    std::vector<std::string> absent;  ///< files that are named, but aren't there
    std::string remark;               ///< what else is to be known, "; …"; or empty

    std::string filesText() const; ///< "labels.csv", "train.csv and test.csv"
};

/// Looks for the file that names the most of `images`, which are sorted by their paths and lie in
/// or below `folder`, with their classes: a table (core/data/label_table.h) in that folder or in
/// the data set's, or, as ImageNet is unpacked, LOC_val_solution.csv or the development kit's
/// ground truth in one of the three folders above. Tables that are called after splits
/// ("train.csv", "test.csv") are read together if `folder` is the data set's. Nothing if no file
/// names any. Throws BadInput for a file that is damaged.
std::optional<ImageLabels> labelsOf(const std::vector<std::filesystem::path>& images,
                                    const std::filesystem::path& folder,
                                    const std::filesystem::path& set);

/// The same for images that lie in class folders, in `folder`: looks for their splits. They stand
/// in a table, in tables or lists that are called after splits ("train.txt", "test.txt"), or in
/// CUB-200's files, in the folder, the data set's or the one above it, or in a folder of these that
/// is called meta, labels, lists or splits. A table without splits is given if there is no other.
/// Nothing if no file names half of the images.
std::optional<ImageLabels> splitsOf(const std::vector<std::filesystem::path>& images,
                                    const std::filesystem::path& folder,
                                    const std::filesystem::path& set);

/// A file that may name the splits of images in class folders and isn't read, by its name:
/// "; FILE, which …", to end a note with; empty if there is none.
std::string unreadSplits(const std::filesystem::path& folder, const std::filesystem::path& set);

/// Why the first table beside images gives them no classes, "; FILE …", to end a message with;
/// empty if there is no table. Throws as labelsOf.
std::string tableProblem(const std::filesystem::path& folder, const std::filesystem::path& set);

/// Names for classes that are called by their synsets ("n01440764"), as a file of the data set or
/// in one of the three folders above it says; the classes as they are if none does, or if not all
/// are synsets. No two get the same name.
std::vector<std::string> namesOfSynsets(const std::vector<std::string>& classes,
                                        const std::filesystem::path& set);

} // namespace asge
