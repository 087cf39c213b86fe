// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/prediction_text.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

RunSummary summaryOf(const char* method) {
    RunSummary run;
    run.method = method;
    run.values.set(MetricId::accuracy, Split::test, Predictions{0.75, 0.5, 0.25});
    run.values.setScores(Split::test, std::vector<LayerScore>{{1, 0.25}, {1, 0.75}});
    return run;
}

TEST(PredictionTexts, NameTheBestLayerByWhatItIsChosenOn) {
    const auto texts = predictionTexts(summaryOf("asge"), MetricId::accuracy);
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_EQ(texts[0].title, "Last");
    EXPECT_EQ(texts[0].value, "75.00 %");
    EXPECT_EQ(texts[2].title, "Best layer");
    EXPECT_EQ(texts[2].value, "25.00 %");
    EXPECT_TRUE(texts[2].tip.contains("best by validation"));
    EXPECT_TRUE(predictionTexts(RunSummary(), MetricId::accuracy).empty());
}

TEST(PredictionTexts, OfUntrainedReadoutsHaveNoNumber) {
    const auto texts = predictionTexts(summaryOf("backprop"), MetricId::accuracy);
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_EQ(texts[0].value, "75.00 %");
    EXPECT_TRUE(texts[0].isResult);
    for (const std::size_t i : {1U, 2U}) {
        EXPECT_EQ(texts[i].value, "–");
        EXPECT_FALSE(texts[i].isResult);
        EXPECT_TRUE(texts[i].tip.contains("random draws"));
    }
}

} // namespace
} // namespace asge
