// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_view.h"

#include "widgets/common/plain_text.h"
#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_actions.h"
#include "widgets/runs/runs_columns_popup.h"
#include "widgets/runs/runs_difference.h"
#include "widgets/runs/runs_filter_box.h"
#include "widgets/runs/runs_group_button.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_table.h"
#include "widgets/runs/runs_text.h"
#include "widgets/runs/runs_undo.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QToolBar>
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

    RunsTable* table;

  private:
    void layOut();
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
    RunsDifference::Side sideAt(int headingRow) const;

    RunsView* view_;
    RunsModel* model_;
    RunsFilterBox* filter_;
    RunsUndoBar* undo_;
    RunsActions* actions_;
    QToolButton* archived_;
    RunsGroupButton* groups_;
    QToolButton* columns_;
    RunsColumnsPopup* popup_ = nullptr; ///< created when first needed
    RunsDifference* difference_;
    QLabel* reason_;
    QList<RunId> lastSelection_;
    QList<RunId> pendingSelection_; ///< runs to be selected once setRuns contains them
    /// the program is changing rows: the selection is handled once, at the end
    bool changingRows_ = false;
    bool swapped_ = false; ///< the lower group is subtracted from the upper one, not the reverse
};

RunsView::Private::Private(RunsView* owner)
    : view_(owner), model_(new RunsModel(owner)), filter_(new RunsFilterBox(owner)),
      undo_(new RunsUndoBar(owner)), archived_(new QToolButton(owner)),
      groups_(new RunsGroupButton(*model_, owner)), columns_(new QToolButton(owner)),
      difference_(new RunsDifference(owner)), reason_(new PlainLabel(owner)) {
    table = new RunsTable(model_, owner);
    table->setObjectName(QStringLiteral("runsTable"));
    table->setAccessibleName(RunsText::tr("Runs"));
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    actions_ = new RunsActions(*owner, *table, *model_, *undo_);

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
    auto* tools = new QHBoxLayout;
    tools->setSpacing(4);
    tools->addWidget(actions_->makeToolBar(), 1);
    tools->addWidget(archived_);
    tools->addWidget(groups_);
    tools->addWidget(columns_);
    auto* column = new QVBoxLayout(view_);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(4);
    column->addWidget(filter_);
    column->addLayout(tools);
    column->addWidget(table, 1);
    column->addWidget(difference_);
    column->addWidget(reason_);
    column->addWidget(undo_);
}

void RunsView::Private::connectAll() {
    connect(filter_, &RunsFilterBox::filterChanged, this, &Private::setFilter);
    connect(filter_->edit(), &QLineEdit::textChanged, view_, &RunsView::stateChanged);
    connect(filter_, &RunsFilterBox::savedFiltersChanged, view_, &RunsView::stateChanged);
    connect(filter_, &RunsFilterBox::leaveRequested, this, [this] {
        table->setFocus();
        if (table->selectedRows().isEmpty() && model_->rowCount() > 0) {
            table->selectRow(0);
        }
    });
    const auto values = [this](const RunField& field) { return seenValues(field, model_->runs()); };
    filter_->setSources({{}, values, choiceText});
    connect(model_, &RunsModel::settingsRead, this, [this, values] {
        filter_->setSources({model_->unknownSettings(), values, choiceText});
    });
    connect(table, &RunsTable::selectedRunsChanged, this, [this] {
        if (!changingRows_) {
            pendingSelection_.clear(); // the user has selected something else
            updateSelection();
        }
    });
    connect(table, &RunsTable::openRequested, actions_, &RunsActions::open);
    connect(table, &QWidget::customContextMenuRequested, this, [this](const QPoint& point) {
        actions_->showMenu(table->viewport()->mapToGlobal(point));
    });
    connect(table, &RunsTable::headerMenuRequested, this, &Private::showHeaderMenu);
    connect(table, &RunsTable::columnsChanged, view_, &RunsView::stateChanged);
    connect(columns_, &QToolButton::clicked, this, &Private::showColumns);
    connect(groups_, &RunsGroupButton::keysChanged, this, [this] {
        applyGrouping();
        emit view_->stateChanged();
    });
    connect(archived_, &QToolButton::clicked, this, [this] {
        setShowsArchived(!model_->showsArchived());
        emit view_->stateChanged();
    });
    connect(difference_, &RunsDifference::swapRequested, this, [this] {
        swapped_ = !swapped_;
        updateDifference();
    });
    connect(model_, &RunsModel::rowsArranged, this, [this] {
        updateEmptyText();
        updateArchived();
    });
    // Connected to this object, which is destroyed before the view: a name that is being edited is
    // committed when the table closes, and the view can't emit signals then.
    connect(model_, &RunsModel::renameRefused, view_, &RunsView::message);
    connect(model_, &RunsModel::renameRequested, this,
            [this](RunId id, const QString& name) { emit view_->renameRequested(id, name); });
    auto* find = new QShortcut(QKeySequence(Qt::Key_Slash), table);
    find->setContext(Qt::WidgetShortcut);
    connect(find, &QShortcut::activated, this, [this] {
        filter_->edit()->setFocus();
        filter_->edit()->selectAll();
    });
}

