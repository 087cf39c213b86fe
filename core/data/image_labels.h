#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a file says of images that lie in no class folders.
struct ImageLabels {
    std::filesystem::path file;
    std::vector<std::string> classes; ///< an image each; "" for one that the file doesn't name
    std::vector<std::string> splits;  ///< an image each, "train" or the like; empty if it has none
};

/// Looks for the file that names the most of `images`, which are sorted by their paths and lie in
/// or below `folder`: a table (core/data/label_table.h) in that folder or in the data set's, or, as
/// ImageNet is unpacked, LOC_val_solution.csv or the development kit's ground truth in one of the
/// three folders above. Nothing if no file names any. Throws BadInput for a file that is damaged.
std::optional<ImageLabels> labelsOf(const std::vector<std::filesystem::path>& images,
                                    const std::filesystem::path& folder,
                                    const std::filesystem::path& set);

/// Why the first table beside images gives them no classes, "; FILE …", to end a message with;
/// empty if there is no table. Throws as labelsOf.
std::string tableProblem(const std::filesystem::path& folder, const std::filesystem::path& set);

/// Names for classes that are called by their synsets ("n01440764"), as a file of the data set or
/// in one of the three folders above it says; the classes as they are if none does, or if not all
/// are synsets. No two get the same name.
std::vector<std::string> namesOfSynsets(const std::vector<std::string>& classes,
                                        const std::filesystem::path& set);

} // namespace asge
