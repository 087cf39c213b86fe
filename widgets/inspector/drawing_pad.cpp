// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/drawing_pad.h"

#include "widgets/common/handled_keys.h"
#include "widgets/inspector/inspector_text.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace asge {

namespace {

constexpr std::size_t kMostUndone = 50;
constexpr int kPadSide = 224; ///< pixels of the widget; 8 per pixel of a 28 × 28 image
constexpr int kSmallestPadSide = 140;

} // namespace

DrawingPad::DrawingPad(QWidget* parent) : QWidget(parent) {
    setContextMenuPolicy(Qt::PreventContextMenu); // the right button erases
    setObjectName(QStringLiteral("drawingPad"));
    setAccessibleName(InspectorText::tr("Drawing pad"));
    setToolTip(InspectorText::tr("Draw with the left mouse button, erase with the right one.\n"
                                 "Ctrl+Z undoes a stroke, Delete clears the pad."));
    setCursor(Qt::CrossCursor);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFormat(28, 28, true);
    auto* keys = new HandledKeys(*this);
    keys->add({QKeySequence(QKeySequence::Undo)}, InspectorText::tr("Undo a stroke"),
              [this] { undo(); });
    keys->add({Qt::Key_Delete, Qt::Key_Backspace}, InspectorText::tr("Clear the drawing pad"),
              [this] { clear(); });
}

QSize DrawingPad::sizeHint() const {
    return {kPadSide, heightForWidth(kPadSide)};
}

QSize DrawingPad::minimumSizeHint() const {
    return {kSmallestPadSide, heightForWidth(kSmallestPadSide)};
}

int DrawingPad::heightForWidth(int width) const {
    return drawing_.width() > 0 ? width * drawing_.height() / drawing_.width() : width;
}

void DrawingPad::setFormat(int width, int height, bool grey) {
    if (drawing_.size() == QSize(width, height) && grey_ == grey) {
        return;
    }
    grey_ = grey;
    past_.clear();
    draws_ = false;
    drawing_ = QImage(width, height, QImage::Format_RGB888);
    drawing_.fill(Qt::black);
    updateGeometry();
    update();
}

void DrawingPad::replace(const QImage& drawing) {
    drawing_ = drawing;
    update();
    emit changed();
}

void DrawingPad::keep() {
    past_.push_back(drawing_);
    if (past_.size() > kMostUndone) {
        past_.erase(past_.begin());
    }
}

void DrawingPad::setDrawing(const QImage& image) {
    keep();
    QImage scaled = image.scaled(drawing_.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    if (grey_) {
        scaled = scaled.convertToFormat(QImage::Format_Grayscale8);
    }
    replace(scaled.convertToFormat(QImage::Format_RGB888));
}

void DrawingPad::showImage(const QImage& image) {
    if (image.size() == drawing_.size()) {
        past_.clear();
        drawing_ = image.convertToFormat(QImage::Format_RGB888);
        update();
    }
}

void DrawingPad::undo() {
    if (!past_.empty()) {
        const QImage before = past_.back();
        past_.pop_back();
        replace(before);
    }
}

void DrawingPad::clear() {
    keep();
    QImage empty(drawing_.size(), QImage::Format_RGB888);
    empty.fill(Qt::black);
    replace(empty);
}

QRectF DrawingPad::area() const {
    const double scale = std::min(static_cast<double>(width()) / drawing_.width(),
                                  static_cast<double>(height()) / drawing_.height());
    const QSizeF size(scale * drawing_.width(), scale * drawing_.height());
    return {(width() - size.width()) / 2, (height() - size.height()) / 2, size.width(),
            size.height()};
}

QPointF DrawingPad::pixelAt(const QPointF& point) const {
    const QRectF place = area();
    return {(point.x() - place.x()) / place.width() * drawing_.width(),
            (point.y() - place.y()) / place.height() * drawing_.height()};
}

void DrawingPad::strokeTo(const QPointF& pixel) {
    QPainter painter(&drawing_);
    painter.setRenderHint(QPainter::Antialiasing);
    const int light = qGray(color_.rgb());
    const QColor ink = grey_ ? QColor(light, light, light) : color_;
    painter.setPen(QPen(erases_ ? QColor(Qt::black) : ink, brush_, Qt::SolidLine, Qt::RoundCap,
                        Qt::RoundJoin));
    if (pixel == last_) {
        painter.drawPoint(pixel);
    } else {
        painter.drawLine(last_, pixel);
    }
    painter.end();
    last_ = pixel;
    update();
    emit changed();
}

void DrawingPad::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton) {
        return;
    }
    keep();
    draws_ = true;
    erases_ = event->button() == Qt::RightButton;
    last_ = pixelAt(event->position());
    strokeTo(last_);
}

void DrawingPad::mouseMoveEvent(QMouseEvent* event) {
    if (draws_) {
        strokeTo(pixelAt(event->position()));
    }
}

void DrawingPad::mouseReleaseEvent(QMouseEvent*) {
    draws_ = false;
}

void DrawingPad::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF place = area();
    painter.drawImage(place, drawing_);
    // The pixels of a small image are told apart by a faint grid.
    const double cell = place.width() / drawing_.width();
    if (cell >= 6) {
        painter.setPen(QPen(QColor(128, 128, 128, 70), 0));
        for (int x = 1; x < drawing_.width(); ++x) {
            painter.drawLine(QPointF(place.x() + x * cell, place.top()),
                             QPointF(place.x() + x * cell, place.bottom()));
        }
        for (int y = 1; y < drawing_.height(); ++y) {
            painter.drawLine(QPointF(place.left(), place.y() + y * cell),
                             QPointF(place.right(), place.y() + y * cell));
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(hasFocus() ? palette().highlight().color() : palette().mid().color(), 1));
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5));
}

} // namespace asge
