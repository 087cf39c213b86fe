// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_canvas.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/style.h"
#include "widgets/compare/compare_text.h"
#include "widgets/compare/map_run.h"
#include "widgets/goodness/goodness_layout.h"
#include "widgets/maps/map_drawing.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

constexpr int kMostLeft = 160;   // pixels, for the titles of the rows
constexpr int kLeastColumn = 72; // pixels, for the names of layers
constexpr int kWideColumn = 132; // pixels
constexpr int kSmallestTile = 56;
constexpr int kBandTile = 112; // pixels of a map in bands, if there is room

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

QStringList MapCompareCanvas::differenceTexts() {
    return {CompareText::tr("blue: less in B"), CompareText::tr("orange: more in B")};
}

QFont MapCompareCanvas::smallFont() const {
    return style::fontOf(font(), style::Text::small);
}

/// Places the titles of the rows, the image and the layers: all layers are beside each other if
/// they are not too narrow then, otherwise in bands of equal lengths.
void MapCompareCanvas::placeColumns() {
    const QFontMetrics small(smallFont());
    const int name = small.horizontalAdvance(QStringLiteral("✓ ")) + content_.names.small + 2;
    int words = name;
    for (const QString& text : differenceTexts()) {
        words = std::max(words, small.horizontalAdvance(text) + 2);
    }
    left_ = std::clamp(room_.width() / 6, words + kCompareGap,
                       std::max(kMostLeft, words + kCompareGap));
    const int least = std::max({kLeastColumn, name, widestShape(false), leastTile()}) + kCompareGap;
    const int number = std::max(content_.index, 8888); // so that columns keep their places
    const int index = small.horizontalAdvance(CompareText::tr("test image %1").arg(number)) + 2;
    const int image = std::max({kSmallestTile, index, content_.names.small}) + kCompareGap;
    const int layers = std::max(static_cast<int>(content_.columns.size()), 1);
    const int width = room_.width() - left_ - kCompareGap;
    const int fitting = std::clamp((width - image) / least, 1, layers);
    const int bands = (layers + fitting - 1) / fitting;
    perBand_ = (layers + bands - 1) / bands;
    columnWidth_ = std::max(std::min(width / (perBand_ + 1), (width - image) / perBand_), least);
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
    const int tall = (room_.height() / bands() - textsHeight()) / 3;
    const int wide = columnWidth_ - kCompareGap;
    const int width = wholePixels(static_cast<int>(
        std::max<double>(std::min<double>(wide, tall * aspect), leastMap() * aspect)));
    tile_ = QSize(width, std::max(static_cast<int>(width / aspect), 1));
    if (sizeHint().width() <= room_.width()) { // columns need not be far from each other
        const int needed = std::max({tile_.width(), kWideColumn, splits_ ? 0 : whole_});
        imageWidth_ = std::min(imageWidth_, std::max(tile_.width(), kWideColumn) + kCompareGap);
        columnWidth_ = std::min(columnWidth_, needed + kCompareGap);
    }
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
             {maps::ScaleBar{column.scales.high, false}, maps::ScaleBar{column.scales.highB, false},
              maps::ScaleBar{column.scales.far, true}}) {
            widest = std::max(widest, bar.endsWidth(fontMetrics()));
        }
    }
    return widest;
}

