// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_layout.h"

#include "widgets/common/counted_text.h"
#include "widgets/goodness/goodness_text.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kLeastTile = 88; // six layers fit 1440 pixels; with more, the picture scrolls
constexpr int kGreatestTile = 260;
constexpr int kLeastChannelTile = 24;
constexpr int kGreatestChannelTile = 56;

QFont scaledFont(QFont font, double factor) {
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * factor)));
    }
    return font;
}

} // namespace

GoodnessLayout::GoodnessLayout(const GoodnessScene& scene, const QFont& font, int width)
    : scene_(&scene), font_(font), smallFont_(scaledFont(font, 0.85)), boldFont_(font),
      rows_(static_cast<int>(scene.picked().size())), layers_(scene.layerCount()) {
    boldFont_.setBold(true);
    line_ = QFontMetrics(boldFont_).height();
    smallLine_ = QFontMetrics(smallFont_).height();
    fitTile({scene.images().width, scene.images().height}, width);
    placeHeader();
    placeFooter(std::min(width, size().width()));
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
    const int columns = layers_ + 1;
    int side = std::clamp(width / columns - 2 * kGap, kLeastTile, kGreatestTile);
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (image.width() > 0 && side >= 3 * image.width()) {
        side -= side % image.width();
    }
    const double aspect =
        image.width() > 0 ? static_cast<double>(image.height()) / image.width() : 1.0;
    tile_ = {side, std::clamp(static_cast<int>(std::lround(side * aspect)), 16, 4 * kGreatestTile)};
    const int free = layers_ > 0 ? (width - imageColumnWidth()) / layers_ : 0;
    columnWidth_ = std::clamp(free, side + 2 * kGap, side + 6 * kGap);
}

void GoodnessLayout::placeHeader() {
    const QFontMetrics metrics(smallFont_);
    for (const LayerInfo& layer : scene_->layers()) {
        const QString whole = channelsText(layer) + QStringLiteral(" · ") + mapText(layer);
        splitsHeader_ = splitsHeader_ || metrics.horizontalAdvance(whole) > columnWidth_ - 2 * kGap;
    }
    // The name of a layer, its shape, its own colour bar or its mean, and the numbers of the bar.
    headerHeight_ = kGap + line_ + (splitsHeader_ ? 3 : 2) * smallLine_ + 12 + kGap / 2;
}

void GoodnessLayout::placeFooter(int width) {
    const int least = kGap + line_ + 14 + smallLine_ + kGap + 2;
    const QRect room = notes({0, 0, width, 0});
    const int tall =
        QFontMetrics(smallFont_)
            .boundingRect(QRect(0, 0, room.width(), 1000), Qt::TextWordWrap, noteText())
            .height();
    const int hatch = scene_->hasNonFinite() ? smallLine_ + 1 : 0;
    footerHeight_ = std::max(least, room.top() + tall + hatch + kGap);
}

QRect GoodnessLayout::bar(const QRect& footer) const {
    return {kGap, footer.top() + kGap + line_ + 1, std::min(380, footer.width() / 2), 14};
}

QRect GoodnessLayout::notes(const QRect& footer) const {
    const bool beside = scene_->scale() != GoodnessScale::eachLayer;
    const int left = beside ? bar(footer).right() + 25 : kGap;
    const int top = footer.top() + kGap + line_ + 1;
    return {left, top, std::max(footer.width() - kGap - left, 60), footer.bottom() - top};
}

QString GoodnessLayout::noteText() {
    return GoodnessText::tr(
        "Small maps: strongest channels and their share of the layer's goodness; from 0 (dark) to "
        "the layer's greatest value (bright), without outliers");
}

QString GoodnessLayout::channelsText(const LayerInfo& layer) {
    return countedText(layer.channels, "channel");
}

QString GoodnessLayout::mapText(const LayerInfo& layer) {
    return GoodnessText::tr("P %1 · %2 × %3").arg(layer.patches).arg(layer.height).arg(layer.width);
}

void GoodnessLayout::placeChannels(int count) {
    int most = 1;
    for (const LayerInfo& layer : scene_->layers()) {
        most = std::max(most, layer.channels);
    }
    const int number =
        QFontMetrics(smallFont_).horizontalAdvance(QStringLiteral("#%1").arg(most - 1));
    const int least = std::max(number, kLeastChannelTile) + 4;
    channelColumns_ = std::clamp(tile_.width() / least, 1, std::max(count, 1));
    // Rows have equal lengths: four maps are two by two, not three and one.
    const int rows = (count + channelColumns_ - 1) / channelColumns_;
    channelColumns_ = rows > 0 ? (count + rows - 1) / rows : 1;
    channelPitch_ = std::min(tile_.width() / channelColumns_, kGreatestChannelTile + 8);
    const int side = std::min(channelPitch_ - 4, kGreatestChannelTile);
    channelTile_ = {side, std::max(side * tile_.height() / tile_.width(), 8)};
}

