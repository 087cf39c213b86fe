// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/view_room.h"

#include "widgets/common/view_scroll.h"

#include <QEvent>
#include <QScrollArea>
#include <QWidget>

#include <algorithm>

namespace asge {

ViewRoom::ViewRoom(QWidget* view) : QObject(view), view_(view) {
    view->installEventFilter(this);
    findArea();
}

std::optional<QSize> ViewRoom::viewport() const {
    return viewport_ ? std::optional(viewport_->size()) : std::nullopt;
}

bool ViewRoom::isTooLowFor(int least) const {
    return viewport_ && least > viewport_->height() + ViewScroll::leastScroll(*view_);
}

bool ViewRoom::isSeen(int y) const {
    const int place = view_->y() + y;
    return !viewport_ || (place >= 0 && place < viewport_->height());
}

void ViewRoom::show(int y) {
    if (viewport_) {
        if (auto* area = qobject_cast<QScrollArea*>(viewport_->parentWidget())) {
            area->ensureVisible(0, y + 1, 0, 0); // it shows what is above that
        }
    }
}

int ViewRoom::yieldOf(int rows, int missing) {
    constexpr int kMost = 24; // pixels; lower plots can't be read well
    const int each = rows <= 0 || missing <= 0 ? 0 : (missing + rows - 1) / rows;
    return each <= kMost ? each : 0;
}

int ViewRoom::yieldNow(int rows, int lower) const {
    const auto room = viewport();
    const int beyond = room ? std::max(view_->height() - room->height(), 0) : 0;
    return room ? yieldOf(rows, beyond + rows * lower) : 0;
}

void ViewRoom::findArea() {
    QWidget* parent = view_->parentWidget();
    const auto* area =
        qobject_cast<QAbstractScrollArea*>(parent != nullptr ? parent->parentWidget() : nullptr);
    QWidget* found = area != nullptr && area->viewport() == parent ? parent : nullptr;
    if (found == viewport_) {
        return;
    }
    if (viewport_) {
        viewport_->removeEventFilter(this);
    }
    viewport_ = found;
    if (viewport_) {
        viewport_->installEventFilter(this);
    }
}

bool ViewRoom::eventFilter(QObject* watched, QEvent* event) {
    const bool moved = event->type() == QEvent::ParentChange || event->type() == QEvent::Show;
    if (watched == view_ && moved) {
        findArea();
    }
    if (moved || event->type() == QEvent::Resize) {
        emit changed();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
