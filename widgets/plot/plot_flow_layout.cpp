// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace asge {
namespace {

constexpr int kHorizontalGap = 9; // pixels between neighbours, unless another gap is set
constexpr int kVerticalGap = 4;   // pixels between lines
constexpr int kNarrowLine = 340;  // pixels
constexpr int kNarrowGap = 5;     // pixels between neighbours in a narrow line

} // namespace

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent), gap_(kHorizontalGap) {
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

void FlowLayout::setSpacing(int gap) {
    gap_ = gap;
    invalidate();
}

void FlowLayout::setGeometry(const QRect& rect) {
    QLayout::setGeometry(rect);
    place(rect.marginsRemoved(contentsMargins()), true);
}

/// Items that all have the same width keep their gaps, which are those of columns.
int FlowLayout::gapIn(int line, int cell) const {
    return cell == 0 && line < kNarrowLine ? std::min(gap_, kNarrowGap) : gap_;
}

/// The size of an item in lines of that width: the best one, or the width of a cell if all items
/// have the same; less if it is wider than a line and can be narrower.
QSize FlowLayout::sizeOf(const QLayoutItem& item, int line, int cell) {
    const QSize best = item.sizeHint();
    const int width =
        std::min(cell > 0 ? cell : best.width(), std::max(line, item.minimumSize().width()));
    return {width, item.hasHeightForWidth() ? item.heightForWidth(width) : best.height()};
}

/// The first item that has no room in the line that begins with `first`.
qsizetype FlowLayout::endOfLine(qsizetype first, int width, int cell) const {
    int x = 0;
    for (qsizetype i = first; i < items_.size(); ++i) {
        const bool isGap = items_[i]->spacerItem() != nullptr;
        if (!isGap && items_[i]->isEmpty()) {
            continue;
        }
        const int wide =
            isGap ? items_[i]->sizeHint().width() : sizeOf(*items_[i], width, cell).width();
        if (!isGap && x > 0 && x + wide > width) {
            return i;
        }
        x += !isGap ? wide + gapIn(width, cell) : x > 0 ? wide : 0;
    }
    return items_.size();
}

/// Returns the height of the line.
int FlowLayout::placeLine(qsizetype first, qsizetype end, const QRect& rect, int cell,
                          bool move) const {
    int tall = 0;
    for (qsizetype i = first; i < end; ++i) {
        tall = std::max(tall,
                        items_[i]->isEmpty() ? 0 : sizeOf(*items_[i], rect.width(), cell).height());
    }
    int x = rect.x();
    for (qsizetype i = first; move && i < end; ++i) {
        if (items_[i]->spacerItem() != nullptr) {
            x += x > rect.x() ? items_[i]->sizeHint().width() : 0;
        } else if (!items_[i]->isEmpty()) {
            const QSize size = sizeOf(*items_[i], rect.width(), cell);
            items_[i]->setGeometry({QPoint(x, rect.y() + (tall - size.height()) / 2), size});
            x += size.width() + gapIn(rect.width(), cell);
        }
    }
    return tall;
}

int FlowLayout::place(const QRect& rect, bool move) const {
    const int cell = cellWidth(rect.width());
    QRect room = rect;
    for (qsizetype first = 0; first < items_.size();) {
        const qsizetype end = endOfLine(first, rect.width(), cell);
        const int below = end < items_.size() ? kVerticalGap : 0;
        room.setTop(room.y() + placeLine(first, end, room, cell, move) + below);
        first = end;
    }
    return room.y() - rect.y();
}

} // namespace asge
