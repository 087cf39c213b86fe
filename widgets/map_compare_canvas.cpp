#include "widgets/map_compare_canvas.h"

#include "widgets/goodness_layout.h"
#include "widgets/goodness_painter.h"
#include "widgets/map_compare_view.h"
#include "widgets/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kGap = 10;
constexpr int kLeft = 160;        // what the rows are
constexpr int kLeastColumn = 104; // guesses and the scales' numbers must fit
constexpr int kBar = 9;           // height of a colour scale
constexpr int kSmallestTile = 48;
constexpr int kGreatestTile = 220;

QString signedNumber(double value) {
    return value > 0   ? QStringLiteral("+") + shortNumber(value)
           : value < 0 ? QStringLiteral("−") + shortNumber(-value)
                       : shortNumber(value);
}

void text(QPainter& painter, const QRect& place, const QString& what, const QColor& color,
          int alignment = Qt::AlignLeft) {
    painter.setPen(color);
    painter.drawText(place, alignment | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(what, Qt::ElideRight, place.width()));
}

} // namespace

MapCompareCanvas::MapCompareCanvas(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
}

void MapCompareCanvas::setContent(Content content) {
    content_ = std::move(content);
    layOut();
}

void MapCompareCanvas::setRoom(QSize room) {
    room_ = room;
    layOut();
}

void MapCompareCanvas::layOut() {
    line_ = fontMetrics().height() + 2;
    const int columns = std::max(static_cast<int>(content_.columns.size()), 1);
    const QSize image = content_.image.isNull() ? QSize(1, 1) : content_.image.size();
    const double aspect = static_cast<double>(image.width()) / image.height();
    // Beside the three maps stand a header of two lines, two guesses and two scales.
    const int texts = 4 * line_ + 2 * (kBar + line_ + 4) + 6 * kGap;
    const int tall = (room_.height() - texts) / 3;
    const int wide = (room_.width() - kLeft - 2 * kGap) / (columns + 1) - kGap;
    const double side =
        std::clamp<double>(std::min(wide / std::max(aspect, 1.0), tall * std::min(aspect, 1.0)),
                           kSmallestTile, kGreatestTile);
    tile_ = QSize(static_cast<int>(side * std::min(aspect, 1.0)),
                  static_cast<int>(side / std::max(aspect, 1.0)));
    columnWidth_ = std::max(tile_.width(), kLeastColumn) + kGap;
    resize(sizeHint().expandedTo(room_));
    updateGeometry();
    update();
}

QSize MapCompareCanvas::sizeHint() const {
    const QRect last =
        mapRect(std::max(static_cast<int>(content_.columns.size()) - 1, 0), kDifference);
    return {last.left() + columnWidth_ + kGap, last.bottom() + kBar + line_ + 2 * kGap};
}

QRect MapCompareCanvas::mapRect(int column, int row) const {
    const int header = 2 * line_ + kGap;
    const int pitch = tile_.height() + line_ + kGap;
    int top = header + row * pitch;
    if (row == kDifference) {
        top += kBar + line_ + kGap; // the scale of the two above it
    }
    return {QPoint(kLeft + kGap + (column + 1) * columnWidth_, top), tile_};
}

void MapCompareCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPicture(painter);
}

void MapCompareCanvas::paintPicture(QPainter& painter) const {
    if (content_.columns.empty()) {
        return;
    }
    painter.setFont(font());
    for (const int row : {kA, kB, kDifference}) {
        paintSide(painter, row);
    }
    paintImage(painter);
    for (int column = 0; column < static_cast<int>(content_.columns.size()); ++column) {
        paintHeader(painter, column);
        paintColumn(painter, column);
    }
}

void MapCompareCanvas::paintSide(QPainter& painter, int row) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    QRect line(kGap, mapRect(kImage, row).top(), kLeft - kGap, line_);
    const auto put = [&](const QString& what, const QColor& color) {
        text(painter, line, what, color);
        line.translate(0, line_);
    };
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    put(row == kA   ? MapCompareView::tr("A")
        : row == kB ? MapCompareView::tr("B")
                    : MapCompareView::tr("B − A"),
        colors.text);
    painter.setFont(font());
    if (row == kDifference) {
        put(unit(), colors.faint);
        put(MapCompareView::tr("blue: less in B"), colors.faint);
        put(MapCompareView::tr("red: more in B"), colors.faint);
        return;
    }
    const Side& side = row == kA ? content_.a : content_.b;
    // A long name takes as many lines as there are beside the map.
    QRect name = line;
    name.setBottom(std::max(line.bottom(), mapRect(kImage, row).bottom() - line_));
    QTextOption wrapped(Qt::AlignLeft);
    wrapped.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    name &= painter.boundingRect(name, side.name, wrapped).toAlignedRect();
    painter.setPen(colors.text);
    painter.drawText(name, side.name, wrapped);
    line.moveTop(name.bottom() + 1);
    QString guess = side.guess;
    put(guess.replace(u'\t', u' '), colors.faint);
}

