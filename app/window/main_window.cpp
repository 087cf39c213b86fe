// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/main_window.h"

#include "app/window/action_list.h"
#include "app/window/branch_bar.h"
#include "app/window/closing.h"
#include "app/window/comparison.h"
#include "app/window/dialog_fit.h"
#include "app/window/dock_content.h"
#include "app/window/dock_titles.h"
#include "app/window/export_actions.h"
#include "app/window/file_actions.h"
#include "app/window/floating_docks.h"
#include "app/window/form_estimate.h"
#include "app/window/form_history.h"
#include "app/window/help_actions.h"
#include "app/window/linear_probe_trainer.h"
#include "app/window/main_menus.h"
#include "app/window/menu_key.h"
#include "app/window/message_bar.h"
#include "app/window/notifier.h"
#include "app/window/open_pages.h"
#include "app/window/other_run_box.h"
#include "app/window/perspectives.h"
#include "app/window/presets.h"
#include "app/window/queue_controller.h"
#include "app/window/run_changes.h"
#include "app/window/run_header.h"
#include "app/window/run_lookup.h"
#include "app/window/run_presenter.h"
#include "app/window/run_steering.h"
#include "app/window/start_page.h"
#include "app/window/theme_choice.h"
#include "app/window/transport_bar.h"
#include "app/window/trials_controller.h"
#include "app/window/view_area.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/run_page.h"
#include "widgets/common/style.h"
#include "widgets/common/undo_history.h"
#include "widgets/compare/compare_view.h"
#include "widgets/form/experiment_form.h"
#include "widgets/form/form_check.h"
#include "widgets/layers/layers_panel.h"
#include "widgets/lineage/lineage_view.h"
#include "widgets/queue/queue_view.h"
#include "widgets/runs/runs_view.h"
#include "widgets/trials/trials_view.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QIcon>
#include <QMenuBar>
#include <QMimeData>
#include <QProgressBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr QSize kLeastDockSize{150, 120}; ///< pixels

} // namespace

MainWindow::MainWindow(const std::filesystem::path& store, QSettings& settings, QWidget* parent)
    : QMainWindow(parent), settings_(settings), store_(store) {
    useResources();
    plain::guard(*qApp);
    new DialogFit(*qApp, this);
    setWindowTitle(tr("ASGE Workbench"));
    setWindowIcon(QIcon(":/asge/icons/asge.svg"));
    setAcceptDrops(true);
    theme_ = std::make_unique<ThemeChoice>(settings_);
    menuKey_ = std::make_unique<MenuKey>(*qApp);
    inspection_ = std::make_unique<InspectionClient>(store);
    addParts();
    perspectives_ = std::make_unique<Perspectives>(
        settings_, ArrangedParts{*this, *views_, *runsDock_, *experimentDock_, *layersDock_});
    session_ = std::make_unique<Session>(settings_,
                                         SessionWidgets{*this,
                                                        *perspectives_,
                                                        *form_,
                                                        *branch_,
                                                        *runsView_,
                                                        {compare_, trialsView_, lineage_},
                                                        pages_->all()},
                                         store);
    presenter_ = std::make_unique<RunPresenter>(store_, pages_->all());
    connect(pages_, &OpenPages::opened, presenter_.get(), &RunPresenter::addPage);
    connect(pages_, &OpenPages::closing, presenter_.get(), &RunPresenter::removePage);
    linearProbes_ = std::make_unique<LinearProbeTrainer>(store_, *inspection_, *presenter_);
    connect(linearProbes_.get(), &LinearProbeTrainer::message, this, &MainWindow::showMessage);
    training_ = std::make_unique<TrainingController>(
        store_, *presenter_, TrainingWidgets{*this, *form_, *branch_, *transport_, *messages_});
    inspection_->setTrains([this] { return training_->job().isRunning(); });
    queue_ = std::make_unique<QueueController>(
        store_, *training_,
        QueueWidgets{*this, *form_, *branch_, *queueView_, *messages_, *history_});
    trials_ = std::make_unique<TrialsController>(
        store_, *training_,
        TrialsParts{*this, *runsView_, *form_, *queue_, *trialsView_, *messages_});
    steering_ = std::make_unique<RunSteering>(*training_, *presenter_, store_,
                                              SteeringWidgets{*transport_, *layers_, *messages_});
    comparison_ = std::make_unique<Comparison>(store_, *compare_);
    notifier_ = std::make_unique<Notifier>();
    files_ =
        std::make_unique<FileActions>(store_, FileParts{*this, *form_, *experimentDock_, *session_,
                                                        *training_, *queue_, *messages_});
    addMenus();
    connectStore();
    connectRuns();
    connectTraining();
    restoreSession();
    // Deferred until the event loop runs, when the creator of the window has connected to its
    // signals.
    QTimer::singleShot(0, &store_, &StoreClient::start);
}

