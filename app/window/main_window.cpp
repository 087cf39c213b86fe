#include "app/window/main_window.h"

#include "app/window/branch_bar.h"
#include "app/window/branch_dialog.h"
#include "app/window/message_bar.h"
#include "app/window/run_changes.h"
#include "app/window/run_header.h"
#include "app/window/run_presenter.h"
#include "app/window/transport_bar.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"
#include "widgets/channels/channels_view.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_view.h"
#include "widgets/curves/curves_view.h"
#include "widgets/form/experiment_form.h"
#include "widgets/form/form_titles.h"
#include "widgets/goodness/goodness_view.h"
#include "widgets/lineage/lineage_view.h"
#include "widgets/runs/runs_view.h"

#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QIcon>
#include <QMenuBar>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

/// Resources of a static library are linked in only where they are asked for; the macro wants to be
/// outside of any namespace.
static void useResources() {
    Q_INIT_RESOURCE(workbench);
    Q_INIT_RESOURCE(experiments);
}

namespace asge {

namespace {

/// Raised whenever the docks or tool bars change, so that an old layout is not forced on them.
constexpr int kLayoutVersion = 1;

const char* const kGeometryKey = "window/geometry";
const char* const kLayoutKey = "window/layout";
const char* const kThemeKey = "window/theme";
const char* const kTabKey = "window/tab";
const char* const kExperimentKey = "session/experiment";
const char* const kNameKey = "session/name";
const char* const kRunKey = "session/run";
const char* const kGroupsKey = "session/openGroups";
const char* const kRunTableKey = "session/runTable";

} // namespace

std::vector<std::pair<QString, Experiment>> builtInExperiments() {
    useResources();
    std::vector<std::pair<QString, Experiment>> experiments;
    const QDir folder(QStringLiteral(":/asge/experiments"));
    QStringList files = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    // The first is what a new window shows.
    const qsizetype first = files.indexOf(QStringLiteral("fashion-mnist.json"));
    files.move(std::max<qsizetype>(first, 0), 0);
    for (const QString& name : files) {
        QFile file(folder.filePath(name));
        file.open(QIODevice::ReadOnly);
        const std::string text = file.readAll().toStdString();
        const Experiment experiment = parseExperiment(text, name.toStdString());
        experiments.emplace_back(
            presetTitle(QFileInfo(name).completeBaseName(), experiment.data.name), experiment);
    }
    return experiments;
}

MainWindow::MainWindow(const std::filesystem::path& store, QSettings& settings, QWidget* parent)
    : QMainWindow(parent), settings_(settings), store_(store) {
    useResources();
    plain::guard(*qApp);
    setWindowTitle(tr("ASGE Workbench"));
    setWindowIcon(QIcon(":/asge/icons/asge.svg"));
    applyTheme(settings_.value(kThemeKey, "light").toString());
    addViews();
    presenter_ = std::make_unique<RunPresenter>(store_, *curves_, *goodness_, *channels_);
    addMenus();
    connectRuns();
    connectTraining();
    restoreSession();
    showHeader();
    showStatus();
    // Once the event loop runs: whoever made the window has connected to its signals by then.
    QTimer::singleShot(0, &store_, &StoreClient::start);
}

MainWindow::~MainWindow() = default;

void MainWindow::addViews() {
    transport_ = new TransportBar(this);
    addToolBar(transport_);

    form_ = new ExperimentForm(this);
    form_->setObjectName("experimentForm");
    form_->setPresets(builtInExperiments());
    auto* dock = new QDockWidget(tr("Experiment"), this);
    dock->setObjectName("experimentDock");
    auto* experiment = new QWidget(dock);
    auto* rows = new QVBoxLayout(experiment);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(branch_ = new BranchBar(experiment));
    rows->addWidget(form_, 1);
    dock->setWidget(experiment);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    resizeDocks({dock}, {330}, Qt::Horizontal);

    tabs_ = new QTabWidget(this);
    tabs_->setObjectName("views");
    tabs_->setDocumentMode(true);
    const auto add = [this](QWidget* view, const char* name, const QString& title) {
        view->setObjectName(name);
        tabs_->addTab(view, title);
    };
    add(curves_ = new CurvesView(this), "curves", tr("Curves"));
    add(goodness_ = new GoodnessView(this), "goodness", tr("Goodness"));
    add(channels_ = new ChannelsView(this), "channels", tr("Channels"));
    add(runsView_ = new RunsView(this), "runs", tr("Runs"));
    add(compare_ = new CompareView(this), "compare", tr("Compare"));
    add(lineage_ = new LineageView(this), "lineage", tr("Lineage"));

    messages_ = new MessageBar(this);
    header_ = new RunHeader(this);
    header_->setObjectName("runHeader");
    auto* center = new QWidget(this);
    auto* column = new QVBoxLayout(center);
    column->setContentsMargins(8, 8, 8, 4);
    column->addWidget(messages_);
    column->addWidget(header_);
    column->addWidget(tabs_, 1);
    setCentralWidget(center);

    status_ = new PlainLabel(this);
    status_->setObjectName("statusText");
    statusBar()->addWidget(status_, 1);
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
    for (const char* name : {"trainAction", "pauseAction", "stopAction"}) {
        training->addAction(transport_->findChild<QAction*>(name));
    }
    addViewMenu();
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&About"), this, [this] {
        QMessageBox::about(
            this, tr("About ASGE Workbench"),
            tr("%1\nTrains networks by adaptive spatial goodness encoding, layer by layer, and "
               "shows what each layer learns.\n\nMethod: Gong, Staszewski, Xu, arXiv "
               "2509.12394.\nLicence: GPL-3.0-or-later.\nStore: %2")
                .arg(QString::fromStdString(softwareVersion()),
                     plain::line(store_.path().string())));
    });
}

