// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/picture.h"

#include "core/base/error.h"
#include "core/data/decode.h"
#include "core/data/png.h"
#include "core/data/square.h"
#include "tests/core/data/image_files.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <chrono>
#include <cstdlib>

namespace asge {
namespace {

using scratch::Bytes;
using scratch::gradient;
using scratch::messageOf;
using testing::AllOf;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

int farthest(const Bytes& a, const Bytes& b) {
    EXPECT_EQ(a.size(), b.size());
    int distance = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        distance = std::max(distance, std::abs(int{a[i]} - int{b[i]}));
    }
    return distance;
}

std::string refusalOf(const Bytes& bytes) {
    const std::string message = messageOf([&] { decodeImage(bytes); });
    EXPECT_TRUE(scratch::isOneLine(message)) << message;
    EXPECT_EQ(messageOf([&] { decodeImage(bytes, 4); }), message);
    return message;
}

/// The decoders' libraries must not print anything.
class DecodeImage : public testing::Test {
  protected:
    DecodeImage() { testing::internal::CaptureStderr(); }
    ~DecodeImage() override { EXPECT_EQ(testing::internal::GetCapturedStderr(), ""); }
};

TEST_F(DecodeImage, ReadsGreyAndColouredJpeg) {
    for (const int channels : {1, 3}) {
        for (const bool progressive : {false, true}) {
            const Bytes pixels = gradient(40, 24, channels);
            const Picture picture = decodeImage(scratch::jpeg(
                40, 24, channels, pixels, {.quality = 98, .progressive = progressive}));
            EXPECT_EQ(picture.width, 40);
            EXPECT_EQ(picture.height, 24);
            EXPECT_EQ(picture.channels, channels);
            EXPECT_EQ(picture.mended, "");
            EXPECT_LE(farthest(picture.pixels, pixels), 6);
        }
    }
}

TEST_F(DecodeImage, TurnsCmykIntoRgb) {
    // Full cyan and half black: no red, half of green and blue.
    const Bytes ink{255, 0, 0, 128};
    const Bytes inverted{0, 255, 255, 127};
    for (const auto stored : {JCS_CMYK, JCS_YCCK}) {
        const Picture adobe =
            decodeImage(scratch::jpeg(8, 8, 4, scratch::plain(8, 8, inverted), {.stored = stored}));
        EXPECT_EQ(adobe.channels, 3);
        EXPECT_LE(farthest(adobe.pixels, scratch::plain(8, 8, {0, 127, 127})), 3) << stored;
    }
    const Picture standard =
        decodeImage(scratch::jpeg(8, 8, 4, scratch::plain(8, 8, ink), {.adobe = false}));
    EXPECT_LE(farthest(standard.pixels, scratch::plain(8, 8, {0, 127, 127})), 3);
}

TEST_F(DecodeImage, ReadsPngOfEveryKind) {
    const auto pixelsOf = [](const Bytes& file) { return decodeImage(file).pixels; };
    EXPECT_THAT(pixelsOf(scratch::png(3, 1, PNG_COLOR_TYPE_GRAY, 8, {0, 7, 255})),
                ElementsAre(0, 7, 255));
    EXPECT_THAT(pixelsOf(scratch::png(2, 1, PNG_COLOR_TYPE_RGB, 8, {1, 2, 3, 4, 5, 6})),
                ElementsAre(1, 2, 3, 4, 5, 6));
    EXPECT_THAT(pixelsOf(scratch::png(8, 1, PNG_COLOR_TYPE_GRAY, 1, {0b10100001})),
                ElementsAre(255, 0, 255, 0, 0, 0, 0, 255));
    EXPECT_THAT(pixelsOf(scratch::png(4, 1, PNG_COLOR_TYPE_GRAY, 2, {0b00011011})),
                ElementsAre(0, 85, 170, 255));
    EXPECT_THAT(pixelsOf(scratch::png(2, 1, PNG_COLOR_TYPE_GRAY, 4, {0x1F})), ElementsAre(17, 255));
    // Rounded, not truncated: 0x00FF is nearly 1.
    EXPECT_THAT(
        pixelsOf(scratch::png(3, 1, PNG_COLOR_TYPE_GRAY, 16, {0, 0xFF, 0x80, 0, 0xFF, 0xFF})),
        ElementsAre(1, 128, 255));
}

TEST_F(DecodeImage, BlendsTransparentPixelsWithWhite) {
    const Picture grey =
        decodeImage(scratch::png(3, 1, PNG_COLOR_TYPE_GRAY_ALPHA, 8, {10, 255, 10, 0, 0, 128}));
    EXPECT_EQ(grey.channels, 1);
    EXPECT_THAT(grey.pixels, ElementsAre(10, 255, 127));
    const Picture color =
        decodeImage(scratch::png(2, 1, PNG_COLOR_TYPE_RGB_ALPHA, 8, {1, 2, 3, 255, 1, 2, 3, 0}));
    EXPECT_EQ(color.channels, 3);
    EXPECT_THAT(color.pixels, ElementsAre(1, 2, 3, 255, 255, 255));
    const scratch::PngOptions palette{.palette = {{9, 8, 7}, {6, 5, 4}}, .paletteAlpha = {255, 0}};
    const Picture indexed =
        decodeImage(scratch::png(2, 1, PNG_COLOR_TYPE_PALETTE, 1, {0b01000000}, palette));
    EXPECT_EQ(indexed.channels, 3);
    EXPECT_THAT(indexed.pixels, ElementsAre(9, 8, 7, 255, 255, 255));
}

TEST_F(DecodeImage, ReadsInterlacedPng) {
    const Bytes pixels = gradient(11, 13, 3);
    const Picture picture =
        decodeImage(scratch::png(11, 13, PNG_COLOR_TYPE_RGB, 8, pixels, {.interlaced = true}));
    EXPECT_THAT(picture.pixels, ElementsAreArray(pixels));
}

TEST_F(DecodeImage, PutsPhotographsUpright) {
    // The same picture, 3 wide and 2 high, as each orientation stores it:
    //   1 2 3
    //   4 5 6
    const std::vector<std::pair<int, Bytes>> stored{
        {3, {1, 2, 3, 4, 5, 6}}, {3, {3, 2, 1, 6, 5, 4}}, {3, {6, 5, 4, 3, 2, 1}},
        {3, {4, 5, 6, 1, 2, 3}}, {2, {1, 4, 2, 5, 3, 6}}, {2, {3, 6, 2, 5, 1, 4}},
        {2, {6, 3, 5, 2, 4, 1}}, {2, {4, 1, 5, 2, 6, 3}}};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const auto& [width, pixels] = stored[static_cast<std::size_t>(orientation - 1)];
        const Bytes file =
            scratch::png(width, 6 / width, PNG_COLOR_TYPE_GRAY, 8, pixels,
                         {.exif = scratch::exifOf(orientation, orientation % 2 == 0)});
        const Picture picture = decodeImage(file);
        EXPECT_EQ(picture.width, 3) << orientation;
        EXPECT_THAT(picture.pixels, ElementsAre(1, 2, 3, 4, 5, 6)) << orientation;
        const PictureInfo info = probeImage(file);
        EXPECT_EQ(info.width, 3) << orientation;
        EXPECT_EQ(info.height, 2) << orientation;
    }
    const Bytes photograph =
        scratch::jpeg(16, 8, 1, gradient(16, 8, 1), {.exif = scratch::exifOf(6)});
    EXPECT_EQ(decodeImage(photograph).width, 8);
    EXPECT_EQ(probeImage(photograph).height, 16);
}

