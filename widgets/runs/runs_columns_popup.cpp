// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_columns_popup.h"

#include "widgets/runs/runs_text.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScreen>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {
namespace {

constexpr int kColumnRole = Qt::UserRole;

} // namespace

RunsColumnsPopup::RunsColumnsPopup(RunsTable& table, RunsModel& model, QWidget* parent)
    : QFrame(parent, Qt::Popup), table_(table), model_(model), search_(new QLineEdit(this)),
      tree_(new QTreeWidget(this)) {
    setObjectName(QStringLiteral("runsColumnsPopup"));
    setFrameShape(QFrame::StyledPanel);
    search_->setObjectName(QStringLiteral("runsColumnsSearch"));
    search_->setPlaceholderText(RunsText::tr("Find a column"));
    search_->setClearButtonEnabled(true);
    tree_->setObjectName(QStringLiteral("runsColumnsTree"));
    tree_->setHeaderHidden(true);
    tree_->setColumnCount(2);
    tree_->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    tree_->header()->setStretchLastSection(true);
    tree_->setFrameShape(QFrame::NoFrame);
    tree_->setUniformRowHeights(true);
    tree_->setIndentation(14);
    auto* reset = new QPushButton(RunsText::tr("Reset"), this);
    reset->setObjectName(QStringLiteral("runsColumnsReset"));
    reset->setToolTip(RunsText::tr("Reset which columns are shown, their order and their widths"));
    reset->setAutoDefault(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(search_);
    column->addWidget(tree_, 1);
    column->addWidget(reset, 0, Qt::AlignRight);
    resize(400, 480);
    connect(search_, &QLineEdit::textChanged, this, &RunsColumnsPopup::search);
    connect(tree_, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item) {
        if (!filling_ && item->parent() != nullptr) {
            table_.setShown(item->data(0, kColumnRole).toInt(), item->checkState(0) == Qt::Checked);
        }
    });
    connect(reset, &QPushButton::clicked, this, [this] {
        table_.resetColumns();
        fill();
    });
    fill();
}

void RunsColumnsPopup::fill() {
    const QScopedValueRollback filling(filling_, true);
    tree_->clear();
    using enum ColumnGroup;
    for (const ColumnGroup group : {run, results, bestEpoch, layers, time, annotations}) {
        std::vector<int> columns;
        for (int column = 0; column < model_.columnCount(); ++column) {
            if (model_.columns()[static_cast<std::size_t>(column)].group == group) {
                columns.push_back(column);
            }
        }
        addGroup(columnGroupTitle(group), columns, true);
    }
    std::vector<int> differing;
    std::vector<int> same;
    for (int column = 0; column < model_.columnCount(); ++column) {
        const RunColumn& known = model_.columns()[static_cast<std::size_t>(column)];
        if (known.group == settings) {
            (model_.differingSettings().contains(known.field.path()) ? differing : same)
                .push_back(column);
        }
    }
    addGroup(RunsText::tr("Settings that differ"), differing, true);
    addGroup(RunsText::tr("Settings that all runs share"), same, false);
    search(search_->text());
}

void RunsColumnsPopup::addGroup(const QString& title, const std::vector<int>& columns, bool open) {
    if (columns.empty()) {
        return;
    }
    auto* group = new QTreeWidgetItem(tree_, {title});
    group->setFlags(Qt::ItemIsEnabled);
    QFont bold = tree_->font();
    bold.setBold(true);
    group->setFont(0, bold);
    group->setFirstColumnSpanned(true);
    group->setData(0, kColumnRole, open);
    for (const int column : columns) {
        const RunColumn& known = model_.columns()[static_cast<std::size_t>(column)];
        // The path distinguishes settings with equal titles.
        const QString path = known.group == ColumnGroup::settings
                                 ? QString::fromStdString(known.field.name())
                                 : QString();
        auto* item = new QTreeWidgetItem(group, {known.title, path});
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(0, table_.isShown(column) ? Qt::Checked : Qt::Unchecked);
        item->setData(0, kColumnRole, column);
        item->setToolTip(0, descriptionOf(known.field));
        item->setToolTip(1, descriptionOf(known.field));
        item->setForeground(1, palette().placeholderText());
        // The name can't be hidden, since it identifies the run.
        item->setDisabled(column == RunsModel::nameColumn);
    }
    group->setExpanded(open);
}

void RunsColumnsPopup::search(const QString& text) {
    const QString word = text.trimmed();
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = tree_->topLevelItem(i);
        bool any = false;
        for (int k = 0; k < group->childCount(); ++k) {
            QTreeWidgetItem* item = group->child(k);
            const bool found = item->text(0).contains(word, Qt::CaseInsensitive) ||
                               item->text(1).contains(word, Qt::CaseInsensitive) ||
                               item->toolTip(0).contains(word, Qt::CaseInsensitive);
            item->setHidden(!found);
            any = any || found;
        }
        group->setHidden(!any);
        group->setExpanded(word.isEmpty() ? group->data(0, kColumnRole).toBool() : any);
    }
}

void RunsColumnsPopup::popUp(const QPoint& topRight) {
    search_->clear();
    fill();
    QPoint place = topRight - QPoint(width(), 0);
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect free = screen->availableGeometry();
        place.setX(
            std::clamp(place.x(), free.left(), std::max(free.left(), free.right() - width())));
        place.setY(
            std::clamp(place.y(), free.top(), std::max(free.top(), free.bottom() - height())));
    }
    move(place);
    show();
    search_->setFocus();
}

} // namespace asge
