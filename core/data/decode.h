// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/decoders.h"
#include "core/data/picture.h"

#include <memory>

namespace asge {

/// Whether these bytes begin like a JPEG or PNG file.
bool beginsAsImage(const ImageBytes& bytes);

/// Reads the header of a JPEG or PNG file; `bytes` may be just the beginning of the file that holds
/// the header. Throws like decodeImage.
PictureInfo probeImage(const ImageBytes& bytes);

/// Decodes a JPEG or PNG file, recognised by its contents:
/// - CMYK and YCCK become RGB (Adobe's are stored inverted); palettes and 1, 2, 4 bits are
///   expanded, 16 bits rounded to 8; gamma and colour profiles are left alone;
/// - transparent pixels are blended with white;
/// - an EXIF orientation is applied, so that a photograph is upright;
/// - of an animated PNG the default image is read.
/// If `side` > 0, a JPEG may be decoded at a smaller size: its shorter side then has at least 2 ·
/// `side` pixels (or its full size), which is all that squareOf needs.
///
/// Throws BadInput with the reason, without a file name, for another format, for missing or damaged
/// pixels, and for more than 20,000 pixels per side or 100 million in all. Prints nothing.
Picture decodeImage(const ImageBytes& bytes, int side = 0);

namespace decoders {

/// A reader of the rows of a JPEG or PNG file, recognised by its contents. `bytes` and `stop` must
/// outlive the reader, and `stop` must not throw. Throws like RowReader.
std::unique_ptr<RowReader> openImage(const ImageBytes& bytes, const Stop& stop);

} // namespace decoders

} // namespace asge
