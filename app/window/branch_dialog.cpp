// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/branch_dialog.h"

#include "core/base/text.h"
#include "widgets/common/column_heads.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <utility>

namespace asge {

namespace {

constexpr std::size_t kWidestParent = 40;

QString roleText(const CheckpointInfo& checkpoint, bool last) {
    QStringList roles;
    if (last) {
        roles << BranchDialog::tr("last");
    }
    if (checkpoint.best) {
        roles << BranchDialog::tr("best on validation images");
    }
    return roles.join(QStringLiteral(", "));
}

} // namespace

BranchDialog::BranchDialog(const RunSummary& parent, std::vector<CheckpointInfo> checkpoints,
                           QWidget* widget)
    : QDialog(widget), checkpoints_(std::move(checkpoints)),
      table_(new QTableWidget(static_cast<int>(checkpoints_.size()), 3, this)) {
    setObjectName("branchDialog");
    setWindowTitle(tr("Branch of run %1").arg(parent.id));
    auto* text = new PlainLabel(
        tr("A branch of “%1” begins with the weights of one of its checkpoints. Choose a "
           "checkpoint. You can change the settings before you press Train.")
            .arg(QString::fromStdString(elided(oneLine(parent.name), kWidestParent))),
        this);
    text->setWordWrap(true);

    ColumnHeads::addTo(*table_).indentTexts(*table_);
    table_->setObjectName("branchCheckpoints");
    table_->setHorizontalHeaderLabels({tr("After epoch"), tr("Step"), tr("Checkpoint")});
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*table_));
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    const QLocale locale;
    for (int row = 0; row < table_->rowCount(); ++row) {
        const CheckpointInfo& each = checkpoints_[static_cast<std::size_t>(row)];
        const QString cells[] = {locale.toString(each.epoch), locale.toString(each.step),
                                 roleText(each, row + 1 == table_->rowCount())};
        for (int column = 0; column < 3; ++column) {
            auto* item = new QTableWidgetItem(cells[column]);
            if (column < 2) {
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            }
            table_->setItem(row, column, item);
        }
    }
    table_->selectRow(table_->rowCount() - 1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Prepare branch"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(table_, &QTableWidget::cellDoubleClicked, this, &QDialog::accept);

    auto* column = new QVBoxLayout(this);
    column->addWidget(text);
    column->addWidget(table_, 1);
    column->addWidget(buttons);
    resize(460, 320);
}

CheckpointInfo BranchDialog::chosen() const {
    const int row = std::max(0, table_->currentRow());
    return checkpoints_[static_cast<std::size_t>(row)];
}

} // namespace asge
