// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_view.h"

#include "widgets/common/find_field.h"
#include "widgets/common/key_use.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/action_row.h"
#include "widgets/runs/runs_actions.h"
#include "widgets/runs/runs_arrangement_button.h"
#include "widgets/runs/runs_columns_popup.h"
#include "widgets/runs/runs_difference.h"
#include "widgets/runs/runs_filter_box.h"
#include "widgets/runs/runs_group_button.h"
#include "widgets/runs/runs_list.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_table.h"
#include "widgets/runs/runs_text.h"
#include "widgets/runs/runs_undo.h"

#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

/// The description of a setting's choice, for the completion of filters.
std::string choiceText(const std::string& path, const std::string& choice) {
    return choiceMeaning(path, choice).toStdString();
}

/// The key for grouping by a column; empty if grouping by it makes no sense.
std::string keyOfColumn(const RunField& field) {
    const std::string key = groupKeyOf(field);
    return key.starts_with(kFieldPrefix) ? std::string() : key;
}

} // namespace

class RunsView::Private : public QObject {
  public:
    explicit Private(RunsView* view);

    void setRuns(std::vector<RunSummary> runs);
    void select(const QList<RunId>& ids);
    QVariantMap saveState() const;
    void restoreState(const QVariantMap& state);
    void setHistory(UndoHistory& history) { actions_->setHistory(history); }
    void setProblem(const QString& problem) {
        problem_ = problem;
        updateEmptyText();
    }

    /// Shows the table if there is room for it, otherwise the list.
    void arrange();

    RunsActions& actions() { return *actions_; }

    RunsTable* table;
    RunsModel* model;

  private:
    void layOut();
    QWidget* makeTools();
    QWidget* makeCompactTools();
    QAbstractItemView& rows() const;
    void connectAll();
    void updateInformativeColumns(const std::vector<RunSummary>& runs);
    void setFilter(const RunFilter& filter);
    void applyGrouping();
    void setShowsArchived(bool shows);
    void showHeaderMenu(int column, const QPoint& global);
    void showColumns();
    void updateEmptyText();
    void updateArchived();
    void updateReason();
    void updateDifference();
    void updateSelection();
    void selectNow(const QList<RunId>& ids);
    void selectSuccessor();
    RunsDifference::Side sideAt(int headingRow) const;

    RunsView* view_;
    RunsList* list_;
    QStackedLayout* stack_ = nullptr;
    QWidget* tools_ = nullptr;
    QWidget* compactTools_ = nullptr;
    RunsFilterBox* filter_;
    RunsUndoBar* undo_;
    RunsActions* actions_;
    QToolButton* archived_;
    RunsGroupButton* groups_;
    QToolButton* columns_;
    RunsColumnsPopup* popup_ = nullptr; ///< created when first needed
    RunsDifference* difference_;
    QLabel* reason_;
    QString problem_; ///< why there are no runs to show
    QList<RunId> lastSelection_;
    QList<RunId> pendingSelection_; ///< runs to be selected once setRuns contains them
    /// the program is changing rows: the selection is handled once, at the end
    bool changingRows_ = false;
    RunId successor_ = 0;  ///< is selected once the runs that are being removed are gone
    bool swapped_ = false; ///< the lower group is subtracted from the upper one, not the reverse
};

