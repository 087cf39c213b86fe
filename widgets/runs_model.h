#pragma once

#include "core/store/records.h"
#include "widgets/runs_filter.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <optional>
#include <unordered_map>
#include <vector>

namespace asge {

/// Runs as rows. Values that a run doesn't have are shown as '–'.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column {
        statusColumn,
        nameColumn,
        idColumn,
        networkColumn,
        dataColumn,
        methodColumn,
        epochsColumn,
        lastColumn,
        fusionColumn,
        bestColumn,
        speedColumn,
        durationColumn,
        createdColumn,
        tagsColumn,
        deviceColumn,
        columnCountOfRuns
    };
    /// The value to sort by: a number, a text, or invalid where the run has none.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// Changes, adds and removes only what differs, so that views keep selection and scroll.
    void setRuns(std::vector<RunSummary> runs);
    const RunSummary& run(int row) const { return runs_[row]; }
    std::optional<int> rowOf(RunId id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Renames a run here and asks for it; the next setRuns has the last word.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    void renameRequested(asge::RunId id, const QString& name);
    void renameRefused(const QString& why);

  private:
    void removeMissing(const std::unordered_map<RunId, std::size_t>& wanted);
    void updateChanged(const std::unordered_map<RunId, std::size_t>& wanted,
                       std::vector<RunSummary>& runs);
    void insertNew(std::vector<RunSummary>& runs);
    static QVariant sortValue(const RunSummary& run, int column);
    static QString shown(const RunSummary& run, int column);
    static QString toolTip(const RunSummary& run, int column);

    std::vector<RunSummary> runs_;
    std::unordered_map<RunId, int> rows_;
};

/// Filters by a RunFilter; sorts with missing values last in both directions, and equal values
/// with the newest run first.
class RunsProxy : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    explicit RunsProxy(QObject* parent = nullptr);
    void setFilter(const RunFilter& filter);

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    RunFilter filter_;
};

/// "✓ finished" and the like.
QString statusText(RunStatus status);
/// 42 s as "0:42", an hour as "1:00:00".
QString durationText(double seconds);

} // namespace asge