TEST_F(DecodeImage, IgnoresInvalidOrientations) {
    for (Bytes exif : {scratch::exifOf(0), scratch::exifOf(9), Bytes{'M', 'M'}, Bytes(26, 0xFF)}) {
        const Bytes file = scratch::jpeg(16, 8, 1, gradient(16, 8, 1), {.exif = exif});
        EXPECT_EQ(decodeImage(file).width, 16);
    }
}

/// A file that is truncated at any length is refused, or its picture is unchanged.
void cutEverywhere(const Bytes& sound, int& mended) {
    const Picture whole = decodeImage(sound);
    for (std::size_t length = 0; length < sound.size(); ++length) {
        const Bytes cut(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length));
        try {
            const Picture picture = decodeImage(cut);
            ASSERT_EQ(picture.pixels, whole.pixels) << length << " of " << sound.size();
            ASSERT_EQ(picture.mended, "its end marker is missing") << length;
            ++mended;
        } catch (const BadInput& error) {
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
        }
    }
}

TEST_F(DecodeImage, RefusesPartOfAJpeg) {
    std::vector<scratch::JpegOptions> all(3);
    all[1].progressive = true;
    all[2].separateScans = true;
    for (const scratch::JpegOptions& options : all) {
        int mended = 0;
        cutEverywhere(scratch::jpeg(24, 40, 3, gradient(24, 40, 3), options), mended);
        // Only for a progressive file can the decoder know that all scans are there.
        EXPECT_EQ(mended >= 2, !options.separateScans) << mended;
        EXPECT_LE(mended, 3);
    }
}