RunsView::Private::Private(RunsView* owner)
    : model(new RunsModel(owner)), view_(owner), filter_(new RunsFilterBox(owner)),
      undo_(new RunsUndoBar(owner)), archived_(new QToolButton(owner)),
      groups_(new RunsGroupButton(*model, owner)), columns_(new QToolButton(owner)),
      difference_(new RunsDifference(owner)), reason_(new PlainLabel(owner)) {
    table = new RunsTable(model, owner);
    table->setObjectName(QStringLiteral("runsTable"));
    list_ = new RunsList(model, table->selectionModel(), owner);
    list_->setObjectName(QStringLiteral("runsList"));
    for (QAbstractItemView* rows :
         {static_cast<QAbstractItemView*>(table), static_cast<QAbstractItemView*>(list_)}) {
        rows->setAccessibleName(RunsText::tr("Runs"));
        rows->setContextMenuPolicy(Qt::CustomContextMenu);
    }
    actions_ = new RunsActions(*owner, *table, *list_, *model, *undo_);

    archived_->setObjectName(QStringLiteral("runsArchived"));
    archived_->setAutoRaise(true);
    archived_->setFocusPolicy(Qt::TabFocus);
    archived_->hide();
    columns_->setObjectName(QStringLiteral("runsColumns"));
    columns_->setText(RunsText::tr("Columns"));
    columns_->setToolTip(RunsText::tr("Choose what the table shows: results, layers, settings"));
    columns_->setFocusPolicy(Qt::TabFocus);
    reason_->setObjectName(QStringLiteral("runsReason"));
    reason_->setWordWrap(true);
    reason_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    reason_->setMargin(4);
    reason_->hide();
    difference_->hide();
    layOut();
    connectAll();
    updateEmptyText();
    updateSelection();
}

void RunsView::Private::layOut() {
    tools_ = makeTools();
    compactTools_ = makeCompactTools();
    compactTools_->hide();
    stack_ = new QStackedLayout;
    stack_->addWidget(table);
    stack_->addWidget(list_);
    // A view that is higher than its dock scrolls: rows take what is left rather than cause that.
    constexpr int kLeastRows = 90; // pixels
    for (QWidget* rows : {static_cast<QWidget*>(table), static_cast<QWidget*>(list_)}) {
        rows->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
        rows->setMinimumHeight(kLeastRows);
    }
    auto* column = new QVBoxLayout(view_);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(4);
    column->addWidget(filter_);
    column->addWidget(tools_);
    column->addWidget(compactTools_);
    column->addLayout(stack_, 1);
    column->addWidget(difference_);
    column->addWidget(reason_);
    column->addWidget(undo_);
    view_->setFocusProxy(table);
}

QWidget* RunsView::Private::makeTools() {
    ActionRow* tools = actions_->makeTools();
    tools->addGap();
    tools->add(groups_);
    tools->add(columns_);
    tools->add(archived_);
    return tools;
}

/// The list has no header and little room: a menu sorts, groups and shows archived runs.
QWidget* RunsView::Private::makeCompactTools() {
    ActionRow* tools = actions_->makeCompactTools();
    tools->add(new RunsArrangementButton(*table, *model, *groups_, *archived_, tools));
    return tools;
}

QAbstractItemView& RunsView::Private::rows() const {
    return *static_cast<QAbstractItemView*>(stack_->currentWidget());
}

void RunsView::Private::arrange() {
    constexpr int kNarrowestTable = 520;
    const bool compact = view_->width() < kNarrowestTable;
    QWidget* wanted = compact ? static_cast<QWidget*>(list_) : table;
    if (stack_->currentWidget() == wanted) {
        return;
    }
    const bool focused = rows().hasFocus();
    stack_->setCurrentWidget(wanted);
    view_->setFocusProxy(wanted);
    tools_->setVisible(!compact);
    compactTools_->setVisible(compact);
    if (focused) {
        wanted->setFocus();
    }
}

