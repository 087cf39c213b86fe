// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_canvas.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/compare/map_run.h"
#include "widgets/goodness/goodness_layout.h"
#include "widgets/goodness/goodness_painter.h"
#include "widgets/maps/map_drawing.h"
#include "widgets/plot/seamless.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStringList>
#include <QTextOption>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kCompareGap = 10;
constexpr int kMostLeft = 160;   // pixels, for the titles of the rows
constexpr int kLeastColumn = 72; // pixels, for the names of layers
constexpr int kWideColumn = 132; // pixels
constexpr int kSmallestTile = 56;

/// What the colours of a difference mean.
QStringList differenceTexts() {
    return {CompareText::tr("blue: less in B"), CompareText::tr("orange: more in B")};
}

/// Draws an image enlarged without smoothing. Viewers of vector files would smooth it, so files get
/// it enlarged in advance.
void drawPixels(QPainter& painter, const QRect& place, const QImage& image) {
    drawEnlarged(painter, place, image, plot::drawsVectors(painter));
}

} // namespace

MapCompareCanvas::MapCompareCanvas(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* keys = new HandledKeys(*this);
    keys->add({Qt::Key_Left}, CompareText::tr("Previous epoch"),
              [this] { emit stepRequested(-1); });
    keys->add({Qt::Key_Right}, CompareText::tr("Next epoch"), [this] { emit stepRequested(1); });
}

void MapCompareCanvas::setContent(Content content) {
    content_ = std::move(content);
    spot_.reset();
    layOut();
    if (pointer_) { // the image or epoch under a resting pointer has changed
        point(*pointer_);
    }
}

void MapCompareCanvas::setOpacity(double opacity) {
    opacity_ = opacity;
    update();
}

void MapCompareCanvas::setRoom(QSize room) {
    room_ = room;
    layOut();
}

QFont MapCompareCanvas::smallFont() const {
    return style::fontOf(font(), style::Text::small);
}

/// Places the titles of the rows, the image and the layers: all layers fit if they are not too
/// narrow then, otherwise some of them, each as a whole.
void MapCompareCanvas::placeColumns() {
    const QFontMetrics small(smallFont());
    const int name = small.horizontalAdvance(QStringLiteral("✓ ")) + content_.names.small + 2;
    int words = name;
    for (const QString& text : differenceTexts()) {
        words = std::max(words, small.horizontalAdvance(text) + 2);
    }
    left_ = std::clamp(room_.width() / 6, words + kCompareGap,
                       std::max(kMostLeft, words + kCompareGap));
    const int least =
        std::max({kLeastColumn, name, widestShape(false), widestNumbers()}) + kCompareGap;
    const int number = std::max(content_.index, 8888); // so that columns keep their places
    const int index = small.horizontalAdvance(CompareText::tr("test image %1").arg(number)) + 2;
    const int image = std::max({kSmallestTile, index, content_.names.small}) + kCompareGap;
    const int layers = std::max(static_cast<int>(content_.columns.size()), 1);
    const int width = room_.width() - left_ - kCompareGap;
    const int visible = std::clamp((width - image) / least, 1, layers);
    columnWidth_ = std::max(std::min(width / (visible + 1), (width - image) / visible), least);
    imageWidth_ = std::max(image, columnWidth_);
    whole_ = fontMetrics().horizontalAdvance(QStringLiteral("✓  100 %")) + content_.names.usual + 2;
    whole_ = std::max(whole_, widestShape(true));
    splits_ = whole_ > columnWidth_ - kCompareGap;
}

void MapCompareCanvas::layOut() {
    line_ = fontMetrics().height() + 2;
    smallLine_ = QFontMetrics(smallFont()).height() + 1;
    placeColumns();
    const QSize image = content_.image.isNull() ? QSize(1, 1) : content_.image.size();
    const double aspect = static_cast<double>(image.width()) / image.height();
    const int tall = (room_.height() - textsHeight()) / 3;
    const int wide = columnWidth_ - kCompareGap;
    int width = static_cast<int>(
        std::max<double>(std::min<double>(wide, tall * aspect), leastMap() * aspect));
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (width >= 3 * image.width()) {
        width -= width % image.width();
    }
    tile_ = QSize(width, std::max(static_cast<int>(width / aspect), 1));
    if (sizeHint().width() <= room_.width()) { // columns need not be far from each other
        const int needed = std::max({tile_.width(), kWideColumn, splits_ ? 0 : whole_});
        imageWidth_ = std::min(imageWidth_, std::max(tile_.width(), kWideColumn) + kCompareGap);
        columnWidth_ = std::min(columnWidth_, needed + kCompareGap);
    }
    barWidth_ = std::min(std::max(tile_.width(), widestNumbers()), columnWidth_ - kCompareGap);
    resize(sizeHint().expandedTo(room_));
    updateGeometry();
    update();
}

