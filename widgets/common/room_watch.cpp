// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/room_watch.h"

#include <QEvent>
#include <QScrollArea>

#include <utility>

namespace asge {

RoomWatch::RoomWatch(QWidget* page, std::function<void()> changed)
    : QObject(page), page_(page), changed_(std::move(changed)) {
    page_->installEventFilter(this);
    follow();
}

void RoomWatch::follow() {
    if (viewport_) {
        viewport_->removeEventFilter(this);
    }
    viewport_ = nullptr;
    QWidget* parent = page_->parentWidget();
    const auto* area =
        parent != nullptr ? qobject_cast<QScrollArea*>(parent->parentWidget()) : nullptr;
    if (area != nullptr && area->viewport() == parent) {
        viewport_ = parent;
        viewport_->installEventFilter(this);
    }
}

QSize RoomWatch::room() const {
    return viewport_ ? viewport_->size() : page_->size();
}

bool RoomWatch::eventFilter(QObject* watched, QEvent* event) {
    if (watched == page_ && event->type() == QEvent::ParentChange) {
        follow();
        changed_();
    } else if (watched == viewport_ && event->type() == QEvent::Resize) {
        changed_();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace asge
