// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/augment.h"

#include "core/base/error.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <thread>

namespace asge {
namespace {

using Pixels = std::vector<std::uint8_t>;

ImageSet setOf(int channels, int height, int width) {
    return {1, channels, height, width, {}, {0}};
}

/// An augmenter that only executes plans.
Augmenter augmenterFor(const ImageSet& size, std::vector<float> mean = {}) {
    mean.resize(static_cast<std::size_t>(size.channels), 0.0F);
    return Augmenter({}, 1, size, mean);
}

AugmentPlan untouched(const ImageSet& size) {
    AugmentPlan plan;
    plan.cut = {0, 0, size.width, size.height};
    return plan;
}

Pixels applied(const ImageSet& size, const AugmentPlan& plan, const Pixels& pixels,
               std::vector<float> mean = {}) {
    Pixels result(pixels.size(), 77);
    augmenterFor(size, std::move(mean)).apply(plan, pixels.data(), result.data());
    return result;
}

const ImageSet kTiny = setOf(1, 2, 4);
const Pixels kTinyPixels{1, 2, 3, 4, //
                         5, 6, 7, 8};

TEST(Augment, DoesNotChangeAnImageWithAnEmptyPlan) {
    EXPECT_EQ(applied(kTiny, untouched(kTiny), kTinyPixels), kTinyPixels);
}

TEST(Augment, Mirrors) {
    AugmentPlan plan = untouched(kTiny);
    plan.mirrored = true;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{4, 3, 2, 1, 8, 7, 6, 5}));
}

TEST(Augment, ShiftsInBlackPadding) {
    AugmentPlan plan = untouched(kTiny);
    plan.shiftX = 1;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{2, 3, 4, 0, 6, 7, 8, 0}));
    plan.shiftX = -3;
    plan.shiftY = 1;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{0, 0, 0, 5, 0, 0, 0, 0}));
    plan.shiftX = 0;
    plan.shiftY = -1;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{0, 0, 0, 0, 1, 2, 3, 4}));
}

TEST(Augment, MirrorsWhatWasShifted) {
    AugmentPlan plan = untouched(kTiny);
    plan.mirrored = true;
    plan.shiftX = 1;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{0, 4, 3, 2, 0, 8, 7, 6}));
    plan.shiftX = -2;
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels), (Pixels{2, 1, 0, 0, 6, 5, 0, 0}));
}

TEST(Augment, ShiftsEveryChannelAlike) {
    const ImageSet two = setOf(2, 1, 3);
    AugmentPlan plan = untouched(two);
    plan.shiftX = -1;
    EXPECT_EQ(applied(two, plan, {1, 2, 3, 11, 12, 13}), (Pixels{0, 1, 2, 0, 11, 12}));
}

TEST(Augment, ScalesACutWithoutReadingBeyondIt) {
    const ImageSet size = setOf(1, 2, 4);
    AugmentPlan plan = untouched(size);
    plan.cut = {1, 0, 3, 1}; // 100 and 200 of the first row
    const Pixels pixels{0, 100, 200, 0, 0, 0, 0, 0};
    // The centres of the result's pixels are at −0.25, 0.25, 0.75, 1.25 in the cut's two pixels.
    EXPECT_EQ(applied(size, plan, pixels), (Pixels{100, 125, 175, 200, 100, 125, 175, 200}));
    plan.mirrored = true;
    plan.shiftX = 1;
    EXPECT_EQ(applied(size, plan, pixels), (Pixels{0, 200, 175, 125, 0, 200, 175, 125}));
    plan.shiftY = -1;
    EXPECT_EQ(applied(size, plan, pixels), (Pixels{0, 0, 0, 0, 0, 200, 175, 125}));
}

TEST(Augment, OneRowAndOneColumnWork) {
    const ImageSet dot = setOf(3, 1, 1);
    EXPECT_EQ(applied(dot, untouched(dot), {1, 2, 3}), (Pixels{1, 2, 3}));
    const ImageSet size = setOf(1, 3, 3);
    AugmentPlan plan = untouched(size);
    plan.cut = {2, 1, 3, 2}; // a single pixel
    EXPECT_EQ(applied(size, plan, {0, 1, 2, 3, 4, 5, 6, 7, 8}), Pixels(9, 5));
}

