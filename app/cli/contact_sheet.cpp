#include "app/cli/contact_sheet.h"

#include <algorithm>

namespace asge::cli {

namespace {

constexpr int kGap = 4; ///< pixels around each image
constexpr int kSmallest = 64;
constexpr std::uint8_t kBackground = 96; ///< neither black nor white, which images may end with

class Sheet {
  public:
    Sheet(const ImageSet& images, std::size_t rows, std::size_t columns)
        : images_(images), zoom_(std::max(1, kSmallest / std::max(images.height, images.width))),
          pixels_(images.imageBytes()) {
        picture.channels = images.channels < 3 ? 1 : 3;
        picture.width = kGap + static_cast<int>(columns) * cellWidth();
        picture.height = kGap + static_cast<int>(rows) * cellHeight();
        picture.pixels.assign(static_cast<std::size_t>(picture.width) *
                                  static_cast<std::size_t>(picture.height) *
                                  static_cast<std::size_t>(picture.channels),
                              kBackground);
    }

    void draw(int image, std::size_t row, std::size_t column) {
        readImage(images_, image, pixels_.data());
        const int left = kGap + static_cast<int>(column) * cellWidth();
        const int top = kGap + static_cast<int>(row) * cellHeight();
        for (int y = 0; y < images_.height * zoom_; ++y) {
            for (int x = 0; x < images_.width * zoom_; ++x) {
                drawPixel(x / zoom_, y / zoom_, left + x, top + y);
            }
        }
    }

    Picture picture;

  private:
    int cellWidth() const { return images_.width * zoom_ + kGap; }
    int cellHeight() const { return images_.height * zoom_ + kGap; }

    void drawPixel(int fromX, int fromY, int x, int y) {
        const auto at = [](int row, int width, int column) {
            return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                   static_cast<std::size_t>(column);
        };
        const std::size_t plane = at(images_.height, images_.width, 0);
        const auto channels = static_cast<std::size_t>(picture.channels);
        for (std::size_t channel = 0; channel < channels; ++channel) {
            picture.pixels[at(y, picture.width, x) * channels + channel] =
                pixels_[channel * plane + at(fromY, images_.width, fromX)];
        }
    }

    const ImageSet& images_;
    int zoom_;
    std::vector<std::uint8_t> pixels_; ///< of the image that is drawn
};

} // namespace

Picture contactSheet(const ImageSet& images, const std::vector<std::vector<int>>& rows) {
    std::size_t columns = 0;
    for (const std::vector<int>& row : rows) {
        columns = std::max(columns, row.size());
    }
    Sheet sheet(images, rows.size(), columns);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < rows[row].size(); ++column) {
            sheet.draw(rows[row][column], row, column);
        }
    }
    return std::move(sheet.picture);
}

} // namespace asge::cli
