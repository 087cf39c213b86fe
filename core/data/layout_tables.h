#pragma once

#include "core/data/image_labels.h"
#include "core/data/image_layout.h"
#include "core/data/image_listing.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The label of a class among classes that are sorted by their bytes; −1 for a name that is none.
/// A number may have other zeros before it: "7" and "00007".
int labelAmong(const std::vector<std::string>& classes, const std::string& name);

/// Reads of one data set what isn't laid out by folders: classes and splits that stand in tables or
/// in the images' names. It keeps references to what its owner reads. All throw BadInput, one line
/// that names the table, for one that doesn't fit the images.
class LayoutTables {
  public:
    /// `folder` is the data set's; `names` are its classes as they are found.
    LayoutTables(const std::filesystem::path& folder, std::vector<std::string>& names,
                 ImageLayout& layout)
        : folder_(folder), names_(names), layout_(layout) {}

    /// What a table may name besides classes.
    enum class Naming { classes, splits };

    /// Reads images whose classes, and splits if it has them, stand in a table. False if there is
    /// none.
    bool readTable(const std::filesystem::path& folder, Naming naming);

    /// The same of images that are called CLASS.NUMBER.
    bool readNames(const std::filesystem::path& folder);

    /// A split besides train whose images have classes by a file beside them, or by their names.
    /// Nothing if they have none, which is noted.
    std::optional<ImageSplit> readOther(const std::filesystem::path& folder);

    /// Reads images by a table's classes rather than by their folders, if these are numbered parts
    /// ("images_1", "images_2") that don't go together with the classes. False if there is none.
    bool readParts(const std::filesystem::path& folder, const std::vector<std::string>& folders);

    /// The splits of the training images, which lie in class folders, if a file beside them names
    /// any: they are divided so, unless folders say the splits. Notes where its classes aren't
    /// those of the folders. The file is added to what `leftOut` doesn't count.
    void readSplits(const std::filesystem::path& folder, bool hasOtherSplits, LeftOut& leftOut);

  private:
    void readLabels(const std::filesystem::path& folder,
                    const std::vector<std::filesystem::path>& images, const ImageLabels& labels);
    std::size_t distribute(const std::filesystem::path& folder, std::vector<ListedImage>& images,
                           const std::vector<std::string>& splits,
                           const std::vector<std::filesystem::path>& files);
    ImageSplit& splitOf(const std::string& word, ImageSplit& validation,
                        const std::vector<std::filesystem::path>& files);
    void noteTable(const std::filesystem::path& folder, const ImageLabels& labels,
                   std::size_t images, std::size_t read, const std::string& end);
    void noteOtherSplits(const std::filesystem::path& folder, const ImageLabels& labels);
    void noteOtherClasses(const ImageLabels& labels);

    const std::filesystem::path& folder_;
    std::vector<std::string>& names_;
    ImageLayout& layout_;
};

} // namespace asge