TEST(Augment, ColoursAreClampedOnceAtTheEnd) {
    const ImageSet pair = setOf(1, 1, 2);
    AugmentPlan plan = untouched(pair);
    plan.own = 2.0F;
    EXPECT_EQ(applied(pair, plan, {100, 200}), (Pixels{200, 255})) << "twice as bright";
    plan.own = 0.5F;
    plan.mean = 0.5F;
    EXPECT_EQ(applied(pair, plan, {100, 200}), (Pixels{125, 175})) << "half the contrast";
    plan.own = 3.0F;
    plan.mean = -2.0F;
    EXPECT_EQ(applied(pair, plan, {100, 200}), (Pixels{0, 255})) << "three times the contrast";
}

TEST(Augment, GreyIsTheLuminanceOfAColour) {
    const ImageSet dot = setOf(3, 1, 2);
    AugmentPlan plan = untouched(dot);
    plan.own = 0.0F;
    plan.grey = 1.0F;
    // 0.299 · 250 + 0.587 · 100 + 0.114 · 50 = 139.15; white stays white.
    EXPECT_EQ(applied(dot, plan, {250, 255, 100, 255, 50, 255}),
              (Pixels{139, 255, 139, 255, 139, 255}));
    plan.own = 0.5F;
    plan.grey = 0.5F;
    EXPECT_EQ(applied(dot, plan, {250, 255, 100, 255, 50, 255}),
              (Pixels{195, 255, 120, 255, 95, 255}))
        << "half the saturation";
}

TEST(Augment, BlanksShowTheMean) {
    const ImageSet size = setOf(2, 2, 3);
    AugmentPlan plan = untouched(size);
    plan.blanks[0] = {1, 0, 3, 1};
    plan.blanks[1] = {0, 1, 1, 2};
    EXPECT_EQ(applied(size, plan, Pixels(12, 9), {0.2F, 1.0F}),
              (Pixels{9, 51, 51, 51, 9, 9, 9, 255, 255, 255, 9, 9}));
}

TEST(Augment, BlanksComeLast) {
    AugmentPlan plan = untouched(kTiny);
    plan.own = 10.0F;
    plan.mirrored = true;
    plan.blanks[0] = {0, 0, 1, 1};
    EXPECT_EQ(applied(kTiny, plan, kTinyPixels, {0.2F}), (Pixels{51, 30, 20, 10, 80, 70, 60, 50}));
}

Experiment::Augment everything() {
    Experiment::Augment all;
    all.zoom = 0.3;
    all.crop = 3;
    all.flip = 0.5;
    all.jitter = 0.4;
    all.grey = 0.2;
    all.cutout = 5;
    all.erase = 0.5;
    return all;
}

/// All plans of some images in some epochs.
void forPlans(const Experiment::Augment& changes, const ImageSet& size,
              const std::function<void(const AugmentPlan&)>& look) {
    const Augmenter augmenter(changes, 7, size,
                              std::vector<float>(static_cast<std::size_t>(size.channels), 0.5F));
    for (int epoch = 0; epoch < 4; ++epoch) {
        for (int index = 0; index < 2500; ++index) {
            look(augmenter.plan(epoch, index));
        }
    }
}

/// Checks that 10,000 draws of a value are uniform from low to high.
class Spread {
  public:
    Spread(double low, double high) : low_(low), high_(high) {}

    void add(double value) {
        const double part = (value - low_) / (high_ - low_);
        ASSERT_GE(part, -0.005); // rounding to whole pixels
        ASSERT_LE(part, 1.005);
        ++tenths_[static_cast<std::size_t>(10 * std::clamp(part, 0.0, 0.999))];
    }
    /// Each tenth has its share within five standard deviations (√(n · 0.1 · 0.9)).
    void expectEven() const {
        const double all = std::accumulate(tenths_.begin(), tenths_.end(), 0.0);
        for (const double count : tenths_) {
            EXPECT_NEAR(count, all / 10, 5 * std::sqrt(all * 0.09));
        }
    }

  private:
    double low_;
    double high_;
    std::array<double, 10> tenths_{};
};

TEST(AugmentPlans, AreEmptyIfNothingIsEnabled) {
    const ImageSet size = setOf(3, 8, 8);
    EXPECT_FALSE(augmenterFor(size).isActive());
    forPlans({}, size, [&](const AugmentPlan& plan) { ASSERT_EQ(plan, untouched(size)); });
}

