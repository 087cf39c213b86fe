// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/channel_depth.h"

#include "core/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace asge {
namespace {

using ::testing::SizeIs;

constexpr int kSamples = 60;
constexpr int kArea = 4;

/// Four channels of 2 × 2 patches: channel 1 is twice channel 0, channel 2 is its negative plus 3,
/// and channel 3 is constant.
LayerMaps studiedMaps(std::uint32_t seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(0, 2);
    LayerMaps maps{4, 2, {}, {}};
    for (int i = 0; i < kSamples; ++i) {
        std::vector<float> own;
        for (int p = 0; p < kArea; ++p) {
            own.push_back(i == 7 ? 0.0F : uniform(random));
        }
        for (const float factor : {1.0F, 2.0F}) {
            for (const float each : own) {
                maps.goodness.push_back(factor * each);
            }
        }
        for (const float each : own) {
            maps.goodness.push_back(3 - each);
        }
        maps.goodness.insert(maps.goodness.end(), kArea, 1.0F);
    }
    return maps;
}

std::vector<int> studiedLabels() {
    std::vector<int> labels;
    for (int i = 0; i < kSamples; ++i) {
        labels.push_back(i % 3);
    }
    return labels;
}

class ChannelStudyTest : public testing::Test {
  protected:
    float at(int sample, int channel, int patch) const {
        return maps_.goodness[static_cast<std::size_t>((sample * 4 + channel) * kArea + patch)];
    }
    ChannelDepth depth(int channel) const {
        ChannelStudy study(2, channel, 4);
        study.add(maps_, studiedLabels(), 100);
        return study.result(5, 9);
    }

    LayerMaps maps_ = studiedMaps(1);
};

TEST_F(ChannelStudyTest, FindsDuplicatesAndOpposites) {
    const ChannelDepth found = depth(0);
    ASSERT_THAT(found.correlations, SizeIs(2)) << "a constant channel has no correlation";
    for (const auto& [channel, correlation] : found.correlations) {
        EXPECT_NEAR(correlation, channel == 1 ? 1 : -1, 1e-6) << channel;
    }
}

TEST_F(ChannelStudyTest, CountsImagesByClassAndGoodness) {
    const ChannelDepth found = depth(0);
    std::vector<double> sums(3);
    float most = 0;
    for (int i = 0; i < kSamples; ++i) {
        const float mean = (at(i, 0, 0) + at(i, 0, 1) + at(i, 0, 2) + at(i, 0, 3)) / 4;
        sums[static_cast<std::size_t>(i % 3)] += static_cast<double>(mean);
        most = std::max(most, mean);
    }
    EXPECT_FLOAT_EQ(found.most, most);
    for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_NEAR(found.classMeans[k], sums[k] / (kSamples / 3), 1e-5);
        const auto row = found.histogram.begin() + static_cast<std::ptrdiff_t>(k) * kGoodnessBins;
        EXPECT_EQ(std::accumulate(row, row + kGoodnessBins, std::int64_t{0}), kSamples / 3);
    }
    EXPECT_TRUE(std::isnan(found.classMeans[3])) << "no images";
    EXPECT_EQ(found.histogram[1 * kGoodnessBins], 1) << "image 7 has label 1 and no goodness";
    std::int64_t last = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        last += found.histogram[k * kGoodnessBins + kGoodnessBins - 1];
    }
    EXPECT_GE(last, 1) << "the image with the most goodness is in the last bin";
}

TEST_F(ChannelStudyTest, NamesTheStrongestPatches) {
    const ChannelDepth found = depth(1);
    ASSERT_THAT(found.peaks, SizeIs(5));
    std::vector<float> all;
    for (int i = 0; i < kSamples; ++i) {
        all.push_back(std::max({at(i, 1, 0), at(i, 1, 1), at(i, 1, 2), at(i, 1, 3)}));
    }
    std::sort(all.rbegin(), all.rend());
    for (std::size_t i = 0; i < 5; ++i) {
        const ChannelPeak& peak = found.peaks[i];
        EXPECT_EQ(peak.goodness, all[i]);
        EXPECT_EQ(peak.goodness, at(peak.position - 100, 1, peak.row * 2 + peak.column));
        EXPECT_EQ(peak.label, (peak.position - 100) % 3);
    }
}

TEST_F(ChannelStudyTest, PartsAreTheWhole) {
    ChannelStudy study(2, 0, 4);
    const std::vector<int> labels = studiedLabels();
    for (int first = 0; first < kSamples; first += 25) {
        const int count = std::min(25, kSamples - first);
        LayerMaps part{4, 2, {}, {}};
        const auto begin = maps_.goodness.begin() + std::ptrdiff_t{first} * 16;
        part.goodness.assign(begin, begin + std::ptrdiff_t{count} * 16);
        study.add(part, {labels.begin() + first, labels.begin() + first + count}, 100 + first);
    }
    const ChannelDepth parts = study.result(5, 9);
    const ChannelDepth whole = depth(0);
    EXPECT_EQ(parts.peaks, whole.peaks);
    EXPECT_EQ(parts.histogram, whole.histogram);
    EXPECT_EQ(parts.correlations, whole.correlations);
}

TEST_F(ChannelStudyTest, RefusesAChannelThatIsNotThere) {
    ChannelStudy study(0, 4, 3);
    EXPECT_THROW(study.add(maps_, studiedLabels(), 0), Error);
}

} // namespace
} // namespace asge
