// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/csv_text.h"
#include "tests/widgets/goodness/goodness_samples.h"
#include "widgets/goodness/goodness_export.h"
#include "widgets/goodness/goodness_scene.h"
#include "widgets/goodness/goodness_values.h"
#include "widgets/maps/snapshot_cache.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace asge {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(PatchSpanTest, MatchesAdaptiveAveragePooling) {
    EXPECT_EQ(patchSpan(0, 2, 7), (PatchSpan{0, 4}));
    EXPECT_EQ(patchSpan(1, 2, 7), (PatchSpan{3, 7}));
    EXPECT_EQ(patchSpan(1, 4, 28), (PatchSpan{7, 14}));
    EXPECT_EQ(patchSpan(1, 8, 28), (PatchSpan{3, 7}));
    EXPECT_EQ(patchSpan(0, 1, 3), (PatchSpan{0, 3}));
    for (int size = 1; size <= 40; ++size) {
        for (int patches = 1; patches <= size; ++patches) {
            for (int i = 0; i < patches; ++i) {
                const double exact = static_cast<double>(size) / patches;
                EXPECT_EQ(patchSpan(i, patches, size).begin,
                          static_cast<int>(std::floor(i * exact + 1e-9)));
                EXPECT_EQ(patchSpan(i, patches, size).end,
                          static_cast<int>(std::ceil((i + 1) * exact - 1e-9)));
            }
        }
    }
}

TEST(PatchSpanTest, DrawnPatchesMeetInTheMiddleOfASharedPixel) {
    EXPECT_DOUBLE_EQ(patchEdge(1, 2, 7), 3.5 / 7);
    EXPECT_DOUBLE_EQ(patchEdge(1, 3, 7), 2.5 / 7);
    EXPECT_DOUBLE_EQ(patchEdge(1, 4, 28), 0.25);
    EXPECT_DOUBLE_EQ(patchEdge(0, 3, 7), 0.0);
    EXPECT_DOUBLE_EQ(patchEdge(3, 3, 7), 1.0);
    EXPECT_EQ(patchAt(0.0, 3, 7), 0);
    EXPECT_EQ(patchAt(2.49 / 7, 3, 7), 0);
    EXPECT_EQ(patchAt(2.51 / 7, 3, 7), 1);
    EXPECT_EQ(patchAt(1.0, 3, 7), 2);
}

TEST(GoodnessValuesTest, SumsSharesAndOrder) {
    const GoodnessValues values(test::makeSnapshot(2));
    EXPECT_FLOAT_EQ(values.sum(0, 0, 1, 0), 6 * 3);
    EXPECT_FLOAT_EQ(values.sum(0, 1, 0, 1), 6 * 2 * 2);
    EXPECT_FLOAT_EQ(values.channel(0, 1, 2, 1, 1), 3 * 4 * 2);
    // (1+2+3+4)/4 · 6 for image 0, twice that for image 1.
    EXPECT_DOUBLE_EQ(values.layerMean(0), 22.5);
    EXPECT_DOUBLE_EQ(values.share(0, 0, 2), 0.5);
    EXPECT_THAT(values.strongest(0, 0, 2), ElementsAre(2, 1));
    EXPECT_THAT(values.strongest(1, 0, 9), ElementsAre(1, 0));
}

TEST(GoodnessValuesTest, OneScaleIsRelativeToEachLayersMean) {
    const GoodnessValues values(test::makeSnapshot(2));
    EXPECT_DOUBLE_EQ(values.scaled(GoodnessScale::relative, 0, 45), 2.0);
    EXPECT_DOUBLE_EQ(values.scaled(GoodnessScale::relative, 1, 12000), 2.0);
    EXPECT_DOUBLE_EQ(values.scaled(GoodnessScale::absolute, 1, 12000), 12000);
    // The greatest shown values are 48 / 22.5 = 2.13 in layer 1 and 8000 / 6000 in layer 2.
    EXPECT_THAT(values.ranges(GoodnessScale::relative, {0, 1}),
                ElementsAre(ColorRange{0, 2.5}, ColorRange{0, 2.5}));
    // 24 / 22.5 = 1.07
    EXPECT_THAT(values.ranges(GoodnessScale::relative, {0}),
                ElementsAre(ColorRange{0, 1.2}, ColorRange{0, 1.2}));
    EXPECT_THAT(values.ranges(GoodnessScale::absolute, {0, 1}),
                ElementsAre(ColorRange{0, 8000}, ColorRange{0, 8000}));
    EXPECT_THAT(values.ranges(GoodnessScale::eachLayer, {0, 1}),
                ElementsAre(ColorRange{6, 48}, ColorRange{4000, 8000}));
    // A single value has no extent, so the scale begins at 0.
    EXPECT_THAT(values.ranges(GoodnessScale::eachLayer, {0}),
                ElementsAre(ColorRange{6, 24}, ColorRange{0, 4000}));
}

