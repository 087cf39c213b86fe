// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/curves/curves_data.h"
#include "tests/widgets/settle.h"
#include "widgets/channels/channels_map.h"
#include "widgets/channels/channels_view.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_canvas.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <cmath>
#include <memory>

namespace asge {
namespace {

using test::child;

/// Channels with equal shares, but a bright one.
EpochChannels brightChannel(int epoch, int layers, int channels, int bright) {
    EpochChannels found;
    found.epoch = epoch;
    ChannelStats stats;
    const auto count = static_cast<std::size_t>(channels);
    stats.goodnessShare.assign(count, 0.25F);
    stats.meanActivation.assign(count, 0.5F);
    stats.deadFraction.assign(count, 0.0F);
    if (bright >= 0) {
        stats.goodnessShare[static_cast<std::size_t>(bright)] = 0.5F;
    }
    found.layers.assign(static_cast<std::size_t>(layers), stats);
    return found;
}

TEST(ChannelCellsTest, ASingleChannelHasItsColourAtAnyHeight) {
    ChannelMap map(0, nullptr);
    map.setPalette(theme::lightPalette());
    map.show();
    auto* canvas = map.findChild<PlotCanvas*>();
    for (const int bright : {0, 101, 255}) {
        map.present({brightChannel(1, 1, 256, -1), brightChannel(2, 1, 256, bright)},
                    channels::Statistic::share, false);
        for (int height = 210; height < 420; height += 13) {
            map.resize(400, height);
            QApplication::processEvents();
            canvas->replot(QCustomPlot::rpImmediateRefresh);
            const QImage picture = canvas->toPixmap(canvas->width(), canvas->height()).toImage();
            const QRect axes = canvas->axisRect()->rect();
            const auto column = [&](double epoch) {
                return static_cast<int>(canvas->xAxis->coordToPixel(epoch));
            };
            int rows = 0;
            for (int y = axes.top() + 1; y < axes.bottom(); ++y) {
                const QRgb dim = picture.pixel(column(1), y);
                EXPECT_EQ(dim, picture.pixel(column(1.5) - 2, y)) << "epochs do not mix";
                const QRgb value = picture.pixel(column(2), y);
                EXPECT_EQ(value, picture.pixel(column(1.5) + 2, y)) << "epochs do not mix";
                const bool isBright = value == theme::sequential(1).rgb();
                EXPECT_TRUE(isBright || value == dim) << "no colour that no cell has";
                rows += isBright ? 1 : 0;
            }
            const bool isInside = bright == 101; // the edges' rows are below the axes
            EXPECT_TRUE(!isInside || (rows >= 1 && rows <= 2)) << height << " has " << rows;
        }
    }
}

class ChannelRoomTest : public testing::Test {
  protected:
    ChannelRoomTest() {
        view.setPalette(theme::lightPalette());
        view.show();
    }
    void show(int width, int height, int bright) {
        view.resize(width, height);
        EpochChannels epoch = brightChannel(1, 4, 256, -1);
        for (ChannelStats& stats : epoch.layers) {
            stats.goodnessShare.assign(256, 1.0F / 256);
        }
        if (bright >= 0) { // many channels dominate in layer 4
            for (int channel = 0; channel < 8; ++channel) {
                epoch.layers[3].goodnessShare[static_cast<std::size_t>(bright + channel)] = 0.1F;
            }
        }
        view.setHistory({}, {epoch});
        test::settle(view);
    }
    int headlineHeight(int layer) {
        return view.findChild<QLabel*>(QStringLiteral("channelsHeadline%1").arg(layer))->height();
    }

    ChannelsView view;
};

TEST_F(ChannelRoomTest, OnlyRowsThatNeedThemHaveHeadlinesOfTwoLines) {
    show(740, 600, -1);
    EXPECT_EQ(headlineHeight(1), headlineHeight(4));
    const int one = headlineHeight(1);
    show(740, 600, 20);
    EXPECT_EQ(headlineHeight(1), one);
    EXPECT_EQ(headlineHeight(2), one);
    EXPECT_GT(headlineHeight(3), one) << "in line with layer 4";
    EXPECT_EQ(headlineHeight(3), headlineHeight(4));
}

TEST_F(ChannelRoomTest, TheControlsScrollWithTheMaps) {
    show(500, 250, -1);
    auto* area = view.findChild<QScrollArea*>();
    ASSERT_TRUE(QTest::qWaitFor([&] { return area->verticalScrollBar()->maximum() > 0; }, 2000));
    auto* choice = child<QComboBox>(view, "channelsStatistic");
    const int before = choice->mapTo(&view, QPoint()).y();
    area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
    EXPECT_LT(choice->mapTo(&view, QPoint()).y(), before);
}

TEST_F(ChannelRoomTest, TwoRowsFitASmallWindow) {
    show(737, 440, 20);
    const auto* bar = view.findChild<QScrollArea*>()->verticalScrollBar();
    EXPECT_TRUE(QTest::qWaitFor([&] { return bar->maximum() == 0; }, 2000));
    EXPECT_GT(headlineHeight(4), headlineHeight(1));
}

} // namespace
} // namespace asge