/// The pixels of the texts about a layer's shape, in one line or in two.
int MapCompareCanvas::widestShape(bool inOneLine) const {
    const QFontMetrics small(smallFont());
    int widest = 0;
    for (const Column& column : content_.columns) {
        for (const QString& text : shapeTexts(column, inOneLine)) {
            widest = std::max(widest, small.horizontalAdvance(text) + 2); // devices differ
        }
    }
    return widest;
}

/// The pixels of the numbers below the ends of a colour bar. That of its middle is left out rather
/// than that the bar is wider than the maps.
int MapCompareCanvas::widestNumbers() const {
    int widest = 0;
    for (const Column& column : content_.columns) {
        for (const maps::ScaleBar bar :
             {maps::ScaleBar{column.scales.high, false}, maps::ScaleBar{column.scales.far, true}}) {
            widest = std::max(widest, bar.endsWidth(fontMetrics()));
        }
    }
    return widest;
}

int MapCompareCanvas::headHeight() const {
    return line_ + (splits_ ? 2 : 1) * smallLine_ + kCompareGap;
}

/// The height of a prediction.
int MapCompareCanvas::belowHeight() const {
    return splits_ ? 2 * smallLine_ : line_;
}

/// Besides the three maps there are a header, two predictions and two scales.
int MapCompareCanvas::textsHeight() const {
    return headHeight() + 2 * belowHeight() + 2 * (maps::ScaleBar::kHeight + line_ + 4) +
           5 * kCompareGap;
}

/// The height of the smallest maps.
int MapCompareCanvas::leastMap() const {
    const QSize image = content_.image.isNull() ? QSize(1, 1) : content_.image.size();
    return kSmallestTile * std::max(image.height(), 1) / std::max(image.width(), image.height());
}

int MapCompareCanvas::leastHeight() const {
    return textsHeight() + 3 * (leastMap() + 1);
}

QSize MapCompareCanvas::sizeHint() const {
    const QRect last =
        mapRect(std::max(static_cast<int>(content_.columns.size()) - 1, 0), kDifference);
    return {last.left() + columnWidth_,
            last.bottom() + maps::ScaleBar::kHeight + line_ + 2 * kCompareGap};
}

QRect MapCompareCanvas::mapRect(int column, int row) const {
    const int pitch = tile_.height() + belowHeight() + kCompareGap;
    int top = headHeight() + row * pitch;
    if (row == kDifference) {
        top += maps::ScaleBar::kHeight + line_ + kCompareGap; // the scale of the two maps above
    }
    const int left = left_ + kCompareGap;
    return {QPoint(column < 0 ? left : left + imageWidth_ + column * columnWidth_, top), tile_};
}

void MapCompareCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPicture(painter);
    paintSpot(painter);
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

bool MapCompareCanvas::Content::isSame() const {
    bool any = false;
    for (const Column& column : columns) {
        for (const double value : column.difference.values) {
            any = true;
            if (value != 0) { // NaN differs too
                return false;
            }
        }
    }
    return any;
}

void MapCompareCanvas::paintSide(QPainter& painter, int row) const {
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
        for (const QString& each : differenceTexts()) {
            put(each, colors.faint);
        }
        return;
    }
    painter.setFont(font());
    const Side& side = row == kA ? content_.a : content_.b;
    // A long name takes as many lines as fit beside the map.
    QRect name = line;
    name.setBottom(std::max(line.bottom(), mapRect(kImage, row).bottom() - 2 * line_));
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
    if (const QString part = partText(); !part.isEmpty()) {
        put(part, colors.faint);
    }
}

QString MapCompareCanvas::partText() const {
    switch (content_.part.kind) {
    case maps::Part::Kind::sum:
        break;
    case maps::Part::Kind::strongest:
        return content_.part.number == 0
                   ? CompareText::tr("strongest channels")
                   : CompareText::tr("channel of rank %1").arg(content_.part.number + 1);
    case maps::Part::Kind::channel:
        return CompareText::tr("channel #%1").arg(content_.part.number);
    }
    return {};
}

