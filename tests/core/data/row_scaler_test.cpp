// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/row_scaler.h"

#include "tests/core/data/reference_square.h"

namespace asge {
namespace {

using scratch::Bytes;

Bytes scaledBy(RowScaler& scaler, const Picture& picture, int side) {
    const std::size_t stride =
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
    Bytes pixels(static_cast<std::size_t>(side * side * picture.channels), 77);
    scaler.start(picture.channels, picture.width, picture.height, side, side, pixels.data());
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) {
        const Bytes row(picture.pixels.begin() + static_cast<std::ptrdiff_t>(y * stride),
                        picture.pixels.begin() + static_cast<std::ptrdiff_t>((y + 1) * stride));
        scaler.add(row.data()); // the scaler must not read beyond the row
    }
    return pixels;
}

TEST(RowScaler, AgreesWithTheReferenceWithAndWithoutVectors) {
    RowScaler vectors(Arithmetic::vectors);
    RowScaler plain(Arithmetic::plain);
    for (const int channels : {1, 3}) {
        for (const int width : {1, 2, 3, 5, 8, 31, 64, 75, 100, 333}) {
            for (const int height : {1, 2, 7, 64, 90}) {
                const Picture picture{channels, width, height,
                                      scratch::noise(width, height, channels), ""};
                for (const int side : {1, 2, 3, 8, 13, 33, 64}) {
                    const Bytes expected =
                        scratch::referenceSquare(picture, {0, 0, width, height}, side);
                    ASSERT_EQ(scaledBy(vectors, picture, side), expected)
                        << width << " × " << height << " to " << side;
                    ASSERT_EQ(scaledBy(plain, picture, side), expected)
                        << width << " × " << height << " to " << side;
                }
            }
        }
    }
}

TEST(RowScaler, KeepsTheExtremes) {
    for (const std::uint8_t value : {0, 255}) {
        const Picture picture{3, 375, 20, Bytes(std::size_t{375} * 20 * 3, value), ""};
        for (const Arithmetic arithmetic : {Arithmetic::vectors, Arithmetic::plain}) {
            RowScaler scaler(arithmetic);
            for (const int side : {1, 10, 224, 500}) {
                const Bytes pixels = scaledBy(scaler, picture, side);
                EXPECT_EQ(pixels, Bytes(pixels.size(), value)) << side;
            }
        }
    }
}

TEST(RowScaler, ScalesTheLongestRows) {
    const Picture picture{3, 20000, 2, scratch::noise(20000, 2, 3), ""};
    RowScaler vectors(Arithmetic::vectors);
    RowScaler plain(Arithmetic::plain);
    for (const int side : {1, 7}) {
        const Bytes expected = scratch::referenceSquare(picture, {0, 0, 20000, 2}, side);
        EXPECT_EQ(scaledBy(vectors, picture, side), expected);
        EXPECT_EQ(scaledBy(plain, picture, side), expected);
    }
}

} // namespace
} // namespace asge
