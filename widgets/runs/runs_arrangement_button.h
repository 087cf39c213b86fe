// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QToolButton>

namespace asge {

class RunsGroupButton;
class RunsModel;
class RunsTable;

/// Sorts and groups the runs of the list, which has no header, and shows archived ones: the menu
/// presses the buttons of the table.
class RunsArrangementButton : public QToolButton {
  public:
    RunsArrangementButton(RunsTable& table, const RunsModel& model, RunsGroupButton& groups,
                          QToolButton& archived, QWidget* parent);

  private:
    void fill();
    void addOrder(const QString& text, int column, Qt::SortOrder order);

    RunsTable& table_;
    const RunsModel& model_;
    RunsGroupButton& groups_;
    QToolButton& archived_;
};

} // namespace asge
