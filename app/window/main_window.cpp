// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/main_window.h"

#include "app/window/branch_bar.h"
#include "app/window/comparison.h"
#include "app/window/message_bar.h"
#include "app/window/notifier.h"
#include "app/window/other_run_box.h"
#include "app/window/presets.h"
#include "app/window/queue_controller.h"
#include "app/window/run_changes.h"
#include "app/window/run_header.h"
#include "app/window/run_pages.h"
#include "app/window/run_presenter.h"
#include "app/window/run_steering.h"
#include "app/window/transport_bar.h"
#include "core/base/version.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/run_page.h"
#include "widgets/compare/compare_view.h"
#include "widgets/form/experiment_form.h"
#include "widgets/layers/layers_panel.h"
#include "widgets/lineage/lineage_view.h"
#include "widgets/queue/queue_view.h"
#include "widgets/runs/runs_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QIcon>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

/// The first Export button inside a view that the user can see, or null. Hidden ones belong to
/// parts that are not shown.
QToolButton* shownExport(const QWidget& view) {
    const auto buttons = view.findChildren<QToolButton*>(QRegularExpression("Export$"));
    const auto shown = std::find_if(buttons.begin(), buttons.end(),
                                    [](const QToolButton* button) { return button->isVisible(); });
    return shown == buttons.end() ? nullptr : *shown;
}

} // namespace

MainWindow::MainWindow(const std::filesystem::path& store, QSettings& settings, QWidget* parent)
    : QMainWindow(parent), settings_(settings), store_(store) {
    useResources();
    plain::guard(*qApp);
    setWindowTitle(tr("ASGE Workbench"));
    setWindowIcon(QIcon(":/asge/icons/asge.svg"));
    addViews();
    session_ = std::make_unique<Session>(settings_,
                                         SessionWidgets{*this, *tabs_, *form_, *runsView_, pages_});
    session_->setTheme(session_->theme());
    inspection_ = std::make_unique<InspectionClient>(store);
    for (RunPage* page : pages_) {
        page->setInspection(inspection_.get());
    }
    presenter_ = std::make_unique<RunPresenter>(store_, pages_);
    training_ = std::make_unique<TrainingController>(
        store_, *presenter_, TrainingWidgets{*this, *form_, *branch_, *transport_, *messages_});
    inspection_->setTrains([this] { return training_->job().isRunning(); });
    queue_ = std::make_unique<QueueController>(
        store_, *training_, QueueWidgets{*this, *form_, *queueView_, *messages_});
    steering_ = std::make_unique<RunSteering>(*training_, *presenter_, store_,
                                              SteeringWidgets{*transport_, *layers_, *messages_});
    comparison_ = std::make_unique<Comparison>(store_, *compare_);
    notifier_ = std::make_unique<Notifier>();
    addMenus();
    connectRuns();
    connectTraining();
    session_->restore();
    fillForm();
    showHeader();
    showStatus();
    // Deferred until the event loop runs, when the creator of the window has connected to its
    // signals.
    QTimer::singleShot(0, &store_, &StoreClient::start);
}

MainWindow::~MainWindow() = default;

void MainWindow::addViews() {
    transport_ = new TransportBar(this);
    addToolBar(transport_);

    addDocks();
    addTabs();
    messages_ = new MessageBar(this);
    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(8, 8, 8, 4);
    column->addWidget(messages_);
    column->addLayout(makeHeader());
    column->addWidget(tabs_, 1);
    setCentralWidget(center);

    status_ = new PlainLabel(this);
    status_->setObjectName("statusText");
    statusBar()->addWidget(status_, 1);
}

/// The line above the views: the shown run, and the choice of the one it is compared with.
QLayout* MainWindow::makeHeader() {
    header_ = new RunHeader(this);
    header_->setObjectName("runHeader");
    header_->setWordWrap(true); // a long line must not make the window wide
    other_ = new OtherRunBox(this);
    auto* label = new PlainLabel(tr("Compare wit&h"), this);
    label->setBuddy(other_);
    auto* row = new QHBoxLayout;
    row->addWidget(header_, 1);
    row->addWidget(label);
    row->addWidget(other_);
    return row;
}