TEST_F(DecodeImage, RefusesPartOfAPng) {
    for (const bool interlaced : {false, true}) {
        for (const std::size_t chunk : {std::size_t{0}, std::size_t{40}}) {
            int mended = 0;
            cutEverywhere(scratch::png(24, 40, PNG_COLOR_TYPE_RGB, 8, gradient(24, 40, 3),
                                       {.interlaced = interlaced, .chunk = chunk}),
                          mended);
            EXPECT_EQ(mended, 12) << "the last chunk has 12 bytes";
        }
    }
}

TEST_F(DecodeImage, NotesBytesAfterTheEnd) {
    Bytes photograph = scratch::plainJpeg(1, 2, 3);
    photograph.resize(photograph.size() + 9);
    EXPECT_EQ(decodeImage(photograph).mended, "9 bytes follow its end marker");
    Bytes drawing = scratch::png(1, 1, PNG_COLOR_TYPE_GRAY, 8, {5});
    drawing.push_back(0);
    EXPECT_EQ(decodeImage(drawing).mended, "1 byte follows its end marker");
}

TEST_F(DecodeImage, NamesOtherFormats) {
    const auto refusal = [](const std::string& text) {
        return refusalOf(Bytes(text.begin(), text.end()));
    };
    EXPECT_EQ(refusal(""), "is empty");
    EXPECT_EQ(refusal("GIF89a\x01"), "is a GIF image, not a JPEG or PNG file");
    EXPECT_THAT(refusal("RIFF1234WEBPVP8 "), HasSubstr("is a WebP image"));
    EXPECT_THAT(refusal(std::string("II*\0\x08", 5)), HasSubstr("is a TIFF image"));
    EXPECT_THAT(refusal("BM1234"), HasSubstr("is a BMP image"));
    EXPECT_THAT(refusal("1234ftypheic"), HasSubstr("is a HEIF or AVIF image"));
    EXPECT_THAT(refusal("<html>"), HasSubstr("SVG or HTML"));
    EXPECT_EQ(refusal("hello"), "is neither a JPEG nor a PNG file");
    EXPECT_EQ(refusal("\xFF\xD8"), "is neither a JPEG nor a PNG file");
    EXPECT_THAT(refusal("\xFF\xD8\xFF"), StartsWith("damaged JPEG: "));
    EXPECT_THAT(refusal("\x89PNG\r\n\x1A\n"), StartsWith("damaged PNG: "));
}

/// A JPEG whose header has another size.
Bytes resizedJpeg(Bytes file, int width, int height) {
    for (std::size_t i = 0; i + 9 < file.size(); ++i) {
        if (file[i] == 0xFF && file[i + 1] == 0xC0) {
            file[i + 5] = static_cast<std::uint8_t>(height >> 8);
            file[i + 6] = static_cast<std::uint8_t>(height);
            file[i + 7] = static_cast<std::uint8_t>(width >> 8);
            file[i + 8] = static_cast<std::uint8_t>(width);
            return file;
        }
    }
    return {};
}

/// A PNG whose header has another size, with the correct checksum.
Bytes resizedPng(Bytes file, std::uint32_t width, std::uint32_t height) {
    const auto put = [&](std::size_t at, std::uint32_t number) {
        for (int i = 0; i < 4; ++i) {
            file[at + static_cast<std::size_t>(i)] =
                static_cast<std::uint8_t>(number >> (24 - 8 * i));
        }
    };
    put(16, width);
    put(20, height);
    put(29, static_cast<std::uint32_t>(crc32(0, &file[12], 17)));
    return file;
}