void MainWindow::addViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < tabs_->count(); ++i) {
        const auto key = static_cast<Qt::Key>(Qt::Key_1 + i);
        view->addAction(tabs_->tabText(i), QKeySequence(Qt::CTRL | key), this,
                        [this, i] { tabs_->setCurrentIndex(i); });
    }
    view->addSeparator();
    view->addAction(findChild<QDockWidget*>("experimentDock")->toggleViewAction());
    QMenu* themes = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    for (const auto& [name, title] :
         {std::pair("light", tr("&Light")), std::pair("dark", tr("&Dark"))}) {
        QAction* action = themes->addAction(title);
        action->setObjectName(QStringLiteral("theme_%1").arg(name));
        action->setCheckable(true);
        action->setChecked(settings_.value(kThemeKey, "light").toString() == name);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, name = QString(name)] {
            settings_.setValue(kThemeKey, name);
            applyTheme(name);
        });
    }
}

void MainWindow::applyTheme(const QString& name) {
    QApplication::setStyle("Fusion");
    QApplication::setPalette(name == "dark" ? theme::darkPalette() : theme::lightPalette());
}

void MainWindow::connectRuns() {
    connect(&store_, &StoreClient::changed, this, &MainWindow::storeChanged);
    connect(&store_, &StoreClient::touched, presenter_.get(), &RunPresenter::storeTouched);
    connect(&store_, &StoreClient::failed, this, &MainWindow::complain);
    connect(&store_, &StoreClient::noted, this, [this](const QString& note) {
        if (messages_->isHidden()) { // an error says more
            complain(note);
        }
    });
    connect(runsView_, &RunsView::openRequested, this, &MainWindow::openRun);
    connect(runsView_, &RunsView::compareRequested, this, &MainWindow::compare);
    connect(runsView_, &RunsView::experimentRequested, this, &MainWindow::takeSettingsOf);
    connect(runsView_, &RunsView::resumeRequested, this, &MainWindow::resumeRun);
    connect(runsView_, &RunsView::branchRequested, this, &MainWindow::prepareBranch);
    connect(runsView_, &RunsView::message, this, &MainWindow::say);
    writeForRuns(*runsView_, store_);
    connect(presenter_.get(), &RunPresenter::shownChanged, this, &MainWindow::showHeader);
    connect(presenter_.get(), &RunPresenter::shownChanged, lineage_, &LineageView::setShown);
    connect(lineage_, &LineageView::openRequested, this, &MainWindow::openRun);
    connect(curves_, &CurvesView::message, this, &MainWindow::say);
    connect(goodness_, &GoodnessView::message, this, &MainWindow::say);
    connect(channels_, &ChannelsView::message, this, &MainWindow::say);
    connect(compare_, &CompareView::message, this, &MainWindow::say);
    connect(compare_, &CompareView::mapsRequested, this, [this](RunId run, int epoch) {
        store_.read(
            this, [run, epoch](const RunReader& reader) { return reader.snapshot(run, epoch); },
            [this, run, epoch](const ProbeSnapshotPtr& maps) {
                compare_->setMaps(run, epoch, maps);
            });
    });
    connect(form_, &ExperimentForm::message, this, &MainWindow::say);
}

