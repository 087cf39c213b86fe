// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_table.h"

#include <QFrame>

class QLineEdit;
class QTreeWidget;

namespace asge {

/// A searchable list of all columns, grouped, with check boxes. It stays open while columns are
/// chosen and closes with a click elsewhere.
class RunsColumnsPopup : public QFrame {
    Q_OBJECT

  public:
    RunsColumnsPopup(RunsTable& table, RunsModel& model, QWidget* parent = nullptr);

    void popUp(const QPoint& topRight);

  private:
    void fill();
    void addGroup(const QString& title, const std::vector<int>& columns, bool open);
    void search(const QString& text);

    RunsTable& table_;
    RunsModel& model_;
    QLineEdit* search_;
    QTreeWidget* tree_;
    bool filling_ = false;
};

} // namespace asge
