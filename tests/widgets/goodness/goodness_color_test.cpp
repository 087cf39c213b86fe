// SPDX-License-Identifier: GPL-3.0-or-later

// Colour images, many classes, fine patches and deep networks.
#include "tests/widgets/goodness/goodness_samples.h"
#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_canvas.h"
#include "widgets/goodness/goodness_painter.h"
#include "widgets/goodness/goodness_view.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QPainter>

#include <cmath>
#include <limits>

namespace asge {
namespace {

/// A scene of one red image of side × side pixels and layers of 3 channels with P × P patches.
class ColorScene {
  public:
    ColorScene(int side, int patches, int layers) {
        ProbeImages images{1, 3, side, side, {}, {0}, {7}};
        const auto plane = static_cast<std::size_t>(side) * side;
        images.pixels.assign(plane, 255);
        images.pixels.resize(3 * plane, 0);
        snapshot_->samples = 1;
        snapshot_->classes = 100;
        for (int layer = 0; layer < layers; ++layer) {
            LayerMaps maps{3, patches, {}, std::vector<float>(100, 0.01F)};
            maps.goodness.assign(static_cast<std::size_t>(3) * patches * patches, 1.0F);
            snapshot_->layers.push_back(std::move(maps));
        }
        std::vector<std::string> names;
        for (int label = 0; label < 100; ++label) {
            names.push_back("a class of a rather long name, number " + std::to_string(label));
        }
        scene.setRun(images, names,
                     std::vector<LayerInfo>(layers, LayerInfo{3, patches, side, side, false}));
        scene.setPicked({0});
    }

    /// The goodness of one patch in a channel of the first layer.
    float& goodness(int channel, int i, int j) {
        const int patches = snapshot_->layers[0].patches;
        return snapshot_->layers[0].goodness[(channel * patches + i) * patches + j];
    }
    void show() { scene.setValues(std::make_shared<GoodnessValues>(snapshot_)); }

    GoodnessLayout layout(int width = 880) const {
        return GoodnessLayout(scene, QApplication::font(), {width, 700});
    }
    QImage paint(bool vector = false) const {
        const GoodnessLayout placed = layout();
        QImage image(placed.size(), QImage::Format_RGB32);
        QPainter painter(&image);
        GoodnessPainter(scene, placed, theme::lightPalette(), vector)
            .paint(painter, placed.size(), {0, 0}, image.rect());
        return image;
    }

    GoodnessScene scene;