void RunsView::Private::setRuns(std::vector<RunSummary> runs) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        updateInformativeColumns(runs);
        model_->setRuns(std::move(runs));
        if (std::any_of(pendingSelection_.begin(), pendingSelection_.end(),
                        [this](RunId id) { return model_->find(id) != nullptr; })) {
            selectNow(std::exchange(pendingSelection_, {}));
        }
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
        model_->setFilter(filter);
    }
    updateSelection();
}

void RunsView::Private::setShowsArchived(bool shows) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        model_->setShowsArchived(shows);
    }
    updateSelection();
}

void RunsView::Private::applyGrouping() {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        model_->setGrouping(groups_->keys());
        table->setWide(!groups_->keys().empty());
    }
    updateSelection();
}

void RunsView::Private::showHeaderMenu(int column, const QPoint& global) {
    QMenu menu(view_);
    menu.setObjectName(QStringLiteral("runsHeaderMenu"));
    if (column >= 0) {
        const RunField& field = model_->columns()[static_cast<std::size_t>(column)].field;
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
        popup_ = new RunsColumnsPopup(*table, *model_, view_);
    }
    popup_->popUp(columns_->mapToGlobal(QPoint(columns_->width(), columns_->height() + 2)));
}

void RunsView::Private::select(const QList<RunId>& ids) {
    {
        const QScopedValueRollback quiet(changingRows_, true);
        selectNow(ids);
    }
    const bool known = std::all_of(ids.begin(), ids.end(),
                                   [this](RunId id) { return model_->find(id) != nullptr; });
    pendingSelection_ = known ? QList<RunId>() : ids;
    updateSelection();
}

void RunsView::Private::selectNow(const QList<RunId>& ids) {
    QItemSelection selection;
    QModelIndex first;
    for (const RunId id : ids) {
        if (const std::optional<int> row = model_->rowOf(id)) {
            const QModelIndex index = model_->index(*row, RunsModel::nameColumn);
            selection.select(index, index);
            first = first.isValid() ? first : index;
        }
    }
    auto* selected = table->selectionModel();
    selected->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (first.isValid()) {
        selected->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        table->scrollTo(first);
    }
}

void RunsView::Private::updateEmptyText() {
    if (model_->rowCount() > 0) {
        return;
    }
    if (model_->runs().empty()) {
        table->setEmptyText(RunsText::tr(
            "All runs appear here with their results.\nPress Train to start the first one."));
    } else if (model_->hiddenArchived() > 0) {
        table->setEmptyText(
            RunsText::tr("Only archived runs match.\nPress Show above the table to see them."));
    } else {
        table->setEmptyText(
            RunsText::tr("No run matches the filter.\nPress Esc in the filter box to clear it."));
    }
}

void RunsView::Private::updateArchived() {
    const int hidden = model_->hiddenArchived();
    const bool any = std::any_of(model_->runs().begin(), model_->runs().end(),
                                 [](const auto& run) { return run->summary().archived; });
    archived_->setText(hidden > 0 ? RunsText::tr("%1 archived hidden · Show").arg(hidden)
                                  : RunsText::tr("Archived shown · Hide"));
    archived_->setVisible(hidden > 0 || (any && model_->showsArchived()));
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
    const RunEntry* run = ids.size() == 1 ? model_->find(ids.front()) : nullptr;
    const bool shown = run != nullptr && !run->summary().reason.empty();
    reason_->setVisible(shown);
    if (shown) {
        reason_->setText(QStringLiteral("%1: %2").arg(statusText(run->summary().status),
                                                      plain::line(run->summary().reason)));
    }
}

RunsDifference::Side RunsView::Private::sideAt(int headingRow) const {
    RunsDifference::Side side{model_->titleAt(headingRow), {}};
    for (const RunId id : model_->runsAt(headingRow)) {
        side.runs.push_back(model_->find(id));
    }
    return side;
}

void RunsView::Private::updateDifference() {
    const QList<int> rows = table->selectedRows();
    const bool two = rows.size() == 2 && std::all_of(rows.begin(), rows.end(), [this](int row) {
                         return model_->headingAt(row) != nullptr;
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
            {QStringLiteral("archived"), model_->showsArchived()}};
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

RunsView::RunsView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {}

RunsView::~RunsView() = default;

void RunsView::setRuns(std::vector<RunSummary> runs) {
    d_->setRuns(std::move(runs));
}

QList<RunId> RunsView::selectedRuns() const {
    return d_->table->selectedRuns();
}

void RunsView::select(const QList<RunId>& ids) {
    d_->select(ids);
}

QVariantMap RunsView::saveState() const {
    return d_->saveState();
}

void RunsView::restoreState(const QVariantMap& state) {
    d_->restoreState(state);
}

} // namespace asge
