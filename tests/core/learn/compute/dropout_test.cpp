// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/dropout.h"

#include <gtest/gtest.h>

#include <numeric>

namespace asge {
namespace {

std::vector<float> factorsOf(const Dropout& dropout, std::size_t layer, std::int64_t image,
                             std::size_t channels) {
    std::vector<float> factors(channels);
    dropout.factors(layer, image, factors);
    return factors;
}

TEST(Dropout, DropsItsFractionAndScalesUpTheRest) {
    const Dropout dropout{0.3, 7};
    double sum = 0;
    int dropped = 0;
    for (std::int64_t image = 0; image < 200; ++image) {
        for (const float factor : factorsOf(dropout, 1, image, 100)) {
            EXPECT_TRUE(factor == 0.0F || factor == static_cast<float>(1 / 0.7));
            dropped += factor == 0.0F ? 1 : 0;
            sum += factor;
        }
    }
    EXPECT_NEAR(dropped / 20000.0, 0.3, 0.015) << "more than four standard deviations";
    EXPECT_NEAR(sum / 20000.0, 1.0, 0.02) << "the expected input does not change";
}

TEST(Dropout, DrawsDependOnSeedLayerAndImageAlone) {
    const Dropout dropout{0.5, 7};
    const auto first = factorsOf(dropout, 1, 3, 64);
    EXPECT_EQ(first, factorsOf(dropout, 1, 3, 64));
    EXPECT_NE(first, factorsOf(dropout, 2, 3, 64));
    EXPECT_NE(first, factorsOf(dropout, 1, 4, 64));
    EXPECT_NE(first, factorsOf({0.5, 8}, 1, 3, 64));
    const auto fewer = factorsOf(dropout, 1, 3, 10);
    EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), first.begin()));
    EXPECT_FALSE(Dropout().isActive());
}

} // namespace
} // namespace asge
