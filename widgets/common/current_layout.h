// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStackedLayout>
#include <QWidget>

namespace asge {

/// Shows one widget at a time and needs the room of that one. QStackedLayout needs that of the
/// largest: in a small window, the sentence in the middle of an empty view would be out of sight.
class CurrentLayout : public QStackedLayout {
  public:
    using QStackedLayout::QStackedLayout;

    QSize minimumSize() const override {
        const QLayoutItem* shown = itemAt(currentIndex());
        return shown == nullptr ? QSize() : shown->minimumSize();
    }
    bool hasHeightForWidth() const override {
        const QLayoutItem* shown = itemAt(currentIndex());
        return shown != nullptr && shown->hasHeightForWidth();
    }
    int heightForWidth(int width) const override {
        const QLayoutItem* shown = itemAt(currentIndex());
        return shown == nullptr ? -1 : shown->heightForWidth(width);
    }
};

} // namespace asge
