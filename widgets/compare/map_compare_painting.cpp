// SPDX-License-Identifier: GPL-3.0-or-later

// How MapCompareCanvas is painted.
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/compare/map_compare_canvas.h"
#include "widgets/goodness/goodness_layout.h"
#include "widgets/goodness/goodness_painter.h"
#include "widgets/maps/map_drawing.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/seamless.h"

#include <QPainter>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

/// Draws an image enlarged without smoothing. Viewers of vector files would smooth it, so files get
/// it enlarged in advance.
void drawPixels(QPainter& painter, const QRect& place, const QImage& image) {
    drawEnlarged(painter, place, image, plot::drawsVectors(painter));
}

} // namespace

void MapCompareCanvas::paintPicture(QPainter& painter) const {
    if (content_.columns.empty()) {
        return;
    }
    painter.setFont(font());
    for (int band = 0; band < bands(); ++band) {
        painter.save();
        painter.translate(0, band * bandHeight());
        for (const int row : {kA, kB, kDifference}) {
            paintSide(painter, row, band);
        }
        paintImage(painter, band);
        painter.restore();
    }
    for (int column = 0; column < static_cast<int>(content_.columns.size()); ++column) {
        paintHeader(painter, column);
        paintColumn(painter, column);
    }
}

void MapCompareCanvas::paintSide(QPainter& painter, int row, int band) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    QRect line(kCompareGap, mapRect(kImage, row).top(), left_ - kCompareGap, line_);
    const auto put = [&](const QString& what, const QColor& color) {
        maps::drawText(painter, line, what, color);
        line.translate(0, line_);
    };
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    put(row == kA   ? CompareText::tr("A")
        : row == kB ? CompareText::tr("B")
                    : CompareText::tr("B − A"),
        colors.text);
    painter.setFont(smallFont());
    if (row == kDifference && content_.isSame()) {
        put(CompareText::tr("0 everywhere: identical"), colors.faint);
        return;
    }
    if (row == kDifference) {
        for (const QString& each : hasDifference(band) ? differenceTexts() : QStringList()) {
            put(each, colors.faint);
        }
        return;
    }
    painter.setFont(font());
    const Side& side = row == kA ? content_.a : content_.b;
    // A long name takes as many lines as fit beside the map.
    QRect name = line;
    name.setBottom(std::max(line.bottom(), mapRect(kImage, row).bottom() - 3 * line_));
    QTextOption wrapped(Qt::AlignLeft);
    wrapped.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    name &= painter.boundingRect(name, side.name, wrapped).toAlignedRect();
    painter.setPen(colors.text);
    painter.drawText(name, side.name, wrapped);
    painter.setFont(smallFont());
    line.moveTop(name.bottom() + 1);
    // The prediction of the run, in two lines if it is long: the predicted class in the second.
    const QString prediction = QString(side.prediction).replace(u'\t', QChar::Nbsp);
    const QString scorer = side.prediction.section(u' ', 0, 0);
    if (painter.fontMetrics().horizontalAdvance(prediction) < line.width()) {
        put(prediction, colors.faint);
    } else {
        put(scorer + QChar::Nbsp + side.prediction.section(u'\t', 1), colors.faint);
        put(side.prediction.section(u'\t', 0, 0).mid(scorer.size() + 1), colors.faint);
    }
    put(CompareText::tr("epoch %1").arg(content_.epoch), colors.faint);
    if (const QString part = partText(); !part.isEmpty()) {
        put(part, colors.faint);
    }
}

