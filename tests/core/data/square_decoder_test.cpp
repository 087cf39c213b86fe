// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/square_decoder.h"

#include "core/base/error.h"
#include "core/data/decode.h"
#include "core/data/square.h"
#include "tests/core/data/image_files.h"
#include "tests/core/data/reference_square.h"

#include <gmock/gmock.h>

#include <cmath>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace asge {
namespace {

using scratch::Bytes;
using scratch::noise;
using testing::HasSubstr;

struct NamedFile {
    std::string name;
    Bytes bytes;
};

Bytes coloredPng(int width, int height, const scratch::PngOptions& options = {}) {
    return scratch::png(width, height, PNG_COLOR_TYPE_RGB, 8, noise(width, height, 3), options);
}

/// A smooth photograph with subsampled chroma.
Bytes photographOf(int width, int height, scratch::JpegOptions options = {}) {
    options.coarseColors = true;
    return scratch::jpeg(width, height, 3, scratch::gradient(width, height, 3), options);
}

/// A file of each format.
std::vector<NamedFile> filesOf(int width, int height) {
    std::vector<NamedFile> files{
        {"grey PNG", scratch::png(width, height, PNG_COLOR_TYPE_GRAY, 8, noise(width, height, 1))},
        {"PNG", coloredPng(width, height)},
        {"transparent PNG",
         scratch::png(width, height, PNG_COLOR_TYPE_RGB_ALPHA, 8, noise(width, height, 4))},
        {"transparent grey PNG",
         scratch::png(width, height, PNG_COLOR_TYPE_GRAY_ALPHA, 8, noise(width, height, 2))},
        {"PNG of 16 bits",
         scratch::png(width, height, PNG_COLOR_TYPE_RGB, 16, noise(width, height, 6))},
        {"interlaced PNG", coloredPng(width, height, {.interlaced = true})},
        {"interlaced transparent PNG", scratch::png(width, height, PNG_COLOR_TYPE_RGB_ALPHA, 8,
                                                    noise(width, height, 4), {.interlaced = true})},
        {"grey JPEG", scratch::jpeg(width, height, 1, noise(width, height, 1))},
        {"JPEG", scratch::jpeg(width, height, 3, noise(width, height, 3))},
        {"JPEG of coarse colours", photographOf(width, height)},
        {"progressive JPEG", photographOf(width, height, {.progressive = true})},
        {"JPEG in several scans", photographOf(width, height, {.separateScans = true})},
        {"CMYK JPEG", scratch::jpeg(width, height, 4, noise(width, height, 4))},
        {"RGB JPEG", scratch::jpeg(width, height, 3, noise(width, height, 3),
                                   {.stored = JCS_RGB, .adobe = false})},
    };
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes exif = scratch::exifOf(orientation);
        const std::string name = " of orientation " + std::to_string(orientation);
        files.push_back({"PNG" + name, coloredPng(width, height, {.exif = exif})});
        files.push_back({"JPEG" + name, photographOf(width, height, {.exif = exif})});
    }
    return files;
}

/// The decoded file, `reduction` times smaller if it is a JPEG.
Picture pictureReduced(const Bytes& file, int reduction) {
    const PictureInfo info = probeImage(file);
    const int shorter = std::min(info.width, info.height);
    return decodeImage(file, reduction == 1 ? shorter : shorter / (2 * reduction));
}

TEST(SquareDecoder, DecodesTheCentreSquareOfEveryFile) {
    SquareDecoder decoder;
    SquareDecoder plain(Arithmetic::plain);
    for (const auto& [width, height] :
         {std::pair{83, 61}, {61, 83}, {1, 1}, {1, 9}, {17, 3}, {64, 64}, {130, 90}}) {
        for (const NamedFile& file : filesOf(width, height)) {
            for (const int side : {1, 15, 64}) {
                const Picture picture = decodeImage(file.bytes, side);
                const Bytes expected =
                    scratch::referenceSquare(picture, scratch::referenceCentre(picture), side);
                const std::string what = file.name + " of " + std::to_string(width) + " × " +
                                         std::to_string(height) + " to " + std::to_string(side);
                const Picture& square = decoder.decode(file.bytes, {.side = side});
                ASSERT_EQ(square.pixels, expected) << what;
                ASSERT_EQ(square.width, side) << what;
                ASSERT_EQ(square.height, side) << what;
                ASSERT_EQ(square.channels, picture.channels) << what;
                ASSERT_EQ(square.mended, "") << what;
                ASSERT_EQ(plain.decode(file.bytes, {.side = side}).pixels, expected) << what;
                ASSERT_EQ(squareOf(picture, side).pixels, expected) << what;
                const PictureInfo info = probeImage(file.bytes);
                ASSERT_EQ(decoder.info().width, info.width) << what;
                ASSERT_EQ(decoder.info().height, info.height) << what;
                ASSERT_EQ(decoder.info().channels, info.channels) << what;
            }
        }
    }
}