MainWindow::~MainWindow() = default;

void MainWindow::addParts() {
    history_ = new UndoHistory(this);
    transport_ = new TransportBar(this);
    addToolBar(transport_);
    addDocks();
    views_ = new ViewArea(this);
    addViews();
    start_ = new StartPage(this);
    middle_ = new QStackedWidget(this);
    middle_->addWidget(views_);
    middle_->addWidget(start_);
    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(8, 0, 8, 4);
    column->setSpacing(4);
    column->addWidget(transport_->progress());
    column->addWidget(makeHeader());
    column->addWidget(middle_, 1);
    setCentralWidget(center);
    messages_ = new MessageBar(center);

    status_ = new PlainLabel(this);
    status_->setObjectName("statusText");
    status_->setContentsMargins(style::kGap, 0, 0, 0);
    statusBar()->addWidget(status_, 1);
    statusBar()->addPermanentWidget(messages_->reminder());
}

/// The line above the views: the shown run, and the choice of the one it is compared with.
QWidget* MainWindow::makeHeader() {
    header_ = new RunHeader(this);
    other_ = new OtherRunBox(this);
    auto* label = new PlainLabel(tr("Compare &with"), this);
    label->setBuddy(other_);
    style::setText(*label, style::Text::small);
    style::setFaint(*label);
    auto* choice = new QWidget(header_);
    auto* lines = new QVBoxLayout(choice);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    lines->addWidget(label);
    lines->addWidget(other_);
    header_->addCorner(choice);
    return header_;
}

void MainWindow::addDocks() {
    const auto add = [this](const char* name, const QString& title, QWidget* widget,
                            Qt::DockWidgetArea area) {
        auto* dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        setContent(*dock, widget, kLeastDockSize);
        addDockWidget(area, dock);
        return dock;
    };
    new DockTitles(*this);
    runsView_ = new RunsView(this);
    runsView_->setObjectName("runs");
    runsView_->setAccessibleName(tr("Runs"));
    runsView_->setHistory(*history_);
    layers_ = new LayersPanel(this);
    layers_->setHistory(*history_);
    experimentDock_ =
        add("experimentDock", tr("Experiment"), makeExperiment(), Qt::LeftDockWidgetArea);
    runsDock_ = add("runsDock", tr("Runs"), runsView_, Qt::LeftDockWidgetArea);
    layersDock_ = add("layersDock", tr("Layers"), layers_, Qt::RightDockWidgetArea);
}

QWidget* MainWindow::makeExperiment() {
    auto* experiment = new QWidget(this);
    form_ = new ExperimentForm(experiment);
    form_->setObjectName("experimentForm");
    form_->setPresets(builtInExperiments());
    branch_ = new BranchBar(experiment);
    auto* rows = new QVBoxLayout(experiment);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(branch_);
    rows->addWidget(form_, 1);
    return experiment;
}

void MainWindow::addViews() {
    pages_ = new OpenPages(*views_, *inspection_, this);
    connect(pages_, &OpenPages::message, this, &MainWindow::showMessage);
    const auto add = [this](QWidget* view, const char* name, const QString& title) {
        view->setObjectName(name);
        views_->add(view, title);
    };
    add(compare_ = new CompareView(this), "compare", tr("Compare"));
    add(trialsView_ = new TrialsView(this), "trials", tr("Trials"));
    add(lineage_ = new LineageView(this), "lineage", tr("Lineage"));
    add(queueView_ = new QueueView(this), "queue", tr("Queue"));
}

void MainWindow::pinNote(const RunPage* page) {
    const RunSummary* run = findRun(presenter_->shownRun());
    const RunState* state = presenter_->shownState();
    if (run == nullptr || state == nullptr || state->id() != run->id) { // or it is still being read
        showMessage(tr("No run is shown, so there is no step to pin a note to."));
        return;
    }
    const std::int64_t last = state->lastStep();
    const auto pointed = page != nullptr ? page->pointedStep() : std::nullopt;
    askForNote(*run, pointed.value_or(last), last, *runsView_);
}

