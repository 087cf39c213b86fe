// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/decode.h"

#include "core/base/error.h"
#include "core/data/decoders.h"
#include "core/data/jpeg.h"
#include "core/data/png.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace asge {

namespace {

using namespace std::string_view_literals;

enum class FileType { jpeg, png, other };

struct Magic {
    std::size_t position;
    std::string_view bytes;
    const char* name;
};

/// Other formats that are found under such names.
constexpr std::array kOthers{
    Magic{0, "GIF8"sv, "a GIF image"},       Magic{8, "WEBP"sv, "a WebP image"},
    Magic{0, "II*\0"sv, "a TIFF image"},     Magic{0, "MM\0*"sv, "a TIFF image"},
    Magic{0, "BM"sv, "a BMP image"},         Magic{4, "ftyp"sv, "a HEIF or AVIF image"},
    Magic{0, "\0\0\1\0"sv, "an icon"},       Magic{0, "%PDF"sv, "a PDF document"},
    Magic{0, "<"sv, "a text (SVG or HTML)"},
};

bool has(const ImageBytes& bytes, std::size_t position, std::string_view what) {
    return bytes.size() >= position + what.size() &&
           std::equal(what.begin(), what.end(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(position),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

FileType typeOf(const ImageBytes& bytes) {
    // Some cameras pad markers with zeros.
    if (has(bytes, 0, "\xFF\xD8\xFF"sv) || has(bytes, 0, "\xFF\xD8\0"sv)) {
        return FileType::jpeg;
    }
    return has(bytes, 0, "\x89PNG\r\n\x1A\n"sv) ? FileType::png : FileType::other;
}

[[noreturn]] void failType(const ImageBytes& bytes) {
    if (bytes.empty()) {
        decoders::fail("is empty");
    }
    for (const Magic& other : kOthers) {
        if (has(bytes, other.position, other.bytes)) {
            decoders::fail(std::string("is ") + other.name + ", not a JPEG or PNG file");
        }
    }
    decoders::fail("is neither a JPEG nor a PNG file");
}

} // namespace

bool beginsAsImage(const ImageBytes& bytes) {
    return typeOf(bytes) != FileType::other;
}

std::unique_ptr<decoders::RowReader> decoders::openImage(const ImageBytes& bytes,
                                                         const Stop& stop) {
    switch (typeOf(bytes)) {
    case FileType::jpeg:
        return openJpeg(bytes, stop);
    case FileType::png:
        return openPng(bytes, stop);
    case FileType::other:
        break;
    }
    failType(bytes);
}

PictureInfo probeImage(const ImageBytes& bytes) {
    const decoders::Stop never;
    const auto reader = decoders::openImage(bytes, never);
    return decoders::uprightInfo(reader->header(), reader->orientation());
}

Picture decodeImage(const ImageBytes& bytes, int side) {
    const decoders::Stop never;
    const auto reader = decoders::openImage(bytes, never);
    const PictureInfo& header = reader->header();
    reader->reduce(decoders::reductionFor(std::min(header.width, header.height), side));
    const PictureInfo stored = reader->start();
    std::vector<std::uint8_t> pixels;
    decoders::readRows(*reader, stored, pixels);
    const std::string mended = reader->finish();
    const int orientation = reader->orientation();
    if (orientation == 1) {
        return {stored.channels, stored.width, stored.height, std::move(pixels), mended};
    }
    const PictureInfo upright = decoders::uprightInfo(stored, orientation);
    Picture picture{upright.channels, upright.width, upright.height, {}, mended};
    picture.pixels.resize(pixels.size());
    decoders::copyUpright(stored, pixels.data(), orientation, picture.pixels.data());
    return picture;
}

} // namespace asge