void MainWindow::connectTraining() {
    connect(transport_, &TransportBar::trainRequested, this, &MainWindow::train);
    connect(transport_, &TransportBar::pauseRequested, &job_, &TrainingJob::pause);
    connect(transport_, &TransportBar::resumeRequested, &job_, &TrainingJob::resume);
    connect(transport_, &TransportBar::stopRequested, this, &MainWindow::stopTraining);
    connect(&job_, &TrainingJob::news, this, &MainWindow::takeNews);
    connect(&job_, &TrainingJob::ended, this, &MainWindow::endTraining);
    connect(form_, &ExperimentForm::changed, this,
            [this] { transport_->setReady(form_->isSound()); });
    connect(qApp, &QGuiApplication::commitDataRequest, this, &MainWindow::endSession,
            Qt::DirectConnection);
}

void MainWindow::setExperiment(const Experiment& experiment, const QString& name) {
    form_->setExperiment(experiment, name);
    transport_->setReady(form_->isSound());
}

Experiment MainWindow::experiment() const {
    return form_->experiment();
}

void MainWindow::prepareTraining() {
    job_.prepare();
}

void MainWindow::train() {
    if (job_.isRunning() || !form_->isSound()) {
        return;
    }
    const Experiment experiment = form_->experiment();
    const QString named = form_->runName();
    begin({experiment,
           named.isEmpty() ? QString::fromStdString(nameAfter(experiment.data.name)) : named,
           branch_->branch()});
}

void MainWindow::resumeRun(RunId id) {
    if (job_.isRunning()) {
        say(tr("Another run trains; stop it first."));
        return;
    }
    begin({form_->experiment(), {}, {}, id});
}

void MainWindow::prepareBranch(RunId parent) {
    if (job_.isRunning()) {
        say(tr("Another run trains; a branch can be prepared when it has ended."));
        return;
    }
    store_.read(
        this,
        [parent](const RunReader& reader) {
            return std::pair(reader.detail(parent).summary, reader.checkpoints(parent));
        },
        [this](std::pair<RunSummary, std::vector<CheckpointInfo>> answer) {
            chooseCheckpoint(answer.first, std::move(answer.second));
        });
}

void MainWindow::chooseCheckpoint(const RunSummary& parent,
                                  std::vector<CheckpointInfo> checkpoints) {
    if (checkpoints.empty()) {
        say(tr("Run %1 has no checkpoint to branch off from.").arg(parent.id));
        return;
    }
    auto* dialog = new BranchDialog(parent, std::move(checkpoints), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, parent] {
        const int epoch = dialog->chosen().epoch;
        takeSettingsOf(parent.id);
        Experiment experiment = form_->experiment();
        if (epoch >= experiment.train.epochs) {
            experiment.train.epochs = 2 * epoch; // there must be some left to train
            setExperiment(experiment, form_->runName());
        }
        branch_->setBranch({parent.id, epoch}, parent);
    });
    dialog->open();
}

