// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/decoders.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace asge::decoders {

namespace {

constexpr std::uint64_t kLongestSide = 20000;
constexpr std::uint64_t kMostPixels = 100'000'000;

/// Reads numbers in a TIFF header's byte order; 0 beyond the end of the block.
class TiffBlock {
  public:
    TiffBlock(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), size_(size) {
        isBigEndian_ = size > 0 && bytes[0] == 'M';
    }
    unsigned at(std::size_t position, std::size_t count) const {
        unsigned number = 0;
        for (std::size_t i = 0; i < count && position < size_ && count <= size_ - position; ++i) {
            number |= unsigned{bytes_[position + i]} << (8 * (isBigEndian_ ? count - 1 - i : i));
        }
        return number;
    }

  private:
    const std::uint8_t* bytes_;
    std::size_t size_;
    bool isBigEndian_;
};

/// Whether width and height are exchanged.
bool isTurned(int orientation) {
    return orientation >= 5;
}

} // namespace

void fail(const std::string& reason) {
    throw BadInput(reason);
}

void requireDimensions(std::uint64_t width, std::uint64_t height) {
    if (width > kLongestSide || height > kLongestSide || width * height > kMostPixels) {
        fail("has " + std::to_string(width) + " × " + std::to_string(height) +
             " pixels; at most 20000 to a side and 100 million in all are read");
    }
}

int exifOrientation(const std::uint8_t* bytes, std::size_t size) {
    constexpr unsigned kOrientationTag = 0x0112;
    constexpr std::size_t kEntrySize = 12;
    const TiffBlock block(bytes, size);
    const std::size_t directory = block.at(4, 4);
    const std::size_t entries = block.at(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * kEntrySize;
        if (block.at(entry, 2) == kOrientationTag) {
            const unsigned value = block.at(entry + 8, 2);
            return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
        }
    }
    return 1;
}

std::string restAfterEnd(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " byte follows" : " bytes follow") +
           " its end marker";
}

void throwIfStopped(const Stop& stop) {
    if (stop && stop()) {
        failStopped();
    }
}

void failStopped() {
    throw Interrupted("decoding was stopped");
}

void readRows(RowReader& reader, const PictureInfo& started, std::vector<std::uint8_t>& pixels) {
    const std::size_t stride =
        static_cast<std::size_t>(started.width) * static_cast<std::size_t>(started.channels);
    pixels.resize(stride * static_cast<std::size_t>(started.height));
    for (std::size_t first = 0; first < pixels.size(); first += stride) {
        reader.readRow(&pixels[first]);
    }
}

PictureInfo uprightInfo(const PictureInfo& stored, int orientation) {
    PictureInfo info = stored;
    if (isTurned(orientation)) {
        std::swap(info.width, info.height);
    }
    return info;
}

void copyUprightRow(const PictureInfo& stored, const std::uint8_t* pixels, int orientation, int y,
                    int left, int right, std::uint8_t* to) {
    // The orientation says on which sides the first stored row and column are; if these are the
    // bottom or the right, positions are counted from the other end.
    const bool flipsX =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool flipsY =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    const auto storedAt = [&](int x) {
        const int column = isTurned(orientation) ? y : x;
        const int row = isTurned(orientation) ? x : y;
        const std::ptrdiff_t storedX = flipsX ? stored.width - 1 - column : column;
        const std::ptrdiff_t storedY = flipsY ? stored.height - 1 - row : row;
        return (storedY * stored.width + storedX) * stored.channels;
    };
    const std::ptrdiff_t step = storedAt(1) - storedAt(0);
    std::ptrdiff_t from = storedAt(left);
    for (int x = left; x < right; ++x, from += step) {
        for (int channel = 0; channel < stored.channels; ++channel) {
            *to++ = pixels[from + channel];
        }
    }
}

void copyUpright(const PictureInfo& stored, const std::uint8_t* pixels, int orientation,
                 std::uint8_t* to) {
    const PictureInfo upright = uprightInfo(stored, orientation);
    for (int y = 0; y < upright.height; ++y) {
        copyUprightRow(stored, pixels, orientation, y, 0, upright.width, to);
        to += std::ptrdiff_t{upright.width} * upright.channels;
    }
}

int reductionFor(int shorter, int side) {
    constexpr int kMost = 8;
    int reduction = 1;
    while (side > 0 && reduction < kMost && shorter / (2 * reduction) / 2 >= side) {
        reduction *= 2;
    }
    return reduction;
}

} // namespace asge::decoders
