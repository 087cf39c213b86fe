// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_delegate.h"
#include "widgets/runs/runs_model.h"

#include <QTableView>
#include <QVariantMap>

#include <map>
#include <set>

namespace asge {

/// The table of runs: which columns it shows, where and how wide; groups that open and close;
/// inline renaming that a refresh does not disturb; a text in its middle while it has no rows.
class RunsTable : public QTableView {
    Q_OBJECT

  public:
    explicit RunsTable(RunsModel* model, QWidget* parent = nullptr);

    /// In the table's order; of a selected group its members.
    QList<RunId> selectedRuns() const;
    QList<int> selectedRows() const;
    void setEmptyText(const QString& text);
    void setDots(bool dots) { delegate_->setDots(dots); }

    bool isShown(int column) const { return !isColumnHidden(column); }
    /// Somebody chose. A column that comes to be shown is the last one.
    void setShown(int column, bool shown);
    /// Shows a column while it tells something, unless the user has decided about it. Where the
    /// window is too narrow for all that nobody has chosen, those that tell least give way.
    void offerColumn(int column, bool telling);
    void resetColumns();
    /// Room for a mean with its deviation while the rows are groups.
    void setWide(bool wide);

    /// Columns, their order and widths, and what the rows are sorted by. Columns that are still to
    /// come get their places when they do.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void selectedRunsChanged();
    void headerMenuRequested(int column, const QPoint& global);
    void columnsChanged(); ///< the user changed what saveState returns
    void openRequested();  ///< a run is double-clicked

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

  private:
    QString nameOf(int column) const;
    int initialWidth(int column) const;
    void setUpColumns(int first);
    void placeColumns();
    bool isWanted(int column) const;
    void fit();
    void rememberSelection();
    void recallSelection();
    bool toggleAt(const QModelIndex& index);

    RunsModel* model_;
    RunsDelegate* delegate_;
    QString emptyText_;
    std::map<QString, bool> decided_; ///< whether the user wants a column, by its name
    std::map<int, bool> offered_;     ///< whether a column tells something
    std::map<QString, int> widths_;   ///< of columns that the user has resized
    QStringList order_;               ///< of columns that the user has shown or moved
    bool arranging_ = false;          ///< the header changes by the program, not by a person
    bool recalling_ = false;          ///< the selection is put back as it was
    std::vector<QPersistentModelIndex> remembered_; ///< selected rows while they are arranged
    bool wide_ = false;
};

} // namespace asge
