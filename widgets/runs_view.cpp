#include "widgets/runs_view.h"

#include "widgets/form_colors.h"
#include "widgets/runs_filter.h"
#include "widgets/runs_model.h"
#include "widgets/runs_table.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {
namespace {

constexpr qsizetype kMostNamed = 10; ///< runs that the question before deleting names

bool isActive(RunStatus status) {
    return status == RunStatus::running || status == RunStatus::paused;
}

} // namespace

class RunsView::Private : public QObject {
  public:
    explicit Private(RunsView* view);

    void setRuns(std::vector<RunSummary> runs);
    void select(const QList<RunId>& ids);
    bool eventFilter(QObject* object, QEvent* event) override;

    RunsTable* table;

  private:
    QAction* addAction(const QString& text, const char* name, const QString& toolTip,
                       const QList<QKeySequence>& keys, void (Private::*slot)());
    QToolBar* makeToolBar();
    void connectAll();
    void applyFilter(const QString& text);
    void updateEmptyText();
    void updateLook();
    void updateReason();
    void updateSelection();
    void selectNow(const QList<RunId>& ids);
    QList<RunSummary> selected() const;

    void open();
    void compare();
    void useSettings();
    void rename();
    void remove();
    void showMenu(const QPoint& point);

    RunsView* view_;
    RunsModel* model_;
    RunsProxy* proxy_;
    QLineEdit* filter_;
    QLabel* filterError_;
    QLabel* reason_;
    QAction* open_ = nullptr;
    QAction* compare_ = nullptr;
    QAction* useSettings_ = nullptr;
    QAction* rename_ = nullptr;
    QAction* remove_ = nullptr;
    QList<RunId> lastSelection_;
    QList<RunId> awaited_; ///< to be selected once setRuns brings them
    bool quiet_ = false;   ///< a refresh is under way: selection is looked at once, at its end
};

RunsView::Private::Private(RunsView* owner)
    : view_(owner), model_(new RunsModel(owner)), proxy_(new RunsProxy(owner)),
      filter_(new QLineEdit(owner)), filterError_(new QLabel(owner)), reason_(new QLabel(owner)) {
    proxy_->setSourceModel(model_);
    table = new RunsTable(proxy_, owner);
    table->setObjectName(QStringLiteral("runsTable"));
    table->setAccessibleName(RunsView::tr("Runs"));
    table->setContextMenuPolicy(Qt::CustomContextMenu);

    filter_->setObjectName(QStringLiteral("runsFilter"));
    filter_->setAccessibleName(RunsView::tr("Filter runs"));
    filter_->setPlaceholderText(RunsView::tr("Filter: words, fusion>0.9, status:finished"));
    filter_->setClearButtonEnabled(true);
    filter_->setToolTip(
        RunsView::tr("Words that all must appear; \"a phrase\"; a column and a word, such as "
                     "status:finished; a tag, such as tag:baseline; a column and a number, such as "
                     "fusion>0.9, last>=85%, "
                     "duration<10m.\nColumns: %1")
            .arg((RunFilter::numberKeys() + RunFilter::textKeys()).join(QStringLiteral(", "))));
    filter_->installEventFilter(this);
    filterError_->setObjectName(QStringLiteral("runsFilterError"));
    filterError_->setWordWrap(true);
    filterError_->hide();
    reason_->setObjectName(QStringLiteral("runsReason"));
    reason_->setWordWrap(true);
    reason_->setTextFormat(Qt::PlainText);
    reason_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    reason_->setMargin(4);
    reason_->hide();

    auto* column = new QVBoxLayout(owner);
    column->setContentsMargins(4, 4, 4, 4);
    column->setSpacing(4);
    column->addWidget(filter_);
    column->addWidget(filterError_);
    column->addWidget(makeToolBar());
    column->addWidget(table, 1);
    column->addWidget(reason_);
    connectAll();
    owner->installEventFilter(this);
    updateLook();
    updateEmptyText();
    updateSelection();
}

void RunsView::Private::updateLook() {
    QPalette palette = view_->palette();
    palette.setColor(QPalette::WindowText, errorColor(palette));
    filterError_->setPalette(palette);
}