/// With what it shows, since a file tells nothing else of it; then what the scale beside it means.
void MapCompareCanvas::paintImage(QPainter& painter) const {
    const QColor faint = theme::plotColors(palette()).faint;
    const QRect place = mapRect(kImage, kA);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, place.width() < content_.image.width());
    painter.drawImage(place, content_.image);
    const int width = columnWidth_ - kGap;
    QRect line(place.left(), place.bottom() + 1, width, line_);
    for (const QString& said :
         {content_.label, MapCompareView::tr("test image %1").arg(content_.index),
          MapCompareView::tr("epoch %1").arg(content_.epoch)}) {
        text(painter, line, said, faint);
        line.translate(0, line_);
    }
    text(painter, {place.left(), scaleRect(0).bottom() + 1, width, line_}, unit(), faint,
         Qt::AlignRight);
}

QString MapCompareCanvas::unit() const {
    return content_.scale == GoodnessScale::relative ? MapCompareView::tr("in layer means")
                                                     : MapCompareView::tr("in goodness");
}

/// As much of channels and patches as there is room for.
QString MapCompareCanvas::shapeText(const Column& c, int width) const {
    const auto patches = [](const maps::Map& map, const LayerInfo&) {
        return map.isThere() ? MapCompareView::tr("P%1").arg(map.patches)
                             : MapCompareView::tr("none");
    };
    const auto both = [&](const maps::Map& map, const LayerInfo& layer) {
        return map.isThere()
                   ? QStringLiteral("%1 · %2").arg(layer.channels).arg(patches(map, layer))
                   : patches(map, layer);
    };
    const auto ofEach = [&c](const auto& say) {
        const QString a = say(c.mapA, c.a);
        const QString b = say(c.mapB, c.b);
        return a == b ? a : MapCompareView::tr("A %1, B %2").arg(a, b);
    };
    QStringList said{ofEach(both), ofEach(patches)};
    if (both(c.mapA, c.a) == both(c.mapB, c.b)) {
        said.prepend(MapCompareView::tr("%1 channels · P%2").arg(c.a.channels).arg(c.mapA.patches));
    }
    const auto fits = [&](const QString& text) {
        return fontMetrics().horizontalAdvance(text) <= width;
    };
    const auto found = std::find_if(said.begin(), said.end(), fits);
    return found == said.end() ? said.back() : *found;
}

QRect MapCompareCanvas::scaleRect(int column) const {
    const QRect difference = mapRect(column, kDifference);
    return {difference.left(), difference.top() - kBar - line_ - kGap / 2, columnWidth_ - kGap,
            kBar};
}

void MapCompareCanvas::paintHeader(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const theme::PlotColors colors = theme::plotColors(palette());
    const QRect place(mapRect(column, kA).left(), kGap / 2, columnWidth_ - kGap, line_);
    const int swatch = line_ - 8;
    painter.fillRect(place.left(), place.top() + 4, swatch, swatch,
                     theme::layerColor(c.layer, c.layers, theme::isDark(palette())));
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    text(painter, place.adjusted(line_, 0, 0, 0), MapCompareView::tr("Layer %1").arg(c.layer + 1),
         colors.text);
    painter.setFont(font());
    text(painter, place.translated(0, line_), shapeText(c, place.width()), colors.faint);
}

