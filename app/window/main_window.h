// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/inspection_client.h"
#include "app/window/session.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

class QLabel;
class QLayout;
class QSettings;
class QTabWidget;

namespace asge {

class BranchBar;
class CompareView;
class Comparison;
class ExperimentForm;
class LayersPanel;
class LineageView;
class MessageBar;
class Notifier;
class OtherRunBox;
class QueueController;
class QueueView;
class RunHeader;
class RunPage;
class RunPresenter;
class RunSteering;
class RunsView;
class TransportBar;

/// The main window: the experiment on the left, the views in tabs, and the training's tool bar
/// above them. It arranges and connects the parts. TrainingController runs trainings,
/// QueueController runs the queue, RunPresenter fills the pages of a run, RunSteering sends
/// commands to trainings, Comparison fills the compare view, Session keeps the user's arrangement.
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
    void openRun(RunId id);
    void compare(const QList<RunId>& ids);

    TrainingController& training() { return *training_; }
    RunPresenter& presenter() { return *presenter_; }
    Notifier& notifier() { return *notifier_; }
    StoreClient& store() { return store_; }
    QTabWidget& tabs() { return *tabs_; }
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

  private:
    void addViews();
    QLayout* makeHeader();
    void addDocks();
    QWidget* makeExperiment();
    void addTabs();
    void addMenus();
    void addViewMenu();
    void addThemeMenu(QMenu& view);
    void focusLayers();
    void showPage(const std::function<bool(RunPage&)>& shows);
    void showStep(std::int64_t step);
    void connectRuns();
    void connectTraining();
    void fillForm();

    void storeChanged(const std::vector<RunSummary>& runs);
    void openNotified(RunId id);
    void takeSettingsOf(RunId id);
    void addToQueue(const QList<RunId>& ids);
    const RunSummary* findRun(RunId id) const;
    Session::Runs shownRuns() const;
    void showHeader();
    void showStatus();
    void exportCurrentView();
    void showAbout();
    void askBeforeClosing();
    void trainingEnded();
    void endSession();
    void saveAndQuit();

    QSettings& settings_;
    StoreClient store_;
    std::vector<RunSummary> runs_;
    bool painted_ = false;
    bool storeRead_ = false;
    bool closing_ = false;         ///< the user confirmed: close when the training has ended
    std::optional<int> endStatus_; ///< exit status; the program ends when the training has ended

    TransportBar* transport_ = nullptr;
    MessageBar* messages_ = nullptr;
    RunHeader* header_ = nullptr;
    OtherRunBox* other_ = nullptr;
    QLabel* status_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    ExperimentForm* form_ = nullptr;
    BranchBar* branch_ = nullptr;
    std::vector<RunPage*> pages_;
    RunsView* runsView_ = nullptr;
    CompareView* compare_ = nullptr;
    LineageView* lineage_ = nullptr;
    QueueView* queueView_ = nullptr;
    LayersPanel* layers_ = nullptr;
    std::unique_ptr<InspectionClient> inspection_;
    std::unique_ptr<RunPresenter> presenter_;
    std::unique_ptr<TrainingController> training_;
    std::unique_ptr<RunSteering> steering_;
    std::unique_ptr<QueueController> queue_;
    std::unique_ptr<Comparison> comparison_;
    std::unique_ptr<Notifier> notifier_;
    std::unique_ptr<Session> session_;
};

} // namespace asge
