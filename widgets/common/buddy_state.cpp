// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/buddy_state.h"

#include <QEvent>
#include <QLabel>

namespace asge {

namespace {

const char* const kFollowerName = "buddyFollower";

class BuddyFollower : public QObject {
  public:
    explicit BuddyFollower(QLabel& label) : QObject(&label), label_(label) {
        setObjectName(QLatin1String(kFollowerName));
        label.buddy()->installEventFilter(this);
        label.setEnabled(label.buddy()->isEnabled());
    }

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::EnabledChange && watched == label_.buddy()) {
            label_.setEnabled(label_.buddy()->isEnabled());
        }
        return false;
    }

  private:
    QLabel& label_;
};

} // namespace

void followBuddy(QLabel& label) {
    const auto* follower =
        label.findChild<QObject*>(QLatin1String(kFollowerName), Qt::FindDirectChildrenOnly);
    if (follower == nullptr && label.buddy() != nullptr) {
        new BuddyFollower(label);
    }
}

} // namespace asge
