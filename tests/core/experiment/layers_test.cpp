// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"

#include "core/experiment/layers.h"
#include "tests/core/data/scratch.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::messageOf;
using testing::ElementsAre;

TEST(Layers, ReadsChannelsAndPooling) {
    EXPECT_THAT(parseLayers("32 64M 128M 256"),
                ElementsAre(LayerSpec{32, false}, LayerSpec{64, true}, LayerSpec{128, true},
                            LayerSpec{256, false}));
}

TEST(Layers, TakesSpacesTabsAndCommasBetweenWords) {
    const std::vector<LayerSpec> expected{{8, false}, {16, true}};
    for (const char* text : {"8 16M", "8,16M", "8, 16M", "  8\t16M ", ",8,,16M,"}) {
        EXPECT_EQ(parseLayers(text), expected) << text;
    }
}

TEST(Layers, WritesWhatItReads) {
    EXPECT_EQ(layersText({}), "");
    EXPECT_EQ(layersText(parseLayers("1,4096M,  32")), "1 4096M 32");
}

TEST(Layers, NamesTheWordThatIsNotALayer) {
    for (const std::string word :
         {"12x", "M", "64m", "+3", "1.5", "0x10", "8MM", "8M8", "M8", "1e3", "√", "8;16"}) {
        EXPECT_EQ(messageOf([&] { parseLayers("32 " + word + " 64"); }),
                  "'" + word + "' is not a number of channels, optionally followed by M");
    }
}

TEST(Layers, BoundsTheChannels) {
    EXPECT_THAT(parseLayers("1 4096"), ElementsAre(LayerSpec{1, false}, LayerSpec{4096, false}));
    for (const std::string word :
         {"0", "0M", "4097", "4097M", "-3", "-3M", "99999999999999999999"}) {
        EXPECT_EQ(messageOf([&] { parseLayers(word); }),
                  "'" + word + "' must have from 1 to 4096 channels");
    }
}

TEST(Layers, BoundsTheirNumber) {
    std::string text;
    for (int i = 0; i < 64; ++i) {
        text += "8 ";
    }
    EXPECT_EQ(parseLayers(text).size(), 64U);
    EXPECT_EQ(messageOf([&] { parseLayers(text + "8"); }), "has more than 64 layers");
    for (const char* none : {"", "  ", ", ,"}) {
        EXPECT_EQ(messageOf([&] { parseLayers(none); }),
                  "names no layer; write their channels, such as '32 64M 128M 256M'");
    }
}

TEST(Layers, QuotesLongAndStrangeWordsSafely) {
    const std::string message = messageOf([] { parseLayers(std::string(5000, 'x')); });
    EXPECT_LT(message.size(), 200U);
    EXPECT_TRUE(scratch::isOneLine(messageOf([] { parseLayers("8\n16"); })));
    EXPECT_TRUE(scratch::isOneLine(messageOf([] { parseLayers("\xff\x1b[2J"); })));
}

Experiment::Network networkOf(const char* layers, PatchRule rule, double alpha = 1.0) {
    Experiment::Network network;
    network.layers = parseLayers(layers);
    network.patchRule = rule;
    network.alpha = alpha;
    return network;
}

TEST(PatchesPerSide, FollowTheRule) {
    const auto patches = [](PatchRule rule, double alpha) {
        return patchesPerSide(networkOf("32 64 256", rule, alpha), 32, 28, 28); // r = 8
    };
    EXPECT_EQ(patches(PatchRule::linear, 1.0), 8);
    EXPECT_EQ(patches(PatchRule::linear, 1.6), 12) << "12.8 rounded down";
    EXPECT_EQ(patches(PatchRule::power, 1.0), 8);
    EXPECT_EQ(patches(PatchRule::power, 1.5), 22) << "22.6 rounded down";
    EXPECT_EQ(patches(PatchRule::power, 0.5), 2);
    EXPECT_EQ(patches(PatchRule::root, 1.0), 2);
    EXPECT_EQ(patches(PatchRule::root, 2.0), 5) << "5.7 rounded down";
}

TEST(PatchesPerSide, StayWithinOneAndTheShorterSide) {
    for (const PatchRule rule : {PatchRule::linear, PatchRule::power, PatchRule::root}) {
        EXPECT_EQ(patchesPerSide(networkOf("64 16", rule), 64, 28, 28), 1);
        EXPECT_EQ(patchesPerSide(networkOf("64 64", rule, 0.01), 64, 28, 28), 1);
        // 4096 to the power of 100 overflows a double.
        EXPECT_EQ(patchesPerSide(networkOf("1 4096", rule, 100), 1, 28, 20), 20);
        EXPECT_EQ(patchesPerSide(networkOf("1 4096", rule, 100), 1, 1, 20), 1);
    }
}

TEST(PatchesPerSide, OfChannelsThatDoNotDivide) {
    EXPECT_EQ(patchesPerSide(networkOf("96 256", PatchRule::linear), 96, 28, 28), 2);
    EXPECT_EQ(patchesPerSide(networkOf("96 256", PatchRule::root, 2), 96, 28, 28), 3);
}

} // namespace
} // namespace asge
