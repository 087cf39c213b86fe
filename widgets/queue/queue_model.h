// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/queue_entry.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace asge {

/// The entries of the queue as rows of a table.
class QueueModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { position, name, network, status, run, reason, columns };

    explicit QueueModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

    void setEntries(std::vector<QueueEntry> entries);
    const std::vector<QueueEntry>& entries() const { return entries_; }
    std::optional<int> rowOf(std::int64_t entry) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    static QString text(const QueueEntry& entry, int column);
    static QString toolTip(const QueueEntry& entry, int column);

    std::vector<QueueEntry> entries_;
};

} // namespace asge