void RunsView::Private::connectAll() {
    connect(filter_, &RunsFilterBox::filterChanged, this, &Private::setFilter);
    connect(filter_->edit(), &QLineEdit::textChanged, view_, &RunsView::stateChanged);
    connect(filter_, &RunsFilterBox::savedFiltersChanged, view_, &RunsView::stateChanged);
    connect(filter_, &RunsFilterBox::leaveRequested, this, [this] {
        rows().setFocus();
        if (table->selectedRows().isEmpty() && model->rowCount() > 0) {
            table->selectRow(0);
            rows().setCurrentIndex(model->index(0, RunsModel::nameColumn));
        }
    });
    const auto values = [this](const RunField& field) { return seenValues(field, model->runs()); };
    filter_->setSources({{}, values, choiceText});
    filter_->setMatcher([this](const RunFilter& filter) {
        const RunEntries& runs = model->runs();
        return runs.empty() || std::any_of(runs.begin(), runs.end(),
                                           [&](const auto& run) { return filter.matches(*run); });
    });
    connect(model, &RunsModel::settingsRead, this, [this, values] {
        filter_->setSources({model->unknownSettings(), values, choiceText});
    });
    connect(table, &RunsTable::selectedRunsChanged, this, [this] {
        if (!changingRows_) {
            pendingSelection_.clear(); // the user has selected something else
            successor_ = 0;
            updateSelection();
        }
    });
    connect(table, &RunsTable::openRequested, actions_, &RunsActions::open);
    connect(actions_, &RunsActions::removing, this,
            [this] { successor_ = table->neighbourOfSelection(); });
    connect(list_, &RunsList::openRequested, actions_, &RunsActions::open);
    for (const QAbstractItemView* rows :
         {static_cast<QAbstractItemView*>(table), static_cast<QAbstractItemView*>(list_)}) {
        connect(rows, &QWidget::customContextMenuRequested, this,
                [this, rows](const QPoint& point) {
                    actions_->showMenu(rows->viewport()->mapToGlobal(point));
                });
    }
    connect(table, &RunsTable::headerMenuRequested, this, &Private::showHeaderMenu);
    connect(table, &RunsTable::columnsChanged, view_, &RunsView::stateChanged);
    connect(columns_, &QToolButton::clicked, this, &Private::showColumns);
    connect(groups_, &RunsGroupButton::keysChanged, this, [this] {
        applyGrouping();
        emit view_->stateChanged();
    });
    connect(archived_, &QToolButton::clicked, this, [this] {
        setShowsArchived(!model->showsArchived());
        emit view_->stateChanged();
    });
    connect(difference_, &RunsDifference::swapRequested, this, [this] {
        swapped_ = !swapped_;
        updateDifference();
    });
    connect(model, &RunsModel::rowsArranged, this, [this] {
        updateEmptyText();
        updateArchived();
        emit view_->listChanged();
    });
    // Connected to this object, which is destroyed before the view: a name that is being edited is
    // committed when the table closes, and the view can't emit signals then.
    connect(model, &RunsModel::renameRefused, view_, &RunsView::message);
    connect(model, &RunsModel::historiesRequested, view_, &RunsView::historiesRequested);
    connect(model, &RunsModel::renameRequested, this,
            [this](RunId id, const QString& name, const QString& before) {
                actions_->changeName(id, name, before);
            });
    setFindField(*view_, *filter_->edit());
    for (QWidget* rows : {static_cast<QWidget*>(table), static_cast<QWidget*>(list_)}) {
        auto* find =
            new QShortcut(QKeySequence(Qt::Key_Slash), rows, nullptr, nullptr, Qt::WidgetShortcut);
        setKeyUse(*find, RunsText::tr("Find runs"));
        connect(find, &QShortcut::activated, this, [this] { goToField(*filter_->edit()); });
    }
}

void RunsView::Private::setRuns(std::vector<RunSummary> runs) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        updateInformativeColumns(runs);
        model->setRuns(std::move(runs));
        if (std::any_of(pendingSelection_.begin(), pendingSelection_.end(),
                        [this](RunId id) { return model->find(id) != nullptr; })) {
            selectNow(std::exchange(pendingSelection_, {}));
        }
        selectSuccessor();
    }
    updateSelection();
}

void RunsView::Private::updateInformativeColumns(const std::vector<RunSummary>& runs) {
    const auto any = [&](auto holds) { return std::any_of(runs.begin(), runs.end(), holds); };
    table->setInformative(RunsModel::methodColumn, any([&](const RunSummary& run) {
                              return run.method != runs.front().method;
                          }));
    table->setInformative(RunsModel::tagsColumn,
                          any([](const RunSummary& run) { return !run.tags.empty(); }));
    table->setInformative(RunsModel::notesColumn,
                          any([](const RunSummary& run) { return !run.notes.empty(); }));
    table->setDots(any([](const RunSummary& run) { return !run.color.empty(); }));
}

void RunsView::Private::setFilter(const RunFilter& filter) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        model->setFilter(filter);
    }
    updateSelection();
}

void RunsView::Private::setShowsArchived(bool shows) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        model->setShowsArchived(shows);
    }
    updateSelection();
}

