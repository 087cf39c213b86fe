// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/steady_box.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QSignalBlocker>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace asge {

SteadyBox::SteadyBox(QWidget* parent) : QComboBox(parent) {
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    view()->installEventFilter(this);
}

void SteadyBox::setItems(const std::vector<Item>& items, const QString& chosen) {
    if (isOpen()) {
        missed_ = true;
        return;
    }
    const QSignalBlocker quiet(this);
    if (items != items_) {
        items_ = items;
        clear();
        for (const Item& item : items) {
            addItem(item.text, item.data);
            setItemData(count() - 1, item.tip, Qt::ToolTipRole);
        }
    }
    setCurrentIndex(std::max(findData(chosen), items.empty() ? -1 : 0));
}

bool SteadyBox::isOpen() const {
    return view()->isVisible();
}

/// The list closes before the box takes over what was chosen in it.
bool SteadyBox::eventFilter(QObject* watched, QEvent* event) {
    if (watched == view() && event->type() == QEvent::Hide && missed_) {
        QTimer::singleShot(0, this, [this] {
            if (!isOpen() && std::exchange(missed_, false)) {
                emit refillNeeded();
            }
        });
    }
    return QComboBox::eventFilter(watched, event);
}

} // namespace asge
