// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_actions.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/row_copy.h"
#include "widgets/common/undo_history.h"
#include "widgets/plot/action_row.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/table_export.h"
#include "widgets/runs/runs_annotations.h"
#include "widgets/runs/runs_list.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_table.h"
#include "widgets/runs/runs_text.h"
#include "widgets/runs/runs_undo.h"
#include "widgets/runs/runs_view.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <numeric>

namespace asge {
namespace {

bool canResume(RunStatus status) {
    return status == RunStatus::stopped || status == RunStatus::interrupted ||
           status == RunStatus::failed;
}

QString nameOf(const RunEntry& run) {
    return plain::line(run.summary().name);
}

} // namespace

RunsActions::RunsActions(RunsView& view, RunsTable& table, RunsList& list, RunsModel& model,
                         RunsUndoBar& undo)
    : QObject(&view), view_(view), table_(table), list_(list), model_(model), undoBar_(undo),
      colors_(new ColorMenu(RunsText::tr("Colour"), &view)) {
    colors_->setObjectName(QStringLiteral("runsColors"));
    colors_->menuAction()->setToolTip(RunsText::tr("Mark the runs' names with a colour"));
    connect(colors_, &ColorMenu::chosen, this, &RunsActions::setColor);
    connect(&undoBar_, &RunsUndoBar::changed, this,
            [this] { undo_->setEnabled(undoBar_.history().canUndo()); });
    makeActions();
}

QAction* RunsActions::add(const QString& text, const char* name, const QString& toolTip,
                          const QList<QKeySequence>& keys, Slot slot) {
    auto* action = new QAction(text, &view_);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    // The shortcut works only while the table or the list itself has the focus; the name editor
    // needs the same keys.
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(keys.isEmpty()
                           ? toolTip
                           : QStringLiteral("%1 (%2)").arg(
                                 toolTip, keys.front().toString(QKeySequence::NativeText)));
    table_.addAction(action);
    list_.addAction(action);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void RunsActions::makeActions() {
    open_ = add(RunsText::tr("Open"), "runsOpen", RunsText::tr("Show the run in every view"),
                {Qt::Key_Return, Qt::Key_Enter}, &RunsActions::open);
    compare_ = add(RunsText::tr("Compare"), "runsCompare", RunsText::tr("Compare two or more runs"),
                   {Qt::Key_C}, &RunsActions::compare);
    other_ = add(RunsText::tr("Show as B"), "runsOther",
                 RunsText::tr("Compare the open run, A, with this run, B, in the views that can"),
                 {QKeySequence(Qt::SHIFT | Qt::Key_C)}, &RunsActions::showAsOther);
    resume_ = add(RunsText::tr("Resume"), "runsResume",
                  RunsText::tr("Continue the training from the last checkpoint"), {Qt::Key_R},
                  &RunsActions::resume);
    branch_ = add(RunsText::tr("Branch…"), "runsBranch",
                  RunsText::tr("Train a new run from one of its checkpoints, with other settings"),
                  {Qt::Key_B}, &RunsActions::branch);
    useSettings_ = add(RunsText::tr("Use settings"), "runsUseSettings",
                       RunsText::tr("Fill the form with the run's settings"),
                       {QKeySequence(Qt::CTRL | Qt::Key_D)}, &RunsActions::useSettings);
    queue_ = add(RunsText::tr("Add to queue"), "runsQueue",
                 RunsText::tr("Add the runs' settings to the queue of experiments"), {Qt::Key_Q},
                 &RunsActions::addToQueue);
    rename_ = add(RunsText::tr("Rename"), "runsRename", RunsText::tr("Rename the run"),
                  {Qt::Key_F2}, &RunsActions::rename);
    tags_ =
        add(RunsText::tr("Tags…"), "runsTags", RunsText::tr("Add tags to the runs, or remove them"),
            {Qt::Key_T}, &RunsActions::editTags);
    notes_ = add(RunsText::tr("Notes…"), "runsNotes", RunsText::tr("Edit the run's notes"),
                 {Qt::Key_N}, &RunsActions::editNotes);
    archive_ = add(RunsText::tr("Archive"), "runsArchive",
                   RunsText::tr("Hide the runs in the archive, or take them out of it"),
                   {Qt::Key_A}, &RunsActions::archive);
    remove_ = add(RunsText::tr("Delete"), "runsDelete",
                  RunsText::tr("Delete the runs; Undo brings them back"), {QKeySequence::Delete},
                  &RunsActions::remove);
    undo_ = add(RunsText::tr("Undo"), "runsUndo", RunsText::tr("Undo the last change"),
                {QKeySequence::Undo}, &RunsActions::undo);
    undo_->setEnabled(false);
    auto* rows = new RowCopy(table_, [this](const QList<int>& shown) {
        return model_.exported(shown, table_.shownColumns()).data;
    });
    rows->addView(list_);
    connect(rows, &RowCopy::message, &view_, &RunsView::message);
    copy_ = rows->action();
    export_ = add(RunsText::tr("Export…"), "runsExport",
                  RunsText::tr("Write the rows and columns that the table shows as CSV, TSV or "
                               "LaTeX"),
                  {QKeySequence(Qt::CTRL | Qt::Key_E)}, &RunsActions::exportTable);
}

ActionRow* RunsActions::makeTools() {
    auto* tools = new ActionRow(&view_);
    tools->setObjectName(QStringLiteral("runsTools"));
    for (QAction* action : {open_, compare_, other_, resume_, branch_, useSettings_, queue_,
                            rename_, tags_, notes_}) {
        tools->add(action);
    }
    QToolButton* colors = tools->add(colors_->menuAction());
    colors->setText(colors->text() + QString(2, QChar::Nbsp)); // room for the arrow
    tools->add(archive_);
    tools->add(remove_);
    // The window's menu finds a view's export by this ending.
    tools->add(export_)->setObjectName(QStringLiteral("runsExport"));
    return tools;
}

ActionRow* RunsActions::makeCompactTools() {
    auto* tools = new ActionRow(&view_);
    tools->setObjectName(QStringLiteral("runsCompactTools"));
    tools->add(open_)->setObjectName(QStringLiteral("runsCompactOpen"));
    tools->add(compare_)->setObjectName(QStringLiteral("runsCompactCompare"));
    auto* more = new QToolButton(tools);
    more->setObjectName(QStringLiteral("runsMore"));
    more->setText(RunsText::tr("More") + QString(2, QChar::Nbsp)); // room for the arrow
    more->setToolTip(RunsText::tr("What can be done with the selected runs"));
    more->setFocusPolicy(Qt::TabFocus);
    more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(more);
    fillMenu(*menu);
    more->setMenu(menu);
    tools->add(more);
    return tools;
}

void RunsActions::showMenu(const QPoint& global) {
    QMenu menu(&view_);
    menu.setObjectName(QStringLiteral("runsMenu"));
    fillMenu(menu);
    menu.exec(global);
}

void RunsActions::fillMenu(QMenu& menu) const {
    menu.addActions({open_, compare_, other_});
    menu.addSeparator();
    menu.addActions({resume_, branch_, useSettings_, queue_});
    menu.addSeparator();
    menu.addActions({rename_, tags_, notes_});
    menu.addMenu(colors_);
    menu.addSeparator();
    menu.addActions({archive_, remove_});
    menu.addSeparator();
    menu.addActions({copy_, export_});
}

std::vector<const RunEntry*> RunsActions::selected() const {
    std::vector<const RunEntry*> runs;
    for (const RunId id : table_.selectedRuns()) {
        runs.push_back(model_.find(id));
    }
    return runs;
}

const RunEntry* RunsActions::one() const {
    const auto runs = selected();
    return runs.size() == 1 ? runs.front() : nullptr;
}

void RunsActions::update() {
    const auto runs = selected();
    const RunEntry* single = runs.size() == 1 ? runs.front() : nullptr;
    const auto all = [&runs](auto holds) { return std::all_of(runs.begin(), runs.end(), holds); };
    const auto unless = [](bool isPossible, const QString& why) {
        return isPossible ? QString() : why;
    };
    const QString some = unless(!runs.empty(), RunsText::tr("Select runs in the list."));
    const QString one = unless(single != nullptr, RunsText::tr("Select one run in the list."));
    const auto ifOne = [&one](const auto& why) { return one.isEmpty() ? why() : one; };
    for (QAction* action : {open_, useSettings_, notes_}) {
        setUsable(*action, one);
    }
    for (QAction* action : {queue_, tags_, archive_, colors_->menuAction()}) {
        setUsable(*action, some);
    }
    const QString finished = ifOne([&] {
        return unless(single->summary().epochsDone > 0,
                      RunsText::tr("The run has not finished an epoch."));
    });
    setUsable(*other_, finished);
    setUsable(*branch_, finished);
    setUsable(*rename_, ifOne([&] {
        return unless(model_.rowOf(single->summary().id).has_value(),
                      RunsText::tr("Open the group: the run has no row in which its name could be "
                                   "edited."));
    }));
    setUsable(*compare_,
              unless(runs.size() >= 2, RunsText::tr("Select two or more runs in the list.")));
    setUsable(*resume_, ifOne([&] {
        return unless(canResume(single->summary().status),
                      isLive(single->summary().status)
                          ? RunsText::tr("The run is being trained.")
                          : RunsText::tr("The run has ended by itself; to train on, branch it."));
    }));
    const bool areLive = all([](const RunEntry* run) { return isLive(run->summary().status); });
    setUsable(*remove_, !some.isEmpty() ? some
                                        : unless(!areLive, RunsText::tr("A run that is being "
                                                                        "trained can't be "
                                                                        "deleted.")));
    const bool archived =
        !runs.empty() && all([](const RunEntry* run) { return run->summary().archived; });
    archive_->setText(archived ? RunsText::tr("Unarchive") : RunsText::tr("Archive"));
}

void RunsActions::open() {
    if (const RunEntry* run = one()) {
        emit view_.openRequested(run->summary().id);
    }
}

void RunsActions::compare() {
    emit view_.compareRequested(table_.selectedRuns());
}

void RunsActions::showAsOther() {
    if (const RunEntry* run = one()) {
        emit view_.otherRequested(run->summary().id);
    }
}

void RunsActions::useSettings() {
    if (const RunEntry* run = one()) {
        emit view_.experimentRequested(run->summary().id);
    }
}

void RunsActions::addToQueue() {
    emit view_.queueRequested(table_.selectedRuns());
}

void RunsActions::resume() {
    if (const RunEntry* run = one()) {
        emit view_.resumeRequested(run->summary().id);
    }
}

void RunsActions::branch() {
    if (const RunEntry* run = one()) {
        emit view_.branchRequested(run->summary().id);
    }
}

void RunsActions::rename() {
    const RunEntry* run = one();
    const auto row = run != nullptr ? model_.rowOf(run->summary().id) : std::nullopt;
    if (!row) { // the single run of a group is a member below the heading
        return;
    }
    const QModelIndex name = model_.index(*row, RunsModel::nameColumn);
    QAbstractItemView& shown = list_.isVisible() ? static_cast<QAbstractItemView&>(list_) : table_;
    table_.setColumnHidden(RunsModel::nameColumn, false);
    shown.setCurrentIndex(name);
    shown.scrollTo(name);
    shown.edit(name);
}

void RunsActions::editTags() {
    QList<QStringList> tags;
    for (const RunEntry* run : selected()) {
        tags << toStringList(run->summary().tags);
    }
    const auto known = model_.valuesSeen(RunField::ofSource(RunField::Source::tag));
    auto* dialog = new TagsDialog(tags, known, &view_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &TagsDialog::changed, &view_,
        [this, ids = table_.selectedRuns()](const QStringList& added, const QStringList& removed) {
            changeTags(ids, added, removed);
        });
    dialog->open();
}

/// Undoing gives each run the tags that it had: some may have had a tag before all got it.
void RunsActions::changeTags(const QList<RunId>& ids, const QStringList& added,
                             const QStringList& removed) {
    std::vector<std::pair<RunId, QStringList>> before;
    for (const RunId id : ids) {
        if (const RunEntry* run = model_.find(id)) {
            before.emplace_back(id, toStringList(run->summary().tags));
        }
    }
    const auto apply = [this, ids, added, removed] {
        emit view_.tagsRequested(ids, added, removed);
    };
    apply();
    undoBar_.addSilently(
        RunsText::tr("Changed tags of %1").arg(runCount(ids.size())),
        [this, before, added, removed] {
            for (const auto& [id, tags] : before) {
                QStringList missing; // of those that it had
                QStringList surplus;
                for (const QString& tag : removed) {
                    (tags.contains(tag) ? missing : surplus) << tag;
                }
                for (const QString& tag : added) {
                    (tags.contains(tag) ? missing : surplus) << tag;
                }
                emit view_.tagsRequested({id}, missing, surplus);
            }
        },
        apply);
}

void RunsActions::editNotes() {
    const RunEntry* run = one();
    if (run == nullptr) {
        return;
    }
    auto* dialog =
        new NotesDialog(nameOf(*run), QString::fromStdString(run->summary().notes), &view_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NotesDialog::changed, &view_,
            [this, id = run->summary().id](const QString& before, const QString& after) {
                changeNotes(id, before, after);
            });
    dialog->open();
}

void RunsActions::changeNotes(RunId id, const QString& before, const QString& after) {
    emit view_.notesRequested(id, before, after);
    undoBar_.addSilently(
        RunsText::tr("Changed notes of run %1").arg(id),
        [this, id, before, after] { emit view_.notesRequested(id, after, before); },
        [this, id, before, after] { emit view_.notesRequested(id, before, after); });
}

void RunsActions::changeName(RunId id, const QString& name, const QString& before) {
    emit view_.renameRequested(id, name);
    undoBar_.addSilently(
        RunsText::tr("Renamed run %1").arg(id),
        [this, id, before] { emit view_.renameRequested(id, before); },
        [this, id, name] { emit view_.renameRequested(id, name); });
}

void RunsActions::setColor(const QString& code) {
    const QList<RunId> ids = table_.selectedRuns();
    std::vector<std::pair<RunId, QString>> before;
    for (const RunEntry* run : selected()) {
        before.emplace_back(run->summary().id, QString::fromStdString(run->summary().color));
    }
    const auto apply = [this, ids, code] { emit view_.colorRequested(ids, code); };
    apply();
    undoBar_.addSilently(
        RunsText::tr("Changed the colour of %1").arg(runCount(ids.size())),
        [this, before] {
            for (const auto& [id, color] : before) {
                emit view_.colorRequested({id}, color);
            }
        },
        apply);
}

void RunsActions::setHistory(UndoHistory& history) {
    undoBar_.setHistory(history);
    undo_->setShortcuts(QList<QKeySequence>()); // the window's menu has it
}

void RunsActions::archive() {
    QList<RunId> archived;
    QList<RunId> others;
    for (const RunEntry* run : selected()) {
        (run->summary().archived ? archived : others) << run->summary().id;
    }
    // If some of the runs are archived, archive the others too.
    const bool archives = !others.isEmpty();
    const QList<RunId> ids = archives ? others : archived;
    if (ids.isEmpty()) {
        return;
    }
    undoBar_.add((archives ? RunsText::tr("Archived %1.") : RunsText::tr("Unarchived %1."))
                     .arg(runCount(ids.size())),
                 [this, ids, archives] { emit view_.archiveRequested(ids, !archives); },
                 [this, ids, archives] { emit view_.archiveRequested(ids, archives); });
    emit removing();
    emit view_.archiveRequested(ids, archives);
}

void RunsActions::remove() {
    QList<RunId> ids;
    QString name;
    int active = 0;
    for (const RunEntry* run : selected()) {
        if (isLive(run->summary().status)) {
            ++active;
            continue;
        }
        ids << run->summary().id;
        name = nameOf(*run);
    }
    if (ids.isEmpty()) {
        return;
    }
    QString done = ids.size() == 1 ? RunsText::tr("Deleted run %1, %2.").arg(ids.front()).arg(name)
                                   : RunsText::tr("Deleted %1.").arg(runCount(ids.size()));
    if (active > 0) {
        done += u' ' + RunsText::tr("%1 still training, not deleted.").arg(active);
    }
    undoBar_.add(
        done, [this, ids] { emit view_.restoreRequested(ids); },
        [this, ids] { emit view_.deleteRequested(ids); });
    emit removing();
    emit view_.deleteRequested(ids);
}

void RunsActions::restore(const QList<RunId>& ids) {
    undoBar_.add(
        RunsText::tr("Restored %1 from the bin.").arg(runCount(ids.size())),
        [this, ids] { emit view_.deleteRequested(ids); },
        [this, ids] { emit view_.restoreRequested(ids); });
    emit view_.restoreRequested(ids);
}

void RunsActions::undo() {
    undoBar_.history().undo();
}

void RunsActions::exportTable() {
    QList<int> rows(model_.rowCount());
    std::iota(rows.begin(), rows.end(), 0);
    const ExportedTable table = model_.exported(rows, table_.shownColumns());
    askAndSave(
        &view_, QStringLiteral("runs"), tableEndings(),
        [&table](const QString& file, QString* reason) { return saveTable(file, table, reason); },
        [this](const QString& text) { emit view_.message(text); });
}

} // namespace asge
