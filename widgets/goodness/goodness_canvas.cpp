// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_canvas.h"

#include "widgets/goodness/goodness_painter.h"

#include <QKeyEvent>

namespace asge {

GoodnessCanvas::GoodnessCanvas(const GoodnessScene& scene, QWidget* parent)
    : MapCanvas(parent), scene_(scene) {}

GoodnessLayout GoodnessCanvas::layoutNow() const {
    return GoodnessLayout(scene_, font(), viewport()->size());
}

std::unique_ptr<MapLayout> GoodnessCanvas::makeLayout(const QSize& window, int leastText) const {
    return std::make_unique<GoodnessLayout>(scene_, font(), window, leastText);
}

std::unique_ptr<MapPainter> GoodnessCanvas::makePainter(const MapLayout& layout,
                                                        bool vector) const {
    return std::make_unique<GoodnessPainter>(scene_, static_cast<const GoodnessLayout&>(layout),
                                             palette(), vector);
}

void GoodnessCanvas::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        emit stepRequested(event->key() == Qt::Key_Left ? -1 : 1);
    } else {
        MapCanvas::keyPressEvent(event);
    }
}

} // namespace asge
