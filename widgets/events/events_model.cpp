// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/events_model.h"

#include "widgets/common/theme.h"
#include "widgets/events/events_text.h"
#include "widgets/runs/runs_text.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>
#include <QPalette>
#include <QPixmap>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kEventSwatch = 10; ///< pixels

QPixmap emptySwatch() {
    const double ratio = qApp->devicePixelRatio();
    QPixmap picture(QSize(kEventSwatch, kEventSwatch) * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    return picture;
}

/// The symbol of a status, as large as a square.
QPixmap statusSwatch(RunStatus status) {
    QPixmap picture = emptySwatch();
    QPainter painter(&picture);
    QFont font = qApp->font();
    font.setPixelSize(kEventSwatch + 2);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(statusColor(status, theme::isDark(qApp->palette())));
    painter.drawText(QRect(-2, -3, kEventSwatch + 4, kEventSwatch + 6), Qt::AlignCenter,
                     statusSymbol(status));
    return picture;
}

/// A square in a layer's colour, or a triangle for a warning.
QPixmap swatch(const QColor& color, bool warns) {
    QPixmap picture = emptySwatch();
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor outline = theme::outlineOf(color, qApp->palette().color(QPalette::Base));
    painter.setPen(outline.isValid() && color.alpha() > 0 ? QPen(outline, 1) : QPen(Qt::NoPen));
    painter.setBrush(color);
    if (warns) {
        painter.drawPolygon(QPolygonF({{0, kEventSwatch - 0.5},
                                       {kEventSwatch / 2.0, 0.5},
                                       {kEventSwatch, kEventSwatch - 0.5}}));
    } else {
        painter.drawRoundedRect(QRectF(0.5, 0.5, kEventSwatch - 1, kEventSwatch - 1), 2, 2);
    }
    return picture;
}

} // namespace

void EventsModel::setRows(std::vector<events::Row> rows, int layers) {
    const bool grew = layers == layers_ && rows.size() >= rows_.size() &&
                      std::equal(rows_.begin(), rows_.end(), rows.begin());
    layers_ = layers;
    isOneDay_ = events::areOfOneDay(rows);
    if (!grew) {
        beginResetModel();
        rows_ = std::move(rows);
        endResetModel();
    } else if (rows.size() > rows_.size()) {
        beginInsertRows({}, static_cast<int>(rows_.size()), static_cast<int>(rows.size()) - 1);
        rows_ = std::move(rows);
        endInsertRows();
    }
}

void EventsModel::setShortTimes(bool isShort) {
    if (std::exchange(shortTimes_, isShort) != isShort && !rows_.empty()) {
        emit dataChanged(index(0, timeColumn), index(rowCount() - 1, timeColumn));
    }
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString EventsModel::text(const events::Row& row, int column) const {
    switch (column) {
    case timeColumn:
        return events::timeText(row);
    case epochColumn:
        return row.epoch > 0 ? QLocale().toString(row.epoch) : QString();
    case stepColumn:
        return row.step ? QLocale().toString(qlonglong{*row.step}) : QString();
    case sourceColumn:
        return row.group == EventGroup::notes ? QString() : sourceText(row.source);
    case whatColumn:
        return row.what;
    default:
        return {};
    }
}

QVariant EventsModel::icon(const events::Row& row, int layers) {
    const bool dark = theme::isDark(QApplication::palette());
    if (row.status) {
        return statusSwatch(*row.status);
    }
    if (row.group == EventGroup::warning) {
        return swatch(theme::runColor(5, dark), true);
    }
    return row.layer > 0 && row.layer <= layers
               ? QVariant(swatch(theme::layerColor(row.layer - 1, layers, dark), false))
               : QVariant(swatch(Qt::transparent, false));
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    const events::Row& row = rows_[static_cast<std::size_t>(index.row())];
    const bool isNumber = index.column() == epochColumn || index.column() == stepColumn;
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == timeColumn && shortTimes_ ? events::shortTimeText(row, isOneDay_)
                                                           : text(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == whatColumn || index.column() == timeColumn
                   ? QVariant(text(row, index.column()))
                   : QVariant();
    case Qt::DecorationRole:
        return index.column() == whatColumn ? icon(row, layers_) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const bool isNumber = section == epochColumn || section == stepColumn;
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }
    // Spaces keep the titles of numbers apart from the next column.
    const QStringList titles{EventsText::tr("Time"), EventsText::tr("Epoch  "),
                             EventsText::tr("Step  "), EventsText::tr("Source"),
                             EventsText::tr("What")};
    return role == Qt::DisplayRole ? titles.value(section) : QVariant();
}

EventsFilter::EventsFilter(EventsModel& model, QObject* parent)
    : QSortFilterProxyModel(parent), model_(model) {
    setSourceModel(&model);
}

void EventsFilter::setWords(const QString& text) {
    words_ = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void EventsFilter::setGroup(EventGroup group, bool on) {
    on ? void(hidden_.erase(group)) : void(hidden_.insert(group));
    invalidateFilter();
}

std::vector<events::Row> EventsFilter::shownRows() const {
    std::vector<events::Row> rows;
    for (int row = 0; row < rowCount(); ++row) {
        const int place = mapToSource(index(row, 0)).row();
        rows.push_back(model_.rows()[static_cast<std::size_t>(place)]);
    }
    return rows;
}

bool EventsFilter::filterAcceptsRow(int row, const QModelIndex&) const {
    const events::Row& event = model_.rows()[static_cast<std::size_t>(row)];
    if (hidden_.contains(event.group)) {
        return false;
    }
    QString all;
    for (int column = 0; column < EventsModel::columns; ++column) {
        all += model_.text(event, column) + u' ';
    }
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) {
        return all.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace asge