QAction* RunsView::Private::addAction(const QString& text, const char* name, const QString& toolTip,
                                      const QList<QKeySequence>& keys, void (Private::*slot)()) {
    auto* action = new QAction(text, view_);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    // Only while the table itself has the keys: the name being edited needs its own.
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(keys.isEmpty()
                           ? toolTip
                           : QStringLiteral("%1 (%2)").arg(
                                 toolTip, keys.front().toString(QKeySequence::NativeText)));
    table->addAction(action);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

QToolBar* RunsView::Private::makeToolBar() {
    open_ = addAction(RunsView::tr("Open"), "runsOpen", RunsView::tr("Show the run in every view"),
                      {Qt::Key_Return, Qt::Key_Enter}, &Private::open);
    compare_ =
        addAction(RunsView::tr("Compare"), "runsCompare",
                  RunsView::tr("Lay two or more runs over one another"), {}, &Private::compare);
    useSettings_ = addAction(RunsView::tr("Use settings"), "runsUseSettings",
                             RunsView::tr("Start a new experiment from the run's settings"), {},
                             &Private::useSettings);
    rename_ = addAction(RunsView::tr("Rename"), "runsRename", RunsView::tr("Rename the run"),
                        {Qt::Key_F2}, &Private::rename);
    remove_ = addAction(RunsView::tr("Delete…"), "runsDelete",
                        RunsView::tr("Delete the runs and all that is stored of them"),
                        {QKeySequence::Delete}, &Private::remove);
    auto* bar = new QToolBar(view_);
    bar->setObjectName(QStringLiteral("runsTools"));
    bar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    for (QAction* action : {open_, compare_, useSettings_, rename_, remove_}) {
        bar->addAction(action);
        QWidget* button = bar->widgetForAction(action);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setFocusPolicy(Qt::TabFocus);
    }
    return bar;
}

void RunsView::Private::connectAll() {
    connect(filter_, &QLineEdit::textChanged, this, &Private::applyFilter);
    connect(table, &RunsTable::selectedRunsChanged, this, [this] {
        if (!quiet_) {
            awaited_.clear(); // the person chose otherwise
            updateSelection();
        }
    });
    connect(table, &QTableView::doubleClicked, this, &Private::open);
    connect(table, &QWidget::customContextMenuRequested, this, &Private::showMenu);
    // By way of this object, which goes first: a name still being edited is committed as the table
    // closes, when the view is no longer there to speak.
    connect(model_, &RunsModel::renameRefused, view_, &RunsView::message);
    connect(model_, &RunsModel::renameRequested, this,
            [this](RunId id, const QString& name) { emit view_->renameRequested(id, name); });
}

bool RunsView::Private::eventFilter(QObject* object, QEvent* event) {
    if (object == filter_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter) {
            table->setFocus();
            if (table->selectedRuns().isEmpty() && proxy_->rowCount() > 0) {
                table->selectRow(0);
            }
            return true;
        }
        if (key == Qt::Key_Escape && !filter_->text().isEmpty()) {
            filter_->clear();
            return true;
        }
    }
    if (object == view_ && event->type() == QEvent::PaletteChange) {
        updateLook();
    }
    return QObject::eventFilter(object, event);
}

void RunsView::Private::setRuns(std::vector<RunSummary> runs) {
    quiet_ = true;
    const auto any = [&](auto holds) { return std::any_of(runs.begin(), runs.end(), holds); };
    table->offerColumn(RunsModel::methodColumn, any([&](const RunSummary& run) {
                           return run.method != runs.front().method;
                       }));
    table->offerColumn(RunsModel::tagsColumn,
                       any([](const RunSummary& run) { return !run.tags.empty(); }));
    model_->setRuns(std::move(runs));
    if (!awaited_.isEmpty() && std::any_of(awaited_.begin(), awaited_.end(), [this](RunId id) {
            return model_->rowOf(id).has_value();
        })) {
        selectNow(std::exchange(awaited_, {}));
    }
    quiet_ = false;
    updateEmptyText();
    updateSelection();
}

void RunsView::Private::select(const QList<RunId>& ids) {
    quiet_ = true;
    selectNow(ids);
    quiet_ = false;
    const bool known = std::all_of(ids.begin(), ids.end(),
                                   [this](RunId id) { return model_->rowOf(id).has_value(); });
    awaited_ = known ? QList<RunId>() : ids;
    updateSelection();
}