TEST(AugmentPlans, FlipWithTheGivenProbability) {
    Experiment::Augment changes;
    changes.flip = 0.3;
    double flips = 0;
    forPlans(changes, kTiny, [&](const AugmentPlan& plan) { flips += plan.mirrored; });
    EXPECT_NEAR(flips, 3000, 5 * std::sqrt(2100));
    changes.flip = 1;
    forPlans(changes, kTiny, [](const AugmentPlan& plan) { ASSERT_TRUE(plan.mirrored); });
}

TEST(AugmentPlans, CropShiftsUniformly) {
    Experiment::Augment changes;
    changes.crop = 2;
    std::array<int, 25> seen{};
    forPlans(changes, setOf(1, 9, 9), [&](const AugmentPlan& plan) {
        ASSERT_LE(std::abs(plan.shiftX), 2);
        ASSERT_LE(std::abs(plan.shiftY), 2);
        ++seen[static_cast<std::size_t>(5 * (plan.shiftX + 2) + plan.shiftY + 2)];
    });
    for (const int count : seen) {
        EXPECT_NEAR(count, 400, 5 * std::sqrt(400));
    }
}

TEST(AugmentPlans, ZoomKeepsAreaAndShapeWithinBounds) {
    Experiment::Augment changes;
    changes.zoom = 0.2;
    const ImageSet size = setOf(3, 400, 400);
    Spread area(0.2, 0.74);
    double left = 0;
    double right = 0;
    double tall = 0;
    double counted = 0;
    forPlans(changes, size, [&](const AugmentPlan& plan) {
        const PixelBox& cut = plan.cut;
        ASSERT_TRUE(cut.left >= 0 && cut.top >= 0 && cut.right <= 400 && cut.bottom <= 400);
        const double part = cut.width() * cut.height() / 160000.0;
        const double ratio = static_cast<double>(cut.width()) / cut.height();
        ASSERT_GT(part, 0.197);
        ASSERT_LE(part, 1.0);
        ASSERT_NEAR(std::log(ratio), 0, std::log(4.0 / 3.0) + 0.01);
        left += cut.left;
        right += 400 - cut.right;
        tall += ratio < 1;
        counted += 1;
        if (part < 0.74) { // larger areas do not fit in every shape
            area.add(part);
        }
    });
    area.expectEven();
    EXPECT_NEAR(left / right, 1, 0.05);
    EXPECT_NEAR(tall / counted, 0.5, 0.03);
}

TEST(AugmentPlans, JitterDrawsItsFactorsUniformly) {
    Experiment::Augment changes;
    changes.jitter = 0.4;
    Spread contrastOfGrey(0.6, 1.4);
    forPlans(changes, setOf(1, 8, 8), [&](const AugmentPlan& plan) {
        const double brightness = plan.own + plan.mean; // b·c + b·(1 − c)
        ASSERT_NEAR(brightness, 1, 0.4 + 1e-6);
        ASSERT_EQ(plan.grey, 0);
        contrastOfGrey.add(plan.own / brightness);
    });
    contrastOfGrey.expectEven();
    Spread brightness(0.6, 1.4);
    Spread saturation(0.6, 1.4);
    forPlans(changes, setOf(3, 8, 8), [&](const AugmentPlan& plan) {
        brightness.add(plan.own + plan.grey + plan.mean);
        saturation.add(plan.own / (plan.own + plan.grey));
    });
    brightness.expectEven();
    saturation.expectEven();
}

TEST(AugmentPlans, GreyAppliesOnlyToColourImages) {
    Experiment::Augment changes;
    changes.grey = 0.25;
    double grey = 0;
    forPlans(changes, setOf(3, 8, 8), [&](const AugmentPlan& plan) {
        ASSERT_EQ(plan.own + plan.grey, 1);
        ASSERT_TRUE(plan.own == 0 || plan.own == 1);
        grey += plan.grey;
    });
    EXPECT_NEAR(grey, 2500, 5 * std::sqrt(1875));
    forPlans(changes, setOf(1, 8, 8),
             [](const AugmentPlan& plan) { ASSERT_FALSE(plan.recolours()); });
}

TEST(AugmentPlans, CutoutIsCentredOnAnyPixel) {
    Experiment::Augment changes;
    changes.cutout = 4;
    std::array<int, 8> rights{};
    forPlans(changes, setOf(1, 8, 8), [&](const AugmentPlan& plan) {
        const PixelBox& box = plan.blanks[0];
        ASSERT_TRUE(box.left >= 0 && box.top >= 0 && box.right <= 8 && box.bottom <= 8);
        ASSERT_TRUE(box.width() >= 2 && box.width() <= 4 && box.height() >= 2);
        ++rights[static_cast<std::size_t>(box.right - 2)];
        ASSERT_EQ(plan.blanks[1], PixelBox{});
    });
    EXPECT_NEAR(rights[0], 1250, 5 * std::sqrt(1094)) << "half of the square is outside";
    EXPECT_NEAR(rights[6], 2500, 5 * std::sqrt(1875)) << "against the right edge";
}