QSize GoodnessLayout::size() const {
    return {imageColumnWidth() + layers_ * columnWidth_,
            headerHeight_ + rows_ * rowHeight_ + footerHeight_};
}

QRect GoodnessLayout::header(int layer) const {
    return {columnLeft(layer) + kGap, kGap, columnWidth_ - 2 * kGap, headerHeight_ - kGap};
}

QRect GoodnessLayout::image(int row) const {
    return {{kGap, rowTop(row) + kGap}, tile_};
}

QRect GoodnessLayout::imageCaption(int row) const {
    const QRect above = image(row);
    return {above.left(), above.bottom() + 7, imageColumnWidth() - 2 * kGap,
            line_ + 2 * smallLine_};
}

QRect GoodnessLayout::map(int row, int layer) const {
    return {{columnLeft(layer) + kGap, rowTop(row) + kGap}, tile_};
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

QRect GoodnessLayout::drawnPatch(const QRect& map, const LayerInfo& layer, int i, int j) {
    const auto x = [&](int edge) {
        return map.left() + std::lround(patchEdge(edge, layer.patches, layer.width) * map.width());
    };
    const auto y = [&](int edge) {
        return map.top() + std::lround(patchEdge(edge, layer.patches, layer.height) * map.height());
    };
    return QRect(QPoint(x(j), y(i)), QPoint(x(j + 1) - 1, y(i + 1) - 1));
}

QRect GoodnessLayout::exactPatch(const QRect& map, const LayerInfo& layer, int i, int j) {
    const PatchSpan rows = patchSpan(i, layer.patches, layer.height);
    const PatchSpan columns = patchSpan(j, layer.patches, layer.width);
    const auto x = [&](int pixel) {
        return map.left() + static_cast<int>(std::lround(1.0 * pixel * map.width() / layer.width));
    };
    const auto y = [&](int pixel) {
        return map.top() + static_cast<int>(std::lround(1.0 * pixel * map.height() / layer.height));
    };
    return QRect(QPoint(x(columns.begin), y(rows.begin)),
                 QPoint(x(columns.end) - 1, y(rows.end) - 1));
}

bool GoodnessLayout::findPatch(const QRect& map, const QPoint& point, GoodnessSpot& spot) const {
    if (!map.contains(point)) {
        return false;
    }
    const LayerInfo& layer = scene_->layers()[spot.layer];
    spot.j = patchAt((point.x() - map.left() + 0.5) / map.width(), layer.patches, layer.width);
    spot.i = patchAt((point.y() - map.top() + 0.5) / map.height(), layer.patches, layer.height);
    return true;
}

GoodnessSpot GoodnessLayout::spotAt(const QPoint& point) const {
    GoodnessSpot spot;
    spot.row = (point.y() - headerHeight_) / std::max(rowHeight_, 1);
    if (point.y() < headerHeight_ || point.x() < 0 || spot.row >= rows_) {
        return {};
    }
    if (point.x() < imageColumnWidth()) {
        spot.kind = image(spot.row).contains(point) ? GoodnessSpot::Kind::image
                                                    : GoodnessSpot::Kind::nothing;
        return spot.kind == GoodnessSpot::Kind::image ? spot : GoodnessSpot{};
    }
    spot.layer = (point.x() - imageColumnWidth()) / columnWidth_;
    if (spot.layer >= layers_) {
        return {};
    }
    if (findPatch(map(spot.row, spot.layer), point, spot)) {
        spot.kind = GoodnessSpot::Kind::patch;
        return spot;
    }
    if (prediction(spot.row, spot.layer).contains(point)) {
        spot.kind = GoodnessSpot::Kind::prediction;
        return spot;
    }
    const int shown = static_cast<int>(scene_->shownChannels(spot.row, spot.layer).size());
    for (spot.channel = 0; spot.channel < shown; ++spot.channel) {
        if (findPatch(channel(spot.row, spot.layer, spot.channel), point, spot)) {
            spot.kind = GoodnessSpot::Kind::channel;
            return spot;
        }
    }
    return {};
}

std::optional<QRect> GoodnessLayout::rectOf(const GoodnessSpot& spot) const {
    if (spot.row >= rows_ || spot.layer >= layers_) {
        return std::nullopt;
    }
    switch (spot.kind) {
    case GoodnessSpot::Kind::nothing:
        return std::nullopt;
    case GoodnessSpot::Kind::image:
        return image(spot.row);
    case GoodnessSpot::Kind::prediction:
        return prediction(spot.row, spot.layer);
    case GoodnessSpot::Kind::patch:
        return exactPatch(map(spot.row, spot.layer), scene_->layers()[spot.layer], spot.i, spot.j);
    case GoodnessSpot::Kind::channel:
        return exactPatch(channel(spot.row, spot.layer, spot.channel), scene_->layers()[spot.layer],
                          spot.i, spot.j);
    }
    return std::nullopt;
}

} // namespace asge
