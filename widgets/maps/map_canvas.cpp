// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_canvas.h"

#include "widgets/common/handled_keys.h"
#include "widgets/maps/maps_text.h"

#include <QMouseEvent>
#include <QPaintEvent>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kLeastWidth = 160; ///< pixels: an image and a map

} // namespace

MapCanvas::MapCanvas(QWidget* parent) : QAbstractScrollArea(parent), keys_(new HandledKeys(*this)) {
    setObjectName(QStringLiteral("mapCanvas"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    keys_->add({Qt::Key_Home}, MapsText::tr("First row of maps"),
               [this] { verticalScrollBar()->setValue(0); });
    keys_->add({Qt::Key_End}, MapsText::tr("Last row of maps"),
               [this] { verticalScrollBar()->setValue(verticalScrollBar()->maximum()); });
}

void MapCanvas::sceneChanged() {
    updateScrollBars();
    hover(pointer_); // the value under the pointer may have changed
    viewport()->update();
}

void MapCanvas::setSentence(const QString& text) {
    sentence_ = text;
    sceneChanged();
}

QPoint MapCanvas::scrollOffset() const {
    return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

std::unique_ptr<MapLayout> MapCanvas::shownLayout() const {
    return makeLayout(viewport()->size(), 0);
}

/// A file has no tool tips and does not scroll, so that long names are whole: columns become wider
/// until they fit.
std::unique_ptr<MapLayout> MapCanvas::exportedLayout(const QSize& window) const {
    constexpr int kMostText = 420; // pixels; longer names are shortened in files too
    std::unique_ptr<MapLayout> layout = makeLayout(window, 0);
    for (int missing = makePainter(*layout, false)->missingWidth();
         missing > 0 && layout->textWidth() < kMostText;
         missing = makePainter(*layout, false)->missingWidth()) {
        layout = makeLayout(window, std::min(layout->textWidth() + missing, kMostText));
    }
    return layout;
}

QSize MapCanvas::pictureSize(const QSize& window) const {
    return exportedLayout(window)->size();
}

void MapCanvas::paintPicture(QPainter& painter, const QSize& window, bool vector) const {
    const std::unique_ptr<MapLayout> layout = exportedLayout(window);
    makePainter(*layout, vector)
        ->paint(painter, layout->size(), {0, 0}, QRect({0, 0}, layout->size()));
}

void MapCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (isEmpty()) {
        painter.fillRect(event->rect(), palette().color(QPalette::Base));
        painter.setPen(theme::plotColors(palette()).faint);
        painter.drawText(viewport()->rect().adjusted(40, 0, -40, 0),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence_);
        return;
    }
    const std::unique_ptr<MapLayout> layout = shownLayout();
    makePainter(*layout, false)->paint(painter, viewport()->size(), scrollOffset(), event->rect());
    paintHover(painter, *layout);
}

QRect MapCanvas::bodyRect(const MapLayout& layout) const {
    return viewport()->rect().adjusted(0, layout.headerHeight(), 0, -layout.footerHeight());
}

void MapCanvas::paintHover(QPainter& painter, const MapLayout& layout) const {
    const bool outlined =
        spot_.kind == MapSpot::Kind::patch || spot_.kind == MapSpot::Kind::channel;
    const std::optional<QRect> rect = layout.rectOf(spot_);
    if (!outlined || !rect) {
        return;
    }
    painter.setClipRect(bodyRect(layout).adjusted(layout.imageColumnWidth(), 0, 0, 0));
    painter.translate(-scrollOffset());
    // A black line and a white one together are visible on every colour.
    painter.setPen(Qt::black);
    painter.drawRect(rect->adjusted(-1, -1, 0, 0));
    painter.setPen(Qt::white);
    painter.drawRect(rect->adjusted(0, 0, -1, -1));
}

void MapCanvas::setWhole(bool whole) {
    if (whole == whole_) {
        return;
    }
    whole_ = whole;
    setVerticalScrollBarPolicy(whole ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    updateScrollBars();
}

QSize MapCanvas::minimumSizeHint() const {
    return {isBare_ ? 0 : kLeastWidth, least_};
}

void MapCanvas::setBare(bool bare) {
    isBare_ = bare;
    updateScrollBars();
}

void MapCanvas::updateScrollBars() {
    const QSize window = viewport()->size();
    const QSize picture = isEmpty() ? QSize(0, 0) : shownLayout()->size();
    const int bar =
        picture.width() > window.width() ? horizontalScrollBar()->sizeHint().height() : 0;
    const int least = isBare_                ? 0
                      : whole_ && !isEmpty() ? std::max(picture.height() + bar, kLeastHeight)
                                             : kLeastHeight;
    if (std::exchange(least_, least) != least) {
        updateGeometry();
    }
    horizontalScrollBar()->setRange(0, std::max(picture.width() - window.width(), 0));
    horizontalScrollBar()->setPageStep(window.width());
    horizontalScrollBar()->setSingleStep(40);
    verticalScrollBar()->setRange(0, std::max(picture.height() - window.height(), 0));
    verticalScrollBar()->setPageStep(window.height());
    verticalScrollBar()->setSingleStep(40);
}

void MapCanvas::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

void MapCanvas::scrollContentsBy(int, int) {
    hover(pointer_);
    viewport()->update();
}

MapSpot MapCanvas::spotAt(const QPoint& point) const {
    if (isEmpty()) {
        return {};
    }
    const std::unique_ptr<MapLayout> layout = shownLayout();
    if (!bodyRect(*layout).contains(point)) {
        return {};
    }
    const QPoint offset = scrollOffset();
    const int shift = point.x() < layout->imageColumnWidth() ? 0 : offset.x();
    return layout->spotAt(point + QPoint(shift, offset.y()));
}

void MapCanvas::hover(const std::optional<QPoint>& pointer) {
    pointer_ = pointer;
    const MapSpot spot = pointer_ ? spotAt(*pointer_) : MapSpot{};
    const QString text = isEmpty() ? QString() : textOf(spot);
    if (spot != spot_) {
        updateOutline();
        spot_ = spot;
        updateOutline();
        viewport()->setCursor(reactsTo(spot) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    if (text != readout_) {
        readout_ = text;
        emit readout(readout_);
    }
}

void MapCanvas::updateOutline() {
    if (isEmpty()) {
        return;
    }
    if (const std::optional<QRect> rect = shownLayout()->rectOf(spot_)) {
        viewport()->update(rect->translated(-scrollOffset()).adjusted(-2, -2, 2, 2));
    }
}

bool MapCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::MouseMove) {
        hover(static_cast<QMouseEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::Leave) {
        hover(std::nullopt);
    } else if (event->type() == QEvent::MouseButtonPress ||
               event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const MapSpot spot = spotAt(mouse->position().toPoint());
        if (mouse->button() == Qt::LeftButton && event->type() == QEvent::MouseButtonPress) {
            pressed_ = spot;
        } else if (mouse->button() == Qt::LeftButton && spot == pressed_ && reactsTo(spot)) {
            click(spot);
        }
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void MapCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateScrollBars();
        viewport()->update();
    }
}

} // namespace asge
