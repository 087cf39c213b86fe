// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/contact_sheet.h"

#include "app/cli/text_drawer.h"

#include <algorithm>

namespace asge::cli {

namespace {

// Lengths are in pixels.
constexpr int kGap = 4;           ///< around each image, if there is no text
constexpr int kCellMargin = 8;    ///< around each cell and the names, if there is text
constexpr int kRowGap = 14;       ///< between a caption and the next row
constexpr int kCaptionGap = 2;    ///< between an image and its caption
constexpr int kEnlargedSide = 96; ///< greatest length of an image's longer side after enlarging
constexpr int kWidestCaption = 104;
constexpr int kWidestName = 200;
constexpr int kPageHeight = 2400;

/// Neither black nor white, since images may have black or white edges, and dark enough for light
/// text.
constexpr std::uint8_t kBackground = 64;
constexpr std::uint8_t kNameLevel = 255;
constexpr std::uint8_t kCaptionLevel = 210;

int zoomOf(const ImageSet& images) {
    return std::max(1, kEnlargedSide / std::max(images.height, images.width));
}

class Sheet {
  public:
    Sheet(const ImageSet& images, const std::string& title, const std::vector<SheetRow>& rows,
          TextDrawer* drawer)
        : images_(images), rows_(rows), drawer_(drawer), zoom_(zoomOf(images)),
          pixels_(images.imageBytes()) {
        arrange(title);
        picture_.pixels.assign(static_cast<std::size_t>(picture_.width) *
                                   static_cast<std::size_t>(picture_.height) *
                                   static_cast<std::size_t>(picture_.channels),
                               kBackground);
        write(gap_, gap_, title, picture_.width - 2 * gap_, kNameLevel);
    }

    Picture draw() && {
        int top = top_;
        for (const SheetRow& row : rows_) {
            const int middle = top + (images_.height * zoom_ - lineHeight()) / 2;
            write(gap_, middle, row.name, nameWidth_, kNameLevel);
            int left = left_;
            for (const SheetImage& image : row.images) {
                drawImage(image.position, left, top);
                write(left, top + images_.height * zoom_ + kCaptionGap, image.caption, cellWidth_,
                      kCaptionLevel);
                left += cellWidth_ + gap_;
            }
            top += rowHeight_;
        }
        return std::move(picture_);
    }

  private:
    int lineHeight() const { return drawer_ != nullptr ? drawer_->lineHeight() : 0; }
    int widthOf(const std::string& text) const {
        return drawer_ != nullptr ? drawer_->widthOf(text) : 0;
    }

    void arrange(const std::string& title) {
        std::size_t columns = 0;
        int caption = 0;
        for (const SheetRow& row : rows_) {
            columns = std::max(columns, row.images.size());
            nameWidth_ = std::max(nameWidth_, std::min(widthOf(row.name), kWidestName));
            for (const SheetImage& image : row.images) {
                caption = std::max(caption, std::min(widthOf(image.caption), kWidestCaption));
            }
        }
        gap_ = drawer_ != nullptr ? kCellMargin : kGap;
        cellWidth_ = std::max(images_.width * zoom_, caption);
        rowHeight_ =
            images_.height * zoom_ + (caption > 0 ? kCaptionGap + lineHeight() + kRowGap : gap_);
        left_ = gap_ + (nameWidth_ > 0 ? nameWidth_ + kCellMargin : 0);
        const bool isTitled = drawer_ != nullptr && !title.empty();
        top_ = gap_ + (isTitled ? lineHeight() + kCellMargin : 0);
        const int all = left_ + static_cast<int>(columns) * (cellWidth_ + gap_);
        picture_.channels = images_.channels < 3 ? 1 : 3;
        // With few images, the sheet is still wide enough for the title, up to a limit.
        picture_.width =
            std::max(all, std::min(widthOf(title), kWidestName + kWidestCaption) + 2 * gap_);
        picture_.height = top_ + static_cast<int>(rows_.size()) * rowHeight_;
    }

    void write(int left, int top, const std::string& text, int width, std::uint8_t level) {
        if (drawer_ != nullptr) {
            drawer_->draw(picture_, left, top, drawer_->fitted(text, width), level);
        }
    }

    void drawImage(int image, int left, int top) {
        readImage(images_, image, pixels_.data());
        for (int y = 0; y < images_.height * zoom_; ++y) {
            for (int x = 0; x < images_.width * zoom_; ++x) {
                drawPixel(x / zoom_, y / zoom_, left + x, top + y);
            }
        }
    }

    void drawPixel(int fromX, int fromY, int x, int y) {
        const auto at = [](int row, int width, int column) {
            return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(column);
        };
        const std::size_t plane = at(images_.height, images_.width, 0);
        const auto channels = static_cast<std::size_t>(picture_.channels);
        for (std::size_t channel = 0; channel < channels; ++channel) {
            picture_.pixels[at(y, picture_.width, x) * channels + channel] =
                pixels_[channel * plane + at(fromY, images_.width, fromX)];
        }
    }

    const ImageSet& images_;
    const std::vector<SheetRow>& rows_;
    TextDrawer* const drawer_;
    const int zoom_;
    std::vector<std::uint8_t> pixels_; ///< of the image that is being drawn
    Picture picture_;
    int gap_ = kGap;
    int nameWidth_ = 0;
    int cellWidth_ = 0;
    int rowHeight_ = 0; ///< including the gap below it
    int left_ = 0;      ///< left edge of the first image
    int top_ = 0;       ///< top edge of the first row
};

} // namespace

int rowsOfPage(const ImageSet& images) {
    constexpr int kFewestRows = 10;
    constexpr int kMostRows = 20;
    const int row = images.height * zoomOf(images) + kCaptionGap + kSheetTextSize + kRowGap;
    return std::clamp(kPageHeight / row, kFewestRows, kMostRows);
}

Picture contactSheet(const ImageSet& images, const std::string& title,
                     const std::vector<SheetRow>& rows, TextDrawer* drawer) {
    return Sheet(images, title, rows, drawer).draw();
}

} // namespace asge::cli
