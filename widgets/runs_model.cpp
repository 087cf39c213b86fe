#include "widgets/runs_model.h"

#include "core/experiment/text.h"
#include "widgets/runs_view.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace asge {
namespace {

const QString kNone = QStringLiteral("–");
constexpr std::size_t kMostRanges = 16;

QString percentage(const std::optional<double>& part) {
    return part ? QLocale().toString(*part * 100, 'f', 2) : kNone;
}

QDateTime createdAt(const RunSummary& run) {
    return QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate);
}

bool isNumber(int column) {
    switch (column) {
    case RunsModel::idColumn:
    case RunsModel::epochsColumn:
    case RunsModel::lastColumn:
    case RunsModel::fusionColumn:
    case RunsModel::bestColumn:
    case RunsModel::speedColumn:
    case RunsModel::durationColumn:
        return true;
    default:
        return false;
    }
}

QString filterKey(int column) {
    switch (column) {
    case RunsModel::idColumn:
        return QStringLiteral("id");
    case RunsModel::lastColumn:
        return QStringLiteral("last");
    case RunsModel::fusionColumn:
        return QStringLiteral("fusion");
    case RunsModel::bestColumn:
        return QStringLiteral("best");
    case RunsModel::speedColumn:
        return QStringLiteral("speed");
    case RunsModel::durationColumn:
        return QStringLiteral("duration");
    default:
        return QStringLiteral("epochs");
    }
}

QString titleOf(int column) {
    switch (column) {
    case RunsModel::statusColumn:
        return RunsView::tr("Status");
    case RunsModel::nameColumn:
        return RunsView::tr("Name");
    case RunsModel::idColumn:
        return RunsView::tr("ID");
    case RunsModel::networkColumn:
        return RunsView::tr("Network");
    case RunsModel::dataColumn:
        return RunsView::tr("Data");
    case RunsModel::methodColumn:
        return RunsView::tr("Method");
    case RunsModel::epochsColumn:
        return RunsView::tr("Epochs");
    case RunsModel::lastColumn:
        return RunsView::tr("Last %");
    case RunsModel::fusionColumn:
        return RunsView::tr("Fusion %");
    case RunsModel::bestColumn:
        return RunsView::tr("Best %");
    case RunsModel::speedColumn:
        return RunsView::tr("Images/s");
    case RunsModel::durationColumn:
        return RunsView::tr("Duration");
    case RunsModel::createdColumn:
        return RunsView::tr("Created");
    case RunsModel::tagsColumn:
        return RunsView::tr("Tags");
    default:
        return RunsView::tr("Device");
    }
}

QString titleToolTip(int column) {
    switch (column) {
    case RunsModel::lastColumn:
        return RunsView::tr("Test accuracy of the last layer");
    case RunsModel::fusionColumn:
        return RunsView::tr("Test accuracy of the layers' summed probabilities");
    case RunsModel::bestColumn:
        return RunsView::tr("Test accuracy of the layer that is best on the held-out images");
    case RunsModel::speedColumn:
        return RunsView::tr("Training images a second, without evaluation and probes");
    case RunsModel::durationColumn:
        return RunsView::tr("Training time until the last finished epoch");
    default:
        return {};
    }
}

} // namespace

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return RunsView::tr("● running");
    case RunStatus::paused:
        return RunsView::tr("❚❚ paused");
    case RunStatus::finished:
        return RunsView::tr("✓ finished");
    case RunStatus::stopped:
        return RunsView::tr("■ stopped");
    case RunStatus::interrupted:
        return RunsView::tr("⚡ interrupted");
    case RunStatus::failed:
        return RunsView::tr("✕ failed");
    }
    return {};
}

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(seconds));
    const QString rest = QStringLiteral("%1").arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (whole < 3600) {
        return QStringLiteral("%1:%2").arg(whole / 60).arg(rest);
    }
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(rest);
}

void RunsModel::setRuns(std::vector<RunSummary> runs) {
    std::unordered_map<RunId, std::size_t> wanted;
    wanted.reserve(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        wanted.emplace(runs[i].id, i);
    }
    removeMissing(wanted);
    updateChanged(wanted, runs);
    insertNew(runs);
}

void RunsModel::removeMissing(const std::unordered_map<RunId, std::size_t>& wanted) {
    bool removed = false;
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (wanted.contains(runs_[last].id)) {
            continue;
        }
        int first = last;
        while (first > 0 && !wanted.contains(runs_[first - 1].id)) {
            --first;
        }
        beginRemoveRows({}, first, last);
        runs_.erase(runs_.begin() + first, runs_.begin() + last + 1);
        endRemoveRows();
        removed = true;
        last = first;
    }
    if (removed) {
        rows_.clear();
        for (int row = 0; row < rowCount(); ++row) {
            rows_[runs_[row].id] = row;
        }
    }
}

void RunsModel::updateChanged(const std::unordered_map<RunId, std::size_t>& wanted,
                              std::vector<RunSummary>& runs) {
    std::vector<std::pair<int, int>> ranges; // of changed rows, both ends included
    for (int row = 0; row < rowCount(); ++row) {
        RunSummary& now = runs[wanted.at(runs_[row].id)];
        if (runs_[row] == now) {
            continue;
        }
        runs_[row] = std::move(now);
        if (!ranges.empty() && ranges.back().second == row - 1) {
            ranges.back().second = row;
        } else {
            ranges.emplace_back(row, row);
        }
    }
    // A proxy sorts anew for each range: with many of them, one wide range is cheaper.
    if (ranges.size() > kMostRanges) {
        ranges = {{ranges.front().first, ranges.back().second}};
    }
    for (const auto& [first, last] : ranges) {
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
    }
}

