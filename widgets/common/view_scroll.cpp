// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/view_scroll.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

#include <algorithm>

namespace asge {

ViewScroll::ViewScroll(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
}

int ViewScroll::leastScroll(const QWidget& view) {
    return view.fontMetrics().height();
}

int ViewScroll::neededHeight(int width) const {
    const QWidget& view = *widget();
    const int least = std::max(view.minimumSizeHint().height(), view.minimumHeight());
    return view.hasHeightForWidth() ? std::max(least, view.heightForWidth(width)) : least;
}

/// Whether the widget would be scrolled by a few pixels. One that is too wide is scrolled anyway.
bool ViewScroll::givesWay() const {
    const QSize room = maximumViewportSize();
    if (widget() == nullptr || widget()->minimumSizeHint().width() > room.width()) {
        return false;
    }
    const int missing = neededHeight(room.width()) - room.height();
    return missing > 0 && missing <= leastScroll(*widget());
}

/// The empty margin below the widget's parts is the first to be out of sight.
void ViewScroll::squeeze() {
    for (QScrollBar* bar : {horizontalScrollBar(), verticalScrollBar()}) {
        bar->setRange(0, 0);
    }
    const QSize room = maximumViewportSize();
    const QLayout* layout = widget()->layout();
    const int margin = layout == nullptr ? 0 : layout->contentsMargins().bottom();
    const int missing = neededHeight(room.width()) - room.height();
    widget()->resize(room.width(), room.height() + std::min(missing, margin));
}

// QScrollArea would give the widget its least height first, and each change of a height lays out
// the widget again. So it does not see what is answered here.

bool ViewScroll::event(QEvent* event) {
    const bool lays =
        event->type() == QEvent::StyleChange || event->type() == QEvent::LayoutRequest;
    if (!lays || !givesWay()) {
        return QScrollArea::event(event);
    }
    squeeze();
    return QAbstractScrollArea::event(event);
}

bool ViewScroll::eventFilter(QObject* watched, QEvent* event) {
    if (watched != widget() || event->type() != QEvent::Resize || !givesWay()) {
        return QScrollArea::eventFilter(watched, event);
    }
    squeeze();
    return QAbstractScrollArea::eventFilter(watched, event);
}

void ViewScroll::resizeEvent(QResizeEvent* event) {
    if (!givesWay()) {
        QScrollArea::resizeEvent(event);
        return;
    }
    squeeze();
    QAbstractScrollArea::resizeEvent(event);
}

} // namespace asge
