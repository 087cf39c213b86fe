// SPDX-License-Identifier: GPL-3.0-or-later

// The list of the most frequent confusions, beside or below the matrix.

#include "widgets/common/class_names.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/least_splitter.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/style.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/confusion/confusion_readout.h"

#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QTableWidget>

#include <algorithm>

namespace asge {

using confusion::Matrix;
using confusion::Values;

namespace {

constexpr std::size_t kMostListed = 100;
constexpr int kLeastList = 290;       ///< pixels, the least width of the list
constexpr int kWidestLeastList = 360; ///< longer names are elided
constexpr int kNarrowPage = 800;      ///< pixels; the list has a column less in a narrower page
constexpr int kNarrowList = 190;      ///< its least width there
constexpr double kListShare = 0.42;   ///< of a narrow page, the most that the list asks for
constexpr int kLabelRole = Qt::UserRole;
constexpr int kPredictedRole = Qt::UserRole + 1;

} // namespace

QTableWidget* ConfusionPage::makeList() {
    list_ = new QTableWidget(0, 4, this);
    ColumnHeads::addTo(*list_);
    list_->setObjectName(QStringLiteral("confusionList"));
    list_->setAccessibleName(tr("Most frequent confusions"));
    list_->setToolTip(tr("The most frequent confusions. Return or a double click shows their "
                         "images."));
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setSelectionBehavior(QAbstractItemView::SelectRows);
    list_->setTabKeyNavigation(false);
    list_->setWordWrap(false);
    list_->setShowGrid(false);
    list_->setAlternatingRowColors(true);
    list_->verticalHeader()->hide();
    list_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*list_));
    list_->horizontalHeader()->setHighlightSections(false);
    list_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setMinimumWidth(kLeastList);
    list_->viewport()->installEventFilter(this);
    auto* rows = new RowCopy(*list_, [this] { return listed(); });
    connect(rows, &RowCopy::message, this, &RunPage::message);
    connect(list_, &QTableWidget::itemActivated, this, [this](const QTableWidgetItem* item) {
        const QTableWidgetItem* first = list_->item(item->row(), 0);
        request(first->data(kLabelRole).toInt(), first->data(kPredictedRole).toInt());
    });
    return list_;
}

int ConfusionPage::listHeight() const {
    return list_->horizontalHeader()->sizeHint().height() + list_->verticalHeader()->length() +
           2 * list_->frameWidth();
}

std::vector<Matrix::Pair> ConfusionPage::listedErrors() const {
    return plot_->matrix().largestErrors(kMostListed);
}

void ConfusionPage::fillList() {
    const Matrix& matrix = plot_->matrix();
    const bool difference = matrix.isDifference();
    const bool percent = matrix.values() == Values::fractions;
    const QStringList titles{tr("Label"), tr("Predicted"), difference ? tr("B − A") : tr("Images"),
                             !difference ? tr("% of\nlabel")
                             : percent   ? tr("A and B (%)")
                                         : tr("A and B")};
    list_->setHorizontalHeaderLabels(titles);
    const auto pairs = listedErrors();
    list_->setRowCount(static_cast<int>(pairs.size()));
    for (int row = 0; row < list_->rowCount(); ++row) {
        const Matrix::Pair& pair = pairs[static_cast<std::size_t>(row)];
        const int place = matrix.positionOf(pair.label);
        const double part = matrix.fraction(place, pair.count);
        const double otherPart = matrix.otherFraction(place, pair.other);
        const QString label = classText(run()->classNames(), pair.label);
        const QString predicted = classText(run()->classNames(), pair.predicted);
        const QStringList texts{label, QStringLiteral("→ ") + predicted,
                                difference ? plot_->textOf(pair.value)
                                           : QLocale().toString(qlonglong{pair.count}),
                                !difference ? QLocale().toString(100 * part, 'f', 1)
                                : percent   ? tr("%1 and %2")
                                                .arg(confusion::percentText(part, false),
                                                     confusion::percentText(otherPart, false))
                                          : tr("%1 and %2").arg(pair.count).arg(pair.other)};
        const QString tip = tr("%1 → %2\n%3: %4\n%5: %6")
                                .arg(label, predicted, titles[2], texts[2],
                                     QString(titles[3]).replace(u'\n', u' '), texts[3]);
        for (int column = 0; column < 4; ++column) {
            auto* item = new QTableWidgetItem(texts[column]); // the table owns it
            if (column >= 2) {
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            }
            item->setToolTip(plain::block(tip));
            item->setData(kLabelRole, pair.label);
            item->setData(kPredictedRole, pair.predicted);
            list_->setItem(row, column, item);
        }
    }
    arrange();
}

int ConfusionPage::neededWidth(int column) const {
    const auto* list = static_cast<const QAbstractItemView*>(list_);
    return std::max(list->sizeHintForColumn(column),
                    list_->horizontalHeader()->sectionSizeHint(column)) +
           1;
}

/// The width of the list in which all names fit.
int ConfusionPage::listWidth() const {
    int width = 2 * list_->frameWidth() + list_->verticalScrollBar()->sizeHint().width();
    for (int column = 0; column < list_->columnCount(); ++column) {
        width += list_->isColumnHidden(column) ? 0 : neededWidth(column);
    }
    return width;
}

/// Gives the columns of names the width that each needs, as far as there is room, and the list at
/// least the width in which usual names fit.
void ConfusionPage::fitNames() {
    const int page = width();
    const bool narrow = splitter_->orientation() == Qt::Horizontal && page < kNarrowPage;
    list_->setColumnHidden(3, narrow); // the tool tip has it
    int numbers = 0;
    for (const int column : {2, 3}) {
        if (!list_->isColumnHidden(column)) {
            list_->setColumnWidth(column, neededWidth(column));
            numbers += list_->columnWidth(column);
        }
    }
    const int label = neededWidth(0);
    const int predicted = neededWidth(1);
    const int least = narrow ? kNarrowList : kLeastList;
    const int most =
        narrow ? std::max(least, static_cast<int>(kListShare * page)) : kWidestLeastList;
    list_->setMinimumWidth(std::clamp(listWidth(), least, most));
    const int room = list_->viewport()->width() - numbers;
    const int spare = room - label - predicted;
    const int first = spare >= 0 ? label + spare / 2 : label * room / (label + predicted);
    list_->setColumnWidth(0, first);
    list_->setColumnWidth(1, room - first);
}

/// Gives the list beside the matrix what it needs and the matrix the rest, until the user moves the
/// handle between them.
void ConfusionPage::divide() {
    const int all = splitter_->width() - splitter_->handleWidth();
    if (!divides_ || splitter_->orientation() == Qt::Vertical || all <= 0) {
        return;
    }
    const int least = list_->minimumWidth();
    const int list =
        std::clamp(listWidth(), least, std::max(least, static_cast<int>(kListShare * all)));
    splitter_->setSizes({all - list, list});
}

bool ConfusionPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == list_->viewport() && event->type() == QEvent::Resize) {
        fitNames();
    }
    return OutcomePage::eventFilter(watched, event);
}

} // namespace asge
