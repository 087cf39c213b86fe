// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_rows.h"

#include "widgets/common/handled_keys.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_text.h"

#include <QAbstractItemView>
#include <QPainter>

namespace asge::runs {

bool toggleGroup(RunsModel& model, const QModelIndex& index) {
    if (!index.isValid() || model.headingAt(index.row()) == nullptr) {
        return false;
    }
    model.setOpen(index.row(), !model.isOpen(index.row()));
    return true;
}

void addGroupKeys(QAbstractItemView& view, RunsModel& model) {
    auto* keys = new HandledKeys(view);
    const auto add = [&](Qt::Key key, const QString& use, auto act) {
        keys->addIf({key}, use, [&view, &model, act] {
            const QModelIndex index = view.currentIndex();
            return index.isValid() && model.headingAt(index.row()) != nullptr && act(index);
        });
    };
    const auto open = [&model](const QModelIndex& index, bool isOpen) {
        model.setOpen(index.row(), isOpen);
        return true;
    };
    add(Qt::Key_Right, RunsText::tr("Open a group of runs"),
        [open](const QModelIndex& index) { return open(index, true); });
    add(Qt::Key_Left, RunsText::tr("Close a group of runs"),
        [open](const QModelIndex& index) { return open(index, false); });
    add(Qt::Key_Space, RunsText::tr("Open or close a group of runs"),
        [&model](const QModelIndex& index) { return toggleGroup(model, index); });
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
