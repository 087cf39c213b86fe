// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_model.h"

#include "core/base/text.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "core/query/runs_table.h"
#include "widgets/common/plain_text.h"
#include "widgets/runs/runs_text.h"
#include "widgets/runs/runs_tool_tips.h"

#include <QElapsedTimer>
#include <QHash>

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace asge {
namespace {

constexpr int kReadingSlice = 4; ///< milliseconds; reading settings may block the window that long

bool areSameRow(const RunRow& one, const RunEntries& runs, const RunRows& rows, const RunRow& other,
                const RunEntries& otherRuns, const RunRows& otherRows) {
    if ((one.run < 0) != (other.run < 0) || (one.group < 0) != (other.group < 0)) {
        return false;
    }
    if (one.run >= 0) {
        return runs[static_cast<std::size_t>(one.run)] ==
               otherRuns[static_cast<std::size_t>(other.run)];
    }
    return rows.groups[static_cast<std::size_t>(one.group)].identity ==
           otherRows.groups[static_cast<std::size_t>(other.group)].identity;
}

} // namespace

RunsModel::RunsModel(QObject* parent) : QAbstractTableModel(parent), columns_(fixedColumns()) {
    reading_.setInterval(0);
    connect(&reading_, &QTimer::timeout, this, &RunsModel::readSomeSettings);
}

void RunsModel::setRuns(std::vector<RunSummary> runs) {
    takeRuns(runs);
    addLayerColumns();
    announce();
    read_ = 0;
    reading_.start();
}

void RunsModel::takeRuns(std::vector<RunSummary>& runs) {
    changed_.clear();
    RunEntries entries;
    entries.reserve(runs.size());
    std::unordered_map<RunId, std::shared_ptr<RunEntry>> known;
    known.reserve(runs.size());
    bool sameSettings = runs_.size() == runs.size();
    for (RunSummary& run : runs) {
        const RunId id = run.id;
        const auto found = known_.find(id);
        std::shared_ptr<RunEntry> entry;
        if (found == known_.end()) {
            entry = std::make_shared<RunEntry>(std::move(run));
            sameSettings = false;
        } else {
            entry = found->second;
            if (entry->summary() != run) {
                sameSettings =
                    sameSettings && entry->summary().experimentJson == run.experimentJson;
                changed_.insert(id);
                entry->update(std::move(run));
            }
        }
        if (known.emplace(id, entry).second) {
            entries.push_back(std::move(entry));
        }
    }
    known_ = std::move(known);
    histories_.keepOnly([this](RunId id) { return known_.contains(id); });
    if (!sameSettings) {
        settings_.reset();
    }
    show(std::move(entries));
}

void RunsModel::arrange() {
    show(runs_);
}

QList<RunId> RunsModel::listedRuns() const {
    QList<RunId> listed;
    for (const RunGroup& group : arranged_.groups) {
        for (const std::size_t member : group.members) {
            listed << runs_[member]->summary().id;
        }
    }
    for (const RunRow& row : arranged_.groups.empty() ? arranged_.rows : std::vector<RunRow>()) {
        listed << runs_[static_cast<std::size_t>(row.run)]->summary().id;
    }
    return listed;
}

void RunsModel::show(RunEntries runs) {
    RunRows arranged = arrangeRows(runs, wanted_);
    bool same = arranged.rows.size() == arranged_.rows.size();
    for (std::size_t i = 0; same && i < arranged.rows.size(); ++i) {
        same = areSameRow(arranged.rows[i], runs, arranged, arranged_.rows[i], runs_, arranged_);
    }
    if (same) {
        runs_ = std::move(runs);
        arranged_ = std::move(arranged);
        nameGroups();
    } else {
        replaceRows(std::move(runs), std::move(arranged));
    }
    emit rowsArranged();
}

void RunsModel::replaceRows(RunEntries runs, RunRows arranged) {
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::pair<RunId, std::string>> was; // a run, or the key of a group's heading
    was.reserve(static_cast<std::size_t>(before.size()));
    for (const QModelIndex& index : before) {
        const RunEntry* run = runAt(index.row());
        was.emplace_back(run != nullptr ? run->summary().id : 0,
                         run != nullptr ? std::string() : headingAt(index.row())->identity);
    }
    runs_ = std::move(runs);
    arranged_ = std::move(arranged);
    nameGroups();
    rows_.clear();
    headings_.clear();
    for (int row = 0; row < rowCount(); ++row) {
        if (const RunEntry* run = runAt(row)) {
            rows_.emplace(run->summary().id, row);
        } else {
            headings_.emplace(headingAt(row)->identity, row);
        }
    }
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i) {
        const auto& [id, identity] = was[static_cast<std::size_t>(i)];
        int row = -1;
        if (const auto run = rows_.find(id); run != rows_.end()) {
            row = run->second;
        } else if (const auto heading = headings_.find(identity);
                   id == 0 && heading != headings_.end()) {
            row = heading->second;
        }
        after << (row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void RunsModel::announce() {
    if (changed_.empty() || rowCount() == 0) {
        return;
    }
    int first = rowCount();
    int last = -1;
    for (const RunId id : changed_) {
        if (const auto row = rowOf(id)) {
            first = std::min(first, *row);
            last = std::max(last, *row);
        }
    }
    if (!wanted_.groupedBy.empty()) { // headings summarise the changed runs
        first = 0;
        last = rowCount() - 1;
    }
    if (last >= first) {
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
}

void RunsModel::addLayerColumns() {
    std::size_t deepest = 0;
    std::unordered_set<std::string_view> networks; // thousands of runs share a few networks
    for (const auto& run : runs_) {
        const RunSummary& summary = run->summary();
        deepest = std::max(deepest, summary.values.layers(MetricId::accuracy, Split::test));
        // A run has no scores before its first epoch has ended, but its layers can already be
        // chosen.
        if (networks.insert(summary.networkLayers).second) {
            deepest = std::max(deepest, readLayers(summary.networkLayers).layers.size());
        }
    }
    std::vector<RunColumn> fresh;
    for (std::size_t layer = 1; layer <= deepest; ++layer) {
        std::vector<RunColumn> columns = layerMetricColumns(static_cast<int>(layer));
        columns.insert(columns.begin(), layerColumn(static_cast<int>(layer)));
        for (RunColumn& column : columns) {
            if (!columnNamed(QString::fromStdString(column.field.name()))) {
                fresh.push_back(std::move(column));
            }
        }
    }
    addColumns(std::move(fresh));
}

void RunsModel::addColumns(std::vector<RunColumn> columns) {
    if (columns.empty()) {
        return;
    }
    beginInsertColumns({}, columnCount(), columnCount() + static_cast<int>(columns.size()) - 1);
    columns_.insert(columns_.end(), columns.begin(), columns.end());
    endInsertColumns();
}

void RunsModel::readSomeSettings() {
    QElapsedTimer clock;
    clock.start();
    while (read_ < runs_.size() && clock.elapsed() < kReadingSlice) {
        runs_[read_++]->settings();
    }
    if (read_ < runs_.size()) {
        return;
    }
    reading_.stop();
    std::vector<RunColumn> fresh;
    for (const std::string& path : unknownSettings()) {
        if (!columnNamed(QString::fromStdString(path))) {
            fresh.push_back(settingColumn(path));
        }
    }
    addColumns(std::move(fresh));
    emit settingsRead();
}

const SeenSettings& RunsModel::settingsOfAll() const {
    if (!settings_) {
        settings_ = seenSettings(runs_);
    }
    return *settings_;
}

const std::set<std::string>& RunsModel::differingSettings() const {
    return settingsOfAll().differing;
}

const std::set<std::string>& RunsModel::unknownSettings() const {
    return settingsOfAll().unknown;
}

QStringList RunsModel::valuesSeen(const RunField& field) const {
    return toStringList(seenValues(field, runs_));
}

void RunsModel::requestHistories(int firstRow, int lastRow) {
    QList<RunId> unknown;
    for (int row = std::max(0, firstRow); row <= std::min(lastRow, rowCount() - 1); ++row) {
        const RunEntry* run = runAt(row);
        if (run != nullptr && histories_.ask(run->summary())) {
            unknown << run->summary().id;
        }
    }
    if (!unknown.isEmpty()) {
        emit historiesRequested(unknown);
    }
}

void RunsModel::setHistories(std::vector<AccuracyHistory> histories) {
    for (AccuracyHistory& history : histories) {
        const auto row = rowOf(history.run);
        histories_.take(std::move(history));
        if (row) {
            emit dataChanged(index(*row, nameColumn), index(*row, nameColumn));
        }
    }
}

void RunsModel::setFilter(const RunFilter& filter) {
    wanted_.filter = filter;
    arrange();
}

void RunsModel::setShowsArchived(bool shows) {
    wanted_.archived = shows;
    arrange();
}

void RunsModel::setGrouping(std::vector<std::string> keys) {
    wanted_.groupedBy = std::move(keys);
    wanted_.open.clear();
    arrange();
}

void RunsModel::setOpen(int headingRow, bool open) {
    const RunGroup* group = headingAt(headingRow);
    if (group == nullptr || isOpen(headingRow) == open) {
        return;
    }
    if (open) {
        wanted_.open.insert(group->identity);
    } else {
        wanted_.open.erase(std::string(group->identity));
    }
    arrange();
    if (const QModelIndex heading = index(headingRow, nameColumn); heading.isValid()) {
        emit dataChanged(heading, heading);
    }
}

void RunsModel::setShownRun(RunId id) {
    mark(shownRun_, id);
}

void RunsModel::setOtherRun(RunId id) {
    mark(otherRun_, id);
}

void RunsModel::mark(RunId& marked, RunId id) {
    for (const RunId changed : {std::exchange(marked, id), id}) {
        if (const auto row = rowOf(changed)) {
            emit dataChanged(index(*row, 0), index(*row, columnCount() - 1));
        }
    }
}

void RunsModel::sort(int column, Qt::SortOrder order) {
    if (column < 0 || column >= columnCount()) {
        return;
    }
    wanted_.sortedBy = columns_[static_cast<std::size_t>(column)].field;
    wanted_.ascending = order == Qt::AscendingOrder;
    arrange();
}

std::optional<int> RunsModel::columnNamed(const QString& name) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const RunColumn& column) {
        return column.field.name() == name.toStdString();
    });
    return found == columns_.end() ? std::nullopt
                                   : std::optional(static_cast<int>(found - columns_.begin()));
}

const RunEntry* RunsModel::find(RunId id) const {
    const auto found = known_.find(id);
    return found == known_.end() ? nullptr : found->second.get();
}

const RunEntry* RunsModel::runAt(int row) const {
    const int run = arranged_.rows[static_cast<std::size_t>(row)].run;
    return run < 0 ? nullptr : runs_[static_cast<std::size_t>(run)].get();
}

const RunGroup* RunsModel::headingAt(int row) const {
    const RunRow& place = arranged_.rows[static_cast<std::size_t>(row)];
    return place.run >= 0 ? nullptr : &arranged_.groups[static_cast<std::size_t>(place.group)];
}

bool RunsModel::isMember(int row) const {
    const RunRow& place = arranged_.rows[static_cast<std::size_t>(row)];
    return place.run >= 0 && place.group >= 0;
}

bool RunsModel::isOpen(int headingRow) const {
    const RunGroup* group = headingAt(headingRow);
    return group != nullptr && wanted_.open.contains(group->identity);
}

QList<RunId> RunsModel::runsAt(int row) const {
    QList<RunId> ids;
    if (const RunEntry* run = runAt(row)) {
        ids << run->summary().id;
    } else {
        for (const std::size_t member : headingAt(row)->members) {
            ids << runs_[member]->summary().id;
        }
    }
    return ids;
}

QString RunsModel::titleAt(int headingRow) const {
    const RunRow& place = arranged_.rows[static_cast<std::size_t>(headingRow)];
    return titles_[static_cast<std::size_t>(place.group)];
}

/// Where there is little room a title ends early, so the parts that fewest groups have come first.
void RunsModel::nameGroups() {
    const QString gap = QStringLiteral(" · ");
    QHash<QString, int> groupsWith;
    std::vector<QStringList> parts;
    for (const RunGroup& group : arranged_.groups) {
        parts.push_back(QString::fromStdString(groupTitle(group, runs_)).split(gap));
        for (const QString& part : parts.back()) {
            ++groupsWith[part];
        }
    }
    titles_.clear();
    for (QStringList& each : parts) {
        std::stable_sort(each.begin(), each.end(), [&](const QString& a, const QString& b) {
            return groupsWith[a] < groupsWith[b];
        });
        titles_.push_back(each.join(gap));
    }
}

std::optional<int> RunsModel::rowOf(RunId id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

ExportedTable RunsModel::exported(const QList<int>& rows, const std::vector<int>& columns) const {
    RunRows chosen{{}, arranged_.groups, 0};
    for (const int row : rows) {
        chosen.rows.push_back(arranged_.rows[static_cast<std::size_t>(row)]);
    }
    std::vector<RunField> fields;
    for (const int column : columns) {
        if (chosen.groups.empty() || column != nameColumn) { // a group's title is in front
            fields.push_back(columns_[static_cast<std::size_t>(column)].field);
        }
    }
    return {runsData(runs_, chosen, fields), runsTable(runs_, chosen, fields, plainNumber)};
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(arranged_.rows.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((isRightAligned(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    const RunEntry* run = runAt(index.row());
    return run != nullptr ? runData(*run, index.column(), role)
                          : headingData(index.row(), index.column(), role);
}

bool RunsModel::isRightAligned(int column) const {
    const RunField& field = columns_[static_cast<std::size_t>(column)].field;
    return field.isNumeric() && field.source() != RunField::Source::parent;
}

bool RunsModel::holdsValues(int column) const {
    switch (columns_[static_cast<std::size_t>(column)].field.source()) {
    case RunField::Source::id:
    case RunField::Source::network:
    case RunField::Source::data:
    case RunField::Source::setting:
        return true;
    default:
        return false;
    }
}

QVariant RunsModel::runData(const RunEntry& run, int column, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return plain::line(shownValue(columns_[static_cast<std::size_t>(column)].field, run));
    case Qt::EditRole:
        return QString::fromStdString(run.summary().name);
    case Qt::ToolTipRole:
        return plain::block(toolTipOf(columns_[static_cast<std::size_t>(column)].field, run));
    default:
        return {};
    }
}

QVariant RunsModel::headingData(int row, int column, int role) const {
    const RunField& field = columns_[static_cast<std::size_t>(column)].field;
    const RunGroup& group = *headingAt(row);
    if (role == Qt::ToolTipRole) {
        return plain::block(toolTipOf(field, runs_, group));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (field.source()) {
    case RunField::Source::name:
        return titleAt(row);
    case RunField::Source::status:
        return runCount(runs_, group);
    case RunField::Source::id:
        return idList(idsOf(runs_, group));
    default:
        break;
    }
    return shownOfGroup(field, runs_, group);
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const RunColumn& column = columns_[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        // The space separates right-aligned titles from the next column.
        return isRightAligned(section) ? column.title + QString(QChar::Nbsp) : column.title;
    case Qt::ToolTipRole:
        return column.group == ColumnGroup::settings
                   ? QStringLiteral("%1\n%2").arg(QString::fromStdString(column.field.name()),
                                                  descriptionOf(column.field))
                   : descriptionOf(column.field);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isRightAligned(section) ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool renamed = index.column() == nameColumn && runAt(index.row()) != nullptr;
    return renamed ? flags | Qt::ItemIsEditable : flags;
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || index.column() != nameColumn || runAt(index.row()) == nullptr) {
        return false;
    }
    const RunId id = runAt(index.row())->summary().id;
    RunEntry& run = *known_.at(id);
    const QString name = value.toString().trimmed();
    if (name.isEmpty() || name == QString::fromStdString(run.summary().name)) {
        return false;
    }
    if (const auto problem = nameProblem(name.toStdString())) {
        emit renameRefused(tr("The name %1").arg(QString::fromStdString(*problem)));
        return false;
    }
    const QString before = QString::fromStdString(run.summary().name);
    run.rename(name.toStdString());
    emit dataChanged(index, index);
    emit renameRequested(id, name, before);
    return true;
}

} // namespace asge