void RunsView::Private::applyGrouping() {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        model->setGrouping(groups_->keys());
        table->setWide(!groups_->keys().empty());
    }
    updateSelection();
}

void RunsView::Private::showHeaderMenu(int column, const QPoint& global) {
    QMenu menu(view_);
    menu.setObjectName(QStringLiteral("runsHeaderMenu"));
    if (column >= 0) {
        const RunField& field = model->columns()[static_cast<std::size_t>(column)].field;
        menu.addAction(RunsText::tr("Sort ascending"), this,
                       [this, column] { table->sortByColumn(column, Qt::AscendingOrder); });
        menu.addAction(RunsText::tr("Sort descending"), this,
                       [this, column] { table->sortByColumn(column, Qt::DescendingOrder); });
        if (const std::string key = keyOfColumn(field); !key.empty()) {
            const auto& keys = groups_->keys();
            const bool grouped = std::find(keys.begin(), keys.end(), key) != keys.end();
            menu.addAction(grouped ? RunsText::tr("Don't group by it")
                                   : RunsText::tr("Group by it"),
                           this, [this, key] { groups_->toggle(key); });
        }
        menu.addSeparator();
        QAction* hide = menu.addAction(RunsText::tr("Hide column"), this,
                                       [this, column] { table->setShown(column, false); });
        // The name can't be hidden, since it identifies the run.
        hide->setEnabled(column != RunsModel::nameColumn);
    }
    menu.addAction(RunsText::tr("Columns…"), this, &Private::showColumns);
    menu.exec(global);
}

void RunsView::Private::showColumns() {
    if (popup_ == nullptr) {
        popup_ = new RunsColumnsPopup(*table, *model, view_);
    }
    popup_->popUp(columns_->mapToGlobal(QPoint(columns_->width(), columns_->height() + 2)));
}

void RunsView::Private::select(const QList<RunId>& ids) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        selectNow(ids);
    }
    const bool known = std::all_of(ids.begin(), ids.end(),
                                   [this](RunId id) { return model->find(id) != nullptr; });
    pendingSelection_ = known ? QList<RunId>() : ids;
    updateSelection();
}

void RunsView::Private::selectNow(const QList<RunId>& ids) {
    QItemSelection selection;
    QModelIndex first;
    for (const RunId id : ids) {
        if (const std::optional<int> row = model->rowOf(id)) {
            const QModelIndex index = model->index(*row, RunsModel::nameColumn);
            selection.select(index, index);
            first = first.isValid() ? first : index;
        }
    }
    auto* selected = table->selectionModel();
    selected->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (first.isValid()) {
        selected->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        rows().scrollTo(first);
    }
}

/// Selects the row next to runs that were deleted or archived, so that the keyboard goes on there.
void RunsView::Private::selectSuccessor() {
    if (successor_ != 0 && table->selectedRows().isEmpty()) {
        selectNow({std::exchange(successor_, 0)});
    }
}

void RunsView::Private::updateEmptyText() {
    if (model->rowCount() > 0) {
        return;
    }
    QString text =
        RunsText::tr("No run matches the filter.\nPress Esc in the filter box to clear it.");
    if (!problem_.isEmpty()) {
        text = problem_;
    } else if (model->runs().empty()) {
        text = RunsText::tr(
            "All runs appear here with their results.\nPress Train to start the first one.");
    } else if (model->hiddenArchived() > 0) {
        text = RunsText::tr("Only archived runs match.\nPress Show above the table to see them.");
    }
    table->setEmptyText(text);
    list_->setEmptyText(text);
}

void RunsView::Private::updateArchived() {
    const int hidden = model->hiddenArchived();
    const bool any = std::any_of(model->runs().begin(), model->runs().end(),
                                 [](const auto& run) { return run->summary().archived; });
    archived_->setText(hidden > 0 ? RunsText::tr("%1 archived hidden · Show").arg(hidden)
                                  : RunsText::tr("Archived shown · Hide"));
    archived_->setVisible(hidden > 0 || (any && model->showsArchived()));
}

