// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/evidence_sheet.h"

#include "app/cli/text_drawer.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace asge::cli {
namespace {

std::array<std::uint8_t, 3> pixelOf(const Picture& picture, int x, int y) {
    const auto* from = picture.pixels.data() + 3 * (y * picture.width + x);
    return {from[0], from[1], from[2]};
}

/// One layer of 2 × 2 patches, whose strongest evidence is 4.
ImageEvidence sampleEvidence() {
    ImageEvidence result;
    result.pixels = {1, 1, 2, 2, {0, 255, 255, 0}, {0}, {0}};
    result.classNames = {"a", "b"};
    result.label = 0;
    result.layers.push_back({{2, 0.5, {-4, 2, 0, 1}}, {0.25F, 0.75F}});
    return result;
}

TEST(EvidenceColour, IsSymmetricAboutWhite) {
    EXPECT_THAT(evidenceColour(0), testing::ElementsAre(255, 255, 255));
    // CIE lightness, 0 to 100, falls evenly and alike to both sides.
    const auto lightness = [](double value) {
        const auto linear = [](std::uint8_t level) {
            const double v = level / 255.0;
            return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        };
        const auto c = evidenceColour(value);
        const double y = 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
        return 116 * std::cbrt(y) - 16;
    };
    for (int i = 0; i <= 10; ++i) {
        const double value = i / 10.0;
        EXPECT_NEAR(lightness(value), 100 - 73.5 * value, 3.5) << value;
        EXPECT_NEAR(lightness(-value), lightness(value), 1.5) << value;
    }
    EXPECT_GT(evidenceColour(0.5)[0], evidenceColour(0.5)[2]) << "red";
    EXPECT_GT(evidenceColour(-0.5)[2], evidenceColour(-0.5)[0]) << "blue";
    EXPECT_EQ(evidenceColour(7), evidenceColour(1));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(evidenceColour(nan), testing::ElementsAre(160, 160, 160));
}

TEST(EvidenceSheet, DrawsTheImageAndTheMapOfEachLayer) {
    const Picture sheet = evidenceSheet(sampleEvidence(), nullptr);
    // Without text: a margin of 20, an image of 224, a gap of 28, the map of 224.
    EXPECT_EQ(sheet.width, 20 + 224 + 28 + 224 + 20);
    EXPECT_THAT(pixelOf(sheet, 30, 30), testing::ElementsAre(0, 0, 0));
    EXPECT_THAT(pixelOf(sheet, 234, 30), testing::ElementsAre(255, 255, 255));
    const int left = 20 + 224 + 28;
    EXPECT_EQ(pixelOf(sheet, left + 30, 30), evidenceColour(-1));
    EXPECT_EQ(pixelOf(sheet, left + 200, 30), evidenceColour(0.5));
    EXPECT_EQ(pixelOf(sheet, left + 30, 230), evidenceColour(0));
    EXPECT_EQ(pixelOf(sheet, left + 200, 230), evidenceColour(0.25));
    // The scale below the map.
    EXPECT_EQ(pixelOf(sheet, left, 20 + 224 + 8 + 6), evidenceColour(-1 + 1.0 / 224));
    EXPECT_EQ(pixelOf(sheet, left + 223, 20 + 224 + 8 + 6), evidenceColour(1 - 1.0 / 224));
}

TEST(EvidenceSheet, DrawsWhatIsNotANumber) {
    ImageEvidence result = sampleEvidence();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    result.layers[0].evidence = {2, nan, {nan, 0, 0, 0}};
    const auto drawer = TextDrawer::open(kEvidenceTextSize);
    const Picture sheet = evidenceSheet(result, drawer.get());
    EXPECT_GT(sheet.height, 224);
    result.layers.resize(12, result.layers[0]); // several rows of maps
    result.classNames = {std::string(5000, 'x'), "b"};
    const Picture tall = evidenceSheet(result, drawer.get());
    EXPECT_GT(tall.height, 2 * sheet.height);
    EXPECT_LT(tall.width, 1400);
}

} // namespace
} // namespace asge::cli
