#pragma once

#include "core/data/picture.h"

#include <string>

/// What decodeImage is made of.
namespace asge::decoders {

/// A file's image before it is turned upright.
struct Decoded {
    Picture picture;
    int orientation = 1; ///< EXIF's 1 to 8; 1 is upright
};

PictureInfo probeJpeg(const ImageBytes& bytes); ///< width and height as they will stand
PictureInfo probePng(const ImageBytes& bytes);
Decoded decodeJpeg(const ImageBytes& bytes, int side);
Decoded decodePng(const ImageBytes& bytes);

/// The orientation in an EXIF block (TIFF's header and what follows it); 1 where it has none or is
/// damaged.
int exifOrientation(const std::uint8_t* bytes, std::size_t size);
bool isTurned(int orientation); ///< width and height change places

/// What `mended` says of bytes that don't belong to the image.
std::string restAfterEnd(std::size_t count);
/// Throws BadInput for dimensions that are too large to be a photograph's, before memory is taken.
void requireDimensions(std::uint64_t width, std::uint64_t height);
[[noreturn]] void fail(const std::string& reason);

} // namespace asge::decoders
