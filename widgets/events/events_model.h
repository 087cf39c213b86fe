// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/events/event_rows.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <set>
#include <vector>

namespace asge {

/// The log of a run as a table.
class EventsModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Column { timeColumn, epochColumn, stepColumn, sourceColumn, whatColumn, columns };

    using QAbstractTableModel::QAbstractTableModel;

    /// Takes over the log. Rows that were there already keep their place, so that the selection and
    /// the scroll position stay.
    void setRows(std::vector<events::Row> rows, int layers);
    const std::vector<events::Row>& rows() const { return rows_; }
    /// Whether times are shown without what all have in common. Their tool tips have all of it.
    void setShortTimes(bool isShort);
    QString text(const events::Row& row, int column) const; ///< not shortened

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    static QVariant icon(const events::Row& row, int layers);

    std::vector<events::Row> rows_;
    int layers_ = 0;
    bool shortTimes_ = false;
    bool isOneDay_ = true;
};

/// The rows of the groups that are on in which all words of the filter occur.
class EventsFilter : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    explicit EventsFilter(EventsModel& model, QObject* parent = nullptr);

    void setWords(const QString& text);
    void setGroup(EventGroup group, bool on);
    const std::set<EventGroup>& hiddenGroups() const { return hidden_; }
    std::vector<events::Row> shownRows() const;

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

  private:
    EventsModel& model_;
    QStringList words_;
    std::set<EventGroup> hidden_;
};

} // namespace asge
