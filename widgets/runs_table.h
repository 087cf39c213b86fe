#pragma once

#include "widgets/runs_model.h"

#include <QTableView>

#include <set>

namespace asge {

/// The table of runs: colours of the states, inline renaming that a refresh does not disturb, a
/// choice of columns, and a text in its middle while it has no rows.
class RunsTable : public QTableView {
    Q_OBJECT

  public:
    explicit RunsTable(RunsProxy* proxy, QWidget* parent = nullptr);

    QList<RunId> selectedRuns() const; ///< in the table's order
    void setEmptyText(const QString& text);
    /// Shows a column while it tells something, unless somebody has decided about it.
    void offerColumn(RunsModel::Column column, bool telling);

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
    std::set<int> decided_; ///< columns that were chosen in the header's menu
};

} // namespace asge
