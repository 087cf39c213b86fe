// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_scroll.h"

#include "widgets/compare/map_compare_canvas.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace asge {

MapCompareScroll::MapCompareScroll(MapCompareCanvas* canvas, QWidget* parent)
    : QWidget(parent), canvas_(canvas), scroll_(new QScrollArea(this)),
      sideBar_(new QScrollBar(Qt::Horizontal, this)) {
    scroll_->setObjectName(QStringLiteral("mapsScroll"));
    scroll_->setWidget(canvas_);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setBackgroundRole(QPalette::Base);
    scroll_->viewport()->installEventFilter(this);
    makeSideBar();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(sideBar_);
    column->addWidget(scroll_, 1);
}

/// The bar is above the maps: below them it would be out of sight where the page is higher than the
/// window.
void MapCompareScroll::makeSideBar() {
    sideBar_->setObjectName(QStringLiteral("mapsSideBar"));
    sideBar_->hide();
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QScrollBar* inner = scroll_->horizontalScrollBar();
    connect(inner, &QScrollBar::rangeChanged, sideBar_, [this, inner](int least, int most) {
        sideBar_->setPageStep(inner->pageStep());
        sideBar_->setSingleStep(inner->singleStep());
        sideBar_->setRange(least, most);
        sideBar_->setVisible(most > least);
    });
    connect(inner, &QScrollBar::valueChanged, sideBar_, &QScrollBar::setValue);
    connect(sideBar_, &QScrollBar::valueChanged, inner, &QScrollBar::setValue);
}

void MapCompareScroll::fit(bool isShown) {
    isShown_ = isShown;
    canvas_->setRoom(scroll_->maximumViewportSize());
    scroll_->setMinimumHeight(isShown ? canvas_->leastHeight() : 0);
}

bool MapCompareScroll::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fit(isShown_); // the viewport has its size only once it is shown
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace asge