TEST(GoodnessValuesTest, NonFiniteValuesAffectNothingElse) {
    auto snapshot = test::makeSnapshot(2);
    snapshot->layers[0].goodness[0] = kNan;
    snapshot->layers[0].goodness[1] = std::numeric_limits<float>::infinity();
    const GoodnessValues values(snapshot);
    EXPECT_TRUE(std::isnan(values.sum(0, 0, 0, 0)));
    EXPECT_DOUBLE_EQ(values.layerMean(0), (18.0 + 24 + 12 + 24 + 36 + 48) / 6);
    EXPECT_THAT(values.ranges(GoodnessScale::eachLayer, {0})[0], (ColorRange{18, 24}));
    EXPECT_TRUE(std::isnan(ColorRange{}.fraction(kNan)));
    EXPECT_DOUBLE_EQ(values.share(0, 0, 2), 30.0 / (7 + 20 + 30));
    EXPECT_THAT(values.ranges(GoodnessScale::relative, {0, 1})[0].high, DoubleNear(2.0, 1e-12));
}

TEST(GoodnessValuesTest, NothingFiniteAndDeadLayersHaveARange) {
    auto snapshot = test::makeSnapshot(1);
    std::fill(snapshot->layers[0].goodness.begin(), snapshot->layers[0].goodness.end(), kNan);
    std::fill(snapshot->layers[1].goodness.begin(), snapshot->layers[1].goodness.end(), 0.0F);
    const GoodnessValues values(snapshot);
    for (const GoodnessScale scale :
         {GoodnessScale::relative, GoodnessScale::absolute, GoodnessScale::eachLayer}) {
        EXPECT_THAT(values.ranges(scale, {0}), ElementsAre(ColorRange{0, 1}, ColorRange{0, 1}));
    }
    EXPECT_DOUBLE_EQ(values.scaled(GoodnessScale::relative, 1, 0), 0.0);
    EXPECT_TRUE(std::isnan(values.share(1, 0, 0)));
}

TEST(GoodnessValuesTest, Predictions) {
    auto snapshot = test::makeSnapshot(3);
    const GoodnessValues values(snapshot);
    const std::vector<ClassProbability> predictions = values.predictions(1, 2, 2);
    ASSERT_THAT(predictions, SizeIs(2));
    EXPECT_EQ(predictions[0].label, 2);
    EXPECT_FLOAT_EQ(static_cast<float>(predictions[0].probability), 0.8F);
    EXPECT_EQ(predictions[1].label, 0);
    ASSERT_TRUE(values.fusion(2));
    EXPECT_EQ(values.fusion(2)->label, 2);
    EXPECT_NEAR(values.fusion(2)->probability, (0.25 + 0.8) / 2, 1e-6);

    snapshot->layers[0].probabilities[0] = kNan;
    const GoodnessValues broken(snapshot);
    EXPECT_THAT(broken.predictions(0, 0, 1), IsEmpty());
    EXPECT_FALSE(broken.fusion(0));
    EXPECT_THAT(broken.predictions(0, 1, 1), SizeIs(1));
}

TEST(GoodnessValuesTest, NiceCeilingIsStable) {
    EXPECT_DOUBLE_EQ(niceCeiling(2.01), 2.5);
    EXPECT_DOUBLE_EQ(niceCeiling(2.4), 2.5);
    EXPECT_DOUBLE_EQ(niceCeiling(0.0081), 0.01);
    EXPECT_DOUBLE_EQ(niceCeiling(8), 8);
    EXPECT_DOUBLE_EQ(niceCeiling(0), 1);
    EXPECT_DOUBLE_EQ(niceCeiling(std::nan("")), 1);
}

TEST(GoodnessValuesTest, AnInvalidSnapshotIsExplained) {
    const ProbeImages images = test::makeImages(2);
    const std::vector<LayerInfo> layers = test::makeLayers();
    EXPECT_EQ(invalidReason(*test::makeSnapshot(2), images, layers), "");
    EXPECT_EQ(invalidReason(*test::makeSnapshot(3), images, layers), "it has 3 images, the run 2");
    EXPECT_EQ(invalidReason(*test::makeSnapshot(2), images, {layers[0]}),
              "it has 2 layers, the run 1");
    auto wrong = test::makeSnapshot(2);
    wrong->layers[1].patches = 3;
    EXPECT_EQ(invalidReason(*wrong, images, layers),
              "its layer 2 has 2 channels and P = 3, the run's 2 and P = 1");
    auto shorter = test::makeSnapshot(2);
    shorter->layers[0].goodness.pop_back();
    EXPECT_EQ(invalidReason(*shorter, images, layers),
              "the values of its layer 1 are not complete");
    auto classes = test::makeSnapshot(2);
    classes->classes = 4;
    EXPECT_EQ(invalidReason(*classes, images, layers),
              "the values of its layer 1 are not complete");
}

