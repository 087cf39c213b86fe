// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_rows.h"

#include "widgets/common/theme.h"
#include "widgets/runs/runs_model.h"

#include <QAbstractItemView>
#include <QKeyEvent>
#include <QPainter>

namespace asge::runs {

bool toggleGroup(RunsModel& model, const QModelIndex& index) {
    if (!index.isValid() || model.headingAt(index.row()) == nullptr) {
        return false;
    }
    model.setOpen(index.row(), !model.isOpen(index.row()));
    return true;
}

bool takeGroupKey(RunsModel& model, const QModelIndex& index, const QKeyEvent& event) {
    if (!index.isValid() || model.headingAt(index.row()) == nullptr) {
        return false;
    }
    if (event.key() == Qt::Key_Right || event.key() == Qt::Key_Left) {
        model.setOpen(index.row(), event.key() == Qt::Key_Right);
        return true;
    }
    return event.key() == Qt::Key_Space && event.modifiers() == Qt::NoModifier &&
           toggleGroup(model, index);
}

void paintEmptyText(QAbstractItemView& view, const QString& text) {
    if (view.model()->rowCount() > 0) {
        return;
    }
    constexpr int kRoom = 24; // at both sides
    QPainter painter(view.viewport());
    painter.setPen(theme::plotColors(view.palette()).faint);
    painter.drawText(view.viewport()->rect().adjusted(kRoom, 0, -kRoom, 0),
                     Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace asge::runs