  private:
    std::shared_ptr<ProbeSnapshot> snapshot_ = std::make_shared<ProbeSnapshot>();
};

TEST(GoodnessColor, ImagesHaveTheirColoursAndAreGreyBelowTheMaps) {
    const ColorScene color(32, 4, 2);
    EXPECT_EQ(color.scene.picture(0).pixelColor(3, 3), QColor(255, 0, 0));
    const QColor beneath = color.scene.dimmedPicture(0).pixelColor(3, 3);
    EXPECT_EQ(beneath.red(), beneath.green());
    EXPECT_EQ(beneath.red(), beneath.blue());
    EXPECT_GT(beneath.red(), 20);
}

TEST(GoodnessColor, OfAMapEqualsTheLegendOverAnyImage) {
    ColorScene color(32, 4, 1);
    color.scene.setOpacity(1);
    color.goodness(0, 0, 0) = 4.0F; // 6 of at most 7
    color.show();
    const QRect patch =
        GoodnessLayout::drawnPatch(color.layout().map(0, 0), color.scene.layers()[0], 0, 0);
    const double fraction = color.scene.range(0).fraction(
        color.scene.values()->scaled(GoodnessScale::relative, 0, 6.0));
    const QColor expected = theme::sequential(std::lround(fraction * 255) / 255.0);
    EXPECT_EQ(color.paint().pixel(patch.center()), expected.rgb());
}

TEST(GoodnessColor, FinePatchesEqualRectangles) {
    for (const double opacity : {1.0, 0.7}) {
        ColorScene color(32, 32, 1);
        for (int i = 0; i < 32; ++i) {
            for (int j = 0; j < 32; ++j) {
                color.goodness(1, i, j) = static_cast<float>((7 * i + 3 * j) % 11);
            }
        }
        color.goodness(1, 5, 9) = std::numeric_limits<float>::quiet_NaN();
        color.scene.setOpacity(opacity);
        color.show();
        const QImage fine = color.paint();
        const QImage rectangles = color.paint(true); // as painted for vector files
        const QRect map = color.layout().map(0, 0);
        for (int y = map.top(); y <= map.bottom(); ++y) {
            for (int x = map.left(); x <= map.right(); ++x) {
                const QColor one = fine.pixelColor(x, y);
                const QColor other = rectangles.pixelColor(x, y);
                // Blending may round differently.
                ASSERT_NEAR(one.red(), other.red(), 2) << x << ", " << y;
                ASSERT_NEAR(one.green(), other.green(), 2);
                ASSERT_NEAR(one.blue(), other.blue(), 2);
            }
        }
    }
}

TEST(GoodnessColor, MorePatchesThanPixelsAreDrawn) {
    ColorScene color(224, 224, 8); // at the minimum size of tiles
    color.show();
    EXPECT_FALSE(color.paint().isNull());
}

TEST(GoodnessColor, OneOutlierLeavesTheOthersLegible) {
    ColorScene color(32, 32, 1);
    color.goodness(0, 3, 3) = 500.0F;
    color.show();
    const ColorRange& range = color.scene.range(0);
    EXPECT_TRUE(range.clipped);
    EXPECT_LE(range.high, 1.2) << "times the mean; nearly all are 0.86 of it";
    EXPECT_TRUE(std::isfinite(range.fraction(200.0)));
    EXPECT_DOUBLE_EQ(range.fraction(200.0), 1.0);
    color.goodness(0, 3, 3) = 1.2F; // not far above the others
    color.show();
    EXPECT_FALSE(color.scene.range(0).clipped);
}

TEST(GoodnessColor, RobustRangesLeaveOutOnlyFarOutliers) {
    std::vector<float> values(1000, 2.0F);
    values[17] = 90.0F;
    EXPECT_EQ(robustRange(values), (ColorRange{2, 2, true}));
    values.assign(50, 2.0F);
    values[17] = 90.0F; // one of fifty is not an outlier
    EXPECT_EQ(robustRange(values), (ColorRange{2, 90}));
    values.clear();
    EXPECT_GT(robustRange(values).low, robustRange(values).high);
}

TEST(GoodnessColor, TwentyLayersHaveRoomForTheirTextsAndMaps) {
    ColorScene color(32, 8, 20);
    color.show();
    const GoodnessLayout layout = color.layout();
    const QFontMetrics small(layout.smallFont());
    for (int layer = 0; layer < 20; ++layer) {
        EXPECT_LE(small.horizontalAdvance(GoodnessLayout::mapText(color.scene.layers()[layer])),
                  layout.header(layer).width());
        const QRect prediction = layout.prediction(0, layer);
        EXPECT_LT(prediction.right(), layout.header(layer).right() + GoodnessLayout::kGap)
            << "long class names end before the next layer";
    }
    // Four small maps below a narrow one are arranged two by two, not three and one.
    const ProbeImages images = color.scene.images();
    const std::vector<LayerInfo> layers = color.scene.layers();
    color.scene.setRun(images, {"a", "b"}, layers);
    color.scene.setPicked({0});
    color.show();
    const GoodnessLayout narrow = color.layout();
    EXPECT_EQ(narrow.channel(0, 0, 0).top(), narrow.channel(0, 0, 1).top());
    EXPECT_EQ(narrow.channel(0, 0, 2).top(), narrow.channel(0, 0, 3).top());
    EXPECT_GT(narrow.channel(0, 0, 2).top(), narrow.channel(0, 0, 1).top());
    EXPECT_EQ(narrow.channel(0, 0, 3).left(), narrow.channel(0, 0, 1).left());
}

} // namespace
} // namespace asge