void RunsModel::insertNew(std::vector<RunSummary>& runs) {
    std::vector<RunSummary> fresh;
    for (RunSummary& run : runs) {
        // A run that updateChanged has moved from keeps its id.
        if (!rows_.contains(run.id)) {
            rows_[run.id] = rowCount() + static_cast<int>(fresh.size());
            fresh.push_back(std::move(run));
        }
    }
    if (fresh.empty()) {
        return;
    }
    beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(fresh.size()) - 1);
    runs_.insert(runs_.end(), std::make_move_iterator(fresh.begin()),
                 std::make_move_iterator(fresh.end()));
    endInsertRows();
}

std::optional<int> RunsModel::rowOf(RunId id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnCountOfRuns;
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    const RunSummary& run = runs_[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return shown(run, index.column());
    case Qt::EditRole:
        return QString::fromStdString(run.name);
    case Qt::ToolTipRole:
        return toolTip(run, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    case kSortRole:
        return sortValue(run, index.column());
    default:
        return {};
    }
}

QString RunsModel::shown(const RunSummary& run, int column) {
    switch (column) {
    case statusColumn:
        return statusText(run.status);
    case nameColumn:
        return QString::fromStdString(run.name);
    case idColumn:
        return QString::number(run.id);
    case networkColumn:
        return QString::fromStdString(run.networkLayers);
    case dataColumn:
        return QString::fromStdString(run.dataName);
    case methodColumn:
        return QString::fromStdString(run.method);
    case epochsColumn:
        return QStringLiteral("%1 / %2").arg(run.epochsDone).arg(run.epochs);
    case lastColumn:
    case fusionColumn:
    case bestColumn:
        return percentage(numberOf(run, filterKey(column)));
    case speedColumn: {
        const auto speed = numberOf(run, filterKey(column));
        return speed ? QLocale().toString(*speed, 'f', 0) : kNone;
    }
    case durationColumn: {
        const auto seconds = numberOf(run, filterKey(column));
        return seconds ? durationText(*seconds) : kNone;
    }
    case createdColumn: {
        const QDateTime created = createdAt(run);
        return created.isValid()
                   ? created.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"))
                   : kNone;
    }
    case tagsColumn:
        return tagsOf(run).join(QStringLiteral(", "));
    default:
        return QString::fromStdString(run.device);
    }
}

QString RunsModel::toolTip(const RunSummary& run, int column) {
    if (column == createdColumn) {
        const QDateTime created = createdAt(run);
        return created.isValid() ? QLocale().toString(created.toLocalTime(), QLocale::LongFormat) +
                                       '\n' + QString::fromStdString(run.created)
                                 : QString::fromStdString(run.created);
    }
    if (column == statusColumn && !run.reason.empty()) {
        return QStringLiteral("%1: %2").arg(statusText(run.status),
                                            QString::fromStdString(run.reason));
    }
    return isNumber(column) ? QString() : shown(run, column);
}

QVariant RunsModel::sortValue(const RunSummary& run, int column) {
    if (column == epochsColumn) {
        return run.epochsDone * 1e6 + run.epochs; // by what is done, then by what is planned
    }
    if (isNumber(column)) {
        const auto number = numberOf(run, filterKey(column));
        return number ? QVariant(*number) : QVariant();
    }
    if (column == statusColumn) {
        return static_cast<double>(run.status);
    }
    const QString text =
        column == createdColumn ? QString::fromStdString(run.created) : shown(run, column);
    return text.isEmpty() ? QVariant() : QVariant(text);
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        // Keeps titles over numbers off the next column's.
        return isNumber(section) ? titleOf(section) + QString(QChar::Nbsp) : titleOf(section);
    case Qt::ToolTipRole:
        return titleToolTip(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == nameColumn ? flags | Qt::ItemIsEditable : flags;
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString name = value.toString().trimmed();
    RunSummary& run = runs_[index.row()];
    const bool renames = role == Qt::EditRole && index.column() == nameColumn && !name.isEmpty() &&
                         name != QString::fromStdString(run.name);
    if (!renames) {
        return false;
    }
    if (const auto problem = nameProblem(name.toStdString())) {
        emit renameRefused(tr("The name %1").arg(QString::fromStdString(*problem)));
        return false;
    }
    const RunId id = run.id;
    run.name = name.toStdString();
    emit dataChanged(index, index);
    emit renameRequested(id, name);
    return true;
}

RunsProxy::RunsProxy(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(RunsModel::kSortRole);
    setDynamicSortFilter(true);
}

void RunsProxy::setFilter(const RunFilter& filter) {
    filter_ = filter;
    invalidateFilter();
}

bool RunsProxy::filterAcceptsRow(int row, const QModelIndex&) const {
    return filter_.matches(static_cast<const RunsModel*>(sourceModel())->run(row));
}

bool RunsProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const auto* model = static_cast<const RunsModel*>(sourceModel());
    const QVariant one = left.data(RunsModel::kSortRole);
    const QVariant other = right.data(RunsModel::kSortRole);
    // Descending order asks lessThan(right, left): what must not turn round is turned here.
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    if (one.isValid() != other.isValid()) {
        return ascending == one.isValid();
    }
    const int order =
        one.typeId() == QMetaType::Double
            ? (one.toDouble() > other.toDouble()) - (one.toDouble() < other.toDouble())
            : QString::localeAwareCompare(one.toString(), other.toString());
    if (order != 0) {
        return order < 0;
    }
    const RunId leftId = model->run(left.row()).id;
    const RunId rightId = model->run(right.row()).id;
    return ascending ? leftId > rightId : leftId < rightId;
}

} // namespace asge
