// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_layout.h"

#include "widgets/common/counted_text.h"
#include "widgets/maps/maps_text.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kWideFooter = 520; ///< pixels: has room for notes beside the colour bar
constexpr int kMostSpace = 60;   ///< pixels between maps, unless the texts need more

QFont withSize(QFont font, double factor, bool bold) {
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * factor)));
    }
    font.setBold(bold);
    return font;
}

} // namespace

MapLayout::MapLayout(const QFont& font)
    : font_(font), smallFont_(withSize(font, 0.85, false)), boldFont_(withSize(font, 1, true)),
      smallBoldFont_(withSize(font, 0.85, true)) {
    line_ = QFontMetrics(boldFont_).height();
    smallLine_ = QFontMetrics(smallFont_).height();
}

QSize MapLayout::size() const {
    const int columns = static_cast<int>(layers_.size()) * columnWidth_;
    return {std::max(imageColumnWidth_ + columns + rightMargin_, footerWidth_),
            headerHeight_ + rows_ * rowHeight_ + footerHeight_};
}

int MapLayout::columnLeft(int layer) const {
    return imageColumnWidth_ + (layers_.empty() ? 0 : layer - layers_.front()) * columnWidth_;
}

void MapLayout::fitColumns(int free, const TextWidths& texts) {
    const int least = std::max(tile_.width() + 2 * kGap, texts.least + kGap);
    const int most = std::max({tile_.width() + kMostSpace, texts.whole + kGap, least});
    columnWidth_ = std::clamp(free, least, most);
    imageColumnWidth_ = columnWidth_;
}

QRect MapLayout::header(int layer) const {
    return {columnLeft(layer) + kGap, kGap, columnWidth_ - kGap, headerHeight_ - kGap};
}

QRect MapLayout::map(int row, int layer) const {
    return {QPoint(columnLeft(layer) + kGap, rowTop(row) + kGap), tile_};
}

void MapLayout::placeFooter(int width, const QString& title, const QString& text, int below) {
    footerWidth_ = width;
    const int titleHeight =
        QFontMetrics(font_)
            .boundingRect(QRect(0, 0, width - 2 * kGap, 1000), Qt::TextWordWrap, title)
            .height();
    titleLines_ = captionLines_ + std::max((titleHeight + line_ - 1) / line_, 1);
    const int least = kGap + titleLines_ * line_ + 14 + smallLine_ + kGap + 2;
    const QRect room = notes({0, 0, width, 0});
    const int tall = QFontMetrics(smallFont_)
                         .boundingRect(QRect(0, 0, room.width(), 1000), Qt::TextWordWrap, text)
                         .height();
    footerHeight_ = std::max(least, room.top() + tall + below);
}

QRect MapLayout::titleRect(const QRect& footer) const {
    return {kGap, footer.top() + kGap + captionLines_ * line_, footer.width() - 2 * kGap,
            (titleLines_ - captionLines_) * line_};
}

QRect MapLayout::bar(const QRect& footer) const {
    return {kGap, footer.top() + kGap + titleLines_ * line_ + 1, std::min(380, footer.width() / 2),
            14};
}

QRect MapLayout::notes(const QRect& footer) const {
    const bool isBeside = hasBar_ && footer.width() >= kWideFooter;
    const int left = isBeside ? bar(footer).right() + 25 : kGap;
    const int top = hasBar_ && !isBeside ? bar(footer).bottom() + line_ + 6
                                         : footer.top() + kGap + titleLines_ * line_ + 1;
    return {left, top, std::max(footer.width() - kGap - left, 60), footer.bottom() - top};
}

QString MapLayout::channelsText(const LayerInfo& layer) {
    return countedText(layer.channels, "channel");
}

QString MapLayout::mapText(const LayerInfo& layer) {
    return MapsText::tr("P %1 · %2 × %3").arg(layer.patches).arg(layer.height).arg(layer.width);
}

QRect MapLayout::drawnPatch(const QRect& map, const LayerInfo& layer, int i, int j) {
    const auto x = [&](int edge) {
        return map.left() + std::lround(patchEdge(edge, layer.patches, layer.width) * map.width());
    };
    const auto y = [&](int edge) {
        return map.top() + std::lround(patchEdge(edge, layer.patches, layer.height) * map.height());
    };
    return QRect(QPoint(x(j), y(i)), QPoint(x(j + 1) - 1, y(i + 1) - 1));
}

QRect MapLayout::exactPatch(const QRect& map, const LayerInfo& layer, int i, int j) {
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

bool MapLayout::findPatch(const QRect& map, const QPoint& point, MapSpot& spot) const {
    const LayerInfo* layer = info(spot.row, spot.layer);
    if (layer == nullptr || !map.contains(point)) {
        return false;
    }
    spot.j = patchAt((point.x() - map.left() + 0.5) / map.width(), layer->patches, layer->width);
    spot.i = patchAt((point.y() - map.top() + 0.5) / map.height(), layer->patches, layer->height);
    return true;
}

MapSpot MapLayout::spotAt(const QPoint& point) const {
    MapSpot spot;
    spot.row = (point.y() - headerHeight_) / std::max(rowHeight_, 1);
    if (point.y() < headerHeight_ || point.x() < 0 || spot.row >= rows_) {
        return {};
    }
    if (point.x() < imageColumnWidth_) {
        spot.kind = MapSpot::Kind::image;
        return image(spot.row).contains(point) ? spot : MapSpot{};
    }
    const int column = (point.x() - imageColumnWidth_) / std::max(columnWidth_, 1);
    if (column >= static_cast<int>(layers_.size())) {
        return {};
    }
    spot.layer = layers_[static_cast<std::size_t>(column)];
    if (findPatch(map(spot.row, spot.layer), point, spot)) {
        spot.kind = MapSpot::Kind::patch;
        return spot;
    }
    if (caption(spot.row, spot.layer).contains(point)) {
        spot.kind = MapSpot::Kind::caption;
        return spot;
    }
    const int count = smallMaps(spot.row, spot.layer);
    for (spot.channel = 0; spot.channel < count; ++spot.channel) {
        if (findPatch(smallMap(spot.row, spot.layer, spot.channel), point, spot)) {
            spot.kind = MapSpot::Kind::channel;
            return spot;
        }
    }
    return {};
}

std::optional<QRect> MapLayout::rectOf(const MapSpot& spot) const {
    using Kind = MapSpot::Kind;
    const bool hasColumn = std::find(layers_.begin(), layers_.end(), spot.layer) != layers_.end();
    if (spot.kind == Kind::nothing || spot.row >= rows_ ||
        (!hasColumn && spot.kind != Kind::image)) {
        return std::nullopt;
    }
    if (spot.kind == Kind::image) {
        return image(spot.row);
    }
    if (spot.kind == Kind::caption) {
        return caption(spot.row, spot.layer);
    }
    const LayerInfo* layer = info(spot.row, spot.layer);
    const bool isSmall = spot.kind == Kind::channel;
    if (layer == nullptr || (isSmall && spot.channel >= smallMaps(spot.row, spot.layer))) {
        return std::nullopt;
    }
    return exactPatch(isSmall ? smallMap(spot.row, spot.layer, spot.channel)
                              : map(spot.row, spot.layer),
                      *layer, spot.i, spot.j);
}

} // namespace asge
