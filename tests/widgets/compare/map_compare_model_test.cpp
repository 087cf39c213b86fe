// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_model.h"

#include "tests/widgets/goodness/goodness_samples.h"
#include "widgets/compare/map_compare_view.h"

#include <gmock/gmock.h>

#include <QLabel>
#include <QSignalSpy>

#include <cmath>
#include <limits>

namespace asge {
namespace {

using testing::ElementsAre;

TEST(MapCompareModel, TheDifferenceIsPerPatchInTheScalesUnit) {
    const GoodnessValues a(test::makeSnapshot(2, 1));
    const GoodnessValues b(test::makeSnapshot(2, 3));
    const maps::Map rawA = maps::mapOf(a, GoodnessScale::absolute, 0, 1);
    const maps::Map rawB = maps::mapOf(b, GoodnessScale::absolute, 0, 1);
    EXPECT_THAT(rawA.values, ElementsAre(12, 24, 36, 48)) << "(1 + 2 + 3) · patch · 2";
    EXPECT_THAT(maps::difference(rawA, rawB).values, ElementsAre(24, 48, 72, 96));
    const maps::Map meanA = maps::mapOf(a, GoodnessScale::relative, 0, 1);
    const maps::Map meanB = maps::mapOf(b, GoodnessScale::relative, 0, 1);
    for (const double value : maps::difference(meanA, meanB).values) {
        EXPECT_NEAR(value, 0, 1e-6) << "three times the goodness in three times the mean";
    }
    EXPECT_FALSE(maps::difference(rawA, maps::mapOf(b, GoodnessScale::absolute, 1, 1)).isThere())
        << "4 patches and 1";
    EXPECT_FALSE(maps::mapOf(a, GoodnessScale::absolute, 2, 0).isThere()) << "no third layer";
    const maps::Map difference = maps::difference(rawB, rawA);
    const maps::Scales scales = maps::scalesOf({&rawA}, {&rawB}, {&difference});
    EXPECT_EQ(scales.high, niceCeiling(144));
    EXPECT_EQ(scales.highB, niceCeiling(144));
    const maps::Scales own = maps::scalesOf({&rawA}, {&rawB}, {&difference}, false);
    EXPECT_EQ(own.high, niceCeiling(48));
    EXPECT_EQ(own.highB, niceCeiling(144));
    EXPECT_EQ(scales.far, niceCeiling(96)) << "symmetric about 0";
}

TEST(MapCompareModel, NonFiniteValuesStayNonFinite) {
    auto snapshot = test::makeSnapshot(1);
    snapshot->layers[0].goodness[0] = std::numeric_limits<float>::infinity();
    const GoodnessValues broken(snapshot);
    const GoodnessValues sound(test::makeSnapshot(1));
    const maps::Map a = maps::mapOf(broken, GoodnessScale::absolute, 0, 0);
    const maps::Map difference =
        maps::difference(a, maps::mapOf(sound, GoodnessScale::absolute, 0, 0));
    EXPECT_TRUE(std::isnan(difference.values[0]));
    EXPECT_EQ(difference.values[1], 0);
    EXPECT_EQ(maps::scalesOf({&a}, {}, {&difference}).high, niceCeiling(24));
}

TEST(MapCompareModel, SelectedImagesKeepTheirLabelsAndIndices) {
    const ProbeImages some = maps::imagesAt(test::makeImages(4), {3, 1});
    EXPECT_EQ(some.count, 2);
    EXPECT_THAT(some.labels, ElementsAre(0, 1));
    EXPECT_THAT(some.indices, ElementsAre(103, 101));
    ASSERT_EQ(some.pixels.size(), 128U);
    EXPECT_EQ(some.pixels[0], 120);
    EXPECT_EQ(some.pixels[64], 40);
}

TEST(MapCompareModel, ImagesAreEqualByIndexAndPixels) {
    const ProbeImages a = test::makeImages(4);
    ProbeImages b = test::makeImages(4);
    std::swap(b.indices[0], b.indices[1]); // these indices have other pixels now
    b.indices[3] = 7;
    EXPECT_THAT(maps::commonImages(a, b), ElementsAre(std::pair(2, 2)));
    ProbeImages moved = test::makeImages(2);
    moved.indices = {101, 100};
    std::swap_ranges(moved.pixels.begin(), moved.pixels.begin() + 64, moved.pixels.begin() + 64);
    EXPECT_THAT(maps::commonImages(test::makeImages(2), moved),
                ElementsAre(std::pair(0, 1), std::pair(1, 0)));
    b.width = 4;
    EXPECT_TRUE(maps::commonImages(a, b).empty());
    EXPECT_THAT(maps::commonEpochs({1, 2, 3, 5}, {2, 3, 4, 5}), ElementsAre(2, 3, 5));
}

TEST(MapCompareImages, RunsWithoutProbeImagesAreNoFault) {
    MapCompareView view;
    const QSignalSpy messages(&view, &MapCompareView::message);
    MapRun a{1, "run 1", {}, test::kClasses, test::makeLayers(), {}};
    MapRun b = a;
    b.id = 2;
    b.name = "run 2";
    view.setRuns({a, b});
    const auto* empty = view.findChild<QLabel*>("mapsEmpty");
    EXPECT_TRUE(empty->text().startsWith("run 1 and run 2 have no probe images."))
        << empty->text().toStdString();
    a.images = test::makeImages(2);
    view.setRuns({a, b});
    EXPECT_TRUE(empty->text().startsWith("run 2 has no probe images."));
    EXPECT_TRUE(messages.isEmpty());
}

} // namespace
} // namespace asge