void MainWindow::addDocks() {
    const auto add = [this](const char* name, const QString& title, QWidget* widget,
                            Qt::DockWidgetArea area) {
        auto* dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        dock->setWidget(widget);
        addDockWidget(area, dock);
        return dock;
    };
    layers_ = new LayersPanel(this);
    QDockWidget* experiment =
        add("experimentDock", tr("Experiment"), makeExperiment(), Qt::LeftDockWidgetArea);
    QDockWidget* layers = add("layersDock", tr("Layers"), layers_, Qt::RightDockWidgetArea);
    resizeDocks({experiment, layers}, {330, 310}, Qt::Horizontal);
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

void MainWindow::addTabs() {
    tabs_ = new QTabWidget(this);
    tabs_->setObjectName("views");
    tabs_->setDocumentMode(true);
    pages_ = makeRunPages(this);
    for (RunPage* page : pages_) {
        tabs_->addTab(page, page->title());
    }
    const auto add = [this](QWidget* view, const char* name, const QString& title) {
        view->setObjectName(name);
        tabs_->addTab(view, title);
    };
    add(runsView_ = new RunsView(this), "runs", tr("Runs"));
    add(compare_ = new CompareView(this), "compare", tr("Compare"));
    add(lineage_ = new LineageView(this), "lineage", tr("Lineage"));
    add(queueView_ = new QueueView(this), "queue", tr("Queue"));
}

void MainWindow::addMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Export view…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), this,
                    &MainWindow::exportCurrentView);
    file->addAction(tr("Empty the &bin…"), this, [this] { askToEmptyBin(*this, store_); })
        ->setObjectName("emptyBin");
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu* training = menuBar()->addMenu(tr("&Training"));
    for (const char* name : {"trainAction", "pauseAction", "stepAction", "epochAction",
                             "stopAction", "checkpointAction"}) {
        training->addAction(transport_->findChild<QAction*>(name));
    }
    training->addSeparator();
    training->addActions(queueView_->menuActions());
    training->addAction(tr("&Layers"), QKeySequence(Qt::CTRL | Qt::Key_L), this,
                        &MainWindow::focusLayers);
    addViewMenu();
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&About"), this, &MainWindow::showAbout);
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About ASGE Workbench"),
        tr("%1\nTrains networks by adaptive spatial goodness encoding, layer by layer, and shows "
           "what each layer learns.\n\nMethod: Gong, Staszewski, Xu, arXiv 2509.12394.\nLicence: "
           "GPL-3.0-or-later.\nStore: %2")
            .arg(QString::fromStdString(softwareVersion()), plain::line(store_.path().string())));
}

void MainWindow::addViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < tabs_->count(); ++i) {
        const auto key = static_cast<Qt::Key>(Qt::Key_1 + i);
        view->addAction(tabs_->tabText(i), QKeySequence(Qt::CTRL | key), this,
                        [this, i] { tabs_->setCurrentIndex(i); });
    }
    view->addSeparator();
    for (const char* dock : {"experimentDock", "layersDock"}) {
        view->addAction(findChild<QDockWidget*>(dock)->toggleViewAction());
    }
    addThemeMenu(*view);
}

/// Shows the Layers panel and moves the keyboard's focus into it.
void MainWindow::focusLayers() {
    auto* dock = findChild<QDockWidget*>("layersDock");
    dock->show();
    dock->raise();
    layers_->focusLayer();
}

/// Raises the first page for which `shows` is true.
void MainWindow::showPage(const std::function<bool(RunPage&)>& shows) {
    const auto found =
        std::find_if(pages_.begin(), pages_.end(), [&](RunPage* page) { return shows(*page); });
    if (found != pages_.end()) {
        tabs_->setCurrentWidget(*found);
    }
}

/// Shows a step of the shown run in the view that can.
void MainWindow::showStep(std::int64_t step) {
    showPage([=](RunPage& page) { return page.showStep(step); });
}

