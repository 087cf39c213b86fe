#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asge {

/// What an image file says of itself before its pixels are read.
struct PictureInfo {
    int channels = 0; ///< 1 (grey) or 3 (red, green, blue), as decodeImage gives them
    int width = 0;
    int height = 0;
};

/// A decoded image, upright.
struct Picture {
    int channels = 0;
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels; ///< H × W × C
    /// What was wrong with the file though every row came out right, for a note: "its end marker is
    /// missing", "9 bytes follow its end marker"; empty for a sound one.
    std::string mended;
};

using ImageBytes = std::vector<std::uint8_t>;

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

/// The centre square of a picture, scaled to `side` × `side` pixels: what scaling the shorter side
/// and cutting the centre gives. Pixels are weighted by a triangle as wide as two of the coarser
/// grid's pixels, so nothing aliases. Exact integers: every machine gets the same pixels.
Picture squareOf(const Picture& picture, int side);

/// Writes 8-bit PNG. Throws Error "FILE: WHAT".
void writePng(const std::filesystem::path& file, const Picture& picture);

} // namespace asge
