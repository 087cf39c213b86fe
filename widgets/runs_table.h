#pragma once

#include "widgets/runs_model.h"

#include <QTableView>

namespace asge {

/// The table of runs: colours of the states, inline renaming that a refresh does not disturb, a
/// choice of columns, and a text in its middle while it has no rows.
class RunsTable : public QTableView {
    Q_OBJECT

  public:
    explicit RunsTable(RunsProxy* proxy, QWidget* parent = nullptr);

    QList<RunId> selectedRuns() const; ///< in the table's order
    void setEmptyText(const QString& text);
    /// Shows the method's column once runs differ in it, unless somebody has decided about it.
    void setSeveralMethods(bool several);

  signals:
    void selectedRunsChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

  private:
    void setInitialWidths();
    void showColumnMenu(const QPoint& point);

    QString emptyText_;
    bool methodChosen_ = false; ///< in the header's menu
};

} // namespace asge
