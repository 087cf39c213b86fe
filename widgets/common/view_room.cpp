// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/view_room.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QWidget>

namespace asge {

ViewRoom::ViewRoom(QWidget* view) : QObject(view), view_(view) {
    view->installEventFilter(this);
    findArea();
}

std::optional<QSize> ViewRoom::viewport() const {
    return viewport_ ? std::optional(viewport_->size()) : std::nullopt;
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
