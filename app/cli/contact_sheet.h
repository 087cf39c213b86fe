// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/data/picture.h"

#include <string>
#include <vector>

namespace asge::cli {

class TextDrawer;

/// One image on the sheet.
struct SheetImage {
    int position = 0;    ///< in the image set
    std::string caption; ///< written below the image
};

/// One row of the sheet: a name on the left, and images.
struct SheetRow {
    std::string name;
    std::vector<SheetImage> images;
};

/// Rows on a page of such images: 10 to 20, or fewer if images are large.
int rowsOfPage(const ImageSet& images);

constexpr int kSheetTextSize = 11; ///< in pixels

/// Draws one page: a title, and below it rows of images with a name on the left and a caption below
/// each image. Small images are enlarged so that their pixels are visible. Names that are too long
/// are shortened in the middle. Without a drawer there is no text, and no space for it.
Picture contactSheet(const ImageSet& images, const std::string& title,
                     const std::vector<SheetRow>& rows, TextDrawer* drawer);

} // namespace asge::cli