/// Paints the image with its description, since an exported picture has no other title, and the
/// explanation of the colour scales.
void MapCompareCanvas::paintImage(QPainter& painter) const {
    const QColor faint = theme::plotColors(palette()).faint;
    const QRect place = mapRect(kImage, kA);
    drawPixels(painter, place, content_.image);
    painter.setFont(smallFont());
    QRect line(place.left(), place.bottom() + 1, imageWidth_ - kCompareGap, smallLine_);
    for (const QString& texts :
         {content_.label, CompareText::tr("test image %1").arg(content_.index),
          CompareText::tr("epoch %1").arg(content_.epoch)}) {
        maps::drawText(painter, line, texts, faint);
        line.translate(0, smallLine_);
    }
    painter.setFont(font());
    const bool relative = content_.scale == GoodnessScale::relative;
    paintUnit(painter, scaleRect(0).top(),
              relative ? CompareText::tr("goodness, %1").arg(unit()) : unit());
    if (std::any_of(content_.columns.begin(), content_.columns.end(),
                    [](const Column& column) { return column.difference.isThere(); })) {
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

QString MapCompareCanvas::unit() const {
    return content_.scale == GoodnessScale::relative ? CompareText::tr("× layer mean")
                                                     : CompareText::tr("goodness");
}

/// The numbers of channels and patches, in two lines if one has no room.
QStringList MapCompareCanvas::shapeTexts(const Column& c, bool inOneLine) {
    const auto channels = [](const LayerInfo& layer) {
        return layer.channels > 0 ? countedText(layer.channels, "channel")
                                  : CompareText::tr("no such layer");
    };
    const auto patches = [](const LayerInfo& layer) {
        return layer.channels > 0 ? CompareText::tr("P\u00A0%1").arg(layer.patches) : QString();
    };
    const auto both = [&](const LayerInfo& layer) {
        return layer.channels > 0
                   ? QStringLiteral("%1 · %2").arg(layer.channels).arg(patches(layer))
                   : CompareText::tr("none");
    };
    const LayerInfo& a = c.a.layer;
    const LayerInfo& b = c.b.layer;
    const bool isOne = both(a) == both(b);
    const QStringList lines = isOne ? QStringList{channels(a), patches(a)}
                                    : QStringList{CompareText::tr("A %1").arg(both(a)),
                                                  CompareText::tr("B %1").arg(both(b))};
    return inOneLine ? QStringList(lines.join(isOne ? QStringLiteral(" · ") : QStringLiteral(", ")))
                     : lines;
}

QRect MapCompareCanvas::scaleRect(int column) const {
    const QRect difference = mapRect(column, kDifference);
    return {difference.left(), difference.top() - maps::ScaleBar::kHeight - line_ - kCompareGap / 2,
            barWidth_, maps::ScaleBar::kHeight};
}

void MapCompareCanvas::paintHeader(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const theme::PlotColors colors = theme::plotColors(palette());
    const QRect place(mapRect(column, kA).left(), kCompareGap / 2, columnWidth_ - kCompareGap,
                      line_);
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

void MapCompareCanvas::paintColumn(QPainter& painter, int column) const {
    const Column& c = content_.columns[static_cast<std::size_t>(column)];
    const theme::PlotColors colors = theme::plotColors(palette());
    const auto note = [&](const QRect& place, const QString& what) {
        plot::drawFrame(painter, place, colors.grid);
        painter.setPen(colors.faint);
        painter.setFont(smallFont());
        painter.drawText(place.adjusted(3, 3, -3, -3), Qt::AlignCenter | Qt::TextWordWrap, what);
        painter.setFont(font());
    };
    for (const int row : {kA, kB}) {
        const LayerSide& side = row == kA ? c.a : c.b;
        const QRect place = mapRect(column, row);
        if (side.map.isThere()) {
            paintMap(painter, place, side.map, side.layer, c.scales.high, false);
            paintBelow(painter, place,
                       side.channel ? QStringLiteral("#%1\t%2").arg(*side.channel).arg(side.share)
                                    : side.prediction);
        } else {
            note(place, side.layer.channels > 0 ? CompareText::tr("no such channel")
                                                : CompareText::tr("no such layer"));
        }
    }
    const QRect difference = mapRect(column, kDifference);
    const int width = columnWidth_ - kCompareGap;
    const QRect wide(difference.left(), difference.top(), width, std::max(difference.height(), 90));
    const bool isA = c.a.map.isThere();
    const bool isB = c.b.map.isThere();
    if (isA || isB) {
        maps::ScaleBar{c.scales.high, false}.paint(painter, scaleRect(column), line_, palette());
    }
    if (c.difference.isThere()) {
        paintMap(painter, difference, c.difference, c.a.layer, c.scales.far, true);
        const QRect bar(difference.left(), difference.bottom() + 4, barWidth_,
                        maps::ScaleBar::kHeight);
        maps::ScaleBar{c.scales.far, true}.paint(painter, bar, line_, palette());
    } else if (isA && isB) {
        note(wide, CompareText::tr("no difference: %1 and %2 patches per side")
                       .arg(c.a.map.patches)
                       .arg(c.b.map.patches));
    } else if (!isA && !isB) {
        note(wide, CompareText::tr("no difference: neither run has this channel"));
    } else if (c.a.layer.channels > 0 && c.b.layer.channels > 0) {
        note(wide, CompareText::tr("no difference: only one run has this channel"));
    } else {
        note(wide, CompareText::tr("no difference: only one run has this layer"));
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

const maps::Map& MapCompareCanvas::mapOf(const Column& column, int row) {
    return row == kA ? column.a.map : row == kB ? column.b.map : column.difference;
}

std::optional<MapCompareCanvas::Spot> MapCompareCanvas::spotAt(QPoint at) const {
    const auto part = [](int offset, int size) { return (offset + 0.5) / size; };
    for (int column = 0; column < static_cast<int>(content_.columns.size()); ++column) {
        const Column& c = content_.columns[static_cast<std::size_t>(column)];
        for (const int row : {kA, kB, kDifference}) {
            const QRect place = mapRect(column, row);
            const maps::Map& map = mapOf(c, row);
            if (place.contains(at) && map.isThere()) {
                const LayerInfo& layer = row == kB ? c.b.layer : c.a.layer;
                return Spot{
                    column, row,
                    patchAt(part(at.y() - place.top(), place.height()), map.patches, layer.height),
                    patchAt(part(at.x() - place.left(), place.width()), map.patches, layer.width)};
            }
        }
    }
    return std::nullopt;
}

QString MapCompareCanvas::describe(const Spot& spot) const {
    const Column& c = content_.columns[static_cast<std::size_t>(spot.column)];
    const auto valueOf = [&spot](const maps::Map& map) {
        return map.values[static_cast<std::size_t>(spot.i * map.patches + spot.j)];
    };
    QString place = CompareText::tr("layer %1").arg(c.layer + 1);
    if (c.a.channel && c.b.channel) {
        place += c.a.channel == c.b.channel ? CompareText::tr(", channel #%1").arg(*c.a.channel)
                                            : CompareText::tr(", channel #%1 of A, #%2 of B")
                                                  .arg(*c.a.channel)
                                                  .arg(*c.b.channel);
    }
    place += CompareText::tr(", patch row %1, column %2").arg(spot.i).arg(spot.j);
    QString values;
    if (c.difference.isThere()) {
        values = CompareText::tr("A %1, B %2, B − A %3")
                     .arg(shortNumber(valueOf(c.a.map)), shortNumber(valueOf(c.b.map)),
                          maps::signedNumber(valueOf(c.difference)));
    } else {
        values = (spot.row == kA ? CompareText::tr("A %1") : CompareText::tr("B %1"))
                     .arg(shortNumber(valueOf(mapOf(c, spot.row))));
    }
    return CompareText::tr("%1: %2 (%3)").arg(place, values, unit());
}

void MapCompareCanvas::point(QPoint at) {
    pointer_ = at;
    const std::optional<Spot> spot = spotAt(at);
    emit readout(spot ? describe(*spot) : QString());
    if (spot_ != spot) {
        spot_ = spot;
        update();
    }
}

void MapCompareCanvas::mouseMoveEvent(QMouseEvent* event) {
    point(event->position().toPoint());
}

void MapCompareCanvas::leaveEvent(QEvent*) {
    pointer_.reset();
    spot_.reset();
    emit readout({});
    update();
}

} // namespace asge
