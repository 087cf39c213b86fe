// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/picture.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The building blocks of decodeImage and SquareDecoder.
namespace asge::decoders {

/// Returns whether decoding should be stopped; may be empty.
using Stop = std::function<bool()>;

/// Reads the rows of an image file in the stored order. All members throw BadInput with the reason,
/// and Interrupted if the Stop returns true.
class RowReader {
  public:
    RowReader() = default;
    virtual ~RowReader() = default;
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;

    /// The size and channels in the file's header.
    const PictureInfo& header() const { return header_; }
    /// The EXIF orientation, 1 to 8; 1 is upright.
    int orientation() const { return orientation_; }
    /// Reduces the image by the largest factor (1, 2, 4, 8) that the format supports and that is at
    /// most `most`; returns the factor. Width and height are rounded up.
    virtual int reduce(int most) = 0;
    /// Must be called before the first row; returns the size and channels of the rows.
    virtual PictureInfo start() = 0;
    /// Writes width × channels bytes.
    virtual void readRow(std::uint8_t* row) = 0;
    /// Must be called after the last row; returns Picture::mended.
    virtual std::string finish() = 0;

  protected:
    PictureInfo header_;
    int orientation_ = 1;
};

/// Reads all rows of a reader that has been started.
void readRows(RowReader& reader, const PictureInfo& started, std::vector<std::uint8_t>& pixels);
/// The header of an image after it has been turned upright.
PictureInfo uprightInfo(const PictureInfo& stored, int orientation);
/// Copies the pixels from `left` to `right` − 1 of row `y` of the upright picture from the stored
/// one.
void copyUprightRow(const PictureInfo& stored, const std::uint8_t* pixels, int orientation, int y,
                    int left, int right, std::uint8_t* to);
/// Copies all rows.
void copyUpright(const PictureInfo& stored, const std::uint8_t* pixels, int orientation,
                 std::uint8_t* to);
/// The largest reduction (1, 2, 4, 8) for a rectangle that is scaled to `side` pixels: its shorter
/// side keeps at least twice as many. 1 if `side` is 0.
int reductionFor(int shorter, int side);

/// The orientation in an EXIF block (a TIFF header and what follows it); 1 if there is none or the
/// block is damaged.
int exifOrientation(const std::uint8_t* bytes, std::size_t size);

/// The text of `mended` for bytes after the end of the image.
std::string restAfterEnd(std::size_t count);
/// Throws BadInput if the dimensions are too large for a photograph; called before memory is
/// allocated.
void requireDimensions(std::uint64_t width, std::uint64_t height);
/// Throws Interrupted if the Stop returns true.
void throwIfStopped(const Stop& stop);
[[noreturn]] void failStopped();
[[noreturn]] void fail(const std::string& reason);

} // namespace asge::decoders
