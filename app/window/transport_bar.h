// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/training_job.h"
#include "core/control/time_left.h"
#include "core/run/command.h"

#include <QElapsedTimer>
#include <QToolBar>

#include <array>
#include <optional>

class QAction;
class QDoubleSpinBox;
class QLabel;
class QProgressBar;
class QToolButton;

namespace asge {

class ActionRow;

/// Train (while something trains: Queue), Pause, One step, One epoch, Stop, Checkpoint, and the
/// progress of the training in this window: epoch, fraction done, images/s, time left, and the
/// fractions of time spent on probes and on waiting for images. The limit of the probes can be
/// changed while a run trains. While the user looks at a run that another process trains, the
/// actions but Train are meant for that run. In a window that is low, the readouts take no second
/// line: those that have no room in one are in the tool tips of the others.
class TransportBar : public QToolBar {
    Q_OBJECT

  public:
    /// `pausing`: the training in this window was asked to pause, and has not yet done so.
    enum class State { idle, starting, training, pausing, paused, stopping };

    explicit TransportBar(QWidget* parent = nullptr);

    void setState(State state);
    State state() const { return state_; }
    /// A thin line that shows the fraction of all steps that are done. It is empty unless something
    /// is training, and keeps its place. The bar fills it; the window arranges it.
    QProgressBar* progress() const { return progress_; }
    /// Whether the form holds a valid experiment.
    void setReady(bool ready);
    /// The shown run if another process trains it, and whether it is paused; 0 for none.
    void setOther(RunId run, bool paused);
    RunId other() const { return other_; }
    /// Whether that run was asked to pause and has not answered yet.
    void setOtherPausing(bool pausing);
    void addNews(const TrainingNews& news);
    /// Epochs of the current training; 0 before its first step.
    double trainedEpochs() const { return timeLeft_.trainedEpochs(); }
    /// Shows the training's probe budget, for example after a change was refused.
    void showProbeBudget();

  signals:
    void trainRequested();
    void queueRequested(); ///< the experiment in the form is to be trained later
    void commandRequested(const asge::Command& command);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void addActions();
    QToolButton* addButton(const char* name, const char* icon, const QString& text,
                           const QKeySequence& key, const QString& tip);
    QAction* addCommand(CommandKind kind, const char* name, const char* icon,
                        const QKeySequence& key);
    void pressTrain();
    QLabel* addReadout(const char* name, int characters, const QString& tip);
    void addReadouts();
    std::array<QLabel*, 5> readouts() const { return {epoch_, speed_, left_, probes_, wait_}; }
    void refresh();
    void fold();
    QList<QWidget*> fittingReadouts() const;
    void showFolded();
    void addProbeBudget();
    void refreshActions();
    void refreshTrain();
    void refreshTarget();
    void begin(const NewRun& description, const RunRecord* past);
    void addProbes(const TrainingNews& news);
    void showShareOfProbes(double share);
    void showLoading(const LoadProgress& progress);
    void showEpoch();
    void showTimeLeft();
    void showPaused();
    bool isEvaluating() const;

    ActionRow* row_;
    QAction* train_ = nullptr;
    QToolButton* trainButton_ = nullptr;
    QAction* pause_ = nullptr;
    QAction* step_ = nullptr;
    QAction* oneEpoch_ = nullptr;
    QAction* stop_ = nullptr;
    QAction* checkpoint_ = nullptr;
    QLabel* target_ = nullptr; ///< names the other run
    QLabel* epoch_ = nullptr;
    int epochWidth_ = 0; ///< pixels, without what is read before a training
    QProgressBar* progress_ = nullptr;
    QLabel* speed_ = nullptr;
    QLabel* left_ = nullptr;
    int leftWidth_ = 0; ///< pixels, of the time left
    QLabel* probes_ = nullptr;
    QDoubleSpinBox* budget_ = nullptr;
    QLabel* wait_ = nullptr;

    State state_ = State::idle;
    QElapsedTimer pressed_; ///< since Train was pressed last
    bool ready_ = true;
    RunId other_ = 0;
    bool otherPaused_ = false;
    bool otherPausing_ = false;
    TimeLeft timeLeft_;
    std::optional<ProbeTime> probeTime_;
    double seconds_ = 0;                             ///< training time of the last step
    int finished_ = 0;                               ///< the last epoch that has ended
    double probeBudget_ = Experiment{}.probe.budget; ///< of the last training
};

} // namespace asge