void RunsView::Private::selectNow(const QList<RunId>& ids) {
    QItemSelection selection;
    QModelIndex first;
    for (const RunId id : ids) {
        const std::optional<int> row = model_->rowOf(id);
        const QModelIndex index =
            row ? proxy_->mapFromSource(model_->index(*row, RunsModel::nameColumn)) : QModelIndex();
        if (index.isValid()) {
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

QList<RunSummary> RunsView::Private::selected() const {
    QList<RunSummary> runs;
    for (const RunId id : table->selectedRuns()) {
        runs << model_->run(*model_->rowOf(id));
    }
    return runs;
}

void RunsView::Private::applyFilter(const QString& text) {
    const RunFilter filter(text);
    proxy_->setFilter(filter);
    filterError_->setText(filter.error());
    filterError_->setVisible(!filter.error().isEmpty());
    updateEmptyText();
}

void RunsView::Private::updateEmptyText() {
    table->setEmptyText(
        model_->rowCount() == 0
            ? RunsView::tr("Every run appears here, with its results.\n"
                           "Press Train to make the first.")
            : RunsView::tr("No run matches the filter.\nEsc in its box clears it."));
}

void RunsView::Private::updateSelection() {
    const QList<RunSummary> runs = selected();
    const bool one = runs.size() == 1;
    open_->setEnabled(one);
    useSettings_->setEnabled(one);
    rename_->setEnabled(one);
    compare_->setEnabled(runs.size() >= 2);
    remove_->setEnabled(std::any_of(runs.begin(), runs.end(),
                                    [](const RunSummary& run) { return !isActive(run.status); }));
    updateReason();
    const QList<RunId> ids = table->selectedRuns();
    if (ids != lastSelection_) {
        // The same runs in another order are the same selection.
        QList<RunId> now = ids;
        QList<RunId> before = lastSelection_;
        std::sort(now.begin(), now.end());
        std::sort(before.begin(), before.end());
        lastSelection_ = ids;
        if (now != before) {
            emit view_->selectionChanged(ids);
        }
    }
}

void RunsView::Private::updateReason() {
    const QList<RunSummary> runs = selected();
    const bool shown = runs.size() == 1 && !runs.front().reason.empty();
    reason_->setVisible(shown);
    if (shown) {
        const RunSummary& run = runs.front();
        reason_->setText(QStringLiteral("%1: %2").arg(statusText(run.status),
                                                      QString::fromStdString(run.reason)));
    }
}

void RunsView::Private::open() {
    const QList<RunId> ids = table->selectedRuns();
    if (ids.size() == 1) {
        emit view_->openRequested(ids.front());
    }
}

void RunsView::Private::compare() {
    emit view_->compareRequested(table->selectedRuns());
}

void RunsView::Private::useSettings() {
    emit view_->experimentRequested(table->selectedRuns().front());
}

void RunsView::Private::rename() {
    const int row = table->selectionModel()->selectedRows().front().row();
    const QModelIndex name = proxy_->index(row, RunsModel::nameColumn);
    table->setColumnHidden(RunsModel::nameColumn, false);
    table->setCurrentIndex(name);
    table->scrollTo(name);
    table->edit(name);
}

void RunsView::Private::remove() {
    QList<RunId> ids;
    QStringList names;
    int active = 0;
    for (const RunSummary& run : selected()) {
        if (isActive(run.status)) {
            ++active;
            continue;
        }
        ids << run.id;
        if (names.size() < kMostNamed) {
            names << QStringLiteral("%1 · %2").arg(run.id).arg(QString::fromStdString(run.name));
        }
    }
    if (ids.size() > names.size()) {
        names << RunsView::tr("and %n more", nullptr, static_cast<int>(ids.size() - names.size()));
    }
    if (active > 0) {
        names << RunsView::tr("(%n still training, can't be deleted)", nullptr, active);
    }
    QMessageBox box(
        QMessageBox::Warning, RunsView::tr("Delete runs"),
        ids.size() == 1
            ? RunsView::tr("Delete this run and all that is stored of it?")
            : RunsView::tr("Delete these %1 runs and all that is stored of them?").arg(ids.size()),
        QMessageBox::Cancel, view_);
    box.setObjectName(QStringLiteral("runsDeleteQuestion"));
    box.setTextFormat(Qt::PlainText); // a run's name is no markup
    box.setInformativeText(names.join('\n'));
    QPushButton* yes = box.addButton(RunsView::tr("Delete"), QMessageBox::DestructiveRole);
    yes->setObjectName(QStringLiteral("runsDeleteYes"));
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == yes) {
        emit view_->deleteRequested(ids);
    }
}

void RunsView::Private::showMenu(const QPoint& point) {
    QMenu menu(view_);
    menu.addActions({open_, compare_, useSettings_});
    menu.addSeparator();
    menu.addActions({rename_, remove_});
    menu.exec(table->viewport()->mapToGlobal(point));
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

} // namespace asge
