// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_rows.h"
#include "widgets/runs/runs_columns.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <optional>
#include <unordered_map>
#include <vector>

namespace asge {

/// The run table's rows: runs that the filter lets through, sorted, or groups of them with their
/// members. Values that a run doesn't have are shown as '–'. Columns are only ever added, at the
/// end: for layers and settings that no run had before.
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
        bestEpochColumn,
        lastAtBestColumn,
        fusionAtBestColumn,
        bestAtBestColumn,
        notesColumn,
        parentColumn,
        reasonColumn,
        firstSettingColumn
    };

    explicit RunsModel(QObject* parent = nullptr);

    /// Runs that are there already keep their rows where these don't sort otherwise.
    void setRuns(std::vector<RunSummary> runs);
    void setFilter(const RunFilter& filter);
    void setShowsArchived(bool shows);
    bool showsArchived() const { return wanted_.archived; }
    /// Keys of groupRuns; none: no groups.
    void setGrouping(std::vector<std::string> keys);
    const std::vector<std::string>& grouping() const { return wanted_.groupedBy; }
    void setOpen(int headingRow, bool open);

    const std::vector<RunColumn>& columns() const { return columns_; }
    std::optional<int> columnNamed(const QString& name) const;
    const RunEntries& runs() const { return runs_; }
    const RunEntry* find(RunId id) const; ///< also one that has no row; null where there is none
    int hiddenArchived() const { return arranged_.hiddenArchived; }

    const RunEntry* runAt(int row) const;     ///< null for a group's heading
    const RunGroup* headingAt(int row) const; ///< null for a run
    bool isMember(int row) const;             ///< a run below its group's heading
    bool isOpen(int headingRow) const;
    QList<RunId> runsAt(int row) const; ///< of a heading: its members
    QString titleAt(int headingRow) const;
    std::optional<int> rowOf(RunId id) const;

    /// Paths of settings in which at least two runs differ.
    const std::set<std::string>& differingSettings() const;
    /// Paths that runs have and this version doesn't know.
    const std::set<std::string>& unknownSettings() const;
    /// The values that runs have in a field, each once, in their order.
    QStringList valuesSeen(const RunField& field) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Renames a run here and asks for it; the next setRuns has the last word.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

  signals:
    void renameRequested(asge::RunId id, const QString& name);
    void renameRefused(const QString& why);
    void settingsRead(); ///< of all runs, so that what is said of them takes no time
    void rowsArranged(); ///< after every change of what the table shows

  private:
    void takeRuns(std::vector<RunSummary>& runs);
    void arrange();
    void show(RunEntries runs);
    void replaceRows(RunEntries runs, RunRows arranged);
    void announce();
    void addLayerColumns();
    void addColumns(std::vector<RunColumn> columns);
    void readSomeSettings();
    const SeenSettings& settingsOfAll() const;

    QVariant runData(const RunEntry& run, int column, int role) const;
    QVariant headingData(int row, int column, int role) const;
    bool isRightAligned(int column) const;

    std::vector<RunColumn> columns_;
    RunEntries runs_;
    std::unordered_map<RunId, std::shared_ptr<RunEntry>> known_;
    RowsWanted wanted_;
    RunRows arranged_;
    std::unordered_map<RunId, int> rows_;
    std::unordered_map<std::string, int> headings_; ///< rows, by their groups' identities
    std::set<RunId> changed_;                       ///< by the setRuns under way
    QTimer reading_; ///< of settings, a few at a time while nothing else is to be done
    std::size_t read_ = 0;
    mutable std::optional<SeenSettings> settings_;
};

} // namespace asge
