// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_canvas.h"

#include "widgets/evidence/evidence_painter.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QScrollBar>

namespace asge {

EvidenceCanvas::EvidenceCanvas(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Base);
    setMinimumSize(240, 160);
}

void EvidenceCanvas::setScene(const EvidenceScene* scene) {
    scene_ = scene;
    sceneChanged();
}

void EvidenceCanvas::sceneChanged() {
    updateScrollBars();
    hover(pointer_); // the value under the pointer may have changed
    viewport()->update();
}

void EvidenceCanvas::setSentence(const QString& text) {
    sentence_ = text;
    sceneChanged();
}

EvidenceLayout EvidenceCanvas::layoutNow() const {
    return EvidenceLayout(*scene_, font(), viewport()->size());
}

QPoint EvidenceCanvas::scrollOffset() const {
    return {horizontalScrollBar()->value(), verticalScrollBar()->value()};
}

void EvidenceCanvas::paintPicture(QPainter& painter, bool vector) const {
    const EvidenceLayout layout = layoutNow();
    EvidencePainter(*scene_, layout, palette(), vector)
        .paint(painter, layout.size(), {0, 0}, QRect({0, 0}, layout.size()));
}

void EvidenceCanvas::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    if (isEmpty()) {
        painter.fillRect(event->rect(), palette().color(QPalette::Base));
        painter.setPen(theme::plotColors(palette()).faint);
        painter.drawText(viewport()->rect().adjusted(40, 0, -40, 0),
                         Qt::AlignCenter | Qt::TextWordWrap, sentence_);
        return;
    }
    const EvidenceLayout layout = layoutNow();
    EvidencePainter(*scene_, layout, palette())
        .paint(painter, viewport()->size(), scrollOffset(), event->rect());
    paintHover(painter, layout);
}

QRect EvidenceCanvas::bodyRect(const EvidenceLayout& layout) const {
    return viewport()->rect().adjusted(0, layout.headerHeight(), 0, -layout.footerHeight());
}

void EvidenceCanvas::paintHover(QPainter& painter, const EvidenceLayout& layout) const {
    const bool outlined =
        spot_.kind == EvidenceSpot::Kind::patch || spot_.kind == EvidenceSpot::Kind::channel;
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

void EvidenceCanvas::updateScrollBars() {
    const QSize window = viewport()->size();
    const QSize picture = isEmpty() ? QSize(0, 0) : pictureSize();
    horizontalScrollBar()->setRange(0, std::max(picture.width() - window.width(), 0));
    horizontalScrollBar()->setPageStep(window.width());
    horizontalScrollBar()->setSingleStep(40);
    verticalScrollBar()->setRange(0, std::max(picture.height() - window.height(), 0));
    verticalScrollBar()->setPageStep(window.height());
    verticalScrollBar()->setSingleStep(40);
}

void EvidenceCanvas::resizeEvent(QResizeEvent*) {
    updateScrollBars();
}

void EvidenceCanvas::scrollContentsBy(int, int) {
    hover(pointer_);
    viewport()->update();
}

EvidenceSpot EvidenceCanvas::spotAt(const QPoint& point) const {
    if (isEmpty()) {
        return {};
    }
    const EvidenceLayout layout = layoutNow();
    if (!bodyRect(layout).contains(point)) {
        return {};
    }
    const QPoint offset = scrollOffset();
    const int shift = point.x() < layout.imageColumnWidth() ? 0 : offset.x();
    return layout.spotAt(point + QPoint(shift, offset.y()));
}

void EvidenceCanvas::hover(const std::optional<QPoint>& pointer) {
    pointer_ = pointer;
    const EvidenceSpot spot = pointer_ ? spotAt(*pointer_) : EvidenceSpot{};
    const QString text = isEmpty() ? QString() : describe(*scene_, spot);
    if (spot != spot_) {
        updateOutline();
        spot_ = spot;
        updateOutline();
        const bool clicks =
            spot.kind == EvidenceSpot::Kind::patch || spot.kind == EvidenceSpot::Kind::channel;
        viewport()->setCursor(clicks ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    if (text != readout_) {
        readout_ = text;
        emit readout(readout_);
    }
}

void EvidenceCanvas::updateOutline() {
    if (isEmpty()) {
        return;
    }
    if (const std::optional<QRect> rect = layoutNow().rectOf(spot_)) {
        viewport()->update(rect->translated(-scrollOffset()).adjusted(-2, -2, 2, 2));
    }
}

void EvidenceCanvas::click(const EvidenceSpot& spot) {
    if (spot.kind == EvidenceSpot::Kind::channel) {
        const EvidenceAnswer* answer = scene_->answer(spot.row, spot.layer);
        const ChannelEvidence* channel =
            answer != nullptr ? channelAt(*answer, spot.channel) : nullptr;
        if (channel != nullptr) {
            const bool isShown = scene_->channel() == channel->channel;
            emit channelChosen(spot.layer, isShown ? -1 : channel->channel);
        }
    } else if (spot.kind == EvidenceSpot::Kind::patch && scene_->enlarged() < 0) {
        emit layerChosen(spot.layer);
    } else if (spot.kind == EvidenceSpot::Kind::patch) {
        goBack();
    }
}

/// From a channel to the sum of its layer, from there to all layers.
void EvidenceCanvas::goBack() {
    if (scene_->channel() >= 0) {
        emit channelChosen(scene_->enlarged(), -1);
    } else if (scene_->enlarged() >= 0) {
        emit layerChosen(-1);
    }
}

bool EvidenceCanvas::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::MouseMove) {
        hover(static_cast<QMouseEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::Leave) {
        hover(std::nullopt);
    } else if (event->type() == QEvent::MouseButtonPress ||
               event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const EvidenceSpot spot = spotAt(mouse->position().toPoint());
        if (mouse->button() == Qt::LeftButton && event->type() == QEvent::MouseButtonPress) {
            pressed_ = spot;
        } else if (mouse->button() == Qt::LeftButton && spot == pressed_) {
            click(spot);
        }
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void EvidenceCanvas::keyPressEvent(QKeyEvent* event) {
    const auto key = event->key();
    if (isEmpty() || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) {
        QAbstractScrollArea::keyPressEvent(event);
    } else if (key == Qt::Key_Left || key == Qt::Key_Right) {
        emit imageStepRequested(key == Qt::Key_Left ? -1 : 1);
    } else if (key == Qt::Key_Up || key == Qt::Key_Down) {
        emit classStepRequested(key == Qt::Key_Up ? -1 : 1);
    } else if (key == Qt::Key_Space) {
        emit nextChannelRequested();
    } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        emit layerChosen(scene_->enlarged() < 0 ? 0 : -1);
    } else if (key == Qt::Key_Escape && scene_->enlarged() >= 0) {
        goBack();
    } else if (key == Qt::Key_Home || key == Qt::Key_End) {
        verticalScrollBar()->setValue(key == Qt::Key_Home ? 0 : verticalScrollBar()->maximum());
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void EvidenceCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateScrollBars();
        viewport()->update();
    }
}

} // namespace asge