void MainWindow::addThemeMenu(QMenu& view) {
    QMenu* themes = view.addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [name, title] :
         {std::pair("light", tr("&Light")), std::pair("dark", tr("&Dark"))}) {
        QAction* action = themes->addAction(title);
        action->setObjectName(QStringLiteral("theme_%1").arg(name));
        action->setCheckable(true);
        action->setChecked(session_->theme() == name);
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, name = QString(name)] { session_->setTheme(name); });
    }
}

void MainWindow::connectRuns() {
    const auto inform = [this](const QString& text) { messages_->showInformation(text); };
    const auto fail = [this](const QString& text) { messages_->showError(text); };
    connect(&store_, &StoreClient::changed, this, &MainWindow::storeChanged);
    connect(&store_, &StoreClient::touched, presenter_.get(), &RunPresenter::storeTouched);
    connect(&store_, &StoreClient::failed, this, fail);
    connect(&store_, &StoreClient::noted, this, [this](const QString& note) {
        if (messages_->isHidden()) { // an error is more informative
            messages_->showError(note);
        }
    });
    connect(runsView_, &RunsView::openRequested, this, &MainWindow::openRun);
    connect(runsView_, &RunsView::compareRequested, this, &MainWindow::compare);
    connect(runsView_, &RunsView::experimentRequested, this, &MainWindow::takeSettingsOf);
    connect(runsView_, &RunsView::queueRequested, this, &MainWindow::addToQueue);
    connect(queueView_, &QueueView::openRequested, this, &MainWindow::openRun);
    connect(runsView_, &RunsView::resumeRequested, training_.get(), &TrainingController::resumeRun);
    connect(runsView_, &RunsView::branchRequested, training_.get(),
            &TrainingController::prepareBranch);
    connect(runsView_, &RunsView::message, this, inform);
    writeForRuns(*runsView_, store_);
    connect(presenter_.get(), &RunPresenter::shownChanged, this, &MainWindow::showHeader);
    connect(presenter_.get(), &RunPresenter::shownChanged, lineage_, &LineageView::setShown);
    connect(presenter_.get(), &RunPresenter::shownChanged, other_, &OtherRunBox::setShown);
    connect(presenter_.get(), &RunPresenter::otherChanged, other_, &OtherRunBox::setOther);
    connect(other_, &OtherRunBox::chosen, presenter_.get(), &RunPresenter::compareWith);
    connect(runsView_, &RunsView::otherRequested, this, [this, inform](RunId id) {
        if (id == presenter_->shownRun()) {
            inform(tr("Run %1 is the open one; choose another run as B.").arg(id));
        } else {
            presenter_->compareWith(id);
        }
    });
    connect(lineage_, &LineageView::openRequested, this, &MainWindow::openRun);
    for (const RunPage* page : pages_) {
        connect(page, &RunPage::message, this, inform);
        connect(page, &RunPage::stepRequested, this, &MainWindow::showStep);
        connect(page, &RunPage::imagesRequested, this, [this](const ImageQuery& query) {
            showPage([&](RunPage& each) { return each.showImages(query); });
        });
        connect(page, &RunPage::imageRequested, this, [this](Split split, qint64 position) {
            showPage([&](RunPage& each) { return each.showImage(split, position); });
        });
    }
    connect(compare_, &CompareView::message, this, inform);
    connect(comparison_.get(), &Comparison::failed, this, fail);
    connect(comparison_.get(), &Comparison::ready, this, [this] {
        // Deferred, since drawing many runs takes long.
        QTimer::singleShot(0, compare_, [this] { tabs_->setCurrentWidget(compare_); });
    });
    connect(form_, &ExperimentForm::message, this, inform);
}

