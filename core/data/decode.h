#pragma once

#include "core/data/decoders.h"
#include "core/data/picture.h"

#include <memory>

namespace asge {

/// Whether these bytes begin as those of a JPEG or PNG file do.
bool beginsAsImage(const ImageBytes& bytes);

/// Reads a JPEG or PNG file's header; `bytes` may be the file's beginning alone, if that holds it.
/// Throws like decodeImage.
PictureInfo probeImage(const ImageBytes& bytes);

/// Decodes a JPEG or PNG file, told by its contents. Rules:
/// - CMYK and YCCK become RGB (Adobe's are stored inverted); palettes and 1, 2, 4 bits are
///   expanded, 16 bits rounded to 8; gamma and colour profiles are left alone;
/// - transparent pixels lie over white, as on a page;
/// - an EXIF orientation is applied, so that a photograph stands as a viewer shows it;
/// - of an animated PNG the default image counts.
/// A JPEG may come out smaller where `side` > 0: its shorter side then has 2 · `side` pixels at
/// least (or its own), which is all that squareOf needs.
///
/// Throws BadInput with the reason, without a file name: another format, pixels that are missing or
/// damaged, more than 20,000 pixels to a side or 100 million in all. Prints nothing.
Picture decodeImage(const ImageBytes& bytes, int side = 0);

namespace decoders {

/// The rows of a JPEG or PNG file, told by its contents. The reader must not outlive `bytes` and
/// `stop`, which throws nothing. Throws as RowReader does.
std::unique_ptr<RowReader> openImage(const ImageBytes& bytes, const Stop& stop);

} // namespace decoders

} // namespace asge
