#pragma once

#include "core/data/picture.h"
#include "core/data/pixel_box.h"
#include "core/data/row_scaler.h"

#include <functional>
#include <optional>
#include <vector>

namespace asge {

namespace decoders {
class RowReader;
}

/// What of a picture becomes the image.
struct SquareSpec {
    int side = 0; ///< pixels; 0: the picture as it is, whole
    /// The centre square's side, as a fraction of the picture's shorter side, above 0 and at most
    /// 1, rounded to whole pixels, to one at least.
    double centre = 1.0;
    /// Instead of the centre square: a rectangle of the upright picture in its full resolution,
    /// scaled to side × side, width and height by factors of their own.
    std::optional<PixelBox> box = {};
};

/// Decodes one image after another with memory that it keeps; one a thread.
///
/// A JPEG is decoded at 1/2, 1/4 or 1/8 of its size where the part that is wanted still has
/// 2 · side pixels on its shorter side. In that smaller picture, its width and height rounded up,
/// the centre square is the fraction of its shorter side; a box's edges are divided alike and
/// rounded to the nearest pixel, halves up, but an edge on the picture's right or lower side stays
/// there, and one pixel is left at least.
class SquareDecoder {
  public:
    explicit SquareDecoder(Arithmetic arithmetic = Arithmetic::vectors) : scaler_(arithmetic) {}

    /// With the whole centre square it gives what squareOf(decodeImage(bytes, side), side) gives.
    /// `isStopped`, if set, is asked between rows and throws nothing. The result is valid until the
    /// next call.
    ///
    /// Throws BadInput like decodeImage, and where the box is empty or not within the picture or
    /// `centre` is no such fraction; Interrupted where it was stopped.
    const Picture& decode(const ImageBytes& bytes, const SquareSpec& spec,
                          const std::function<bool()>& isStopped = {});

    /// Of the last file: channels, upright width and height in full resolution.
    const PictureInfo& info() const { return info_; }

  private:
    void readWhole(decoders::RowReader& reader, const PictureInfo& stored);
    void readPart(decoders::RowReader& reader, const PictureInfo& stored, const PixelBox& part,
                  const std::function<bool()>& isStopped);
    void scaleRows(decoders::RowReader& reader, const PictureInfo& stored, const PixelBox& part);
    void scaleTurned(decoders::RowReader& reader, const PictureInfo& stored, const PixelBox& part,
                     const std::function<bool()>& isStopped);

    RowScaler scaler_;
    PictureInfo info_;
    Picture picture_;
    std::vector<std::uint8_t> stored_; ///< rows before they are turned upright
    std::vector<std::uint8_t> row_;
};

} // namespace asge
