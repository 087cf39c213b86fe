// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/queue/queue_view.h"

#include "widgets/common/column_heads.h"
#include "widgets/common/control_states.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/style.h"
#include "widgets/plot/action_row.h"
#include "widgets/queue/queue_model.h"

#include <QAction>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

using Entries = std::vector<const QueueEntry*>;

bool isTrained(const QueueEntry* entry) {
    return entry->status == QueueEntry::Status::running;
}

std::vector<std::int64_t> idsOf(const Entries& entries) {
    std::vector<std::int64_t> ids;
    for (const QueueEntry* entry : entries) {
        ids.push_back(entry->id);
    }
    return ids;
}

} // namespace

QueueView::QueueView(QWidget* parent)
    : QWidget(parent), model_(new QueueModel(this)), table_(new QTableView(this)) {
    makeTable();
    makeActions();
    auto* empty = new PlainLabel(
        tr("The queue holds experiments that are trained one after another.\n“Add experiment” adds "
           "the settings of the form, “Add to queue” in the run table those of stored runs."),
        this);
    empty->setObjectName("queueEmpty");
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setForegroundRole(QPalette::PlaceholderText);
    auto* content = new QWidget(this);
    stack_ = new CurrentLayout(content);
    stack_->addWidget(empty);
    stack_->addWidget(table_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(4);
    column->addWidget(makeTools());
    column->addWidget(content, 1);
    refresh();
}

void QueueView::makeTable() {
    ColumnHeads& heads = ColumnHeads::addTo(*table_);
    heads.indentTexts(*table_);
    table_->setObjectName("queueTable");
    table_->setModel(model_);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setAlternatingRowColors(true);
    table_->setWordWrap(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(style::rowHeight(*table_));
    heads.setHighlightSections(false);
    heads.shareRoom(*table_, ColumnHeads::Narrow::shrinksWidest);
    connect(table_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &QueueView::refresh);
    connect(table_, &QTableView::activated, this, &QueueView::open);
}

QAction* QueueView::add(const QString& text, const char* name, const QString& toolTip,
                        const QKeySequence& key, Slot slot) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(key.isEmpty() ? toolTip
                                     : QStringLiteral("%1 (%2)").arg(
                                           toolTip, key.toString(QKeySequence::NativeText)));
    table_->addAction(action);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void QueueView::makeActions() {
    run_ = add(tr("Run queue"), "queueRun", tr("Train the waiting entries one after another"), {},
               &QueueView::runRequested);
    stopAfter_ = new QAction(tr("Stop after this one"), this);
    stopAfter_->setObjectName("queueStopAfter");
    stopAfter_->setToolTip(tr("Finish the current entry, and train no further one"));
    stopAfter_->setCheckable(true);
    connect(stopAfter_, &QAction::triggered, this, &QueueView::stopAfterRequested);
    add_ = add(tr("Add experiment"), "queueAdd", tr("Add the experiment in the form to the queue"),
               {}, &QueueView::addRequested);
    addSweep_ = add(tr("Add sweep…"), "queueAddSweep", tr("Add each cell of a sweep file"), {},
                    &QueueView::addSweepRequested);
    up_ = add(tr("Move up"), "queueUp", tr("Train the entry earlier"),
              QKeySequence(Qt::ALT | Qt::Key_Up), &QueueView::moveUp);
    down_ = add(tr("Move down"), "queueDown", tr("Train the entry later"),
                QKeySequence(Qt::ALT | Qt::Key_Down), &QueueView::moveDown);
    remove_ = add(tr("Remove"), "queueRemove", tr("Remove the entries; their runs stay"),
                  QKeySequence::Delete, &QueueView::remove);
    clear_ = add(tr("Clear finished"), "queueClear", tr("Remove the finished entries"), {},
                 &QueueView::clearRequested);
    auto* rows = new RowCopy(*table_, [this] { return shownTexts(*table_); });
    copy_ = rows->action();
    copy_->setObjectName("queueCopyValues"); // as in all views, for the window's menu
    // With their whole names, the buttons would take a second line in a window of the usual width.
    stopAfter_->setIconText(tr("Stop after this"));
    up_->setIconText(tr("Up"));
    down_->setIconText(tr("Down"));
    addActions({up_, down_, remove_, copy_}); // for the view's menu
}

QWidget* QueueView::makeTools() {
    auto* tools = new ActionRow(this);
    tools->setObjectName("queueTools");
    for (const auto& group :
         {QList{run_, stopAfter_}, QList{add_, addSweep_}, QList{up_, down_, remove_, clear_}}) {
        for (QAction* action : group) {
            tools->add(action);
        }
        tools->addGap();
    }
    return tools;
}

QList<QAction*> QueueView::menuActions() const {
    return {add_, addSweep_, run_, stopAfter_};
}

const std::vector<QueueEntry>& QueueView::entries() const {
    return model_->entries();
}

void QueueView::setEntries(std::vector<QueueEntry> entries) {
    if (entries == model_->entries()) {
        return;
    }
    const auto kept = idsOf(selected());
    model_->setEntries(std::move(entries));
    stack_->setCurrentIndex(model_->entries().empty() ? 0 : 1);
    const auto& now = model_->entries();
    table_->setColumnHidden(QueueModel::reason,
                            std::all_of(now.begin(), now.end(), [](const QueueEntry& entry) {
                                return entry.reason.empty();
                            }));
    select(kept);
    refresh();
}

void QueueView::select(const std::vector<std::int64_t>& entries) {
    for (const std::int64_t entry : entries) {
        if (const auto row = model_->rowOf(entry)) {
            const QModelIndex index = model_->index(*row, 0);
            table_->selectionModel()->select(index, QItemSelectionModel::Select |
                                                        QItemSelectionModel::Rows);
            table_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
        }
    }
}

void QueueView::setProgress(Progress progress) {
    progress_ = progress;
    refresh();
}

void QueueView::setReady(bool ready) {
    ready_ = ready;
    refresh();
}

std::vector<const QueueEntry*> QueueView::selected() const {
    Entries entries;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows()) {
        entries.push_back(&model_->entries()[static_cast<std::size_t>(row.row())]);
    }
    std::sort(entries.begin(), entries.end());
    return entries;
}

void QueueView::refresh() {
    const auto entries = selected();
    const QueueEntry* single = entries.size() == 1 ? entries.front() : nullptr;
    const auto& all = model_->entries();
    const bool isIdle = progress_ == Progress::idle;
    const auto reason = [](bool isPossible, const QString& why) {
        return isPossible ? QString() : why;
    };
    const auto hasEntry = [&all](auto holds) { return std::any_of(all.begin(), all.end(), holds); };
    setUsable(*run_,
              !isIdle ? tr("The queue is running.")
                      : reason(hasEntry([](const QueueEntry& entry) { return entry.isToTrain(); }),
                               tr("No entry waits to be trained.")));
    setUsable(*stopAfter_, reason(!isIdle, tr("The queue is not running.")));
    stopAfter_->setChecked(progress_ == Progress::lastEntry);
    setUsable(*add_, reason(ready_, tr("The experiment in the form has an error.")));
    const QString one = reason(single != nullptr, tr("Select one entry."));
    setUsable(*up_,
              !one.isEmpty() ? one : reason(single != &all.front(), tr("It is the first entry.")));
    setUsable(*down_,
              !one.isEmpty() ? one : reason(single != &all.back(), tr("It is the last entry.")));
    setUsable(*remove_, entries.empty()
                            ? tr("Select entries.")
                            : reason(std::none_of(entries.begin(), entries.end(), isTrained),
                                     tr("An entry that is being trained can't be "
                                        "removed.")));
    setUsable(*copy_, reason(!all.empty(), tr("The queue is empty.")));
    setUsable(*clear_, reason(hasEntry([](const QueueEntry& entry) {
                                  return entry.status == QueueEntry::Status::finished;
                              }),
                              tr("No entry has finished.")));
}

void QueueView::move(int by) {
    const auto entries = selected();
    if (entries.size() != 1) {
        return;
    }
    // The neighbour's position, because faulty entries have positions but no rows.
    const QueueEntry* neighbour = entries.front() + by;
    emit moveRequested(entries.front()->id, neighbour->position);
}

void QueueView::remove() {
    emit removeRequested(idsOf(selected()));
}

void QueueView::open() {
    const auto entries = selected();
    if (entries.size() == 1 && entries.front()->run != 0) {
        emit openRequested(entries.front()->run);
    }
}

} // namespace asge