TEST(SquareDecoder, DecodesAWholePictureUnchanged) {
    SquareDecoder decoder;
    for (const NamedFile& file : filesOf(37, 22)) {
        const Picture expected = decodeImage(file.bytes);
        const Picture& picture =
            decoder.decode(file.bytes, {.side = 0, .centre = 0.5, .box = PixelBox{0, 0, 999, 1}});
        EXPECT_EQ(picture.pixels, expected.pixels) << file.name;
        EXPECT_EQ(picture.width, expected.width) << file.name;
        EXPECT_EQ(picture.height, expected.height) << file.name;
        EXPECT_EQ(picture.channels, expected.channels) << file.name;
    }
}

TEST(SquareDecoder, CutsASmallerCentre) {
    SquareDecoder decoder;
    for (const double fraction : {0.001, 0.5, 0.875}) {
        for (const NamedFile& file : filesOf(203, 151)) {
            const Picture whole = decodeImage(file.bytes);
            const int shorter = scratch::referenceCentre(whole, fraction).width();
            for (const int side : {1, 16, 30}) {
                int reduction = 1;
                while (reduction < 8 && shorter / (2 * reduction) >= 2 * side) {
                    reduction *= 2;
                }
                const Picture picture = pictureReduced(file.bytes, reduction);
                EXPECT_EQ(decoder.decode(file.bytes, {.side = side, .centre = fraction}).pixels,
                          scratch::referenceSquare(
                              picture, scratch::referenceCentre(picture, fraction), side))
                    << file.name << ", " << fraction << " to " << side;
            }
        }
    }
}

TEST(SquareDecoder, ScalesABoxOfAnyShape) {
    SquareDecoder decoder;
    for (const PixelBox& box :
         {PixelBox{0, 0, 1, 1}, PixelBox{10, 3, 40, 90}, PixelBox{0, 0, 83, 61},
          PixelBox{82, 60, 83, 61}, PixelBox{5, 5, 70, 20}}) {
        for (const NamedFile& file : filesOf(83, 61)) {
            const Picture picture = decodeImage(file.bytes);
            if (box.right > picture.width || box.bottom > picture.height) {
                EXPECT_THROW(decoder.decode(file.bytes, {.side = 20, .box = box}), BadInput);
                continue;
            }
            EXPECT_EQ(decoder.decode(file.bytes, {.side = 20, .box = box}).pixels,
                      scratch::referenceSquare(picture, box, 20))
                << file.name;
        }
    }
}

TEST(SquareDecoder, FindsABoxInASmallerPicture) {
    struct Case {
        PixelBox box;
        int reduction;
        PixelBox reduced;
    };
    // 403 × 301 pixels become 202 × 151, 101 × 76 and 51 × 38.
    const std::vector<Case> cases{
        {{0, 0, 403, 301}, 8, {0, 0, 51, 38}},
        {{3, 4, 400, 300}, 8, {0, 1, 50, 38}},
        {{12, 11, 403, 301}, 8, {2, 1, 51, 38}},
        {{100, 100, 200, 260}, 4, {25, 25, 50, 65}},
        {{101, 102, 201, 262}, 4, {25, 26, 50, 66}},
        {{7, 8, 47, 301}, 2, {4, 4, 24, 151}},
        {{363, 261, 403, 301}, 2, {182, 131, 202, 151}},
        {{0, 0, 39, 301}, 1, {0, 0, 39, 301}},
    };
    constexpr int kSide = 10;
    SquareDecoder decoder;
    for (const int orientation : {1, 3, 6}) {
        const bool turned = orientation == 6;
        const Bytes file = photographOf(turned ? 301 : 403, turned ? 403 : 301,
                                        {.exif = scratch::exifOf(orientation)});
        for (const Case& part : cases) {
            const Picture picture = pictureReduced(file, part.reduction);
            EXPECT_EQ(decoder.decode(file, {.side = kSide, .box = part.box}).pixels,
                      scratch::referenceSquare(picture, part.reduced, kSide))
                << "from " << part.box.left << ", " << part.box.top << ", turned " << orientation;
        }
    }
    // At least one pixel is left of a box.
    EXPECT_EQ(decoder.decode(photographOf(403, 301), {.side = 1, .box = PixelBox{0, 0, 2, 301}})
                  .pixels.size(),
              3U);
}

TEST(SquareDecoder, RefusesBoxesThatAreNotWithinThePicture) {
    SquareDecoder decoder;
    const Bytes file = coloredPng(9, 5);
    for (const PixelBox& box :
         {PixelBox{-1, 0, 3, 3}, PixelBox{0, -1, 3, 3}, PixelBox{0, 0, 10, 3}, PixelBox{0, 0, 3, 6},
          PixelBox{3, 0, 3, 3}, PixelBox{0, 4, 3, 3}, PixelBox{}}) {
        EXPECT_THAT(scratch::messageOf([&] { decoder.decode(file, {.side = 4, .box = box}); }),
                    HasSubstr("has 9 × 5 pixels; a box from "));
    }
    for (const double centre : {0.0, -1.0, 1.01, std::nan("")}) {
        EXPECT_THAT(
            scratch::messageOf([&] { decoder.decode(file, {.side = 4, .centre = centre}); }),
            HasSubstr("centre square"));
    }
}

