// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_scroll.h"

#include "widgets/compare/map_compare_canvas.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace asge {

MapCompareScroll::MapCompareScroll(MapCompareCanvas* canvas, QWidget* parent)
    : QWidget(parent), canvas_(canvas), scroll_(new QScrollArea(this)) {
    scroll_->setObjectName(QStringLiteral("mapsScroll"));
    scroll_->setWidget(canvas_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setBackgroundRole(QPalette::Base);
    scroll_->viewport()->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(scroll_);
}

void MapCompareScroll::fit(bool isShown) {
    isShown_ = isShown;
    QSize room = scroll_->maximumViewportSize();
    canvas_->setRoom(room);
    int bar = 0;
    if (canvas_->sizeHint().width() > room.width()) { // not even one layer fits
        bar = scroll_->horizontalScrollBar()->sizeHint().height();
        room.rheight() -= bar;
        canvas_->setRoom(room);
    }
    scroll_->setMinimumHeight(isShown ? canvas_->leastHeight() + bar : 0);
}

bool MapCompareScroll::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fit(isShown_); // the viewport has its size only once it is shown
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace asge
