// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/agreement_painter.h"
#include "widgets/inspector/reading_view.h"

#include <gtest/gtest.h>

#include <QFontMetrics>
#include <QScrollBar>

#include <vector>

namespace asge {
namespace {

ImageReading readingOfLayers(int layers) {
    ImageReading reading;
    reading.image = {1, 1, 28, 28, std::vector<std::uint8_t>(784, 100), {0}, {0}};
    reading.classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    reading.hasLabel = true;
    reading.maps.samples = 1;
    reading.maps.classes = 10;
    for (int layer = 0; layer < layers; ++layer) {
        LayerMaps maps{4, 2, std::vector<float>(16, 1), std::vector<float>(10, 0.05F)};
        maps.probabilities[static_cast<std::size_t>(layer % 10)] = 0.55F;
        reading.maps.layers.push_back(maps);
        reading.layers.push_back({});
    }
    return reading;
}

/// A view of that size, and the side of its maps.
class ReadingSize : public testing::Test {
  protected:
    int sideIn(QSize size, int layers) {
        view_.resize(size);
        view_.show();
        view_.setReading(readingOfLayers(layers));
        const QSize viewport = view_.viewport()->size();
        int side = ReadingBlock::kLargestSide * 4;
        while (side > 1 && widthOf(layers, side) > view_.contentSize().width()) {
            --side;
        }
        EXPECT_EQ(view_.horizontalScrollBar()->maximum() == 0,
                  widthOf(layers, side) <= viewport.width());
        return side;
    }
    static int widthOf(int layers, int side) {
        return 2 * ReadingBlock::kMargin + side + layers * (ReadingBlock::kGap + side);
    }

    ReadingView view_;
};

TEST_F(ReadingSize, ThreeLayersAreVisibleInANarrowView) {
    const int side = sideIn({500, 560}, 4);
    EXPECT_LE(widthOf(3, side), view_.viewport()->width());
    EXPECT_GE(side, 96);
    EXPECT_GT(sideIn({320, 560}, 4), side) << "texts would be cut too much";
}

TEST_F(ReadingSize, MapsUseTheRoomOfALargeView) {
    const int side = sideIn({2100, 1300}, 4);
    EXPECT_GT(side, ReadingBlock::kLargestSide);
    EXPECT_EQ(view_.verticalScrollBar()->maximum(), 0) << "they hide nothing";
    const int low = sideIn({2100, 700}, 4);
    EXPECT_EQ(low, ReadingBlock::kLargestSide) << "a low view would have to be scrolled more";
}

TEST_F(ReadingSize, TheMatrixOfAgreementFitsTheView) {
    const QFontMetrics metrics(view_.font());
    const AgreementColumns all = agreementColumns(16, metrics, 0);
    EXPECT_GT(all.scorers, 0);
    for (const int room : {340, 420, 600, 900}) {
        const AgreementColumns columns = agreementColumns(16, metrics, room);
        EXPECT_LE(columns.width, room);
        EXPECT_LE(columns.cell, all.cell);
        EXPECT_GE(columns.cell, metrics.horizontalAdvance("16")) << "the number of a layer fits";
    }
    EXPECT_EQ(agreementColumns(4, metrics, 340).cell, all.cell) << "few layers need not shrink";
}

} // namespace
} // namespace asge
