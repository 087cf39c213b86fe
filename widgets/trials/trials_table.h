// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trials_part.h"

#include <QAbstractTableModel>
#include <QVariantMap>

#include <optional>
#include <string>
#include <vector>

class QCheckBox;
class QLabel;
class QTableView;

namespace asge {

/// The rows of trials as a table that can be sorted by each column. Missing values are last.
class TrialsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    explicit TrialsModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    /// What a row is about, to find it again among other trials.
    struct Key {
        RunId run = 0; ///< one of its runs; 0 if none has begun
        std::string experiment;
    };

    /// Returns whether the columns are as before; then selected rows stay selected.
    bool setContent(TrialsContentPtr content, TrialRows rows);
    Key keyAt(int place) const;
    int placeOf(const Key& key) const; ///< −1 if there is no such row
    const Trials& trials() const;
    std::size_t rowOf(int place) const { return order_[static_cast<std::size_t>(place)]; }
    QString columnName(int column) const;    ///< the same in every language
    int columnOf(const QString& name) const; ///< −1 if there is no such column
    TextTable text() const;                  ///< in the order that is shown
    TextTable values() const;                ///< the same for programs
    /// The columns from the left, as they are shown: what is varied is behind the accuracy that
    /// ranks and the state, and before the other results.
    std::vector<int> shownOrder() const;
    Qt::Alignment alignmentOf(int column) const; ///< of its cells and its head
    bool hasDeviations() const;                  ///< whether results are "mean ± deviation"

    /// The column of the data set, by which rows are grouped; −1 if there is one data set.
    int dataColumn() const;
    QString rankText(int place) const; ///< within the data set
    bool hasSoFar() const;             ///< whether results of runs that have not finished are shown

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Column −1: by rank.
    void sort(int column, Qt::SortOrder order) override;

  private:
    std::optional<double> keyOf(std::size_t row, int column) const;
    TextTable ordered(const TextTable& ranked) const;
    void arrange();
    bool isBest(std::size_t row, int column) const;
    bool isSetting(int column) const;
    bool isSoFar(std::size_t row, int column) const;
    QString rankTip(const Trial& trial) const;

    TrialsContentPtr content_;
    TrialRows rows_ = TrialRows::settings;
    TextTable text_;
    std::size_t texts_ = 0; ///< number of the columns of text
    std::vector<std::size_t> order_;
    int column_ = -1;
    Qt::SortOrder direction_ = Qt::AscendingOrder;
};

/// The table of trials, ranked by validation accuracy until the user sorts it.
///
/// Other trials may have other columns. The column by which the user has sorted, and the widths
/// that the user has set, are those of their names: they come back with a column of that name.
class TrialsTable : public TrialsPart {
    Q_OBJECT
    Q_PROPERTY(QVariantMap keptState READ keptState WRITE setKeptState)

  public:
    explicit TrialsTable(QWidget* parent = nullptr);

    void setContent(TrialsContentPtr content) override;
    PlotPicture picture(const ExportTarget& target) override;
    ExportedTable table() const override;

    /// The order and the widths that the user has set, for another session.
    QVariantMap keptState() const;
    void setKeptState(const QVariantMap& state);

  private:
    void show();
    void beginAnew();
    void applyOrder();
    void widenColumns();

    TrialsContentPtr content_;
    TrialsModel* model_;
    QTableView* table_;
    QCheckBox* each_;
    QLabel* note_;       ///< what ★ and the ranks mean
    QLabel* deviation_;  ///< what ± means
    QLabel* soFar_;      ///< what parentheses mean
    bool fits_ = false;  ///< while the table itself sets widths and order
    QVariantMap widths_; ///< pixels, of the columns whose width the user has set
    QString sortedBy_;   ///< name of the column; empty: by rank
    Qt::SortOrder order_ = Qt::AscendingOrder;
};

} // namespace asge
