#pragma once

#include "core/data/picture.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What decodeImage and SquareDecoder are made of.
namespace asge::decoders {

/// Whether decoding is to end; empty where nobody asks for it.
using Stop = std::function<bool()>;

/// An image file's rows, one after another, as they are stored. All throw BadInput with the reason,
/// and Interrupted as soon as the stop says so.
class RowReader {
  public:
    RowReader() = default;
    virtual ~RowReader() = default;
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;

    /// As the file's header says it.
    const PictureInfo& header() const { return header_; }
    /// EXIF's 1 to 8; 1 is upright.
    int orientation() const { return orientation_; }
    /// Lets the image come as many times smaller as the format offers, `most` times (1, 2, 4, 8) at
    /// most; gives how many. Width and height are rounded up.
    virtual int reduce(int most) = 0;
    /// To be called before the first row; gives what the rows will be.
    virtual PictureInfo start() = 0;
    /// Writes width × channels bytes.
    virtual void readRow(std::uint8_t* row) = 0;
    /// To be called after the last row; gives Picture::mended.
    virtual std::string finish() = 0;

  protected:
    PictureInfo header_;
    int orientation_ = 1;
};

/// All rows of a reader that has started.
void readRows(RowReader& reader, const PictureInfo& started, std::vector<std::uint8_t>& pixels);
/// What a header says, as it will stand.
PictureInfo uprightInfo(const PictureInfo& stored, int orientation);
/// Pixels from `left` to `right` − 1 of the row `y` of a stored picture as it will stand.
void copyUprightRow(const PictureInfo& stored, const std::uint8_t* pixels, int orientation, int y,
                    int left, int right, std::uint8_t* to);
/// All rows of it.
void copyUpright(const PictureInfo& stored, const std::uint8_t* pixels, int orientation,
                 std::uint8_t* to);
/// How many times smaller (1, 2, 4, 8) a part of an image may come that becomes `side` pixels: its
/// shorter side keeps twice as many. 1 where `side` is 0.
int reductionFor(int shorter, int side);

/// The orientation in an EXIF block (TIFF's header and what follows it); 1 where it has none or is
/// damaged.
int exifOrientation(const std::uint8_t* bytes, std::size_t size);

/// What `mended` says of bytes that don't belong to the image.
std::string restAfterEnd(std::size_t count);
/// Throws BadInput for dimensions that are too large to be a photograph's, before memory is taken.
void requireDimensions(std::uint64_t width, std::uint64_t height);
/// Throws Interrupted where the stop says so.
void requireGoingOn(const Stop& stop);
[[noreturn]] void failStopped();
[[noreturn]] void fail(const std::string& reason);

} // namespace asge::decoders
