// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_list.h"

#include "widgets/runs/runs_list_delegate.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_rows.h"

#include <QMouseEvent>

namespace asge {

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
}

void RunsList::setEmptyText(const QString& text) {
    emptyText_ = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void RunsList::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    runs::paintEmptyText(*this, emptyText_);
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

void RunsList::keyPressEvent(QKeyEvent* event) {
    if (!runs::takeGroupKey(*model_, currentIndex(), *event)) {
        QListView::keyPressEvent(event);
    }
}

} // namespace asge