/// Paints the image with its description, since an exported picture has no other title, and the
/// explanation of the colour scales.
void MapCompareCanvas::paintImage(QPainter& painter, int band) const {
    const QColor faint = theme::plotColors(palette()).faint;
    const QRect place = mapRect(kImage, kA);
    drawPixels(painter, place, content_.image);
    painter.setFont(smallFont());
    QRect line(place.left(), place.bottom() + 1, imageWidth_ - kCompareGap, smallLine_);
    for (const QString& texts :
         {content_.label, CompareText::tr("test image %1").arg(content_.index)}) {
        maps::drawText(painter, line, texts, faint);
        line.translate(0, smallLine_);
    }
    painter.setFont(font());
    if (content_.hasTwoScales()) { // that of A is close to what is said of the image
        painter.setFont(smallFont());
    }
    for (const int row : {kA, kB}) {
        if (row == kB || content_.hasTwoScales()) {
            int top = scaleRect(0, row).top();
            for (const QString& text : scaleTexts(row)) {
                paintUnit(painter, top, text);
                top += line_;
            }
        }
    }
    painter.setFont(font());
    if (hasDifference(band)) {
        paintUnit(painter, mapRect(kImage, kDifference).bottom() + 4,
                  CompareText::tr("B − A, %1").arg(unit()));
    }
}

/// Paints the unit of the colour scales at this height.
void MapCompareCanvas::paintUnit(QPainter& painter, int top, const QString& what) const {
    maps::drawText(painter,
                   {kCompareGap, top + maps::ScaleBar::kHeight / 2 - line_ / 2,
                    mapRect(0, kA).left() - 2 * kCompareGap, line_},
                   what, theme::plotColors(palette()).faint, Qt::AlignRight);
}

void MapCompareCanvas::paintHeader(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const theme::PlotColors colors = theme::plotColors(palette());
    const QRect map = mapRect(column, kA);
    const QRect place(map.left(), map.top() - headHeight() + kCompareGap / 2,
                      columnWidth_ - kCompareGap, line_);
    const int swatch = line_ - 8;
    paintSwatch(painter, {place.left(), place.top() + 4, swatch, swatch},
                theme::layerColor(c.layer, c.layers, theme::isDark(palette())), colors.background);
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    maps::drawText(painter, place.adjusted(line_, 0, 0, 0),
                   CompareText::tr("Layer %1").arg(c.layer + 1), colors.text);
    painter.setFont(smallFont());
    QRect line(place.left(), place.bottom() + 1, place.width(), smallLine_);
    for (const QString& each : shapeTexts(c, !splits_)) {
        maps::drawText(painter, line, each, colors.faint);
        line.translate(0, smallLine_);
    }
    painter.setFont(font());
}

void MapCompareCanvas::paintNote(QPainter& painter, const QRect& place, const QString& what) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    plot::drawFrame(painter, place, colors.grid);
    painter.setPen(colors.faint);
    painter.setFont(smallFont());
    painter.drawText(place.adjusted(kNotePadding, kNotePadding, -kNotePadding, -kNotePadding),
                     Qt::AlignCenter | Qt::TextWordWrap, what);
    painter.setFont(font());
}

void MapCompareCanvas::paintColumn(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    for (const int row : {kA, kB}) {
        const LayerSide& side = row == kA ? c.a : c.b;
        const QRect place = mapRect(column, row);
        if (side.map.isThere()) {
            paintMap(painter, place, side.map, side.layer, c.scales.highOf(row == kB), false);
            paintBelow(painter, place,
                       side.channel ? QStringLiteral("#%1\t%2").arg(*side.channel).arg(side.share)
                                    : side.prediction);
        } else {
            paintNote(painter, place,
                      side.layer.channels > 0 ? CompareText::tr("no such channel")
                                              : CompareText::tr("no such layer"));
        }
    }
    paintScales(painter, column);
    paintDifference(painter, column);
}

/// The scales of A and B, or the one of both.
void MapCompareCanvas::paintScales(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const bool isTwo = content_.hasTwoScales();
    if (isTwo && c.a.map.isThere()) {
        maps::ScaleBar{c.scales.highOf(false), false}.paint(painter, scaleRect(column, kA), line_,
                                                            palette());
    }
    if (c.b.map.isThere() || (!isTwo && c.a.map.isThere())) {
        maps::ScaleBar{c.scales.highOf(true), false}.paint(painter, scaleRect(column, kB), line_,
                                                           palette());
    }
}

