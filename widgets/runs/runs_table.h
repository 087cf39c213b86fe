// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/runs/runs_delegate.h"
#include "widgets/runs/runs_model.h"

#include <QTableView>
#include <QVariantMap>

#include <map>
#include <set>

namespace asge {

/// The table of runs. It keeps which columns are shown, their order and widths, opens and closes
/// groups, edits names without being disturbed by refreshes, and shows a text while it has no rows.
class RunsTable : public QTableView {
    Q_OBJECT

  public:
    explicit RunsTable(RunsModel* model, QWidget* parent = nullptr);

    /// In the order of the table; a selected group stands for its members.
    QList<RunId> selectedRuns() const;
    QList<int> selectedRows() const;
    /// The run next to the selected rows: below them, or above if there is none below; 0 for none.
    RunId neighbourOfSelection() const;
    std::vector<int> shownColumns() const; ///< from left to right
    void setEmptyText(const QString& text);
    void setDots(bool dots) { delegate_->setDots(dots); }

    bool isShown(int column) const { return !isColumnHidden(column); }
    /// The user's choice. A column that becomes visible is moved to the end.
    void setShown(int column, bool shown);
    /// Shows a column if `informative`, unless the user has shown or hidden it. If the window is
    /// too narrow, the least informative of the columns that the user has not chosen are hidden.
    void setInformative(int column, bool informative);
    void resetColumns();
    /// Makes columns wide enough for a mean ± standard deviation, while the rows are groups.
    void setWide(bool wide);

    /// The columns, their order and widths, and the sorting. Columns that do not exist yet are
    /// remembered and get their places when they appear.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);

  signals:
    void selectedRunsChanged();
    void headerMenuRequested(int column, const QPoint& global);
    void columnsChanged(); ///< the user changed something that saveState returns
    void openRequested();  ///< a run was double-clicked

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void selectionChanged(const QItemSelection& selected,
                          const QItemSelection& deselected) override;

  private:
    QString nameOf(int column) const;
    int initialWidth(int column) const;
    void setUpColumns(int first);
    void placeColumns();
    bool isWanted(int column) const;
    void fit();
    int widestNetwork() const;
    int longestName() const;
    void fitHeadings();
    void saveSelection();
    void restoreSelection();

    RunsModel* model_;
    RunsDelegate* delegate_;
    QString emptyText_;
    std::map<QString, bool> userChoice_; ///< columns shown or hidden by the user
    std::map<int, bool> informative_;    ///< whether a column is informative
    std::map<QString, int> widths_;      ///< widths set by the user
    QStringList order_;                  ///< columns that the user has shown or moved
    bool arranging_ = false;             ///< the program, not the user, is changing the header
    bool restoringSelection_ = false;    ///< the selection is being restored
    /// selected rows while the rows are being sorted
    std::vector<QPersistentModelIndex> savedSelection_;
    bool wide_ = false;
    int widestNetwork_ = 0;    ///< width of the column in which every network is whole
    int longestName_ = 0;      ///< about the width that all names need
    bool hasHighRows_ = false; ///< rows of groups whose titles need two lines
};

} // namespace asge
