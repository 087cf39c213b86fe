// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_table.h"

#include "core/base/text.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/compare/compare_text.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/table_export.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QShortcut>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace asge {
namespace {

/// A small square in a run's colour, sharp at any pixel ratio.
QIcon swatch(const QColor& color, qreal ratio) {
    constexpr int kSide = 12;
    QPixmap pixmap(QSize(kSide, kSide) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(QRectF(0, 0, kSide, kSide), 2, 2);
    return pixmap;
}

QTableWidget* makeTable(const QString& name, const QString& title, QWidget* parent) {
    auto* table = new QTableWidget(parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    return table;
}

/// A name or title, shortened to leave room for other columns. The tool tip shows all of it.
QString shortened(const QString& text) {
    constexpr std::size_t kWidest = 24; // characters
    return QString::fromStdString(elided(text.toStdString(), kWidest));
}

void fill(QTableWidget* widget, const TextTable& table, bool numbers) {
    widget->clear();
    widget->setColumnCount(static_cast<int>(table.columns.size()));
    widget->setRowCount(static_cast<int>(table.rows.size()));
    for (int column = 0; column < widget->columnCount(); ++column) {
        const auto place = static_cast<std::size_t>(column);
        const QString whole = QString::fromStdString(table.columns[place]);
        QString title = whole;
        // The title of the table already says that values are in percent.
        auto* header = new QTableWidgetItem(shortened(title.remove(QStringLiteral(" (%)"))));
        header->setToolTip(plain::block(whole));
        header->setTextAlignment(Qt::AlignVCenter |
                                 (numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft));
        widget->setHorizontalHeaderItem(column, header);
        for (int row = 0; row < widget->rowCount(); ++row) {
            const QString text =
                QString::fromStdString(table.rows[static_cast<std::size_t>(row)][place]);
            const bool name = numbers && column == 0;
            auto* item = new QTableWidgetItem(name ? shortened(text) : text);
            item->setToolTip(plain::block(text));
            item->setTextAlignment(Qt::AlignVCenter |
                                   (numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft));
            if (table.bold.contains({static_cast<std::size_t>(row), place})) {
                QFont bold = widget->font();
                bold.setBold(true);
                item->setFont(bold);
            }
            widget->setItem(row, column, item);
        }
    }
}

void fitColumns(QTableWidget* table) {
    constexpr int kWidest = 200; // pixels; the tool tip shows the rest
    table->resizeColumnsToContents();
    for (int column = 0; column < table->columnCount(); ++column) {
        table->setColumnWidth(column, std::min(table->columnWidth(column) + 4, kWidest));
    }
    table->resizeRowsToContents();
}

} // namespace

CompareTable::CompareTable(const QString& name, const QString& title, bool numbers, QWidget* parent)
    : QWidget(parent), numbers_(numbers), table_(makeTable(name, title, this)),
      note_(new PlainLabel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 4, 6, 6);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* label = new PlainLabel(title, this);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    label->setBuddy(table_);
    row->addWidget(label);
    row->addStretch(1);
    makeButton(name, row);
    column->addLayout(row);
    column->addWidget(table_, 1);
    note_->setWordWrap(true);
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->hide();
    column->addWidget(note_);
    auto* shortcut = new QShortcut(QKeySequence::Copy, table_);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this,
            [this] { copy(QString::fromStdString(toTsv(source_))); });
}

void CompareTable::makeButton(const QString& name, QLayout* row) {
    auto* button = new QToolButton(this);
    button->setObjectName(name + QStringLiteral("Copy"));
    button->setText(CompareText::tr("Copy"));
    button->setToolTip(CompareText::tr("Copy the table for a spreadsheet (Ctrl+C), or save it"));
    button->setFocusPolicy(Qt::StrongFocus);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    connect(button, &QToolButton::clicked, this,
            [this] { copy(QString::fromStdString(toTsv(source_))); });
    auto* menu = new QMenu(button);
    connect(menu->addAction(CompareText::tr("Copy for a spreadsheet")), &QAction::triggered, this,
            [this] { copy(QString::fromStdString(toTsv(source_))); });
    QAction* latex = menu->addAction(CompareText::tr("Copy as LaTeX"));
    latex->setObjectName(name + QStringLiteral("Latex"));
    connect(latex, &QAction::triggered, this,
            [this] { copy(QString::fromStdString(toLatex(source_))); });
    menu->addSeparator();
    for (const auto& [text, ending] :
         {std::pair(CompareText::tr("Save as CSV…"), QStringLiteral("csv")),
          std::pair(CompareText::tr("Save with tabs (TSV)…"), QStringLiteral("tsv")),
          std::pair(CompareText::tr("Save as LaTeX…"), QStringLiteral("tex"))}) {
        connect(menu->addAction(text), &QAction::triggered, this,
                [this, end = ending] { save(end); });
    }
    button->setMenu(menu);
    row->addWidget(button);
}

void CompareTable::show(const TextTable& table) {
    source_ = table;
    fill(table_, table, numbers_);
    fitColumns(table_);
}

void CompareTable::setColors(const std::vector<QColor>& colors) {
    const auto rows = static_cast<std::size_t>(table_->rowCount());
    for (std::size_t row = 0; row < std::min(rows, colors.size()); ++row) {
        table_->item(static_cast<int>(row), 0)->setIcon(swatch(colors[row], devicePixelRatioF()));
    }
    fitColumns(table_); // the squares take room too
}

void CompareTable::setNote(const QString& note) {
    note_->setObjectName(table_->objectName() + QStringLiteral("Note"));
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

int CompareTable::neededWidth() const {
    return table_->horizontalHeader()->length() + 2 * table_->frameWidth() + 20; // and margins
}

int CompareTable::neededHeight() const {
    // The height of everything but the table: title, note and margins.
    const int around = sizeHint().height() - table_->sizeHint().height();
    return around + table_->horizontalHeader()->sizeHint().height() +
           table_->verticalHeader()->length() + 2 * table_->frameWidth() +
           table_->horizontalScrollBar()->sizeHint().height();
}

void CompareTable::copy(const QString& text) {
    QApplication::clipboard()->setText(text);
    emit message(CompareText::tr("Copied %1").arg(countedText(source_.rows.size(), "row")));
}

void CompareTable::save(const QString& ending) {
    askAndSave(
        this, table_->objectName(), {ending},
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit message(text); });
}

bool CompareTable::exportTo(const QString& file, QString* reason) const {
    return saveTable(file, source_, reason);
}

} // namespace asge