void MapCompareCanvas::paintColumn(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const theme::PlotColors colors = theme::plotColors(palette());
    const auto note = [&](const QRect& place, const QString& what) {
        painter.setPen(QPen(colors.grid, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(place.adjusted(0, 0, -1, -1));
        painter.setPen(colors.faint);
        painter.drawText(place.adjusted(3, 3, -3, -3), Qt::AlignCenter | Qt::TextWordWrap, what);
    };
    const std::pair<const maps::Map*, QString> sides[] = {{&c.mapA, c.guessA}, {&c.mapB, c.guessB}};
    for (const int row : {kA, kB}) {
        const auto& [map, guess] = sides[row];
        const QRect place = mapRect(column, row);
        if (map->isThere()) {
            paintMap(painter, place, *map, row == kA ? c.a : c.b, c.scales.high, false);
        } else {
            note(place, MapCompareView::tr("no such layer"));
        }
        const QRect beneath(place.left(), place.bottom() + 1, columnWidth_ - kGap, line_);
        const QString probability = guess.section(u'\t', 1);
        const int part = painter.fontMetrics().horizontalAdvance(probability) + 4;
        text(painter, beneath.adjusted(0, 0, -part, 0), guess.section(u'\t', 0, 0), colors.text);
        text(painter, beneath, probability, colors.faint, Qt::AlignRight);
    }
    const QRect difference = mapRect(column, kDifference);
    const int width = columnWidth_ - kGap;
    const QRect wide(difference.left(), difference.top(), width, std::max(difference.height(), 90));
    paintBar(painter, scaleRect(column), c.scales.high, false);
    if (c.difference.isThere()) {
        paintMap(painter, difference, c.difference, c.a, c.scales.far, true);
        paintBar(painter, {difference.left(), difference.bottom() + 4, width, kBar}, c.scales.far,
                 true);
    } else if (c.mapA.isThere() && c.mapB.isThere()) {
        note(wide, MapCompareView::tr("no difference: %1 and %2 patches a side")
                       .arg(c.mapA.patches)
                       .arg(c.mapB.patches));
    } else {
        note(wide, MapCompareView::tr("no difference: only one run has this layer"));
    }
}

void MapCompareCanvas::paintMap(QPainter& painter, const QRect& place, const maps::Map& map,
                                const LayerInfo& layer, double bound, bool diverges) const {
    const ColorRange range{0, bound, false};
    for (int i = 0; i < map.patches; ++i) {
        for (int j = 0; j < map.patches; ++j) {
            const double value = map.values[static_cast<std::size_t>(i * map.patches + j)];
            // A pixel more to the right and below, which the next patches cover: viewers of vector
            // files would show the seams.
            const QRect patch = GoodnessLayout::drawnPatch(place, layer, i, j)
                                    .adjusted(0, 0, j + 1 < map.patches, i + 1 < map.patches);
            if (std::isnan(value)) {
                fillHatched(painter, patch);
            } else {
                painter.fillRect(patch, diverges ? maps::diverging(value / bound)
                                                 : theme::sequential(range.fraction(value)));
            }
        }
    }
}

void MapCompareCanvas::paintBar(QPainter& painter, const QRect& place, double bound,
                                bool diverges) const {
    for (int x = 0; x < place.width(); ++x) {
        const double part = static_cast<double>(x) / std::max(place.width() - 1, 1);
        painter.fillRect(place.left() + x, place.top(), x + 1 < place.width() ? 2 : 1,
                         place.height(),
                         diverges ? maps::diverging(2 * part - 1) : theme::sequential(part));
    }
    const QColor color = theme::plotColors(palette()).text;
    const QRect numbers(place.left(), place.bottom() + 1, place.width(), line_);
    text(painter, numbers, diverges ? signedNumber(-bound) : shortNumber(0), color);
    text(painter, numbers, diverges ? signedNumber(bound) : shortNumber(bound), color,
         Qt::AlignRight);
    if (diverges) {
        text(painter, numbers, shortNumber(0), color, Qt::AlignHCenter);
    }
}

QString MapCompareCanvas::textAt(QPoint at) const {
    for (int column = 0; column < static_cast<int>(content_.columns.size()); ++column) {
        for (const int row : {kA, kB, kDifference}) {
            const QRect place = mapRect(column, row);
            const Column& c = content_.columns[static_cast<std::size_t>(column)];
            const maps::Map& map = row == kA ? c.mapA : row == kB ? c.mapB : c.difference;
            if (!place.contains(at) || !map.isThere()) {
                continue;
            }
            const LayerInfo& layer = row == kB ? c.b : c.a;
            const auto part = [](int offset, int size) { return (offset + 0.5) / size; };
            const int i =
                patchAt(part(at.y() - place.top(), place.height()), map.patches, layer.height);
            const int j =
                patchAt(part(at.x() - place.left(), place.width()), map.patches, layer.width);
            const auto index = static_cast<std::size_t>(i * map.patches + j);
            QString said = MapCompareView::tr("layer %1, patch row %2, column %3")
                               .arg(c.layer + 1)
                               .arg(i)
                               .arg(j);
            if (c.difference.isThere()) {
                return said + MapCompareView::tr(": A %1, B %2, B − A %3")
                                  .arg(shortNumber(c.mapA.values[index]),
                                       shortNumber(c.mapB.values[index]),
                                       signedNumber(c.difference.values[index]));
            }
            return said + QStringLiteral(": %1").arg(shortNumber(map.values[index]));
        }
    }
    return {};
}

void MapCompareCanvas::mouseMoveEvent(QMouseEvent* event) {
    emit readout(textAt(event->position().toPoint()));
}

void MapCompareCanvas::leaveEvent(QEvent*) {
    emit readout({});
}

} // namespace asge
