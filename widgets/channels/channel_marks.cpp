// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channel_marks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace asge {
namespace {

constexpr double kCellDetail = 3; // pixels of a picture per pixel of the screen
constexpr double kMarkSize = 6;   // pixels

struct Cells {
    int first = 0;
    int end = 0;
};

/// The cells that each of some pixels shows, which reach from one fraction of all cells to another:
/// those whose middle is in the pixel, otherwise the one that it is in. So no cell is lost, and
/// none is in two pixels if there are more cells than pixels.
std::vector<Cells> cellsOf(int pixels, double from, double to, int count) {
    std::vector<Cells> found(static_cast<std::size_t>(pixels));
    const double pitch = (to - from) * count / pixels;
    for (int pixel = 0; pixel < pixels; ++pixel) {
        const double begin = from * count + pixel * pitch;
        const auto edge = [&](double place) {
            return std::clamp(static_cast<int>(std::ceil(place - 0.5)), 0, count);
        };
        Cells cells{edge(begin), edge(begin + pitch)};
        if (cells.first == cells.end) {
            cells.first = std::clamp(static_cast<int>(begin + pitch / 2), 0, count - 1);
            cells.end = cells.first + 1;
        }
        found[static_cast<std::size_t>(pixel)] = cells;
    }
    return found;
}

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
    if (seen.isEmpty()) {
        return;
    }
    // Programs that show vectors would blur an image of one pixel per cell.
    const QTransform toDevice = painter->deviceTransform();
    const QRect pixels = toDevice.mapRect(seen).toRect();
    const bool isVector = painter->modes().testFlag(QCPPainter::pmVectorized);
    const QSize size = isVector ? (seen.size() * kCellDetail).toSize() : pixels.size();
    const QRectF target = isVector ? seen : toDevice.inverted().mapRect(QRectF(pixels));
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter->drawImage(target, picture(place, seen, size.expandedTo({1, 1})));
    painter->restore();
}

/// The part `seen` of the map, which as a whole is at `place`. A pixel that has several cells shows
/// the greatest: a mean would have a colour that no cell has, and would hide single channels.
QImage ChannelCells::picture(const QRectF& place, const QRectF& seen, const QSize& size) {
    QCPColorMapData& cells = *data();
    const bool fromBottom = !valueAxis()->rangeReversed();
    const std::vector<Cells> columns =
        cellsOf(size.width(), (seen.left() - place.left()) / place.width(),
                (seen.right() - place.left()) / place.width(), cells.keySize());
    const std::vector<Cells> rows =
        cellsOf(size.height(), (seen.top() - place.top()) / place.height(),
                (seen.bottom() - place.top()) / place.height(), cells.valueSize());
    QImage picture(size, QImage::Format_ARGB32_Premultiplied);
    QCPColorGradient colors = gradient();
    std::vector<double> line(columns.size());
    for (int y = 0; y < size.height(); ++y) {
        const Cells& band = rows[static_cast<std::size_t>(y)];
        std::transform(columns.begin(), columns.end(), line.begin(), [&](const Cells& span) {
            double greatest = std::numeric_limits<double>::quiet_NaN();
            for (int row = band.first; row < band.end; ++row) {
                const int value = fromBottom ? cells.valueSize() - 1 - row : row;
                for (int column = span.first; column < span.end; ++column) {
                    greatest = std::fmax(greatest, cells.cell(column, value)); // not NaN if one is
                }
            }
            return greatest;
        });
        colors.colorize(line.data(), dataRange(), reinterpret_cast<QRgb*>(picture.scanLine(y)),
                        size.width(), 1, dataScaleType() == QCPAxis::stLogarithmic);
    }
    return picture;
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