void MainWindow::addMenus() {
    actions_ =
        std::make_unique<ActionList>(*menuBar(), std::vector<QWidget*>{runsView_}, settings_);
    help_ = std::make_unique<HelpActions>(*this, *actions_, *views_);
    exports_ = std::make_unique<ExportActions>(*views_, *messages_);
    menus_ = std::make_unique<MainMenus>(
        *menuBar(), MenuParts{*this, *files_, *exports_, *help_, *views_, *pages_, *perspectives_,
                              *theme_, *session_, *transport_, *queueView_, *linearProbes_,
                              *runsDock_, *experimentDock_, *layersDock_});
    connect(views_, &ViewArea::menuRequested, menus_.get(), &MainMenus::showViewMenu);
    connect(views_, &ViewArea::viewShown, this, [this] { middle_->setCurrentWidget(views_); });
    actions_->restoreShortcuts();
}

void MainWindow::restoreSession() {
    for (const QString& name : session_->copies()) {
        pages_->open(name);
    }
    auto* separate = new FloatingDocks(*this);
    session_->restore();
    separate->hold();
    fillForm();
    formHistory_ = std::make_unique<FormHistory>(*form_, *branch_, *history_);
    formEstimate_ = std::make_unique<FormEstimate>(
        *form_, machineFacts(), [this]() -> const std::vector<RunSummary>& { return runs_; });
    showHeader();
    showStatus();
    if (session_->lastRuns().shown == 0) {
        showStartPage();
    }
    middle_->setFocus(); // no field should look as if the user had begun to type
}

/// Shows the Layers panel and moves the keyboard's focus into it.
void MainWindow::focusLayers() {
    layersDock_->show();
    layersDock_->raise();
    layers_->focusLayer();
}

void MainWindow::showStartPage() {
    showExperiment();
    middle_->setCurrentWidget(start_);
}

void MainWindow::connectStore() {
    connect(&store_, &StoreClient::changed, this, &MainWindow::storeChanged);
    connect(&store_, &StoreClient::touched, presenter_.get(), &RunPresenter::storeTouched);
    connect(&store_, &StoreClient::failed, messages_, &MessageBar::showError);
    connect(&store_, &StoreClient::failed, this, [this](const QString& reason) {
        if (!storeRead_) {
            storeUnreadable(reason);
        }
    });
    connect(&store_, &StoreClient::noted, this, [this](const QString& note) {
        if (messages_->isHidden()) { // an error is more informative
            messages_->showError(note);
        }
    });
    writeForRuns(*runsView_, store_);
    readForRuns(*runsView_, store_);
}