TEST(GoodnessValuesTest, InvalidImagesAreExplained) {
    EXPECT_EQ(invalidReason(test::makeImages(2)), "");
    ProbeImages images = test::makeImages(2);
    images.channels = 2;
    EXPECT_EQ(invalidReason(images), "2 images of 2 × 8 × 8: neither grey nor RGB");
    images = test::makeImages(2);
    images.pixels.pop_back();
    EXPECT_EQ(invalidReason(images), "the pixels, labels or numbers of 2 images are not complete");
}

TEST(GoodnessCacheTest, DropsTheLeastRecentlyUsed) {
    SnapshotCache cache(2);
    const ProbeSnapshotPtr one = test::makeSnapshot(1);
    cache.put(1, one);
    cache.put(2, nullptr);
    ASSERT_TRUE(cache.find(1)); // now 2 is the least recently used
    cache.put(3, test::makeSnapshot(1));
    EXPECT_EQ(cache.find(1), one);
    EXPECT_FALSE(cache.find(2));
    EXPECT_TRUE(cache.find(3));
    cache.put(3, nullptr);
    ASSERT_TRUE(cache.find(3));
    EXPECT_EQ(*cache.find(3), nullptr);
    EXPECT_EQ(cache.size(), 2);
}

TEST(GoodnessCacheTest, IsBoundedInBytes) {
    const ProbeSnapshotPtr snapshot = test::makeSnapshot(1); // (12 + 2 + 3 + 3) floats
    SnapshotCache cache(64, 170);
    cache.put(1, snapshot);
    cache.put(2, snapshot);
    cache.put(3, snapshot);
    EXPECT_EQ(cache.size(), 2);
    EXPECT_FALSE(cache.find(1));
    SnapshotCache tiny(64, 10);
    tiny.put(1, snapshot);
    EXPECT_TRUE(tiny.find(1)); // the one being looked at stays
    tiny.put(2, snapshot);
    EXPECT_TRUE(tiny.find(2));
    EXPECT_FALSE(tiny.find(1));
    tiny.clear();
    EXPECT_EQ(tiny.size(), 0);
}

TEST(GoodnessSceneTest, PicturesKeepEveryPixel) {
    ProbeImages images{1, 3, 1, 2, {10, 20, 30, 40, 50, 60}, {7}, {5}};
    GoodnessScene scene;
    scene.setRun(images, test::kClasses, test::makeLayers());
    EXPECT_EQ(scene.picture(0).pixel(0, 0), qRgb(10, 30, 50));
    EXPECT_EQ(scene.picture(0).pixel(1, 0), qRgb(20, 40, 60));
    EXPECT_EQ(scene.className(7), "class 7");
    EXPECT_EQ(scene.className(2), "fox");
}

TEST(GoodnessSceneTest, ShortNumbersAreReadable) {
    EXPECT_EQ(shortNumber(0), "0");
    EXPECT_EQ(shortNumber(0.0123456), "0.0123");
    EXPECT_EQ(shortNumber(2.5), "2.5");
    EXPECT_EQ(shortNumber(5880.2), "5880");
    EXPECT_EQ(shortNumber(-12.34), "-12.3");
    EXPECT_EQ(shortNumber(1.5e-7), "1.5e-07");
    EXPECT_EQ(shortNumber(kNan), "–");
}

TEST(GoodnessCsvTest, HasSumsAndShownChannels) {
    auto snapshot = test::makeSnapshot(2);
    snapshot->layers[1].goodness[2] = kNan; // image 1, channel 0
    GoodnessScene scene;
    scene.setRun(test::makeImages(2), {"cat, or \"kitty\"", "dog"}, test::makeLayers());
    scene.setValues(std::make_shared<const GoodnessValues>(snapshot));
    scene.setPicked({0, 1});
    scene.setChannelCount(1);
    const QStringList lines =
        QString::fromUtf8(test::csvLines(goodnessCsv(scene, 5))).split('\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 1 + 2 * (4 + 4 + 1 + 1));
    const QString place = QStringLiteral("5,%1,").arg(snapshot->epoch);
    EXPECT_EQ(lines[0],
              "run,epoch,sample,index,label,label_name,layer,channel,row,column,goodness");
    EXPECT_EQ(lines[4], place + "0,100,0,\"cat, or \"\"kitty\"\"\",1,sum,1,1,24");
    EXPECT_EQ(lines[5], place + "0,100,0,\"cat, or \"\"kitty\"\"\",1,2,0,0,3");
    EXPECT_EQ(lines[19], place + "1,101,1,dog,2,sum,0,0,nan");
    EXPECT_EQ(lines[20], place + "1,101,1,dog,2,1,0,0,6000");
}

} // namespace
} // namespace asge
