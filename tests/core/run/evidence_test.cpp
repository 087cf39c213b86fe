// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/evidence.h"

#include "core/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace asge {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

struct Case {
    LayerMaps maps;
    LayerReadout readout;
    int samples = 0;
    int classes = 0;
};

std::vector<float> randomNumbers(std::mt19937& random, int count) {
    std::normal_distribution<float> normal;
    std::vector<float> numbers(static_cast<std::size_t>(count));
    for (float& number : numbers) {
        number = normal(random);
    }
    return numbers;
}

Case randomCase(std::uint32_t seed, int channels, int patches, int readoutPatches) {
    std::mt19937 random(seed);
    Case made{{channels, patches, {}, {}}, {channels, readoutPatches, {}, {}}, 3, 4};
    made.maps.goodness = randomNumbers(random, made.samples * channels * patches * patches);
    made.readout.weights =
        randomNumbers(random, made.classes * channels * readoutPatches * readoutPatches);
    made.readout.bias = randomNumbers(random, made.classes);
    return made;
}

/// The logit by its definition, one term at a time.
double logitByHand(const Case& from, int sample, int label) {
    double logit = static_cast<double>(from.readout.bias[static_cast<std::size_t>(label)]);
    const int features = from.maps.channels * from.maps.patches * from.maps.patches;
    for (int f = 0; f < features; ++f) {
        logit += static_cast<double>(
                     from.maps.goodness[static_cast<std::size_t>(sample * features + f)]) *
                 static_cast<double>(
                     from.readout.weights[static_cast<std::size_t>(label * features + f)]);
    }
    return logit;
}

TEST(Evidence, SumsToTheLogit) {
    for (const auto& [channels, patches] : {std::pair(5, 3), std::pair(1, 1), std::pair(7, 4)}) {
        const Case made = randomCase(3, channels, patches, patches);
        for (int sample = 0; sample < made.samples; ++sample) {
            const std::vector<double> logits = logitsOf(made.maps, sample, made.readout, false);
            for (int label = 0; label < made.classes; ++label) {
                const Evidence evidence = evidenceOf(made.maps, sample, made.readout, label, false);
                const double logit = logitByHand(made, sample, label);
                EXPECT_EQ(evidence.patches, patches);
                EXPECT_NEAR(evidence.logit(), logit, 1e-9);
                EXPECT_NEAR(evidence.sum(), logit - evidence.bias, 1e-9);
                EXPECT_NEAR(logits[static_cast<std::size_t>(label)], logit, 1e-9);
            }
        }
    }
}

TEST(Evidence, IsThatOfTheNamedPatch) {
    Case made = randomCase(4, 2, 2, 2);
    const Evidence before = evidenceOf(made.maps, 1, made.readout, 3, false);
    // Channel 1, row 1, column 0 of sample 1; its weight for class 3.
    made.maps.goodness[1 * 8 + 1 * 4 + 2] += 1;
    const Evidence after = evidenceOf(made.maps, 1, made.readout, 3, false);
    for (std::size_t i = 0; i < 4; ++i) {
        const double expected =
            i == 2 ? static_cast<double>(made.readout.weights[3 * 8 + 4 + 2]) : 0;
        EXPECT_NEAR(after.map[i] - before.map[i], expected, 1e-6) << i;
    }
}

TEST(Evidence, BetweenTwoClassesIsTheDifference) {
    const Case made = randomCase(5, 4, 3, 3);
    const Evidence between = evidenceBetween(made.maps, 2, made.readout, 1, 3, false);
    EXPECT_NEAR(between.logit(), logitByHand(made, 2, 1) - logitByHand(made, 2, 3), 1e-9);
}

TEST(Evidence, OfChannelsSumsToThatOfPatches) {
    const Case made = randomCase(6, 6, 3, 3);
    const Evidence whole = evidenceOf(made.maps, 0, made.readout, 2, false);
    const std::vector<double> channels = channelEvidence(made.maps, 0, made.readout, 2, false);
    EXPECT_NEAR(std::accumulate(channels.begin(), channels.end(), 0.0), whole.sum(), 1e-9);
    std::vector<double> sum(9);
    for (int c = 0; c < 6; ++c) {
        const auto map = channelEvidenceMap(made.maps, 0, made.readout, c, 2, false);
        EXPECT_NEAR(std::accumulate(map.begin(), map.end(), 0.0),
                    channels[static_cast<std::size_t>(c)], 1e-9);
        std::transform(sum.begin(), sum.end(), map.begin(), sum.begin(), std::plus());
    }
    EXPECT_THAT(sum, Pointwise(DoubleNear(1e-9), whole.map));
}

TEST(Evidence, OfAReadoutOfTheWholeLayerIsSharedByItsPatches) {
    const Case made = randomCase(7, 3, 4, 1);
    for (const bool sums : {false, true}) {
        double logit = static_cast<double>(made.readout.bias[1]);
        for (int c = 0; c < 3; ++c) {
            double goodness = 0;
            for (int i = 0; i < 16; ++i) {
                goodness +=
                    static_cast<double>(made.maps.goodness[static_cast<std::size_t>(c * 16 + i)]);
            }
            logit += static_cast<double>(made.readout.weights[static_cast<std::size_t>(3 + c)]) *
                     (sums ? goodness : goodness / 16);
        }
        const Evidence evidence = evidenceOf(made.maps, 0, made.readout, 1, sums);
        EXPECT_EQ(evidence.patches, 4);
        EXPECT_NEAR(evidence.logit(), logit, 1e-9);
    }
}

TEST(Evidence, RefusesMapsOfAnotherLayer) {
    const Case made = randomCase(8, 3, 4, 2);
    EXPECT_THROW(evidenceOf(made.maps, 0, made.readout, 1, false), Error);
    Case other = randomCase(8, 3, 2, 2);
    EXPECT_THROW(evidenceOf(other.maps, 0, other.readout, 4, false), Error) << "four classes";
    EXPECT_THROW(evidenceOf(other.maps, 0, other.readout, -1, false), Error);
    other.maps.channels = 2;
    EXPECT_THROW(evidenceOf(other.maps, 0, other.readout, 1, false), Error);
}

TEST(Evidence, TheStrongestRivalIsAnotherClass) {
    EXPECT_EQ(strongestRival({1, 5, 2, 2}, 1), 2);
    EXPECT_EQ(strongestRival({1, 5, 2, 7}, 0), 3);
    EXPECT_EQ(strongestRival({1, 1, 1}, 0), 1);
    EXPECT_EQ(strongestRival({1, 1, 1}, 2), 0);
}

} // namespace
} // namespace asge