void MainWindow::connectRuns() {
    connect(runsView_, &RunsView::openRequested, this, &MainWindow::openRun);
    connect(runsView_, &RunsView::compareRequested, this, &MainWindow::compare);
    connect(runsView_, &RunsView::experimentRequested, this, &MainWindow::takeSettingsOf);
    connect(runsView_, &RunsView::queueRequested, this, &MainWindow::addToQueue);
    connect(queueView_, &QueueView::openRequested, this, &MainWindow::openRun);
    connect(runsView_, &RunsView::resumeRequested, training_.get(), &TrainingController::resumeRun);
    connect(runsView_, &RunsView::branchRequested, training_.get(),
            &TrainingController::prepareBranch);
    connect(runsView_, &RunsView::message, this, &MainWindow::showMessage);
    connect(presenter_.get(), &RunPresenter::shownChanged, this, &MainWindow::shownChanged);
    connect(presenter_.get(), &RunPresenter::filled, this, &MainWindow::showHeader);
    connect(presenter_.get(), &RunPresenter::shownChanged, lineage_, &LineageView::setShown);
    connect(presenter_.get(), &RunPresenter::shownChanged, runsView_, &RunsView::setShown);
    connect(presenter_.get(), &RunPresenter::otherChanged, runsView_, &RunsView::setOther);
    connect(presenter_.get(), &RunPresenter::shownChanged, other_, &OtherRunBox::setShown);
    connect(presenter_.get(), &RunPresenter::otherChanged, other_, &OtherRunBox::setOther);
    connect(other_, &OtherRunBox::chosen, presenter_.get(), &RunPresenter::compareWith);
    connect(runsView_, &RunsView::otherRequested, this, [this](RunId id) {
        if (id == presenter_->shownRun()) {
            showMessage(tr("Run %1 is the open one; choose another run as B.").arg(id));
        } else {
            presenter_->compareWith(id);
        }
    });
    connect(lineage_, &LineageView::openRequested, this, &MainWindow::openRun);
    connect(lineage_, &LineageView::message, this, &MainWindow::showMessage);
    connect(compare_, &CompareView::message, this, &MainWindow::showMessage);
    connect(comparison_.get(), &Comparison::failed, messages_, &MessageBar::showError);
    connect(comparison_.get(), &Comparison::ready, this, [this] {
        // Deferred, since drawing many runs takes long.
        QTimer::singleShot(0, compare_, [this] { views_->showView(compare_); });
    });
    connect(form_, &ExperimentForm::message, this, &MainWindow::showMessage);
    connect(form_, &ExperimentForm::changed, this, [this] {
        if (start_->isVisible()) {
            showExperiment();
        }
    });
    connect(start_, &StartPage::backRequested, this, [this] { middle_->setCurrentWidget(views_); });
    connect(start_, &StartPage::trainRequested, training_.get(), &TrainingController::train);
    connect(start_, &StartPage::runRequested, this, &MainWindow::openRun);
    connect(start_, &StartPage::fileRequested, files_.get(), &FileActions::choose);
    connect(start_, &StartPage::helpRequested, this, [this] { help_->showHelp("method"); });
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files_->open(url.toLocalFile());
        }
    }
    event->acceptProposedAction();
}

void MainWindow::restoreFromBin() {
    askToRestore(*this, store_, *runsView_);
}

void MainWindow::emptyBin() {
    askToEmptyBin(*this, store_);
}

void MainWindow::showMessage(const QString& text) {
    messages_->showInformation(text);
}

/// What the start page says of the experiment in the form.
void MainWindow::showExperiment() {
    const bool valid = form_->isValid();
    start_->setExperiment(form_->runName(), valid ? networkSummary(form_->experiment()) : QString(),
                          valid);
}

void MainWindow::connectTraining() {
    connect(training_.get(), &TrainingController::starting, this, [this] {
        session_->save(shownRuns());
        middle_->setCurrentWidget(views_);
        start_->setTraining(true);
    });
    connect(training_.get(), &TrainingController::ended, start_,
            [this] { start_->setTraining(false); });
    ending_ = std::make_unique<Closing>(*this, *training_, [this](Closing::Save when) {
        when == Closing::Save::now ? session_->saveNow(shownRuns()) : session_->save(shownRuns());
    });
    connect(training_.get(), &TrainingController::ended, notifier_.get(), &Notifier::trainingEnded);
    connect(&training_->job(), &TrainingJob::news, notifier_.get(), &Notifier::takeNews);
    connect(notifier_.get(), &Notifier::chosen, this, &MainWindow::openNotified);
}

/// Fills the form with the experiment of the last session, or with the first built-in one.
void MainWindow::fillForm() {
    const auto presets = builtInExperiments();
    if (!presets.empty()) {
        training_->setExperiment(presets.front().second, presets.front().first);
    }
    try {
        if (const auto last = session_->lastExperiment()) {
            training_->setExperiment(last->experiment, last->name);
            form_->restore(last->experiment, last->name, last->base);
        }
    } catch (const Error& error) {
        messages_->showError(QString::fromUtf8(error.what()));
    }
}

void MainWindow::prepareTraining() {
    training_->job().prepare();
}

double MainWindow::trainedEpochs() const {
    return transport_->trainedEpochs();
}

/// A run that is not in the list of runs may be new.
void MainWindow::whenListed(RunId id, const std::function<void()>& then) {
    if (!storeRead_ || id == presenter_->trainingRun() || findRun(id) != nullptr) {
        then();
        return;
    }
    store_.read(
        this,
        [id](const RunReader& reader) {
            requireListed(reader, id);
            return id;
        },
        [then](RunId) { then(); });
}

void MainWindow::openRun(RunId id) {
    whenListed(id, [this, id] { showRun(id); });
}

void MainWindow::compareWith(RunId id) {
    whenListed(id, [this, id] { presenter_->compareWith(id); });
}

