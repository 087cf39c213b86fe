// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/row_copy.h"

#include "widgets/common/common_text.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/handled_keys.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

TextTable partOf(TextTable table, const QList<int>& rows) {
    std::vector<std::vector<std::string>> chosen;
    for (const int row : rows) {
        if (static_cast<std::size_t>(row) < table.rows.size()) {
            chosen.push_back(std::move(table.rows[static_cast<std::size_t>(row)]));
        }
    }
    table.rows = std::move(chosen);
    return table;
}

} // namespace

RowCopy::RowCopy(QAbstractItemView& table, const std::function<TextTable()>& content)
    : RowCopy(table, [content](const QList<int>& rows) { return partOf(content(), rows); }) {}

RowCopy::RowCopy(QAbstractItemView& table, std::function<TextTable(const QList<int>&)> content)
    : QObject(&table), table_(table), content_(std::move(content)),
      action_(new QAction(CommonText::tr("Copy rows (Ctrl+C)"), &table)) {
    action_->setObjectName(table.objectName() + QStringLiteral("CopyRows"));
    connect(action_, &QAction::triggered, this, &RowCopy::copy);
    addView(table);
}

/// Ctrl+C goes before the view's shortcut and before the table, which copies a single cell.
void RowCopy::addView(QAbstractItemView& other) {
    other.addAction(action_);
    auto* keys = new HandledKeys(other);
    keys->add(QKeySequence::keyBindings(QKeySequence::Copy),
              CommonText::tr("Copy the selected rows of a table"), [this] { copy(); });
}

/// The selected rows or, if none is selected, all.
QList<int> RowCopy::chosenRows() const {
    const QItemSelectionModel* selection = table_.selectionModel();
    const bool isAll = selection == nullptr || !selection->hasSelection();
    QList<int> rows;
    for (int row = 0; table_.model() != nullptr && row < table_.model()->rowCount(); ++row) {
        if (isAll || selection->rowIntersectsSelection(row)) {
            rows << row;
        }
    }
    return rows;
}

/// With an empty table, the clipboard keeps what it has: there may be no contents to ask for.
void RowCopy::copy() {
    const QList<int> chosen = chosenRows();
    if (chosen.isEmpty()) {
        emit message(CommonText::tr("The table has no rows to copy"));
        return;
    }
    const TextTable rows = content_(chosen);
    QGuiApplication::clipboard()->setText(QString::fromStdString(toTsv(rows)));
    emit message(CommonText::tr("Copied %1").arg(countedText(rows.rows.size(), "row")));
}

TextTable shownTexts(const QTableView& table) {
    const QAbstractItemModel& model = *table.model();
    std::vector<int> columns;
    TextTable texts;
    for (int column = 0; column < model.columnCount(); ++column) {
        if (!table.isColumnHidden(column)) {
            columns.push_back(column);
            texts.columns.push_back(
                model.headerData(column, Qt::Horizontal).toString().toStdString());
        }
    }
    for (int row = 0; row < model.rowCount(); ++row) {
        std::vector<std::string>& cells = texts.rows.emplace_back();
        std::transform(columns.begin(), columns.end(), std::back_inserter(cells), [&](int column) {
            return model.index(row, column).data().toString().toStdString();
        });
    }
    return texts;
}

} // namespace asge