TEST_F(DecodeImage, RefusesBombsBeforeItAllocatesMemory) {
    const Bytes photograph = scratch::plainJpeg(1, 2, 3);
    const Bytes drawing = scratch::png(1, 1, PNG_COLOR_TYPE_GRAY, 8, {5});
    const std::string limits = "; at most 20000 to a side and 100 million in all are read";
    EXPECT_EQ(refusalOf(resizedJpeg(photograph, 65000, 1)), "has 65000 × 1 pixels" + limits);
    EXPECT_EQ(refusalOf(resizedJpeg(photograph, 10001, 10000)),
              "has 10001 × 10000 pixels" + limits);
    EXPECT_EQ(refusalOf(resizedPng(drawing, 1, 0x7FFFFFFF)), "has 1 × 2147483647 pixels" + limits);
    EXPECT_EQ(refusalOf(resizedPng(drawing, 20000, 20000)), "has 20000 × 20000 pixels" + limits);
    EXPECT_THAT(refusalOf(resizedJpeg(photograph, 9000, 9000)),
                AllOf(HasSubstr("claims 9000 × 9000 pixels"), EndsWith("bytes can hold")));
    EXPECT_THAT(refusalOf(resizedPng(drawing, 9000, 9000)), HasSubstr("more than its"));
}

TEST_F(DecodeImage, ReadsAJpegOfAHundredThousandMarkers) {
    const Bytes photograph = scratch::plainJpeg(1, 2, 3);
    Bytes file(photograph.begin(), photograph.begin() + 2);
    for (int i = 0; i < 100'000; ++i) {
        file.insert(file.end(), {0xFF, 0xE1, 0, 2});
    }
    file.insert(file.end(), photograph.begin() + 2, photograph.end());
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(decodeImage(file).pixels, decodeImage(photograph).pixels);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3));
    EXPECT_THAT(refusalOf({0xFF, 0xD8, 0xFF, 0xE1}), StartsWith("damaged JPEG: "));
    EXPECT_THAT(refusalOf({0xFF, 0xD8, 0xFF, 0xE1, 0}), StartsWith("damaged JPEG: "));
    EXPECT_THAT(refusalOf({0xFF, 0xD8, 0xFF, 0xE1, 0, 0}), StartsWith("damaged JPEG: "));
    EXPECT_THAT(refusalOf({0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, 'E', 'x', 'i', 'f', 0, 0}),
                StartsWith("damaged JPEG: "));
}

/// A PNG with additional chunks right after its header.
Bytes withChunks(const Bytes& file, const char* type, const Bytes& content, int count) {
    constexpr std::ptrdiff_t kHeaderEnd = 33;
    const auto number = [](std::size_t value) {
        Bytes bytes;
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
        }
        return bytes;
    };
    Bytes chunk(type, type + 4);
    chunk.insert(chunk.end(), content.begin(), content.end());
    const Bytes sum = number(crc32(0, chunk.data(), static_cast<uInt>(chunk.size())));
    const Bytes length = number(content.size());
    chunk.insert(chunk.begin(), length.begin(), length.end());
    chunk.insert(chunk.end(), sum.begin(), sum.end());
    Bytes all(file.begin(), file.begin() + kHeaderEnd);
    for (int i = 0; i < count; ++i) {
        all.insert(all.end(), chunk.begin(), chunk.end());
    }
    all.insert(all.end(), file.begin() + kHeaderEnd, file.end());
    return all;
}

TEST_F(DecodeImage, DoesNotDecompressTextOrProfilesOfAPng) {
    const Bytes drawing = scratch::png(1, 1, PNG_COLOR_TYPE_GRAY, 8, {5});
    const Bytes plain(7'900'000);
    Bytes packed(compressBound(plain.size()));
    uLongf size = packed.size();
    ASSERT_EQ(compress(packed.data(), &size, plain.data(), plain.size()), Z_OK);
    packed.resize(size);
    const auto begin = std::chrono::steady_clock::now();
    for (const auto& [type, start] :
         {std::pair<const char*, Bytes>{"zTXt", {'k', 0, 0}}, {"iTXt", {'k', 0, 1, 0, 0, 0}}}) {
        Bytes content = start;
        content.insert(content.end(), packed.begin(), packed.end());
        const Picture picture = decodeImage(withChunks(drawing, type, content, 200));
        EXPECT_EQ(picture.pixels, Bytes{5});
        EXPECT_EQ(picture.mended, "");
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3))
        << "3 MB would become 3 GB";
}

TEST_F(DecodeImage, DecodesAtReducedSizeForASmallPicture) {
    const Bytes pixels = gradient(512, 300, 3);
    const Bytes file = scratch::jpeg(512, 300, 3, pixels);
    const Picture small = decodeImage(file, 16);
    EXPECT_EQ(small.height, 38) << "300 / 8; the next power, 16, is not offered";
    EXPECT_EQ(decodeImage(file, 40).height, 150) << "at least twice the side";
    EXPECT_EQ(decodeImage(file, 200).height, 300);
    EXPECT_LE(farthest(squareOf(small, 16).pixels, squareOf(decodeImage(file), 16).pixels), 3);
}

