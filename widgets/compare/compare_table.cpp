// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_table.h"

#include "core/query/letters.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/swatch.h"
#include "widgets/compare/compare_text.h"
#include "widgets/plot/plot_export.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>
#include <QResizeEvent>
#include <QScrollBar>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <utility>

namespace asge {
namespace {

constexpr int kLeastText = 200; ///< pixels; a column of texts that are wider has at least these

QTableWidget* makeTable(const QString& name, const QString& title, bool numbers, QWidget* parent) {
    auto* table = new QTableWidget(parent);
    // Names of runs differ at their ends; half a number of a setting would be another one.
    ColumnHeads::addTo(*table).indentTexts(*table, numbers ? ColumnHeads::Cut::middle
                                                           : ColumnHeads::Cut::betweenWords);
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

void fill(QTableWidget* widget, const TextTable& table, bool numbers) {
    widget->clear();
    widget->setColumnCount(static_cast<int>(table.columns.size()));
    widget->setRowCount(static_cast<int>(table.rows.size()));
    for (int column = 0; column < widget->columnCount(); ++column) {
        const auto place = static_cast<std::size_t>(column);
        const std::string& title = table.columns[place];
        auto* header = new QTableWidgetItem(
            QString::fromStdString(table.heads.empty() ? title : table.heads[place]));
        header->setToolTip(plain::block(QString::fromStdString(title)));
        widget->setHorizontalHeaderItem(column, header);
        for (int row = 0; row < widget->rowCount(); ++row) {
            const QString text =
                QString::fromStdString(table.rows[static_cast<std::size_t>(row)][place]);
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(plain::block(text));
            item->setTextAlignment(Qt::AlignVCenter |
                                   (numbers && column > 0 ? Qt::AlignRight : Qt::AlignLeft));
            if (table.bold.contains({static_cast<std::size_t>(row), place})) {
                QFont bold = widget->font();
                bold.setBold(true);
                item->setFont(bold);
                item->setToolTip(
                    CompareText::tr("%1\nBold: the best of its column").arg(item->toolTip()));
            }
            widget->setItem(row, column, item);
        }
    }
}

/// Compares rows by the cells of a column: as numbers if both begin with one, else as texts. Cells
/// without a value come last in either direction.
class CellOrder {
  public:
    CellOrder(const TextTable& table, std::size_t column, bool descending)
        : table_(table), column_(column), descending_(descending) {}

    bool operator()(std::size_t a, std::size_t b) const {
        const QString one = textOf(a);
        const QString other = textOf(b);
        if (isNone(one) || isNone(other)) {
            return !isNone(one) && isNone(other);
        }
        const std::optional<double> x = numberOf(one);
        const std::optional<double> y = numberOf(other);
        if (x && y) {
            return descending_ ? *y < *x : *x < *y;
        }
        const std::string first = naturalKey(one.toStdString());
        const std::string second = naturalKey(other.toStdString());
        return descending_ ? second < first : first < second;
    }

  private:
    static bool isNone(const QString& text) {
        return text.isEmpty() || text == QStringLiteral("–");
    }
    static std::optional<double> numberOf(const QString& text) {
        // "91.20 ± 0.31" begins with the mean.
        QString begin = text.section(u' ', 0, 0);
        begin.replace(QChar(0x2212), u'-');
        bool isNumber = false;
        double number = QLocale().toDouble(begin, &isNumber);
        if (!isNumber) {
            number = QLocale::c().toDouble(begin, &isNumber);
        }
        return isNumber ? std::optional(number) : std::nullopt;
    }
    QString textOf(std::size_t row) const {
        return QString::fromStdString(table_.rows[row][column_]);
    }

    const TextTable& table_;
    std::size_t column_;
    bool descending_;
};

} // namespace

CompareTable::CompareTable(const QString& name, const QString& title, bool numbers, QWidget* parent)
    : QWidget(parent), numbers_(numbers), table_(makeTable(name, title, numbers, this)),
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
    label->setWordWrap(true);
    row->addWidget(label, 1);
    makeButton(name, row);
    column->addLayout(row);
    column->addWidget(table_, 1);
    note_->setWordWrap(true);
    note_->setForegroundRole(QPalette::PlaceholderText);
    note_->hide();
    column->addWidget(note_);
    table_->viewport()->installEventFilter(this);
    connect(table_->horizontalHeader(), &QHeaderView::sectionClicked, this, &CompareTable::sortBy);
}

void CompareTable::makeButton(const QString& name, QLayout* row) {
    auto* button = new QToolButton(this);
    button->setObjectName(name + QStringLiteral("Copy"));
    button->setText(CompareText::tr("Copy"));
    button->setToolTip(
        CompareText::tr("Copy the selected rows, or all if none is selected, for a spreadsheet "
                        "(Ctrl+C), or save the table"));
    button->setFocusPolicy(Qt::StrongFocus);
    button->setPopupMode(QToolButton::MenuButtonPopup);
    auto* rows = new RowCopy(*table_, [this] { return inShownOrder().data; });
    connect(rows, &RowCopy::message, this, &CompareTable::message);
    connect(button, &QToolButton::clicked, rows, &RowCopy::copy);
    auto* menu = new QMenu(button);
    connect(menu->addAction(CompareText::tr("Copy for a spreadsheet")), &QAction::triggered, rows,
            &RowCopy::copy);
    QAction* latex = menu->addAction(CompareText::tr("Copy as LaTeX"));
    latex->setObjectName(name + QStringLiteral("Latex"));
    connect(latex, &QAction::triggered, this, &CompareTable::copyLatex);
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

void CompareTable::show(const TextTable& table, const ExportedTable& exported, std::size_t kept) {
    if (table.columns != given_.columns) {
        order_ = Order::given; // the column by which it is sorted may be another one now
    }
    given_ = table;
    exported_ = exported;
    kept_ = std::min(kept, table.rows.size());
    arrange();
}

void CompareTable::sortBy(int column) {
    constexpr std::array kNext{Order::first, Order::second, Order::given};
    order_ = column == sorted_ ? kNext[static_cast<std::size_t>(order_)] : Order::first;
    sorted_ = column;
    arrange();
}

/// Shows the rows in the chosen order.
void CompareTable::arrange() {
    rows_.resize(given_.rows.size());
    std::iota(rows_.begin(), rows_.end(), std::size_t{0});
    if (order_ != Order::given) {
        const bool descending = (numbers_ && sorted_ > 0) == (order_ == Order::first);
        std::stable_sort(rows_.begin(), rows_.end() - static_cast<std::ptrdiff_t>(kept_),
                         CellOrder(given_, static_cast<std::size_t>(sorted_), descending));
    }
    source_ = ordered(given_);
    fill(table_, source_, numbers_);
    setColors(colors_);
    QHeaderView* header = table_->horizontalHeader();
    header->setSortIndicatorShown(order_ != Order::given);
    header->setSortIndicator(sorted_, (numbers_ && sorted_ > 0) == (order_ == Order::first)
                                          ? Qt::DescendingOrder
                                          : Qt::AscendingOrder);
}

/// The table's rows in the order that is shown.
TextTable CompareTable::ordered(const TextTable& given) const {
    TextTable table{given.columns, {}, {}, given.heads};
    for (const std::size_t row : rows_) {
        for (std::size_t column = 0; column < given.columns.size(); ++column) {
            if (given.bold.contains({row, column})) {
                table.bold.insert({table.rows.size(), column});
            }
        }
        table.rows.push_back(given.rows[row]);
    }
    return table;
}

ExportedTable CompareTable::inShownOrder() const {
    return {ordered(exported_.data), ordered(exported_.paper)};
}

void CompareTable::setColors(const std::vector<QColor>& colors) {
    colors_ = colors;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        if (rows_[row] < colors.size()) {
            table_->item(static_cast<int>(row), 0)
                ->setIcon(swatchIcon(colors[rows_[row]], palette().color(QPalette::Base)));
        }
    }
    measure(); // the squares take room too
}

/// Measures the columns with all of their texts.
void CompareTable::measure() {
    constexpr int kSlack = 4; // pixels
    table_->resizeColumnsToContents();
    wanted_.clear();
    for (int column = 0; column < table_->columnCount(); ++column) {
        wanted_.push_back(table_->columnWidth(column) + kSlack);
    }
    table_->resizeRowsToContents();
    fitColumns();
}

/// Gives each column the width that it wants or, if the table has less, shortens the widest texts.
/// Tool tips have all of them.
void CompareTable::fitColumns() {
    const auto holdsTexts = [this](std::size_t column) { return !numbers_ || column == 0; };
    const auto widthOf = [&](std::size_t column, int most) {
        return holdsTexts(column) ? std::min(wanted_[column], most) : wanted_[column];
    };
    const auto fits = [&](int most) {
        int all = 0;
        for (std::size_t column = 0; column < wanted_.size(); ++column) {
            all += widthOf(column, most);
        }
        return all <= table_->viewport()->width();
    };
    int most = wanted_.empty() ? 0 : *std::max_element(wanted_.begin(), wanted_.end());
    while (most > kLeastText && !fits(most)) {
        --most;
    }
    for (std::size_t column = 0; column < wanted_.size(); ++column) {
        table_->setColumnWidth(static_cast<int>(column), widthOf(column, most));
    }
}

bool CompareTable::eventFilter(QObject* watched, QEvent* event) {
    if (watched == table_->viewport() && event->type() == QEvent::Resize) {
        const auto& resize = static_cast<const QResizeEvent&>(*event);
        if (resize.size().width() != resize.oldSize().width()) {
            fitColumns();
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CompareTable::setNote(const QString& note) {
    note_->setObjectName(table_->objectName() + QStringLiteral("Note"));
    note_->setText(note);
    note_->setVisible(!note.isEmpty());
}

int CompareTable::neededWidth() const {
    const QMargins around = layout()->contentsMargins();
    return std::accumulate(wanted_.begin(), wanted_.end(), 0) + 2 * table_->frameWidth() +
           table_->verticalScrollBar()->sizeHint().width() + around.left() + around.right();
}

int CompareTable::neededHeight() const {
    // The height of everything but the table: title, note and margins.
    const int around = sizeHint().height() - table_->sizeHint().height();
    return around + table_->horizontalHeader()->sizeHint().height() +
           table_->verticalHeader()->length() + 2 * table_->frameWidth() +
           table_->horizontalScrollBar()->sizeHint().height();
}

int CompareTable::leastHeight() const {
    constexpr int kLeast = 170; // pixels
    return std::min(neededHeight(), kLeast);
}

QSize CompareTable::minimumSizeHint() const {
    const QSize least = QWidget::minimumSizeHint();
    return {least.width(), least_ > 0 ? least_ : least.height()};
}

void CompareTable::setWhole(bool whole) {
    const int least = whole ? neededHeight() : leastHeight();
    if (std::exchange(least_, least) != least) { // else views would be laid out without an end
        updateGeometry();
    }
    table_->setVerticalScrollBarPolicy(whole ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

void CompareTable::copyLatex() {
    QApplication::clipboard()->setText(QString::fromStdString(toLatex(inShownOrder().paper)));
    emit message(CompareText::tr("Copied %1").arg(countedText(source_.rows.size(), "row")));
}

void CompareTable::save(const QString& ending) {
    askAndSave(
        this, table_->objectName(), {ending},
        [this](const QString& file, QString* reason) { return exportTo(file, reason); },
        [this](const QString& text) { emit message(text); });
}

bool CompareTable::exportTo(const QString& file, QString* reason) const {
    return saveTable(file, inShownOrder(), reason);
}

} // namespace asge
