// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/queue/queue_model.h"

#include "core/base/text.h"
#include "core/experiment/layers.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_text.h"

#include <QGuiApplication>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

/// The status of a run that corresponds to an entry's; nothing if the entry waits.
std::optional<RunStatus> runStatusOf(const QueueEntry& entry) {
    switch (entry.status) {
    case QueueEntry::Status::waiting:
        return std::nullopt;
    case QueueEntry::Status::running:
        return RunStatus::running;
    case QueueEntry::Status::interrupted:
        return RunStatus::interrupted;
    case QueueEntry::Status::finished:
        return RunStatus::finished;
    case QueueEntry::Status::stopped:
        return RunStatus::stopped;
    case QueueEntry::Status::failed:
        return RunStatus::failed;
    }
    return std::nullopt;
}

QString entryStatusText(const QueueEntry& entry) {
    if (const auto status = runStatusOf(entry)) {
        return statusText(*status);
    }
    return entry.run == 0 ? QueueModel::tr("◌ waiting") : QueueModel::tr("◌ to be resumed");
}

bool isNumber(int column) {
    return column == QueueModel::position || column == QueueModel::run;
}

} // namespace

void QueueModel::setEntries(std::vector<QueueEntry> entries) {
    beginResetModel();
    entries_ = std::move(entries);
    endResetModel();
}

std::optional<int> QueueModel::rowOf(std::int64_t entry) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [entry](const QueueEntry& each) { return each.id == entry; });
    return found == entries_.end() ? std::nullopt
                                   : std::optional(static_cast<int>(found - entries_.begin()));
}

int QueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

int QueueModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString QueueModel::text(const QueueEntry& entry, int column) {
    switch (column) {
    case position:
        return QString::number(entry.position);
    case name:
        return plain::line(entry.name);
    case network:
        return QString::fromStdString(layersText(entry.experiment.network.layers));
    case status:
        return entryStatusText(entry);
    case run:
        return entry.run == 0 ? QString() : QString::number(entry.run);
    case reason:
        return plain::line(entry.reason);
    default:
        return {};
    }
}

QString QueueModel::toolTip(const QueueEntry& entry, int column) {
    switch (column) {
    case name:
        return tr("%1\nmethod %2, data %3, added %4")
            .arg(plain::line(entry.name), plain::line(entry.experiment.method),
                 plain::line(entry.experiment.data.name), plain::line(entry.added));
    case network:
    case reason:
        return plain::block(text(entry, column));
    default:
        return {};
    }
}

QVariant QueueModel::data(const QModelIndex& index, int role) const {
    const QueueEntry& entry = entries_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, index.column());
    case Qt::ToolTipRole:
        return toolTip(entry, index.column());
    case Qt::ForegroundRole:
        if (const auto shown = runStatusOf(entry); shown && index.column() == status) {
            return statusColor(*shown, theme::isDark(QGuiApplication::palette()));
        }
        return {};
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter |
                        (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case position:
        return tr("#");
    case name:
        return tr("Name");
    case network:
        return tr("Network");
    case status:
        return tr("Status");
    case run:
        return tr("Run");
    default:
        return tr("Reason");
    }
}

} // namespace asge