void MainWindow::begin(const TrainingTask& task) {
    messages_->hide();
    form_->setReadOnly(true);
    transport_->setState(TransportBar::State::starting);
    saveSession();
    presenter_->expect(task.resumes);
    job_.start(task, store_.writer());
}

void MainWindow::stopTraining() {
    job_.stop();
    transport_->setState(TransportBar::State::stopping);
}

double MainWindow::trainedEpochs() const {
    return transport_->trainedEpochs();
}

void MainWindow::takeNews(const TrainingNews& news) {
    showNotes(news.notes);
    if (news.started) {
        branch_->clear(); // it is begun
    }
    if (news.started && transport_->state() == TransportBar::State::starting) {
        transport_->setState(TransportBar::State::training);
    }
    for (const Intervention& intervention : news.interventions) {
        if (intervention.kind == "pause") {
            transport_->setState(TransportBar::State::paused);
        } else if (intervention.kind == "resume" &&
                   transport_->state() == TransportBar::State::paused) {
            transport_->setState(TransportBar::State::training);
        }
    }
    if (news.trouble) {
        showTrouble(*news.trouble);
    }
    if (news.givenUp) {
        gaveUp_ = true;
        complain(tr("%1. The training stops: what is not written yet is given up, and the run "
                    "keeps what was written before.")
                     .arg(QString::fromStdString(*news.givenUp)));
    }
    transport_->addNews(news);
    presenter_->addNews(news);
}

void MainWindow::showTrouble(const std::string& trouble) {
    if (trouble.empty()) {
        say(tr("The store can be written again; the training goes on, and nothing is lost."));
    } else {
        complain(tr("%1. The training waits, keeps all in memory, and goes on when the store can "
                    "be written.")
                     .arg(QString::fromStdString(trouble)));
    }
}

void MainWindow::showNotes(const std::vector<std::string>& notes) {
    constexpr std::size_t kMostShown = 3;
    if (notes.empty()) {
        return;
    }
    QStringList lines;
    for (std::size_t i = 0; i < std::min(notes.size(), kMostShown); ++i) {
        lines << QString::fromStdString(notes[i]);
    }
    if (notes.size() > kMostShown) {
        lines << tr("and more: asge data verify lists all");
    }
    complain(lines.join('\n')); // stays until it is read
}

void MainWindow::endTraining(RunStatus status, const QString& error, bool badInput) {
    const bool hadRun = presenter_->trainingRun() != 0;
    presenter_->trainingEnded(status);
    transport_->setState(TransportBar::State::idle);
    form_->setReadOnly(false);
    if (!error.isEmpty()) {
        if (!std::exchange(gaveUp_, false)) { // else the message that is there says more
            complain(error);
        }
    } else if (!hadRun) {
        say(tr("Training stopped before its first batch; no run was made or changed."));
    } else {
        say(status == RunStatus::finished ? tr("Training finished.")
                                          : tr("Training stopped; the run is kept."));
    }
    emit trainingEnded(status, error, badInput);
    if (endStatus_) {
        leave();
    } else if (closing_) {
        close();
    }
}

void MainWindow::openRun(RunId id) {
    presenter_->show(id);
    if (tabs_->currentWidget() == runsView_ || tabs_->currentWidget() == compare_) {
        tabs_->setCurrentWidget(curves_);
    }
}

void MainWindow::storeChanged(const std::vector<RunSummary>& runs) {
    runs_ = runs;
    runsView_->setRuns(runs);
    lineage_->setRuns(runs);
    presenter_->storeChanged(runs);
    showHeader();
    showStatus();
    if (!storeRead_) {
        storeRead_ = true;
        const RunId last = settings_.value(kRunKey, 0).toLongLong();
        const bool there = std::any_of(runs.begin(), runs.end(),
                                       [last](const RunSummary& run) { return run.id == last; });
        if (there && presenter_->shownRun() == 0) {
            presenter_->show(last);
        }
        emit storeReady(static_cast<int>(runs.size()));
    }
}