void MainWindow::connectTraining() {
    connect(training_.get(), &TrainingController::starting, this,
            [this] { session_->save(shownRuns()); });
    connect(training_.get(), &TrainingController::ended, this, &MainWindow::trainingEnded);
    connect(training_.get(), &TrainingController::ended, notifier_.get(), &Notifier::trainingEnded);
    connect(&training_->job(), &TrainingJob::news, notifier_.get(), &Notifier::takeNews);
    connect(notifier_.get(), &Notifier::chosen, this, &MainWindow::openNotified);
    connect(qApp, &QGuiApplication::commitDataRequest, this, &MainWindow::endSession,
            Qt::DirectConnection);
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

void MainWindow::trainingEnded() {
    if (endStatus_) {
        saveAndQuit();
    } else if (closing_) {
        close();
    }
}

void MainWindow::openRun(RunId id) {
    presenter_->show(id);
    const QWidget* current = tabs_->currentWidget();
    if (current == runsView_ || current == compare_ || current == queueView_) {
        tabs_->setCurrentWidget(pages_.front());
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
    runsView_->setRuns(runs);
    lineage_->setRuns(runs);
    other_->setRuns(runs);
    presenter_->storeChanged(runs);
    showHeader();
    showStatus();
    if (!std::exchange(storeRead_, true)) {
        const auto [last, other] = session_->lastRuns();
        if (findRun(last) != nullptr && presenter_->shownRun() == 0) {
            presenter_->show(last);
        }
        if (findRun(other) != nullptr && presenter_->otherRun() == 0) {
            presenter_->compareWith(other);
        }
        emit storeReady(static_cast<int>(runs.size()));
    }
}

const RunSummary* MainWindow::findRun(RunId id) const {
    const auto run = std::find_if(runs_.begin(), runs_.end(),
                                  [id](const RunSummary& each) { return each.id == id; });
    return run == runs_.end() ? nullptr : &*run;
}

Session::Runs MainWindow::shownRuns() const {
    return {presenter_->shownRun(), presenter_->otherRun()};
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
        header_->showRun(*run);
    } else if (shown == 0) {
        header_->showNone();
    }
}

void MainWindow::showStatus() {
    status_->setText(
        tr("store: %1 · %2")
            .arg(plain::line(store_.path().string()), countedText(runs_.size(), "run")));
}

void MainWindow::exportCurrentView() {
    QWidget* page = tabs_->currentWidget();
    // The innermost part around the focus that can be exported; the page if nothing has the focus.
    QWidget* view = page->isAncestorOf(focusWidget()) ? focusWidget() : page;
    QToolButton* button = shownExport(*view);
    while (button == nullptr && view != page) {
        view = view->parentWidget();
        button = shownExport(*view);
    }
    if (button == nullptr) {
        messages_->showInformation(tr("There is nothing to export in this view."));
        return;
    }
    button->menu() != nullptr ? button->showMenu() : button->click();
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QMainWindow::paintEvent(event);
    if (!std::exchange(painted_, true)) {
        // Deferred, since the window's contents are painted after this event.
        QTimer::singleShot(0, this, &MainWindow::shown);
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!training_->isRunning() || qApp->isSavingSession()) {
        session_->save(shownRuns());
        event->accept();
        return;
    }
    event->ignore();
    if (!closing_) {
        askBeforeClosing();
    }
}

void MainWindow::askBeforeClosing() {
    if (findChild<QMessageBox*>("closeQuestion") != nullptr) {
        return;
    }
    auto* question =
        new QMessageBox(QMessageBox::Question, tr("A run is training"),
                        tr("A run is training. Stop it and close?\nIts progress is kept."),
                        QMessageBox::Cancel, this);
    question->setObjectName("closeQuestion");
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* stop = question->addButton(tr("Stop and close"), QMessageBox::AcceptRole);
    stop->setObjectName("stopAndClose");
    connect(question, &QMessageBox::accepted, this, [this] {
        closing_ = true;
        if (training_->isRunning()) {
            training_->stop();
        } else {
            close(); // the training ended while the question was open
        }
    });
    question->open();
}

void MainWindow::end(const std::string& cause, int status) {
    endStatus_ = status;
    if (training_->isRunning()) {
        training_->stop(cause);
    } else {
        saveAndQuit();
    }
}

void MainWindow::saveAndQuit() {
    session_->save(shownRuns());
    QApplication::exit(*endStatus_);
}

/// The session manager waits for this function and ends the program soon afterwards.
void MainWindow::endSession() {
    TrainingJob::stopAllAndWait("the end of the session");
    session_->saveNow(shownRuns());
}

} // namespace asge
