// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_arrangement_button.h"

#include "widgets/runs/runs_group_button.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_table.h"
#include "widgets/runs/runs_text.h"

#include <QHeaderView>
#include <QMenu>

namespace asge {

RunsArrangementButton::RunsArrangementButton(RunsTable& table, const RunsModel& model,
                                             RunsGroupButton& groups, QToolButton& archived,
                                             QWidget* parent)
    : QToolButton(parent), table_(table), model_(model), groups_(groups), archived_(archived) {
    setObjectName(QStringLiteral("runsArrangement"));
    setText(RunsText::tr("View") + QString(2, QChar::Nbsp)); // room for the arrow
    setToolTip(RunsText::tr("Sort the runs, group them, show archived ones"));
    setFocusPolicy(Qt::TabFocus);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &RunsArrangementButton::fill);
}

void RunsArrangementButton::fill() {
    menu()->clear();
    addOrder(RunsText::tr("Newest first"), RunsModel::createdColumn, Qt::DescendingOrder);
    addOrder(RunsText::tr("Best Fusion first"), RunsModel::fusionColumn, Qt::DescendingOrder);
    addOrder(RunsText::tr("By name"), RunsModel::nameColumn, Qt::AscendingOrder);
    addOrder(RunsText::tr("By status"), RunsModel::statusColumn, Qt::AscendingOrder);
    menu()->addSeparator();
    QAction* group = menu()->addMenu(groups_.menu());
    group->setText(RunsText::tr("Group"));
    QAction* archived =
        menu()->addAction(RunsText::tr("Show archived runs"), &archived_, &QToolButton::click);
    archived->setObjectName(QStringLiteral("runsShowArchived"));
    archived->setCheckable(true);
    archived->setChecked(model_.showsArchived());
}

void RunsArrangementButton::addOrder(const QString& text, int column, Qt::SortOrder order) {
    QAction* action = menu()->addAction(
        text, this, [this, column, order] { table_.sortByColumn(column, order); });
    const QHeaderView& header = *table_.horizontalHeader();
    action->setCheckable(true);
    action->setChecked(header.sortIndicatorSection() == column &&
                       header.sortIndicatorOrder() == order);
}

} // namespace asge