TEST(SquareOf, KeepsAPictureOfThatSize) {
    const Picture picture{3, 9, 9, gradient(9, 9, 3), "note"};
    EXPECT_EQ(squareOf(picture, 9).pixels, picture.pixels);
    EXPECT_EQ(squareOf(picture, 9).mended, "note");
}

TEST(SquareOf, CutsTheCentre) {
    const Picture wide{1, 5, 1, {1, 2, 3, 4, 5}, ""};
    EXPECT_THAT(squareOf(wide, 1).pixels, ElementsAre(3));
    const Picture high{1, 1, 4, {1, 2, 3, 4}, ""};
    EXPECT_THAT(squareOf(high, 1).pixels, ElementsAre(2));
}

TEST(SquareOf, KeepsAPlainArea) {
    for (const int from : {1, 7, 63, 500}) {
        for (const int to : {1, 8, 48, 65}) {
            for (const std::uint8_t value : {0, 1, 128, 255}) {
                const Picture picture{1, from, from, scratch::plain(from, from, {value}), ""};
                EXPECT_EQ(squareOf(picture, to).pixels, scratch::plain(to, to, {value}));
            }
        }
    }
}

TEST(SquareOf, WeighsByATriangle) {
    // Half size: weights 1, 3, 3, 1 of 8; at the border, weights outside of the picture are left
    // out.
    const Bytes row{0, 80, 0, 160, 0, 0};
    Bytes pixels;
    for (int y = 0; y < 6; ++y) {
        pixels.insert(pixels.end(), row.begin(), row.end());
    }
    const Picture square = squareOf({1, 6, 6, pixels, ""}, 3);
    EXPECT_THAT(Bytes(square.pixels.begin(), square.pixels.begin() + 3),
                ElementsAre(34, 70, 23)); // 240 / 7, (80 + 480) / 8, 160 / 7
    // Double size: weights 3 and 1 of 4.
    const Picture large = squareOf({1, 2, 2, {0, 100, 0, 100}, ""}, 4);
    EXPECT_THAT(Bytes(large.pixels.begin(), large.pixels.begin() + 4), ElementsAre(0, 25, 75, 100));
}

TEST(SquareOf, DoesNotAlias) {
    Bytes checks;
    for (int i = 0; i < 64 * 64; ++i) {
        checks.push_back((i + i / 64) % 2 == 0 ? 255 : 0);
    }
    for (const std::uint8_t value : squareOf({1, 64, 64, checks, ""}, 7).pixels) {
        EXPECT_NEAR(value, 127.5, 4);
    }
}

TEST(SquareOf, MirroredPicturesStayMirrored) {
    Picture picture{1, 37, 37, gradient(37, 37, 1), ""};
    Picture mirrored = picture;
    std::reverse(mirrored.pixels.begin(), mirrored.pixels.end());
    Bytes square = squareOf(mirrored, 10).pixels;
    std::reverse(square.begin(), square.end());
    EXPECT_LE(farthest(square, squareOf(picture, 10).pixels), 1);
}

TEST(WritePng, WritesWhatIsReadAgain) {
    const scratch::Folder folder;
    for (const int channels : {1, 3}) {
        const Picture picture{channels, 5, 4, gradient(5, 4, channels), ""};
        const auto file = folder.path() / "picture.png";
        writePng(file, picture);
        std::ifstream in(file, std::ios::binary);
        const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
        EXPECT_EQ(decodeImage(bytes).pixels, picture.pixels);
        EXPECT_EQ(decodeImage(bytes).channels, channels);
    }
    try {
        writePng(folder.path() / "none" / "picture.png", {1, 1, 1, {0}, ""});
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("none/picture.png: can't be written: "));
    }
}

TEST(WritePng, AFileThatCannotBeWrittenIsNotRemoved) {
    const scratch::Folder folder;
    const auto link = folder.path() / "full.png";
    std::filesystem::create_symlink("/dev/full", link); // as root, the device itself could be lost
    EXPECT_THROW(writePng(link, {1, 100, 100, std::vector<std::uint8_t>(10000, 7), ""}), Error);
    EXPECT_TRUE(std::filesystem::is_symlink(link));
}

} // namespace
} // namespace asge
