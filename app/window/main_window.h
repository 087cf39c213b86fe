#pragma once

#include "app/window/store_client.h"
#include "app/window/training_job.h"

#include <QMainWindow>

#include <memory>
#include <optional>

class QLabel;
class QSettings;
class QTabWidget;

namespace asge {

class BranchBar;
class ChannelsView;
class CompareView;
class CurvesView;
class ExperimentForm;
class GoodnessView;
class LineageView;
class MessageBar;
class RunHeader;
class RunPresenter;
class RunsView;
class TransportBar;

/// The workbench's window: the experiment at the left, the views in tabs, training above them.
class MainWindow : public QMainWindow {
    Q_OBJECT

  public:
    /// Keeps its runs in the store at `store`. Settings (geometry, theme, the last experiment) are
    /// read from and written to `settings`, which must outlive it.
    MainWindow(const std::filesystem::path& store, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Puts an experiment into the form.
    void setExperiment(const Experiment& experiment, const QString& name);
    Experiment experiment() const; ///< as the form shows it
    void prepareTraining();        ///< in the background: the first one then begins sooner
    void train();                  ///< what the form shows
    void resumeRun(RunId id);      ///< from its last checkpoint
    /// Lets the form decide the settings of a branch off a run's checkpoint, which Train begins.
    void prepareBranch(RunId parent);
    void stopTraining();
    /// Ends the program with this status, after a training is stopped with a checkpoint because of
    /// `cause`. Asks nothing.
    void end(const std::string& cause, int status);
    void openRun(RunId id);
    void compare(const QList<RunId>& ids);

    TrainingJob& job() { return job_; }
    RunPresenter& presenter() { return *presenter_; }
    StoreClient& store() { return store_; }
    QTabWidget& tabs() { return *tabs_; }
    const std::vector<RunSummary>& runs() const { return runs_; } ///< newest first
    double trainedEpochs() const; ///< of the training under way: 2.5 is in the middle of the third

  signals:
    /// It has been painted for the first time.
    void shown();
    void trainingEnded(asge::RunStatus status, const QString& error,
                       bool badInput); ///< as the job's
    /// The store has been read for the first time; `runs` is how many there are.
    void storeReady(int runs);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

  private:
    void addViews();
    void addMenus();
    void addViewMenu();
    void connectRuns();
    void connectTraining();
    void restoreSession();
    void saveSession();
    void applyTheme(const QString& name);

    void begin(const TrainingTask& task);
    void takeNews(const TrainingNews& news);
    void showTrouble(const std::string& trouble);
    void showNotes(const std::vector<std::string>& notes);
    void endTraining(RunStatus status, const QString& error, bool badInput);
    void storeChanged(const std::vector<RunSummary>& runs);
    void takeSettingsOf(RunId id);
    void chooseCheckpoint(const RunSummary& parent, std::vector<CheckpointInfo> checkpoints);
    const RunSummary* findRun(RunId id) const;
    void showHeader();
    void showStatus();
    void exportCurrentView();
    void say(const QString& text);
    void complain(const QString& text);
    void askBeforeClosing();
    void endSession();
    void leave();

    QSettings& settings_;
    StoreClient store_;
    TrainingJob job_;
    std::vector<RunSummary> runs_;
    bool painted_ = false;
    bool storeRead_ = false;
    bool gaveUp_ = false;          ///< the store, in the training that ends
    bool closing_ = false;         ///< the user has confirmed; close as soon as training has ended
    std::optional<int> endStatus_; ///< of the program, which ends as soon as training has ended

    TransportBar* transport_ = nullptr;
    MessageBar* messages_ = nullptr;
    RunHeader* header_ = nullptr;
    QLabel* status_ = nullptr;
    QTabWidget* tabs_ = nullptr;
    ExperimentForm* form_ = nullptr;
    BranchBar* branch_ = nullptr;
    CurvesView* curves_ = nullptr;
    GoodnessView* goodness_ = nullptr;
    ChannelsView* channels_ = nullptr;
    RunsView* runsView_ = nullptr;
    CompareView* compare_ = nullptr;
    LineageView* lineage_ = nullptr;
    std::unique_ptr<RunPresenter> presenter_;
};

/// The experiments that come with the program, by name.
std::vector<std::pair<QString, Experiment>> builtInExperiments();

} // namespace asge
