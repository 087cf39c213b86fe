#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// An image file by its place: FOLDER/CLASS/….
struct ListedImage {
    std::filesystem::path file;
    int label = 0;
};

/// What a folder of class folders holds.
struct ImageListing {
    std::vector<ListedImage> images; ///< class by class, each in the order of its names
    int ignored = 0; ///< files that are neither images by their ending nor a README or the like
    std::filesystem::path firstIgnored;
};

/// Names of the folders in `folder` that aren't hidden, sorted by bytes. Throws BadInput where it
/// can't be listed.
std::vector<std::string> subfolders(const std::filesystem::path& folder);

/// Lists files that end with .jpg, .jpeg or .png, in capitals or not, in or below the class
/// folders; what is hidden is left out. The class `classes[i]` has label i. Throws BadInput for a
/// folder that is no class, or can't be listed.
ImageListing listImages(const std::filesystem::path& folder,
                        const std::vector<std::string>& classes);

} // namespace asge
