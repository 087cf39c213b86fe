// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace asge {
namespace {

constexpr int kVerticalGap = 4; // pixels between lines

} // namespace

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(items_);
}

void FlowLayout::addItem(QLayoutItem* item) {
    items_.append(item);
}

int FlowLayout::count() const {
    return static_cast<int>(items_.size());
}

QLayoutItem* FlowLayout::itemAt(int index) const {
    return items_.value(index);
}

QLayoutItem* FlowLayout::takeAt(int index) {
    return index >= 0 && index < items_.size() ? items_.takeAt(index) : nullptr;
}

Qt::Orientations FlowLayout::expandingDirections() const {
    return {};
}

bool FlowLayout::hasHeightForWidth() const {
    return true;
}

int FlowLayout::heightForWidth(int width) const {
    const QMargins around = contentsMargins();
    return place({0, 0, width - around.left() - around.right(), 0}, false) + around.top() +
           around.bottom();
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : items_) {
        size = size.expandedTo(item->minimumSize());
    }
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::sizeHint() const {
    return minimumSize();
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    place(rect.marginsRemoved(contentsMargins()), true);
}

/// The best size of an item, or less if it is wider than a line and can be narrower.
QSize FlowLayout::sizeOf(const QLayoutItem& item, int line, int cell) {
    const QSize best = item.sizeHint();
    const int wide = cell > 0 ? cell : best.width();
    const int width = std::min(wide, std::max(line, item.minimumSize().width()));
    return {width, item.hasHeightForWidth() ? item.heightForWidth(width) : best.height()};
}

int FlowLayout::place(const QRect& rect, bool move) const {
    const int cell = cellWidth(rect.width());
    qsizetype first = 0;
    int y = rect.y();
    while (first < items_.size()) {
        int x = rect.x();
        int tall = 0;
        qsizetype end = first;
        for (; end < items_.size(); ++end) {
            if (items_[end]->isEmpty()) {
                continue;
            }
            const QSize size = sizeOf(*items_[end], rect.width(), cell);
            if (x > rect.x() && x + size.width() > rect.right() + 1) {
                break;
            }
            x += size.width() + kHorizontalGap;
            tall = std::max(tall, size.height());
        }
        x = rect.x();
        for (; first < end; ++first) {
            if (items_[first]->isEmpty()) {
                continue;
            }
            const QSize size = sizeOf(*items_[first], rect.width(), cell);
            if (move) {
                items_[first]->setGeometry({QPoint(x, y + (tall - size.height()) / 2), size});
            }
            x += size.width() + kHorizontalGap;
        }
        y += tall + (end < items_.size() ? kVerticalGap : 0);
    }
    return y - rect.y();
}

} // namespace asge
