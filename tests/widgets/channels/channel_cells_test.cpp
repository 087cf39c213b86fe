// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_map.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_canvas.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QImage>

namespace asge {
namespace {

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

} // namespace
} // namespace asge
