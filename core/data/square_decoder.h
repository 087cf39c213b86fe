// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The part of a picture that becomes the image.
struct SquareSpec {
    int side = 0; ///< in pixels; 0: the whole picture, not scaled
    /// The side of the centre square as a fraction of the picture's shorter side, above 0 and at
    /// most 1. The result is rounded to whole pixels, and is at least one.
    double centre = 1.0;
    /// Instead of the centre square: a rectangle of the upright picture in full resolution, scaled
    /// to side × side; width and height are scaled independently.
    std::optional<PixelBox> box = {};
};

/// Decodes images one after another and reuses its memory. Each thread needs its own.
///
/// A JPEG is decoded at 1/2, 1/4 or 1/8 of its size if the rectangle then still has 2 · side pixels
/// on its shorter side. In the smaller picture, whose width and height are rounded up, the centre
/// square is the same fraction of the shorter side. A box's edges are divided by the factor and
/// rounded to the nearest pixel, halves up, but an edge on the picture's right or lower border
/// stays there, and at least one pixel remains.
class SquareDecoder {
  public:
    explicit SquareDecoder(Arithmetic arithmetic = Arithmetic::vectors) : scaler_(arithmetic) {}

    /// Without `box` and with `centre` 1, the result equals squareOf(decodeImage(bytes, side),
    /// side). `isStopped`, if set, is called between rows and must not throw. The result is valid
    /// until the next call.
    ///
    /// Throws BadInput like decodeImage, and if the box is empty or not inside the picture or
    /// `centre` is out of range; Interrupted if `isStopped` returned true.
    const Picture& decode(const ImageBytes& bytes, const SquareSpec& spec,
                          const std::function<bool()>& isStopped = {});

    /// Channels, upright width and height in full resolution of the last file.
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
