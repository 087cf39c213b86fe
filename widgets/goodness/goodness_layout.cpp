// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_layout.h"

#include "widgets/goodness/goodness_text.h"
#include "widgets/maps/map_values.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

// Four layers fit beside the docks of a window of 1366 pixels; with more, the picture scrolls.
constexpr int kLeastTile = 72;
constexpr int kGreatestTile = 260;
constexpr int kLeastChannelTile = 24;
constexpr int kGreatestChannelTile = 56;

} // namespace

GoodnessLayout::GoodnessLayout(const GoodnessScene& scene, const QFont& font, int width)
    : MapLayout(font), scene_(&scene) {
    rows_ = static_cast<int>(scene.picked().size());
    layers_.resize(static_cast<std::size_t>(scene.layerCount()));
    std::iota(layers_.begin(), layers_.end(), 0);
    hasBar_ = scene.scale() != GoodnessScale::eachLayer;
    fitTile({scene.images().width, scene.images().height}, width);
    placeHeader();
    placeFooter(std::min(width, size().width()), noteText(),
                (scene.hasNonFinite() ? smallLine_ + 1 : 0) + kGap);
    placeChannels(scene.channelCount());
    const int channelRows = scene.channelCount() > 0
                                ? (scene.channelCount() + channelColumns_ - 1) / channelColumns_
                                : 0;
    const int channelBlock = channelTile_.height() + 2 * smallLine_ + 6;
    const int caption = line_ + 2 * smallLine_;
    rowHeight_ = kGap + tile_.height() + 6 +
                 std::max(line_ + 6 + channelRows * channelBlock, caption) + kGap;
}

void GoodnessLayout::fitTile(const QSize& image, int width) {
    const auto layers = static_cast<int>(layers_.size());
    const int columns = layers + 1;
    const int besideCaptions =
        layers > 0 ? (width - kLeastCaption - 2 * kGap) / layers : kGreatestTile;
    int side =
        std::clamp(std::min(width / columns, besideCaptions) - 2 * kGap, kLeastTile, kGreatestTile);
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (image.width() > 0 && side >= 3 * image.width()) {
        side -= side % image.width();
    }
    const double aspect =
        image.width() > 0 ? static_cast<double>(image.height()) / image.width() : 1.0;
    tile_ = {side, std::clamp(static_cast<int>(std::lround(side * aspect)), 16, 4 * kGreatestTile)};
    imageColumnWidth_ = std::max(tile_.width(), kLeastCaption) + 2 * kGap;
    const int free = layers > 0 ? (width - imageColumnWidth_) / layers : 0;
    columnWidth_ = std::clamp(free, side + 2 * kGap, side + 6 * kGap);
}

void GoodnessLayout::placeHeader() {
    const QFontMetrics metrics(smallFont());
    for (const LayerInfo& layer : scene_->layers()) {
        const QString whole = channelsText(layer) + QStringLiteral(" · ") + mapText(layer);
        splitsHeader_ = splitsHeader_ || metrics.horizontalAdvance(whole) > columnWidth_ - 2 * kGap;
    }
    // The name of a layer, its shape, its own colour bar or its mean, and the numbers of the bar.
    headerHeight_ = kGap + line_ + (splitsHeader_ ? 3 : 2) * smallLine_ + 12 + kGap / 2;
}

QString GoodnessLayout::meanText(double mean) const {
    const QString text = GoodnessText::tr("layer mean %1");
    const int longest =
        QFontMetrics(smallFont()).horizontalAdvance(text.arg(QStringLiteral("0000.0")));
    return (longest < columnWidth_ - 2 * kGap ? text : GoodnessText::tr("mean %1"))
        .arg(shortNumber(mean));
}

QString GoodnessLayout::noteText() const {
    const QString small = GoodnessText::tr(
        "Small maps: strongest channels and their share of the layer's goodness; from 0 (dark) to "
        "the layer's greatest value (bright), without outliers");
    const QString shown = scene_->shownToNetwork();
    return shown.isEmpty() ? small : shown + u'\n' + small;
}

void GoodnessLayout::placeChannels(int count) {
    int most = 1;
    for (const LayerInfo& layer : scene_->layers()) {
        most = std::max(most, layer.channels);
    }
    const int number =
        QFontMetrics(smallFont()).horizontalAdvance(QStringLiteral("#%1").arg(most - 1));
    const int least = std::max(number, kLeastChannelTile) + 4;
    channelColumns_ = std::clamp(tile_.width() / least, 1, std::max(count, 1));
    // Rows have equal lengths: four maps are two by two, not three and one.
    const int rows = (count + channelColumns_ - 1) / channelColumns_;
    channelColumns_ = rows > 0 ? (count + rows - 1) / rows : 1;
    channelPitch_ = std::min(tile_.width() / channelColumns_, kGreatestChannelTile + 8);
    const int side = std::min(channelPitch_ - 4, kGreatestChannelTile);
    channelTile_ = {side, std::max(side * tile_.height() / tile_.width(), 8)};
}

QRect GoodnessLayout::image(int row) const {
    return {{kGap, rowTop(row) + kGap}, tile_};
}

QRect GoodnessLayout::imageCaption(int row) const {
    const QRect above = image(row);
    return {above.left(), above.bottom() + 7, imageColumnWidth_ - 2 * kGap, line_ + 2 * smallLine_};
}

QRect GoodnessLayout::prediction(int row, int layer) const {
    const QRect above = map(row, layer);
    return {above.left(), above.bottom() + 7, columnWidth_ - kGap - 2, line_};
}

QRect GoodnessLayout::channel(int row, int layer, int index) const {
    const QRect above = prediction(row, layer);
    const int block = channelTile_.height() + 2 * smallLine_ + 6;
    return {{above.left() + index % channelColumns_ * channelPitch_,
             above.bottom() + 7 + index / channelColumns_ * block},
            channelTile_};
}

QRect GoodnessLayout::channelCaption(int row, int layer, int index) const {
    const QRect tile = channel(row, layer, index);
    return {tile.left(), tile.bottom() + 2, channelPitch_ - 2, 2 * smallLine_};
}

int GoodnessLayout::smallMaps(int row, int layer) const {
    return static_cast<int>(scene_->shownChannels(row, layer).size());
}

const LayerInfo* GoodnessLayout::info(int, int layer) const {
    return &scene_->layers()[static_cast<std::size_t>(layer)];
}

} // namespace asge
