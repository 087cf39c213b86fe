// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/row_copy.h"

#include "widgets/common/common_text.h"
#include "widgets/common/counted_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace asge {

RowCopy::RowCopy(QTableView& table, std::function<TextTable()> content)
    : QObject(&table), table_(table), content_(std::move(content)) {
    auto* action = new QAction(CommonText::tr("Copy rows (Ctrl+C)"), &table);
    action->setObjectName(table.objectName() + QStringLiteral("CopyRows"));
    connect(action, &QAction::triggered, this, &RowCopy::copy);
    table.addAction(action);
    table.installEventFilter(this);
}

/// Ctrl+C is taken here, before the view's shortcut and the table, which copies a single cell.
bool RowCopy::eventFilter(QObject* watched, QEvent* event) {
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if ((isOverride || event->type() == QEvent::KeyPress) &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        if (!isOverride) {
            copy();
        }
        return true;
    }
    return QObject::eventFilter(watched, event);
}

TextTable RowCopy::chosen() const {
    TextTable table = content_();
    const QItemSelectionModel* selection = table_.selectionModel();
    if (selection == nullptr || !selection->hasSelection()) {
        return table;
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (selection->rowIntersectsSelection(static_cast<int>(row))) {
            rows.push_back(std::move(table.rows[row]));
        }
    }
    table.rows = std::move(rows);
    return table;
}

void RowCopy::copy() {
    const TextTable rows = chosen();
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