void RunsView::Private::updateSelection() {
    actions_->update();
    updateReason();
    updateDifference();
    const QList<RunId> ids = table->selectedRuns();
    if (ids == lastSelection_) {
        return;
    }
    // The same runs in another order count as the same selection.
    QList<RunId> now = ids;
    QList<RunId> before = std::exchange(lastSelection_, ids);
    std::sort(now.begin(), now.end());
    std::sort(before.begin(), before.end());
    if (now != before) {
        emit view_->selectionChanged(ids);
    }
}

void RunsView::Private::updateReason() {
    const QList<RunId> ids = table->selectedRuns();
    const RunEntry* run = ids.size() == 1 ? model->find(ids.front()) : nullptr;
    const bool shown = run != nullptr && !run->summary().reason.empty();
    reason_->setVisible(shown);
    if (shown) {
        reason_->setText(QStringLiteral("%1: %2").arg(statusText(run->summary().status),
                                                      plain::line(run->summary().reason)));
    }
}

RunsDifference::Side RunsView::Private::sideAt(int headingRow) const {
    RunsDifference::Side side{model->titleAt(headingRow), {}};
    for (const RunId id : model->runsAt(headingRow)) {
        side.runs.push_back(model->find(id));
    }
    return side;
}

void RunsView::Private::updateDifference() {
    const QList<int> rows = table->selectedRows();
    const bool two = rows.size() == 2 && std::all_of(rows.begin(), rows.end(), [this](int row) {
                         return model->headingAt(row) != nullptr;
                     });
    difference_->setVisible(two);
    if (two) {
        difference_->setGroups(sideAt(rows[swapped_ ? 1 : 0]), sideAt(rows[swapped_ ? 0 : 1]));
    }
}

QVariantMap RunsView::Private::saveState() const {
    return {{QStringLiteral("table"), table->saveState()},
            {QStringLiteral("filter"), filter_->text()},
            {QStringLiteral("filters"), filter_->savedFilters()},
            {QStringLiteral("groupedBy"), toStringList(groups_->keys())},
            {QStringLiteral("archived"), model->showsArchived()}};
}

void RunsView::Private::restoreState(const QVariantMap& state) {
    table->restoreState(state.value(QStringLiteral("table")).toMap());
    filter_->setText(state.value(QStringLiteral("filter")).toString());
    filter_->setSavedFilters(state.value(QStringLiteral("filters")).toList());
    std::vector<std::string> keys;
    for (const QString& key : state.value(QStringLiteral("groupedBy")).toStringList()) {
        keys.push_back(key.toStdString());
    }
    groups_->setKeys(keys);
    applyGrouping();
    setShowsArchived(state.value(QStringLiteral("archived")).toBool());
}

void RunsView::setShown(RunId id) {
    d_->model->setShownRun(id);
}

void RunsView::setOther(RunId id) {
    d_->model->setOtherRun(id);
}

void RunsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    d_->arrange();
}

RunsView::RunsView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {}

RunsView::~RunsView() = default;

void RunsView::setRuns(std::vector<RunSummary> runs) {
    d_->setRuns(std::move(runs));
}

void RunsView::setHistories(std::vector<AccuracyHistory> histories) {
    d_->model->setHistories(std::move(histories));
}

QList<RunId> RunsView::selectedRuns() const {
    return d_->table->selectedRuns();
}

QList<RunId> RunsView::listedRuns() const {
    return d_->model->listedRuns();
}

void RunsView::select(const QList<RunId>& ids) {
    d_->select(ids);
}

void RunsView::pinNote(RunId id, const PinnedNote& note) {
    if (const RunEntry* run = d_->model->find(id)) {
        const std::string& before = run->summary().notes;
        d_->actions().changeNotes(id, QString::fromStdString(before),
                                  QString::fromStdString(withPinned(before, note)));
    }
}

void RunsView::restore(const QList<RunId>& ids) {
    d_->actions().restore(ids);
}

void RunsView::setProblem(const QString& problem) {
    d_->setProblem(problem);
}

void RunsView::setHistory(UndoHistory& history) {
    d_->setHistory(history);
}

QVariantMap RunsView::saveState() const {
    return d_->saveState();
}

void RunsView::restoreState(const QVariantMap& state) {
    d_->restoreState(state);
}

} // namespace asge
