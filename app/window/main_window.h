// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/inspection_client.h"
#include "app/window/session.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <string>
#include <vector>

class QDockWidget;
class QLabel;
class QSettings;
class QStackedWidget;

namespace asge {

class ActionList;
class BranchBar;
class Closing;
class CompareView;
class Comparison;
class ExperimentForm;
class ExportActions;
class FileActions;
class FormEstimate;
class FormHistory;
class HelpActions;
class LayersPanel;
class LinearProbeTrainer;
class LineageView;
class MainMenus;
class MenuKey;
class MessageBar;
class Notifier;
class OpenPages;
class OtherRunBox;
class Perspectives;
class QueueController;
class QueueView;
class RunHeader;
class RunPage;
class RunPresenter;
class RunSteering;
class RunsView;
class StartPage;
class ThemeChoice;
class TransportBar;
class TrialsController;
class TrialsView;
class UndoHistory;
class ViewArea;

/// The main window: the views in the middle, the runs, the experiment and the layers in docks
/// around them, and the training's tool bar above. It arranges and connects the parts.
/// TrainingController runs trainings, QueueController runs the queue, RunPresenter fills the pages
/// of a run, RunSteering sends commands to trainings, Comparison fills the compare view, MainMenus
/// has the menus, Perspectives arranges the docks, Session keeps what the user arranged.
class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    /// Runs are kept in the store at `store`. The user's arrangement is kept in `settings`, which
    /// must outlive the window.
    MainWindow(const std::filesystem::path& store, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Loads LibTorch in the background, so that the first training begins sooner.
    void prepareTraining();
    /// Ends the program with this status, without asking. A training is stopped first, with a
    /// checkpoint and `cause` as its reason.
    void end(const std::string& cause, int status);
    /// Opens a run. Of a run that the store does not list, an error says why, and what is shown
    /// stays.
    void openRun(RunId id);
    /// Compares the shown run with this one, in the same way.
    void compareWith(RunId id);
    void compare(const QList<RunId>& ids);

    // What the menus do.
    void restoreFromBin();
    void emptyBin();
    void focusLayers();
    /// Asks for a note on a step of the shown run: the one at which the user pointed last in this
    /// page, or the run's last one.
    void pinNote(const RunPage* page);
    void showStartPage();
    void showMessage(const QString& text);

    TrainingController& training() { return *training_; }
    RunPresenter& presenter() { return *presenter_; }
    Notifier& notifier() { return *notifier_; }
    StoreClient& store() { return store_; }
    TrialsController& trials() { return *trials_; }
    ViewArea& views() { return *views_; }
    UndoHistory& history() { return *history_; }
    Perspectives& perspectives() { return *perspectives_; }
    ThemeChoice& theme() { return *theme_; }
    ActionList& actionList() { return *actions_; }
    const std::vector<RunSummary>& runs() const { return runs_; } ///< newest first
    double trainedEpochs() const; ///< of the current training: 2.5 is the middle of the third epoch

  signals:
    /// The window has been painted for the first time.
    void shown();
    /// The store has been read for the first time and holds `runs` runs.
    void storeReady(int runs);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void addParts();
    QWidget* makeHeader();
    void addDocks();
    QWidget* makeExperiment();
    void addViews();
    void addMenus();
    void restoreSession();
    void connectStore();
    void connectRuns();
    void connectTraining();
    void fillForm();

    void whenListed(RunId id, const std::function<void()>& then);
    void showRun(RunId id);
    void shownChanged(RunId id);
    void storeUnreadable(const QString& reason);
    void storeChanged(const std::vector<RunSummary>& runs);
    void openNotified(RunId id);
    void takeSettingsOf(RunId id);
    void addToQueue(const QList<RunId>& ids);
    const RunSummary* findRun(RunId id) const;
    Session::Runs shownRuns() const;
    void restoreRuns(const Session::Runs& last);
    void showHeader();
    void showStatus();
    void showExperiment();

    QSettings& settings_;
    StoreClient store_;
    std::vector<RunSummary> runs_;
    bool painted_ = false;
    bool storeRead_ = false;
    bool isUnreadable_ = false; ///< the store, until it has been read

    TransportBar* transport_ = nullptr;
    MessageBar* messages_ = nullptr;
    RunHeader* header_ = nullptr;
    OtherRunBox* other_ = nullptr;
    QLabel* status_ = nullptr;
    QStackedWidget* middle_ = nullptr; ///< the start page or the views
    StartPage* start_ = nullptr;
    ViewArea* views_ = nullptr;
    QDockWidget* runsDock_ = nullptr;
    QDockWidget* experimentDock_ = nullptr;
    QDockWidget* layersDock_ = nullptr;
    ExperimentForm* form_ = nullptr;
    BranchBar* branch_ = nullptr;
    OpenPages* pages_ = nullptr;
    RunsView* runsView_ = nullptr;
    CompareView* compare_ = nullptr;
    TrialsView* trialsView_ = nullptr;
    LineageView* lineage_ = nullptr;
    QueueView* queueView_ = nullptr;
    LayersPanel* layers_ = nullptr;
    std::unique_ptr<InspectionClient> inspection_;
    std::unique_ptr<RunPresenter> presenter_;
    std::unique_ptr<LinearProbeTrainer> linearProbes_;
    std::unique_ptr<TrainingController> training_;
    std::unique_ptr<RunSteering> steering_;
    std::unique_ptr<QueueController> queue_;
    std::unique_ptr<TrialsController> trials_;
    std::unique_ptr<Comparison> comparison_;
    std::unique_ptr<Closing> ending_;
    std::unique_ptr<Notifier> notifier_;
    UndoHistory* history_ = nullptr; ///< of what the user changed in all parts
    std::unique_ptr<FormHistory> formHistory_;
    std::unique_ptr<FormEstimate> formEstimate_;
    std::unique_ptr<ThemeChoice> theme_;
    std::unique_ptr<MenuKey> menuKey_;
    std::unique_ptr<Perspectives> perspectives_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<ActionList> actions_;
    std::unique_ptr<FileActions> files_;
    std::unique_ptr<ExportActions> exports_;
    std::unique_ptr<HelpActions> help_;
    std::unique_ptr<MainMenus> menus_;
};

} // namespace asge
