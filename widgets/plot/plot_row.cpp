// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_row.h"

#include <QGridLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

constexpr int kNarrow = 640; // pixels; narrower plots are placed one above the other

} // namespace

PlotRow::PlotRow(QWidget* parent) : QWidget(parent), grid_(new QGridLayout(this)) {
    grid_->setContentsMargins(0, 0, 0, 0);
}

void PlotRow::add(QWidget* plot) {
    plots_.push_back(plot);
    arrange();
}

void PlotRow::showFirst(int count) {
    shown_ = count;
    arrange();
}

int PlotRow::setLeastRow(int height) {
    return std::exchange(leastRow_, height);
}

int PlotRow::leastHeight(int width) const {
    return heightOf(isNarrow(width) ? 1 : kColumns);
}

int PlotRow::columns() const {
    return isNarrow(width()) || isTall() ? 1 : kColumns;
}

QSize PlotRow::minimumSizeHint() const {
    return {kLeastWidth, leastHeight(width())};
}

QSize PlotRow::sizeHint() const {
    return {std::min(shown_, kColumns) * (kLeastColumn + grid_->spacing()), leastHeight(width())};
}

void PlotRow::resizeEvent(QResizeEvent* event) {
    arrange();
    QWidget::resizeEvent(event);
}

int PlotRow::count() const {
    return std::min(shown_, static_cast<int>(plots_.size()));
}

bool PlotRow::isNarrow(int width) const {
    return width < kColumns * kLeastColumn + grid_->spacing();
}

int PlotRow::heightOf(int columns) const {
    const int rows = std::max(1, (count() + columns - 1) / columns);
    return rows * (leastRow_ + grid_->spacing()) - grid_->spacing();
}

/// Whether plots above each other have a better shape.
bool PlotRow::isTall() const {
    return count() <= kColumns && width() < kNarrow &&
           height() > std::max(width() / 2, heightOf(1));
}

void PlotRow::arrange() {
    const int columns = this->columns();
    const std::tuple wanted(plots_.size(), count(), columns);
    if (wanted == arranged_) {
        return;
    }
    arranged_ = wanted;
    for (int i = 0; i < static_cast<int>(plots_.size()); ++i) {
        QWidget* plot = plots_[static_cast<std::size_t>(i)];
        grid_->addWidget(plot, i / columns, i % columns); // moves it if it is there already
        plot->setVisible(i < count());
        grid_->setRowStretch(i, i < (count() + columns - 1) / columns ? 1 : 0);
    }
    for (int column = 0; column < kColumns; ++column) {
        grid_->setColumnStretch(column, column < std::min(columns, count()) ? 1 : 0);
    }
}

} // namespace asge