/// The pixels of the widest word that is written in place of a difference.
int MapCompareCanvas::widestNoteWord() const {
    const QFontMetrics small(smallFont());
    int widest = 0;
    for (const Column& column : content_.columns) {
        for (const QString& word : noteOf(column).split(u' ')) {
            widest = std::max(widest, small.horizontalAdvance(word) + 2 * kNotePadding + 1);
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

/// The height of a colour scale with its numbers.
int MapCompareCanvas::scaleHeight() const {
    return maps::ScaleBar::kHeight + line_ + kCompareGap;
}

/// Besides the three maps there are a header, two predictions and two or three scales.
int MapCompareCanvas::textsHeight() const {
    return headHeight() + 2 * belowHeight() + 2 * (maps::ScaleBar::kHeight + line_ + 4) +
           5 * kCompareGap + (content_.hasTwoScales() ? scaleHeight() : 0);
}

/// The width of the smallest maps. Colour scales and notes, which are as wide as the maps, have
/// room for their numbers and words.
int MapCompareCanvas::leastTile() const {
    return std::max({kSmallestTile, widestNumbers(), widestNoteWord()});
}

/// The height of the smallest maps. In bands, which are scrolled anyway, maps use the width.
int MapCompareCanvas::leastMap() const {
    const QSize image = content_.image.isNull() ? QSize(1, 1) : content_.image.size();
    const int least = bands() > 1 ? std::min(columnWidth_ - kCompareGap, kBandTile) : 0;
    return static_cast<int>(
        std::ceil(static_cast<double>(wholePixels(std::max(leastTile(), least))) * image.height() /
                  image.width()));
}

/// The width of a map that has so many pixels at most: at whole multiples of the image's size, all
/// pixels have the same size on the screen.
int MapCompareCanvas::wholePixels(int width) const {
    const int pixels = std::max(content_.image.width(), 1);
    const int whole = width - width % pixels;
    return width >= 3 * pixels && whole >= leastTile() ? whole : width;
}

int MapCompareCanvas::leastHeight() const {
    return bands() * (textsHeight() + 3 * (leastMap() + 1));
}

int MapCompareCanvas::bands() const {
    const int layers = static_cast<int>(content_.columns.size());
    return std::max((layers + perBand_ - 1) / perBand_, 1);
}

bool MapCompareCanvas::hasDifference(int band) const {
    for (int column = band * perBand_;
         column < std::min((band + 1) * perBand_, static_cast<int>(content_.columns.size()));
         ++column) {
        if (content_.columns[static_cast<std::size_t>(column)].difference.isThere()) {
            return true;
        }
    }
    return false;
}

int MapCompareCanvas::bandHeight() const {
    return mapRect(kImage, kDifference).bottom() + maps::ScaleBar::kHeight + line_ +
           2 * kCompareGap;
}

QSize MapCompareCanvas::sizeHint() const {
    return {left_ + kCompareGap + imageWidth_ + perBand_ * columnWidth_, bands() * bandHeight()};
}

QRect MapCompareCanvas::mapRect(int column, int row) const {
    const int pitch = tile_.height() + belowHeight() + kCompareGap;
    int top = headHeight() + row * pitch;
    if (row == kDifference) {
        top += scaleHeight(); // that of the two maps above, or of B
    }
    if (row != kA && content_.hasTwoScales()) {
        top += scaleHeight(); // that of A
    }
    const int left = left_ + kCompareGap;
    if (column < 0) {
        return {QPoint(left, top), tile_};
    }
    return {QPoint(left + imageWidth_ + column % perBand_ * columnWidth_,
                   top + column / perBand_ * bandHeight()),
            tile_};
}

void MapCompareCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPicture(painter);
    paintSpot(painter);
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

QString MapCompareCanvas::unit() const {
    return content_.scale == GoodnessScale::relative ? CompareText::tr("× layer mean")
                                                     : CompareText::tr("goodness");
}

/// What the scale of a run, or that of both, is about, in one line or two.
QStringList MapCompareCanvas::scaleTexts(int row) const {
    if (content_.hasTwoScales()) {
        return {(row == kA ? CompareText::tr("A, %1") : CompareText::tr("B, %1"))
                    .arg((row == kA ? content_.a : content_.b).method),
                unit()};
    }
    return {content_.scale == GoodnessScale::relative ? CompareText::tr("goodness, %1").arg(unit())
                                                      : unit()};
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

QRect MapCompareCanvas::scaleRect(int column, int row) const {
    const QRect next = mapRect(column, row == kA && content_.hasTwoScales() ? kB : kDifference);
    return {next.left(), next.top() - maps::ScaleBar::kHeight - line_ - kCompareGap / 2,
            tile_.width(), maps::ScaleBar::kHeight};
}

/// Why a layer has no difference; empty if it has one.
QString MapCompareCanvas::noteOf(const Column& c) const {
    const bool isA = c.a.map.isThere();
    const bool isB = c.b.map.isThere();
    if (c.difference.isThere()) {
        return {};
    }
    if (isA && isB && c.a.map.patches == c.b.map.patches) {
        return CompareText::tr("not compared: goodness is another quantity in %1 than in %2")
            .arg(content_.b.method, content_.a.method);
    }
    if (isA && isB) {
        return CompareText::tr("not compared: %1 and %2 patches per side")
            .arg(c.a.map.patches)
            .arg(c.b.map.patches);
    }
    if (!isA && !isB) {
        return CompareText::tr("not compared: neither run has this channel");
    }
    return c.a.layer.channels > 0 && c.b.layer.channels > 0
               ? CompareText::tr("not compared: only one run has this channel")
               : CompareText::tr("not compared: only one run has this layer");
}

QRect MapCompareCanvas::noteRect(int column) const {
    const QRect place = mapRect(column, kDifference);
    const QString text = noteOf(content_.columns[static_cast<std::size_t>(column)]);
    const QRect room(0, 0, place.width() - 2 * kNotePadding, 1000);
    const int tall = QFontMetrics(smallFont()).boundingRect(room, Qt::TextWordWrap, text).height();
    return {place.topLeft(),
            QSize(place.width(), std::max(place.height(), tall + 2 * kNotePadding))};
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