void MainWindow::showRun(RunId id) {
    presenter_->show(id);
    middle_->setCurrentWidget(views_);
    const QWidget* current = views_->current();
    if (current == nullptr || current == compare_ || current == trialsView_ ||
        current == queueView_) {
        views_->showView(pages_->all().front());
    }
}

void MainWindow::shownChanged(RunId id) {
    showHeader();
    start_->setOpenRun(id);
    if (id != 0) {
        middle_->setCurrentWidget(views_);
    }
}

void MainWindow::openNotified(RunId id) {
    openRun(id);
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
}

void MainWindow::compare(const QList<RunId>& ids) {
    comparison_->compare(ids);
}

void MainWindow::storeChanged(const std::vector<RunSummary>& runs) {
    runs_ = runs;
    isUnreadable_ = false;
    start_->setProblem({});
    runsView_->setProblem({});
    runsView_->setRuns(runs);
    branch_->setRuns(runs);
    trialsView_->setRuns(runs);
    start_->setRuns(runs);
    lineage_->setRuns(runs);
    other_->setRuns(runs);
    presenter_->storeChanged(runs);
    formEstimate_->request();
    showHeader();
    showStatus();
    if (!std::exchange(storeRead_, true)) {
        restoreRuns(session_->lastRuns());
        emit storeReady(static_cast<int>(runs.size()));
    }
}

/// A store that can't be read has runs, perhaps, so no part may say that it has none.
void MainWindow::storeUnreadable(const QString& reason) {
    isUnreadable_ = true;
    start_->setProblem(reason);
    runsView_->setProblem(tr("The store can't be read.\nThe start page says why."));
    header_->showNone(tr("The store can't be read."));
    showStatus();
}

/// Shows what the last window on the store showed, as far as it still exists.
void MainWindow::restoreRuns(const Session::Runs& last) {
    if (findRun(last.shown) != nullptr && presenter_->shownRun() == 0) {
        presenter_->show(last.shown);
    }
    if (findRun(last.other) != nullptr && presenter_->otherRun() == 0) {
        presenter_->compareWith(last.other);
    }
    const auto existing = [this](QList<RunId> ids) {
        ids.removeIf([this](RunId id) { return findRun(id) == nullptr; });
        return ids;
    };
    if (const QList<RunId> ids = existing(last.compared); !ids.isEmpty()) {
        comparison_->restore(ids);
    }
    if (const QList<RunId> ids = existing(last.selected); !ids.isEmpty()) {
        runsView_->select(ids);
    }
}

const RunSummary* MainWindow::findRun(RunId id) const {
    const auto run = std::find_if(runs_.begin(), runs_.end(),
                                  [id](const RunSummary& each) { return each.id == id; });
    return run == runs_.end() ? nullptr : &*run;
}

Session::Runs MainWindow::shownRuns() const {
    return {presenter_->shownRun(), presenter_->otherRun(), comparison_->runs(),
            runsView_->selectedRuns()};
}

void MainWindow::takeSettingsOf(RunId id) {
    if (const RunSummary* run = findRun(id)) {
        training_->takeSettingsOf(*run);
    }
}

void MainWindow::addToQueue(const QList<RunId>& ids) {
    std::vector<RunSummary> runs;
    for (const RunId id : ids) {
        if (const RunSummary* run = findRun(id)) {
            runs.push_back(*run);
        }
    }
    queue_->addRuns(runs);
}

void MainWindow::showHeader() {
    const RunId shown = presenter_->shownRun();
    if (const RunSummary* run = findRun(shown)) {
        header_->showRun(*run, presenter_->shownState());
    } else if (shown == 0 && !isUnreadable_) {
        header_->showNone(tr("Press Train, or open a run."));
    }
}

void MainWindow::showStatus() {
    status_->setText(
        tr("store: %1 · %2")
            .arg(plain::line(store_.path().string()),
                 isUnreadable_ ? tr("can't be read") : countedText(runs_.size(), "run")));
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QMainWindow::paintEvent(event);
    if (!std::exchange(painted_, true)) {
        // Deferred, since the window's contents are painted after this event.
        QTimer::singleShot(0, this, &MainWindow::shown);
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    event->setAccepted(ending_->mayClose());
}

void MainWindow::end(const std::string& cause, int status) {
    ending_->end(cause, status);
}

} // namespace asge