TEST(AugmentPlans, EraseKeepsAreaAndShapeWithinBounds) {
    Experiment::Augment changes;
    changes.erase = 0.5;
    int erased = 0;
    double wide = 0;
    double tall = 0;
    forPlans(changes, setOf(1, 300, 300), [&](const AugmentPlan& plan) {
        const PixelBox& box = plan.blanks[1];
        if (box == PixelBox{}) {
            return;
        }
        ++erased;
        const double part = box.width() * box.height() / 90000.0;
        const double ratio = static_cast<double>(box.height()) / box.width();
        ASSERT_TRUE(part > 0.019 && part < 0.34) << part;
        ASSERT_TRUE(ratio > 0.29 && ratio < 3.4) << ratio;
        ASSERT_TRUE(box.left >= 0 && box.top >= 0 && box.right <= 300 && box.bottom <= 300);
        wide += ratio < 0.5;
        tall += ratio > 2;
    });
    EXPECT_NEAR(erased, 5000, 5 * std::sqrt(2500));
    EXPECT_GT(wide / erased, 0.1);
    EXPECT_GT(tall / erased, 0.1);
}

TEST(AugmentPlans, DependOnlyOnSeedEpochAndIndex) {
    const ImageSet size = setOf(3, 32, 32);
    const std::vector<float> mean(3, 0.5F);
    const Augmenter augmenter(everything(), 1, size, mean);
    const AugmentPlan first = augmenter.plan(2, 40);
    EXPECT_EQ(first, augmenter.plan(2, 40)) << "independent of the draws in between";
    EXPECT_EQ(first, Augmenter(everything(), 1, size, mean).plan(2, 40));
    EXPECT_NE(first, Augmenter(everything(), 2, size, mean).plan(2, 40));
    EXPECT_NE(first, augmenter.plan(3, 40));
    EXPECT_NE(first, augmenter.plan(2, 41));
    EXPECT_NE(augmenter.plan(40, 2), first);
}

TEST(AugmentPlans, OperationsDrawIndependently) {
    const ImageSet size = setOf(3, 32, 32);
    const std::vector<float> mean(3, 0.5F);
    Experiment::Augment fewer = everything();
    fewer.zoom = 1;
    fewer.grey = 0;
    fewer.cutout = 0;
    const Augmenter all(everything(), 1, size, mean);
    const Augmenter some(fewer, 1, size, mean);
    for (int index = 0; index < 50; ++index) {
        const AugmentPlan a = all.plan(0, index);
        const AugmentPlan b = some.plan(0, index);
        EXPECT_EQ(a.shiftX, b.shiftX);
        EXPECT_EQ(a.mirrored, b.mirrored);
        EXPECT_EQ(a.mean, b.mean);
        EXPECT_EQ(a.blanks[1], b.blanks[1]);
    }
}

TEST(AugmentPlans, ProduceTheSameBytesOnAnyThread) {
    const ImageSet size = setOf(3, 32, 32);
    const Augmenter augmenter(everything(), 1, size, {0.5F, 0.4F, 0.3F});
    Pixels image(3072);
    for (std::size_t i = 0; i < image.size(); ++i) {
        image[i] = static_cast<std::uint8_t>(i * 37 % 251);
    }
    constexpr int kImages = 60;
    const auto make = [&](int threads) {
        std::vector<Pixels> results(kImages, Pixels(image.size()));
        std::vector<std::thread> workers;
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] {
                for (int i = kImages - 1 - t; i >= 0; i -= threads) {
                    augmenter.apply(augmenter.plan(1, i), image.data(),
                                    results[static_cast<std::size_t>(i)].data());
                }
            });
        }
        for (std::thread& worker : workers) {
            worker.join();
        }
        return results;
    };
    const auto one = make(1);
    EXPECT_EQ(one, make(2));
    EXPECT_EQ(one, make(7));
    EXPECT_NE(one[0], one[1]);
}

