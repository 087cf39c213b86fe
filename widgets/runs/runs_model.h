// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_rows.h"
#include "widgets/plot/table_export.h"
#include "widgets/runs/runs_columns.h"
#include "widgets/runs/runs_histories.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <optional>
#include <unordered_map>
#include <vector>

namespace asge {

/// The rows of the run table: the runs that pass the filter, sorted, or groups of them with their
/// members. Missing values are shown as '–'. When runs with more layers or new settings appear,
/// columns are appended; columns are never removed.
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
        validationColumn,
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

    /// Replaces the runs. Existing runs keep their rows unless they are sorted elsewhere.
    void setRuns(std::vector<RunSummary> runs);
    void setFilter(const RunFilter& filter);
    void setShowsArchived(bool shows);
    bool showsArchived() const { return wanted_.archived; }
    /// Sets the keys for groupRuns; none: no groups.
    void setGrouping(std::vector<std::string> keys);
    const std::vector<std::string>& grouping() const { return wanted_.groupedBy; }
    void setOpen(int headingRow, bool open);

    /// The run that the other views show, and the one that it is compared with; 0 for none.
    void setShownRun(RunId id);
    void setOtherRun(RunId id);
    RunId shownRun() const { return shownRun_; }
    RunId otherRun() const { return otherRun_; }

    const std::vector<RunColumn>& columns() const { return columns_; }
    std::optional<int> columnNamed(const QString& name) const;
    const RunEntries& runs() const { return runs_; }
    /// The runs that match the filter, also those of closed groups.
    QList<RunId> listedRuns() const;
    const RunEntry* find(RunId id) const; ///< also finds runs without a row; null if there is none
    int hiddenArchived() const { return arranged_.hiddenArchived; }

    const RunEntry* runAt(int row) const;     ///< null for a group's heading
    const RunGroup* headingAt(int row) const; ///< null for a run
    bool isMember(int row) const;             ///< true for a run below its group's heading
    bool isOpen(int headingRow) const;
    QList<RunId> runsAt(int row) const; ///< the run, or the members of a group
    QString titleAt(int headingRow) const;
    /// Whether a column has lists of numbers and words, such as a network or the runs of a group.
    bool holdsValues(int column) const;
    std::optional<int> rowOf(RunId id) const;

    /// The test accuracies of a run by epoch; null unless they have been read and make a line.
    const AccuracyHistory* historyOf(const RunSummary& run) const { return histories_.find(run); }
    /// Requests the histories of the runs in these rows that are not known yet.
    void requestHistories(int firstRow, int lastRow);
    void setHistories(std::vector<AccuracyHistory> histories);

    /// Paths of settings in which at least two runs differ.
    const std::set<std::string>& differingSettings() const;
    /// Paths of settings that runs have and this version does not know.
    const std::set<std::string>& unknownSettings() const;
    /// The distinct values of a field over all runs, sorted.
    QStringList valuesSeen(const RunField& field) const;

    /// These rows in these columns, as `asge runs list` prints them.
    ExportedTable exported(const QList<int>& rows, const std::vector<int>& columns) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Renames a run in the model and emits renameRequested; the next setRuns brings the stored
    /// name.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    void sort(int column, Qt::SortOrder order) override;

  signals:
    void renameRequested(asge::RunId id, const QString& name, const QString& before);
    void renameRefused(const QString& why);
    void historiesRequested(const QList<asge::RunId>& ids); ///< setHistories brings them
    /// the settings of all runs have been read, so questions about them are fast
    void settingsRead();
    void rowsArranged(); ///< emitted after every change of the rows

  private:
    void takeRuns(std::vector<RunSummary>& runs);
    void arrange();
    void show(RunEntries runs);
    void replaceRows(RunEntries runs, RunRows arranged);
    void nameGroups();
    void announce();
    void mark(RunId& marked, RunId id);
    void addLayerColumns();
    void addColumns(std::vector<RunColumn> columns);
    void readSomeSettings();
    const SeenSettings& settingsOfAll() const;

    QVariant runData(const RunEntry& run, int column, int role) const;
    QVariant headingData(int row, int column, int role) const;
    bool isRightAligned(int column) const;

    RunId shownRun_ = 0;
    RunId otherRun_ = 0;
    std::vector<RunColumn> columns_;
    RunEntries runs_;
    std::unordered_map<RunId, std::shared_ptr<RunEntry>> known_;
    RunsHistories histories_;
    RowsWanted wanted_;
    RunRows arranged_;
    std::vector<QString> titles_; ///< of the groups
    std::unordered_map<RunId, int> rows_;
    std::unordered_map<std::string, int> headings_; ///< rows by group key
    std::set<RunId> changed_;                       ///< by the current setRuns
    QTimer reading_; ///< reads settings, a few at a time while the window is idle
    std::size_t read_ = 0;
    mutable std::optional<SeenSettings> settings_;
};

} // namespace asge
