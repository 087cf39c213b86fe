#pragma once

#include "core/data/dataset.h"
#include "core/data/picture.h"

#include <string>
#include <vector>

namespace asge::cli {

class TextDrawer;

/// An image of the sheet.
struct SheetImage {
    int position = 0;    ///< in the set
    std::string caption; ///< stands below it
};

/// A row of the sheet: images, and what stands beside them.
struct SheetRow {
    std::string name;
    std::vector<SheetImage> images;
};

/// How many rows of such images a page has: between 10 and 20, fewer of large images.
int rowsOfPage(const ImageSet& images);

constexpr int kSheetTextSize = 11; ///< pixels

/// One page: a title, and below it rows of images with their names on the left and a caption below
/// each. Small images are enlarged so that a person sees their pixels. Names that are too long lose
/// their middle. Without a drawer there is no text, nor room for it.
Picture contactSheet(const ImageSet& images, const std::string& title,
                     const std::vector<SheetRow>& rows, TextDrawer* drawer);

} // namespace asge::cli