TEST(Augment, RefusesSettingsThatLeaveNothingOfAnImage) {
    const auto refusal = [](const Experiment::Augment& changes) -> std::string {
        try {
            const Augmenter augmenter(changes, 1, setOf(1, 28, 20), {0.5F});
        } catch (const BadInput& error) {
            return error.what();
        }
        return "";
    };
    Experiment::Augment changes;
    changes.crop = 19;
    changes.cutout = 19;
    EXPECT_EQ(refusal(changes), "");
    changes.cutout = 20;
    EXPECT_EQ(refusal(changes),
              "augment.cutout: must be less than the images' smaller side, 20 pixels, is 20");
    changes.crop = 512;
    EXPECT_THAT(refusal(changes), testing::StartsWith("augment.crop: must be less than"));
}

class NoPhotographs : public PhotographReader {
  public:
    void read(int, std::uint8_t*) const override {}
    PixelSize size(int) const override { return {}; }
    void readBox(int, const PixelBox&, std::uint8_t*) const override {}
};

Augmenter photographAugmenter(double zoom = 0.08) {
    Experiment::Augment changes;
    changes.zoom = zoom;
    changes.zoomOf = ZoomOf::photograph;
    ImageSet images = setOf(3, 224, 224);
    images.photographs = std::make_shared<NoPhotographs>();
    return Augmenter(changes, 1, images, {0, 0, 0});
}

TEST(PhotographCut, IsTakenFromTheWholePhotograph) {
    const Augmenter augmenter = photographAugmenter();
    ASSERT_TRUE(augmenter.cutsPhotographs());
    const PixelSize size{500, 375};
    std::vector<double> areas;
    int right = 0;
    int bottom = 0;
    for (int i = 0; i < 4000; ++i) {
        const PixelBox box = augmenter.photographCut(i / 100, i % 100, size);
        ASSERT_GE(box.left, 0);
        ASSERT_GE(box.top, 0);
        ASSERT_LE(box.right, size.width);
        ASSERT_LE(box.bottom, size.height);
        right = std::max(right, box.right);
        bottom = std::max(bottom, box.bottom);
        areas.push_back(double(box.width()) * box.height() / (500.0 * 375.0));
        const double ratio = double(box.width()) / box.height();
        ASSERT_GT(ratio, 0.74);
        ASSERT_LT(ratio, 1.35);
    }
    EXPECT_GT(right, 495) << "beyond the centre square";
    EXPECT_GT(bottom, 370);
    EXPECT_LT(*std::min_element(areas.begin(), areas.end()), 0.082);
    EXPECT_GE(*std::min_element(areas.begin(), areas.end()), 0.078);
    // A uniform draw from 0.08 to 1 has mean 0.54; many of the large parts do not fit.
    EXPECT_NEAR(std::accumulate(areas.begin(), areas.end(), 0.0) / 4000, 0.43, 0.02);
    EXPECT_EQ(augmenter.photographCut(3, 7, size), photographAugmenter().photographCut(3, 7, size));
    EXPECT_EQ(augmenter.plan(3, 7).cut, (PixelBox{0, 0, 224, 224})) << "the cut is the whole image";
}

TEST(PhotographCut, IsTheCentreIfNoBoxFits) {
    const Augmenter augmenter = photographAugmenter(1.0 - 1e-9);
    EXPECT_EQ(augmenter.photographCut(0, 0, {2000, 20}), (PixelBox{986, 0, 1013, 20}));
    EXPECT_EQ(augmenter.photographCut(0, 0, {20, 2000}), (PixelBox{0, 986, 20, 1013}));
    for (const PixelSize size : {PixelSize{1, 1}, PixelSize{3, 2}, PixelSize{2, 90}}) {
        for (int i = 0; i < 100; ++i) {
            const PixelBox box = photographAugmenter().photographCut(0, i, size);
            EXPECT_GE(box.left, 0);
            EXPECT_GE(box.top, 0);
            EXPECT_LE(box.right, size.width);
            EXPECT_LE(box.bottom, size.height);
            EXPECT_GE(box.width(), 1);
            EXPECT_GE(box.height(), 1);
        }
    }
}

TEST(PhotographCut, IsOnlyUsedForPhotographs) {
    Experiment::Augment changes;
    changes.zoom = 0.5;
    changes.zoomOf = ZoomOf::photograph;
    EXPECT_FALSE(Augmenter(changes, 1, setOf(3, 8, 8), {0, 0, 0}).cutsPhotographs());
    EXPECT_FALSE(photographAugmenter(1.0).cutsPhotographs()) << "no zoom is configured";
}

} // namespace
} // namespace asge