void MapCompareCanvas::paintDifference(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const QRect place = mapRect(column, kDifference);
    if (!c.difference.isThere()) {
        paintNote(painter, noteRect(column), noteOf(c));
        return;
    }
    paintMap(painter, place, c.difference, c.a.layer, c.scales.far, true);
    if (c.difference.patches == 1) {
        paintValue(painter, place, c.difference.values.front(), c.scales.far);
    }
    const QRect bar(place.left(), place.bottom() + 4, place.width(), maps::ScaleBar::kHeight);
    maps::ScaleBar{c.scales.far, true}.paint(painter, bar, line_, palette());
}

/// A map of one patch is all one colour, which says little: on a scale of this layer alone, any
/// difference has the colour of a large one.
void MapCompareCanvas::paintValue(QPainter& painter, const QRect& place, double value,
                                  double bound) const {
    if (std::isfinite(value)) {
        painter.setPen(plot::textOn(theme::diverging(value / bound, theme::isDark(palette()))));
        painter.drawText(place, Qt::AlignCenter, maps::signedNumber(value));
    }
}

/// Paints a text below a map. What follows a tab is behind it, or below it in narrow columns.
void MapCompareCanvas::paintBelow(QPainter& painter, const QRect& place,
                                  const QString& what) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QString name = what.section(u'\t', 0, 0);
    const QString number = what.section(u'\t', 1);
    QRect line(place.left(), place.bottom() + 1, columnWidth_ - kCompareGap,
               splits_ ? smallLine_ : line_);
    QRect rest = line.translated(0, smallLine_);
    painter.setFont(splits_ ? smallFont() : font());
    if (!splits_) {
        const QFontMetrics metrics = painter.fontMetrics();
        const int room = line.width() - metrics.horizontalAdvance(number) - 2;
        rest = line.adjusted(std::min(metrics.horizontalAdvance(name + u' '), room), 0, 0, 0);
        line.setRight(rest.left() - 1);
    }
    maps::drawText(painter, line, name, colors.text);
    maps::drawText(painter, rest, number, colors.faint);
    painter.setFont(font());
}

void MapCompareCanvas::paintMap(QPainter& painter, const QRect& place, const maps::Map& map,
                                const LayerInfo& layer, double bound, bool diverges) const {
    const ColorRange range{0, bound, false};
    const bool dark = theme::isDark(palette());
    const bool opaque = diverges || opacity_ >= 1;
    if (!opaque) {
        drawPixels(painter, place, content_.dimmed);
        painter.setOpacity(opacity_);
    }
    // As one picture: viewers of vector files show seams between areas.
    QImage picture(place.size(), QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter cells(&picture);
    cells.translate(-place.topLeft());
    for (int i = 0; i < map.patches; ++i) {
        for (int j = 0; j < map.patches; ++j) {
            const double value = map.values[static_cast<std::size_t>(i * map.patches + j)];
            const QRect patch = GoodnessLayout::drawnPatch(place, layer, i, j);
            if (std::isnan(value)) {
                fillHatched(cells, patch);
            } else {
                cells.fillRect(patch, diverges ? theme::diverging(value / bound, dark)
                                               : theme::sequential(range.fraction(value)));
            }
        }
    }
    cells.end();
    drawPixels(painter, place, picture);
    painter.setOpacity(1);
    if (diverges) { // a zero difference is nearly the colour of the ground
        plot::drawFrame(painter, place, theme::plotColors(palette()).axis);
    }
}

/// Outlines the patch under the pointer in every map that has it.
void MapCompareCanvas::paintSpot(QPainter& painter) const {
    if (!spot_) {
        return;
    }
    const Column& c = content_.columns[static_cast<std::size_t>(spot_->column)];
    for (const int row : {kA, kB, kDifference}) {
        const maps::Map& map = mapOf(c, row);
        if (map.isThere() && map.patches == mapOf(c, spot_->row).patches) {
            const QRect patch = GoodnessLayout::drawnPatch(
                mapRect(spot_->column, row), row == kB ? c.b.layer : c.a.layer, spot_->i, spot_->j);
            plot::drawFrame(painter, patch, Qt::white);
            plot::drawFrame(painter, patch.adjusted(-1, -1, 1, 1), Qt::black);
        }
    }
}

} // namespace asge