TEST(SquareDecoder, RefusesDamagedFilesAndContinues) {
    SquareDecoder decoder;
    for (const NamedFile& file : filesOf(83, 61)) {
        Bytes cut = file.bytes;
        cut.resize(cut.size() * 2 / 3);
        const std::string refusal = scratch::messageOf([&] { decodeImage(cut, 16); });
        EXPECT_NE(refusal, "");
        EXPECT_EQ(scratch::messageOf([&] { decoder.decode(cut, {.side = 16}); }), refusal);
        EXPECT_EQ(decoder.decode(file.bytes, {.side = 16}).pixels,
                  squareOf(decodeImage(file.bytes, 16), 16).pixels)
            << file.name;
    }
    EXPECT_EQ(scratch::messageOf([&] { decoder.decode({}, {.side = 16}); }), "is empty");
}

TEST(SquareDecoder, NotesRepairs) {
    SquareDecoder decoder;
    Bytes file = photographOf(83, 61);
    file.resize(file.size() + 2);
    EXPECT_EQ(decoder.decode(file, {.side = 16}).mended, "2 bytes follow its end marker");
    EXPECT_EQ(decoder.decode(photographOf(83, 61), {.side = 16}).mended, "");
}

TEST(SquareDecoder, KeepsNothingOfThePreviousFile) {
    // A file without tables can't be decoded, even if the previous file had the same tables.
    const Bytes sound = photographOf(83, 61);
    Bytes bare(sound.begin(), sound.begin() + 2);
    for (std::size_t at = 2; at + 3 < sound.size() && sound[at + 1] != 0xDA;) {
        const std::size_t size = 2U + (std::size_t{sound[at + 2]} << 8U) + sound[at + 3];
        if (sound[at + 1] != 0xDB) {
            bare.insert(bare.end(), sound.begin() + static_cast<std::ptrdiff_t>(at),
                        sound.begin() + static_cast<std::ptrdiff_t>(at + size));
        }
        at += size;
        if (sound[at + 1] == 0xDA) {
            bare.insert(bare.end(), sound.begin() + static_cast<std::ptrdiff_t>(at), sound.end());
        }
    }
    SquareDecoder decoder;
    decoder.decode(sound, {.side = 16});
    EXPECT_THROW(decoder.decode(bare, {.side = 16}), BadInput);
}

/// Whether the decoder stops when the call of that number returns true, and does not call again.
bool stopsAt(int question, const Bytes& file) {
    SquareDecoder decoder;
    int asked = 0;
    try {
        decoder.decode(file, {.side = 64}, [&] { return ++asked >= question; });
    } catch (const Interrupted&) {
        return asked == question;
    }
    return false;
}

TEST(SquareDecoder, StopsBetweenRows) {
    for (const NamedFile& file : filesOf(83, 61)) {
        EXPECT_TRUE(stopsAt(1, file.bytes)) << file.name;
        EXPECT_TRUE(stopsAt(30, file.bytes)) << file.name;
    }
    // All scans are read before the first row, with this many calls.
    const Bytes large = photographOf(1000, 900, {.progressive = true});
    for (const int question : {1, 100, 400}) {
        EXPECT_TRUE(stopsAt(question, large)) << question;
    }
    SquareDecoder decoder;
    EXPECT_EQ(decoder.decode(large, {.side = 64}, [] { return false; }).pixels,
              squareOf(decodeImage(large, 64), 64).pixels);
}

TEST(SquareDecoder, ReusesItsMemory) {
    const std::vector<Bytes> files{photographOf(500, 375), photographOf(375, 500),
                                   photographOf(500, 375, {.exif = scratch::exifOf(6)}),
                                   coloredPng(300, 200)};
    SquareDecoder decoder;
    const auto decodeAll = [&] {
        const std::uint8_t* pixels = nullptr;
        for (const Bytes& file : files) {
            pixels = decoder.decode(file, {.side = 64}).pixels.data();
        }
        return pixels;
    };
    const std::uint8_t* first = decodeAll();
#ifdef __GLIBC__
    const std::size_t used = mallinfo2().uordblks;
#endif
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(decodeAll(), first);
    }
#ifdef __GLIBC__
    // The heap may give a request a few bytes more than it had, depending on what is free around
    // it; one picture is 12 KiB.
    EXPECT_LT(mallinfo2().uordblks, used + 4096);
#endif
}

TEST(SquareDecoder, KeepsOnlyTheLatestTables) {
    SquareDecoder decoder;
    for (int round = 0; round < 2; ++round) {
        for (int width = 20; width < 60; ++width) {
            const Bytes file = coloredPng(width, 61);
            const Picture picture = decodeImage(file);
            const PixelBox all{0, 0, width, 61};
            ASSERT_EQ(decoder.decode(file, {.side = 9, .box = all}).pixels,
                      scratch::referenceSquare(picture, all, 9))
                << width;
        }
    }
}

} // namespace
} // namespace asge
