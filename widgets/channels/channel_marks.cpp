// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channel_marks.h"

#include <utility>

namespace asge {
namespace {

constexpr double kCellDetail = 3; // pixels of a picture per pixel of the screen
constexpr double kMarkSize = 6;   // pixels

} // namespace

/// As QCPColorMap has it: cells are centred on the ends of the ranges.
QRectF ChannelCells::imagePlace() const {
    const QCPColorMapData& cells = *data();
    const QRectF middles = QRectF(coordsToPixels(cells.keyRange().lower, cells.valueRange().lower),
                                  coordsToPixels(cells.keyRange().upper, cells.valueRange().upper))
                               .normalized();
    const double across = cells.keySize() > 1 ? middles.width() / (cells.keySize() - 1) / 2 : 0;
    const double down = cells.valueSize() > 1 ? middles.height() / (cells.valueSize() - 1) / 2 : 0;
    return middles.adjusted(-across, -down, across, down);
}

void ChannelCells::draw(QCPPainter* painter) {
    const QRectF place = imagePlace();
    const QRectF seen = place & QRectF(clipRect());
    if (!painter->modes().testFlag(QCPPainter::pmVectorized) || seen.isEmpty()) {
        QCPColorMap::draw(painter);
        return;
    }
    if (mMapImageInvalidated) {
        updateMapImage();
    }
    // Programs that show vectors would blur an image of one pixel per cell.
    QImage picture((seen.size() * kCellDetail).toSize().expandedTo({1, 1}),
                   QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter cells(&picture);
    cells.setRenderHint(QPainter::SmoothPixmapTransform, interpolate());
    cells.scale(picture.width() / seen.width(), picture.height() / seen.height());
    cells.translate(-seen.topLeft());
    cells.drawImage(place,
                    mMapImage.mirrored(keyAxis()->rangeReversed(), valueAxis()->rangeReversed()));
    cells.end();
    painter->drawImage(seen, picture);
}

ChannelMarks::ChannelMarks(QCustomPlot* plot) : QCPAbstractItem(plot) {
    setSelectable(false);
    setClipToAxisRect(false);
}

void ChannelMarks::setRows(std::vector<int> dead, std::vector<int> dominating) {
    dead_ = std::move(dead);
    dominating_ = std::move(dominating);
}

void ChannelMarks::setColors(const QColor& dead, const QColor& dominating) {
    deadColor_ = dead;
    dominatingColor_ = dominating;
}

QPointF ChannelMarks::placeOf(int row) const {
    return {parentPlot()->axisRect()->right() + 1 + kWidth / 2.0,
            parentPlot()->yAxis->coordToPixel(row)};
}

void ChannelMarks::drawRows(QCPPainter& painter, const std::vector<int>& rows,
                            const QCPScatterStyle& style) const {
    const QRect area = parentPlot()->axisRect()->rect();
    style.applyTo(&painter, style.pen());
    for (const int row : rows) {
        const QPointF place = placeOf(row);
        if (place.y() >= area.top() && place.y() <= area.bottom() + 1) {
            style.drawShape(&painter, place);
        }
    }
}

void ChannelMarks::draw(QCPPainter* painter) {
    painter->setAntialiasing(true);
    drawRows(*painter, dead_,
             {QCPScatterStyle::ssCross, QPen(deadColor_, 1.4), QBrush(), kMarkSize});
    drawRows(*painter, dominating_,
             {QCPScatterStyle::ssDiamond, QPen(dominatingColor_, 1), QBrush(dominatingColor_),
              kMarkSize});
}

} // namespace asge
