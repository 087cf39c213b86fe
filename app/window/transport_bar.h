#pragma once

#include "app/window/training_job.h"

#include <QToolBar>

class QAction;
class QLabel;
class QProgressBar;

namespace asge {

/// Train, Pause, Stop, and how far the training is: epoch, share done, images/s, time left, the
/// probes' part of training time, and the part that waited for images.
class TransportBar : public QToolBar {
    Q_OBJECT

  public:
    enum class State { idle, starting, training, paused, stopping };

    explicit TransportBar(QWidget* parent = nullptr);

    void setState(State state);
    State state() const { return state_; }
    /// Whether there is something sound to train.
    void setReady(bool ready);
    void addNews(const TrainingNews& news);
    double trainedEpochs() const; ///< of the training under way; 0 before its first step

  signals:
    void trainRequested();
    void pauseRequested();
    void resumeRequested();
    void stopRequested();

  private:
    void addActions();
    void addReadouts();
    void refresh();
    void begin(const NewRun& description);
    void addStep(const StepEvent& step);
    double secondsLeft() const;

    QAction* train_ = nullptr;
    QAction* pause_ = nullptr;
    QAction* stop_ = nullptr;
    QLabel* epoch_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* speed_ = nullptr;
    QLabel* left_ = nullptr;
    QLabel* probes_ = nullptr;
    QLabel* wait_ = nullptr;

    State state_ = State::idle;
    bool ready_ = true;
    int epochs_ = 0;
    EpochScale scale_;
    int batch_ = 1;
    StepEvent last_;
    double pace_ = 0;          ///< seconds a step, exponential mean
    double betweenEpochs_ = 0; ///< seconds of the last epoch that were no steps
};

} // namespace asge
