// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_canvas.h"

#include "widgets/goodness/goodness_painter.h"

#include <QHoverEvent>
#include <QKeyEvent>
#include <QPaintEvent>
#include <QScrollBar>

namespace asge {

GoodnessCanvas::GoodnessCanvas(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    setMinimumSize(240, 160);
}

void GoodnessCanvas::setScene(const GoodnessScene* scene) {
    scene_ = scene;
    sceneChanged();
}

void GoodnessCanvas::sceneChanged() {
    updateScrollBars();
    hover(pointer_); // the value under the pointer may have changed
    viewport()->update();
}

void GoodnessCanvas::setImagesHidden(bool hidden) {
    imagesHidden_ = hidden;
    sceneChanged();
}

void GoodnessCanvas::setEmptyText(const QString& text) {
    emptyText_ = text;
    setAccessibleDescription(text);
    viewport()->update();
}

bool GoodnessCanvas::isEmpty() const {
    return imagesHidden_ || !scene_ || scene_->picked().empty();
}

GoodnessLayout GoodnessCanvas::layoutNow() const {
    return GoodnessLayout(*scene_, font(), viewport()->width());
}

QPoint GoodnessCanvas::scrollOffset() const {
    return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

QSize GoodnessCanvas::pictureSize() const {
    return layoutNow().size();
}

void GoodnessCanvas::paintPicture(QPainter& painter, bool vector) const {
    const GoodnessLayout layout = layoutNow();
    GoodnessPainter(*scene_, layout, palette(), vector)
        .paint(painter, layout.size(), {0, 0}, QRect({0, 0}, layout.size()));
}

void GoodnessCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (isEmpty()) {
        painter.fillRect(event->rect(), palette().color(QPalette::Base));
        painter.setPen(theme::plotColors(palette()).faint);
        painter.drawText(viewport()->rect().adjusted(40, 0, -40, 0),
                         Qt::AlignCenter | Qt::TextWordWrap, emptyText_);
        return;
    }
    const GoodnessLayout layout = layoutNow();
    GoodnessPainter(*scene_, layout, palette())
        .paint(painter, viewport()->size(), scrollOffset(), event->rect());
    paintHover(painter, layout);
}

QRect GoodnessCanvas::bodyRect(const GoodnessLayout& layout) const {
    return viewport()->rect().adjusted(0, layout.headerHeight(), 0, -layout.footerHeight());
}

void GoodnessCanvas::paintHover(QPainter& painter, const GoodnessLayout& layout) const {
    const bool outlined =
        spot_.kind == GoodnessSpot::Kind::patch || spot_.kind == GoodnessSpot::Kind::channel;
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

void GoodnessCanvas::updateScrollBars() {
    const QSize window = viewport()->size();
    const QSize picture = isEmpty() ? QSize(0, 0) : pictureSize();
    horizontalScrollBar()->setRange(0, std::max(picture.width() - window.width(), 0));
    horizontalScrollBar()->setPageStep(window.width());
    horizontalScrollBar()->setSingleStep(40);
    verticalScrollBar()->setRange(0, std::max(picture.height() - window.height(), 0));
    verticalScrollBar()->setPageStep(window.height());
    verticalScrollBar()->setSingleStep(40);
}

void GoodnessCanvas::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

void GoodnessCanvas::scrollContentsBy(int, int) {
    hover(pointer_);
    viewport()->update();
}

QPoint GoodnessCanvas::toPicture(const QPoint& point) const {
    const QPoint offset = scrollOffset();
    const int shift = point.x() < layoutNow().imageColumnWidth() ? 0 : offset.x();
    return point + QPoint(shift, offset.y());
}

void GoodnessCanvas::hover(const std::optional<QPoint>& pointer) {
    pointer_ = pointer;
    GoodnessSpot spot;
    QString text;
    if (pointer_ && !isEmpty()) {
        const GoodnessLayout layout = layoutNow();
        spot = bodyRect(layout).contains(*pointer_) ? layout.spotAt(toPicture(*pointer_))
                                                    : GoodnessSpot{};
        text = describe(*scene_, spot);
    }
    if (spot != spot_) {
        updateOutline();
        spot_ = spot;
        updateOutline();
    }
    if (text != readout_) {
        readout_ = text;
        emit readout(readout_);
    }
}

void GoodnessCanvas::updateOutline() {
    if (isEmpty()) {
        return;
    }
    if (const std::optional<QRect> rect = layoutNow().rectOf(spot_)) {
        viewport()->update(rect->translated(-scrollOffset()).adjusted(-2, -2, 2, 2));
    }
}

bool GoodnessCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::MouseMove) {
        hover(static_cast<QMouseEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::Leave) {
        hover(std::nullopt);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void GoodnessCanvas::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        emit stepRequested(-1);
        return;
    case Qt::Key_Right:
        emit stepRequested(1);
        return;
    case Qt::Key_Home:
        verticalScrollBar()->setValue(0);
        return;
    case Qt::Key_End:
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void GoodnessCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateScrollBars();
        viewport()->update();
    }
}

} // namespace asge
