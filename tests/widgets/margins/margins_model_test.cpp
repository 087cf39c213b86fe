// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/margins/margins_model.h"

#include "tests/widgets/outcome_samples.h"

#include <gmock/gmock.h>

#include <cmath>

namespace asge {
namespace {

TEST(MarginsModel, PlacesAreTheEdgesOfTheBins) {
    for (int edge = 1; edge < kMarginBins; ++edge) {
        EXPECT_NEAR(margins::placeOf(marginEdge(edge)), edge, 1e-9);
        EXPECT_NEAR(margins::marginAt(edge), marginEdge(edge), 1e-9 * std::abs(marginEdge(edge)));
    }
}

TEST(MarginsModel, TheMarginsOfProbesAreDifferencesOfLogits) {
    // Logits whose margins are known, turned into probabilities.
    const std::vector<std::vector<double>> logits{{2.0, 0.5, -1.0}, {0.0, 3.0, 1.0}, {1.0, 1.5, 0}};
    const std::vector<int> labels{0, 2, 1};
    const std::vector<double> expected{1.5, -2.0, 0.5};
    ProbeSnapshot maps;
    maps.samples = 3;
    maps.classes = 3;
    maps.layers.resize(1);
    for (const auto& row : logits) {
        double sum = 0;
        for (const double logit : row) {
            sum += std::exp(logit);
        }
        for (const double logit : row) {
            maps.layers[0].probabilities.push_back(static_cast<float>(std::exp(logit) / sum));
        }
    }
    ProbeImages images;
    images.count = 3;
    images.labels = labels;
    const auto margins = margins::probeMargins(maps, images);
    ASSERT_EQ(margins.size(), 1U);
    EXPECT_EQ(margins::imagesOf(margins[0]), 3);
    for (const double margin : expected) {
        int bin = 0;
        while (bin + 1 < kMarginBins && marginEdge(bin + 1) <= margin - 0.01) {
            ++bin;
        }
        EXPECT_GE(margins[0][static_cast<std::size_t>(bin)] +
                      margins[0][static_cast<std::size_t>(bin) + 1],
                  1)
            << margin;
    }
    EXPECT_DOUBLE_EQ(negativeShare(margins[0]), 1.0 / 3);
}

TEST(MarginsModel, ProbesThatDoNotFitHaveNoMargins) {
    ProbeSnapshot maps;
    maps.samples = 2;
    maps.classes = 2;
    maps.layers.resize(1);
    maps.layers[0].probabilities = {0.5F, 0.5F, 1.0F, 0.0F};
    ProbeImages images;
    images.labels = {0, 1};
    ASSERT_EQ(margins::probeMargins(maps, images).size(), 1U);
    EXPECT_EQ(margins::probeMargins(maps, images)[0][0], 1) << "a probability of 0 is far below";
    images.labels = {0, 2};
    EXPECT_TRUE(margins::probeMargins(maps, images).empty());
    images.labels = {0, -1};
    EXPECT_TRUE(margins::probeMargins(maps, images).empty());
    images.labels = {0};
    EXPECT_TRUE(margins::probeMargins(maps, images).empty());
    images.labels = {0, 1};
    maps.layers[0].probabilities.pop_back();
    EXPECT_TRUE(margins::probeMargins(maps, images).empty());
}

} // namespace
} // namespace asge
