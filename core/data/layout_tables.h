// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The label of a class in a list that is sorted by bytes; −1 if it is not in the list. Leading
/// zeros of numbers are ignored: "7" equals "00007".
int labelAmong(const std::vector<std::string>& classes, const std::string& name);

/// Reads classes and splits that are given by tables or by the images' names instead of folders.
/// Keeps references to the arguments of its constructor. All members throw BadInput, one line that
/// names the table, if a table does not fit the images.
class LayoutTables {
  public:
    /// `folder` is the data set's; `names` receives its classes.
    LayoutTables(const std::filesystem::path& folder, std::vector<std::string>& names,
                 ImageLayout& layout)
        : folder_(folder), names_(names), layout_(layout) {}

    /// What a table may give besides file names.
    enum class Naming { classes, splits };

    /// Reads images whose classes, and splits if there are any, are given by a table. Returns false
    /// if there is no table.
    bool readTable(const std::filesystem::path& folder, Naming naming);

    /// The same for images that are named CLASS.NUMBER.
    bool readNames(const std::filesystem::path& folder);

    /// Reads a split other than train whose images have classes from a file beside them or from
    /// their names. Nothing, and a note, if they have none.
    std::optional<ImageSplit> readOther(const std::filesystem::path& folder);

    /// Reads images by a table's classes instead of their folders, if the folders are numbered
    /// parts ("images_1", "images_2") that do not match the classes. Returns false if they are not.
    bool readParts(const std::filesystem::path& folder, const std::vector<std::string>& folders);

    /// Divides the training images, which are in class folders, into the splits that a file beside
    /// them gives, unless folders give the splits. Adds a note if the file's classes differ from
    /// the folders'. The file is added to the used files of `leftOut`.
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
