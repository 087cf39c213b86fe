// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_list.h"

#include "widgets/runs/runs_list_delegate.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_rows.h"

#include <QMouseEvent>

#include <chrono>

namespace asge {
namespace {

/// The time after the last change of the visible rows. Rows that only pass by are not requested.
constexpr std::chrono::milliseconds kHistoryDelay{60};

} // namespace

RunsList::RunsList(RunsModel* model, QItemSelectionModel* selection, QWidget* parent)
    : QListView(parent), model_(model) {
    setModel(model);
    delete selectionModel(); // the view's, which the shared one replaces
    setSelectionModel(selection);
    setModelColumn(RunsModel::nameColumn);
    setItemDelegate(new RunsListDelegate(*model, this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true); // measuring thousands of rows would be slow
    setResizeMode(QListView::Adjust);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    runs::addGroupKeys(*this, *model);
    requesting_.setSingleShot(true);
    requesting_.setInterval(kHistoryDelay);
    connect(&requesting_, &QTimer::timeout, this, &RunsList::requestHistories);
}

void RunsList::setEmptyText(const QString& text) {
    emptyText_ = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void RunsList::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    runs::paintEmptyText(*this, emptyText_);
    requesting_.start(); // whatever changes the visible rows paints them
}

void RunsList::requestHistories() {
    if (!isVisible()) {
        return;
    }
    const QModelIndex first = indexAt({0, 0});
    const QModelIndex last = indexAt({0, viewport()->height() - 1});
    if (first.isValid()) {
        model_->requestHistories(first.row(), last.isValid() ? last.row() : model_->rowCount() - 1);
    }
}

/// The table's current cell may be in a column that the list does not have.
void RunsList::showEvent(QShowEvent* event) {
    QListView::showEvent(event);
    const QModelIndex current = currentIndex();
    if (current.isValid()) {
        const QModelIndex name = current.siblingAtColumn(RunsModel::nameColumn);
        selectionModel()->setCurrentIndex(name, QItemSelectionModel::NoUpdate);
        scrollTo(name);
    }
}

bool RunsList::isOnArrow(const QMouseEvent& event) const {
    const QModelIndex index = indexAt(event.pos());
    return event.button() == Qt::LeftButton && index.isValid() &&
           RunsDelegate::arrowRect(visualRect(index)).contains(event.pos());
}

void RunsList::mousePressEvent(QMouseEvent* event) {
    if (!isOnArrow(*event) || !runs::toggleGroup(*model_, indexAt(event->pos()))) {
        QListView::mousePressEvent(event);
    }
}

void RunsList::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && index.isValid() &&
        !runs::toggleGroup(*model_, index)) {
        emit openRequested();
    }
}

} // namespace asge
