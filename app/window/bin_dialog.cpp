// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/bin_dialog.h"

#include "core/base/text.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/control_states.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/style.h"
#include "widgets/runs/runs_text.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace asge {

namespace {

constexpr std::size_t kWidestBinName = 60; ///< characters
constexpr QSize kBinSize{560, 360};

} // namespace

BinDialog::BinDialog(const std::vector<RunSummary>& runs, QWidget* parent)
    : QDialog(parent), table_(new QTableWidget(static_cast<int>(runs.size()), 4, this)) {
    setObjectName("binDialog");
    setWindowTitle(tr("Runs in the bin"));
    auto* text = new PlainLabel(tr("Deleted runs stay in the bin until it is emptied. Restore puts "
                                   "them back into the list of runs."),
                                this);
    text->setWordWrap(true);
    ColumnHeads::addTo(*table_).indentTexts(*table_);
    table_->setObjectName("binRuns");
    table_->setHorizontalHeaderLabels({tr("Run"), tr("Name"), tr("Status"), tr("Result")});
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*table_));
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (int row = 0; row < table_->rowCount(); ++row) {
        const RunSummary& run = runs[static_cast<std::size_t>(row)];
        const auto result = mainResult(run);
        const std::string name = elided(oneLine(run.name), kWidestBinName);
        table_->setItem(row, 0, new QTableWidgetItem(QString::number(run.id)));
        table_->setItem(row, 1, new QTableWidgetItem(plain::line(name)));
        table_->setItem(row, 2, new QTableWidgetItem(statusText(run.status)));
        table_->setItem(row, 3, new QTableWidgetItem(result ? mainResultText(*result) : QString()));
        table_->item(row, 0)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        ids_ << run.id;
    }

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* restore = buttons->addButton(tr("&Restore"), QDialogButtonBox::AcceptRole);
    restore->setObjectName("binRestore");
    restore->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &BinDialog::restore);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(table_, &QTableWidget::cellDoubleClicked, this, &BinDialog::restore);
    connect(table_, &QTableWidget::itemSelectionChanged, restore, [this, restore] {
        const bool isAny = !table_->selectionModel()->selectedRows().isEmpty();
        setUsable(*restore, isAny ? QString() : tr("Select the runs to restore."));
    });
    table_->selectRow(0);

    auto* column = new QVBoxLayout(this);
    column->addWidget(text);
    column->addWidget(table_, 1);
    column->addWidget(buttons);
    resize(kBinSize);
}

void BinDialog::restore() {
    QList<RunId> chosen;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows()) {
        chosen << ids_.at(row.row());
    }
    emit restoreRequested(chosen);
    accept();
}

} // namespace asge
