// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/events.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace asge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

TEST(MetricTable, HasCompleteRows) {
    std::set<std::string_view> keys;
    for (const MetricRow& row : metricRows()) {
        const std::string key(row.key);
        EXPECT_THAT(key, MatchesRegex("[a-z0-9_]+"));
        EXPECT_TRUE(keys.insert(row.key).second) << key;
        EXPECT_THAT(std::string(row.title), Not(IsEmpty())) << key;
        EXPECT_THAT(std::string(row.shortName), Not(IsEmpty())) << key;
        EXPECT_TRUE(row.description.ends_with('.')) << key;
        EXPECT_TRUE(row.form == 'f' || row.form == 'g') << key;
        EXPECT_EQ(row.perLayer, !row.splits.empty()) << key << " is of layers or of the run";
        EXPECT_TRUE(row.perLayer || !(row.ofPredictions || row.perStep)) << key;
        EXPECT_TRUE(!row.ofPredictions || has(row, Split::test)) << key;
        EXPECT_LT(row.least, row.most) << key;
        EXPECT_EQ(&rowOf(findMetric(row.key).value()), &row);
    }
    EXPECT_FALSE(findMetric("unheard_of"));
    EXPECT_FALSE(findMetric(""));
}

TEST(MetricTable, IdsAreThoseOfItsFirstRows) {
    EXPECT_EQ(rowOf(MetricId::accuracy).key, "accuracy");
    EXPECT_EQ(rowOf(MetricId::loss).key, "loss");
    EXPECT_EQ(rowOf(MetricId::learningRate).key, "learning_rate");
    EXPECT_EQ(rowOf(MetricId::imagesPerSecond).key, "images_per_second");
    EXPECT_EQ(rowOf(MetricId::probeShare).key, "probe_share");
    EXPECT_EQ(rowOf(MetricId::waitShare).key, "wait_share");
    EXPECT_EQ(listedSplit(rowOf(MetricId::accuracy)), Split::test);
    EXPECT_EQ(listedSplit(rowOf(MetricId::waitShare)), Split::none);
    EXPECT_TRUE(isMeasured("accuracy", 2));
    EXPECT_FALSE(isMeasured("unheard_of", 1000));
}

TEST(MetricTable, ShowsValuesInTheirUnits) {
    EXPECT_EQ(valueText(rowOf(MetricId::accuracy), 0.91239), "91.24 %");
    EXPECT_EQ(valueText(rowOf(MetricId::accuracy), 0.05, 6), "  5.00 %");
    EXPECT_EQ(valueText(rowOf(MetricId::loss), 0.302112), "0.3021");
    EXPECT_EQ(valueText(rowOf(MetricId::loss), 1e300), "1e+300");
    EXPECT_EQ(unitText(rowOf(MetricId::imagesPerSecond).unit), "1/s");
}

TEST(MetricValues, AreOrderedHoweverTheyAreSet) {
    MetricValues one;
    one.setRun(MetricId::learningRate, 0.5);
    one.setScores(Split::train, std::vector<LayerScore>{{1, 0.25}, {2, 0.5}});
    one.set(MetricId::accuracy, Split::test, Predictions{0.1, 0.2, 0.3});
    MetricValues other;
    other.set(MetricId::accuracy, Split::test, kBestPlace, 0.3);
    other.set(MetricId::loss, Split::train, 1, 2);
    other.set(MetricId::accuracy, Split::test, kLastPlace, 0.1);
    other.set(MetricId::accuracy, Split::train, 1, 0.5);
    other.set(MetricId::accuracy, Split::train, 0, 7);
    other.set(MetricId::accuracy, Split::test, kFusionPlace, 0.2);
    other.set(MetricId::loss, Split::train, 0, 1);
    EXPECT_NE(one, other);
    other.setRun(MetricId::learningRate, 0.5);
    other.set(MetricId::accuracy, Split::train, 0, 0.25);
    EXPECT_EQ(one, other);
    EXPECT_EQ(one.entries().size(), 8U);
}

TEST(MetricValues, AreFoundByLayerPredictionAndRun) {
    MetricValues values;
    values.setScores(Split::test, std::vector<LayerScore>{{1.5, 0.25}, {2.5, 0.5}});
    values.set(MetricId::accuracy, Split::test, Predictions{0.1, 0.2, 0.3});
    values.setRun(MetricId::waitShare, 0);
    EXPECT_EQ(values.layers(MetricId::loss, Split::test), 2U);
    EXPECT_EQ(values.layers(MetricId::accuracy, Split::test), 2U) << "predictions are not layers";
    EXPECT_EQ(values.layers(MetricId::accuracy, Split::train), 0U);
    EXPECT_EQ(values.score(Split::test, 1), (LayerScore{2.5, 0.5}));
    EXPECT_THAT(values.scores(Split::test),
                ElementsAre(LayerScore{1.5, 0.25}, LayerScore{2.5, 0.5}));
    EXPECT_EQ(values.predictions(MetricId::accuracy), (Predictions{0.1, 0.2, 0.3}));
    EXPECT_FALSE(values.predictions(MetricId::loss));
    EXPECT_FALSE(values.predictions(MetricId::accuracy, Split::validation));
    EXPECT_EQ(values.ofRun(MetricId::waitShare), 0);
    EXPECT_TRUE(std::isnan(values.ofRun(MetricId::probeShare)));
    EXPECT_EQ(values.find(MetricId::loss, Split::test, 2), nullptr);
    EXPECT_TRUE(std::isnan(values.score(Split::test, 2).loss));
    values.setScores(Split::test, std::vector<LayerScore>{{9, 1}});
    EXPECT_EQ(values.layers(MetricId::loss, Split::test), 1U) << "the other layers were removed";
    EXPECT_EQ(values.predictions(MetricId::accuracy)->last, 0.1);
}

TEST(MetricValues, NansAreEqual) {
    MetricValues a;
    a.setLayers(MetricId::loss, Split::train, std::vector<double>{1, kNoNumber});
    MetricValues b = a;
    EXPECT_EQ(a, b);
    b.set(MetricId::loss, Split::train, 1, 2);
    EXPECT_NE(a, b);
}

TEST(MetricValues, MeansLeaveOutValuesThatAreNotFinite) {
    MetricValues a;
    a.setScores(Split::test, std::vector<LayerScore>{{1, 0.5}, {kNoNumber, 0.25}});
    a.setRun(MetricId::learningRate, kNoNumber);
    MetricValues b;
    b.setScores(Split::test, std::vector<LayerScore>{{3, 1}});
    const std::vector<const MetricValues*> both{&a, &b};
    const MetricValues mean = meanOf(both);
    EXPECT_EQ(mean.score(Split::test, 0), (LayerScore{2, 0.75}));
    EXPECT_EQ(mean.score(Split::test, 1).accuracy, 0.25);
    EXPECT_TRUE(std::isnan(mean.score(Split::test, 1).loss));
    EXPECT_TRUE(std::isnan(mean.ofRun(MetricId::learningRate)));
}

} // namespace
} // namespace asge
