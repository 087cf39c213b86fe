#include "core/data/decoders.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace asge {

namespace decoders {

namespace {

constexpr std::uint64_t kLongestSide = 20000;
constexpr std::uint64_t kMostPixels = 100'000'000;

/// Numbers of a TIFF header's byte order; 0 where the block ends before them.
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

/// Whether width and height change places.
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

void requireGoingOn(const Stop& stop) {
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
    // EXIF says on which sides the first stored row and column belong: at the bottom or the right
    // they are counted from their other end.
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

} // namespace decoders

namespace {

using namespace std::string_view_literals;

enum class FileType { jpeg, png, other };

struct Magic {
    std::size_t position;
    std::string_view bytes;
    const char* name;
};

/// What else is found under such names.
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
    // Some cameras pad their markers with zeros.
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