void MainWindow::compare(const QList<RunId>& ids) {
    const std::vector<RunId> wanted(ids.begin(), ids.end());
    const auto work = [wanted](const RunReader& reader) {
        std::pair<std::vector<ComparedRun>, std::string> answer;
        for (const RunId id : wanted) {
            try {
                answer.first.push_back(comparedRun(reader, id));
            } catch (const Error& error) {
                answer.second = error.what(); // the others can be compared all the same
            }
        }
        return answer;
    };
    store_.read(this, work, [this](std::pair<std::vector<ComparedRun>, std::string> answer) {
        if (!answer.second.empty()) {
            complain(QString::fromStdString(answer.second));
        }
        compare_->setRuns(std::move(answer.first));
        // Many runs are drawn when the window has answered.
        QTimer::singleShot(0, compare_, [this] { tabs_->setCurrentWidget(compare_); });
    });
}

const RunSummary* MainWindow::findRun(RunId id) const {
    const auto run = std::find_if(runs_.begin(), runs_.end(),
                                  [id](const RunSummary& each) { return each.id == id; });
    return run == runs_.end() ? nullptr : &*run;
}

void MainWindow::takeSettingsOf(RunId id) {
    const RunSummary* run = findRun(id);
    if (run == nullptr || job_.isRunning()) {
        say(tr("The settings can't be taken over while a run trains."));
        return;
    }
    try {
        setExperiment(parseExperiment(run->experimentJson, "run " + std::to_string(id)),
                      QString::fromStdString(run->name));
    } catch (const Error& error) {
        complain(QString::fromUtf8(error.what()));
    }
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
    QWidget* view = tabs_->currentWidget();
    const auto buttons = view->findChildren<QToolButton*>(QRegularExpression("Export$"));
    if (buttons.isEmpty()) {
        say(tr("There is nothing to export in this view."));
        return;
    }
    QToolButton* button = buttons.front();
    button->menu() != nullptr ? button->showMenu() : button->click();
}

void MainWindow::say(const QString& text) {
    messages_->showMessage(MessageBar::Kind::information, text);
}

void MainWindow::complain(const QString& text) {
    messages_->showMessage(MessageBar::Kind::error, text);
}

void MainWindow::restoreSession() {
    if (!restoreGeometry(settings_.value(kGeometryKey).toByteArray())) {
        resize(1440, 900);
    }
    restoreState(settings_.value(kLayoutKey).toByteArray(), kLayoutVersion);
    tabs_->setCurrentIndex(settings_.value(kTabKey, 0).toInt());
    runsView_->restoreState(settings_.value(kRunTableKey).toMap());
    if (settings_.contains(kGroupsKey)) {
        form_->setOpenGroups(settings_.value(kGroupsKey).toStringList());
    }
    const auto ready = builtInExperiments();
    if (!ready.empty()) {
        setExperiment(ready.front().second, ready.front().first);
    }
    const QString last = settings_.value(kExperimentKey).toString();
    if (last.isEmpty()) {
        return;
    }
    try {
        setExperiment(parseExperiment(last.toStdString(), "last session"),
                      settings_.value(kNameKey).toString());
    } catch (const Error& error) {
        complain(QString::fromUtf8(error.what())); // from another version: the ready one stays
    }
}

void MainWindow::saveSession() {
    settings_.setValue(kGeometryKey, saveGeometry());
    settings_.setValue(kLayoutKey, saveState(kLayoutVersion));
    settings_.setValue(kTabKey, tabs_->currentIndex());
    settings_.setValue(kGroupsKey, form_->openGroups());
    settings_.setValue(kRunTableKey, runsView_->saveState());
    settings_.setValue(kRunKey, static_cast<qlonglong>(presenter_->shownRun()));
    if (form_->isSound()) {
        settings_.setValue(kExperimentKey, QString::fromStdString(toJson(form_->experiment())));
        settings_.setValue(kNameKey, form_->runName());
    }
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QMainWindow::paintEvent(event);
    if (!std::exchange(painted_, true)) {
        // What lies in the window is painted in the same go, after it.
        QTimer::singleShot(0, this, &MainWindow::shown);
    }
}

} // namespace asge
