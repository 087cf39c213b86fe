// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/training_gate.h"
#include "core/control/control.h"
#include "core/control/mailbox.h"
#include "core/experiment/experiment.h"
#include "core/store/run_writer.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <future>
#include <memory>
#include <thread>

namespace asge {

/// What is to be trained: a new run with this experiment, from a checkpoint of another one where
/// `from` says so; or, where `resumes` is a run, that run, and nothing else counts.
struct TrainingTask {
    Experiment experiment;
    QString name;
    std::optional<CheckpointOf> from = {};
    RunId resumes = 0;
};

/// One training on a thread of its own. The training thread never waits for the GUI: it leaves its
/// news in a mailbox, which the GUI thread empties about twice a second, sooner after the user
/// acted.
class TrainingJob : public QObject {
    Q_OBJECT

  public:
    explicit TrainingJob(QObject* parent = nullptr);
    ~TrainingJob() override; ///< stops the training and waits for its end

    /// Loads LibTorch in the background, so that a training need not begin with that.
    void prepare();
    void start(const TrainingTask& task, std::shared_future<std::shared_ptr<RunWriter>> store);
    void pause();
    void resume();
    /// `cause` as TrainingControl::stop has it. From any thread between start() and ended().
    void stop(const std::string& cause = {});
    /// Stops the trainings of all jobs, each with a checkpoint. From any thread.
    static void stopAll(const std::string& cause);
    /// The same, and returns when their runs are closed in the store, for the end of the program:
    /// this takes a batch and a commit, and needs no event loop. From any thread but a training's,
    /// where it does nothing.
    static void stopAllAndWait(const std::string& cause);
    /// Holds this training, or the next one, where it has trained so many epochs, until goOn() or
    /// stop(); see TrainingGate.
    void holdAfter(double epochs);
    void goOn();
    bool isRunning() const { return thread_.joinable(); }
    bool isPaused() const;

  signals:
    void news(const asge::TrainingNews& news);
    void held(); ///< by holdAfter
    /// The last signal of a training; `error` is empty unless it failed, `badInput` says that what
    /// it was given is to blame. All news came before it.
    void ended(asge::RunStatus status, const QString& error, bool badInput);

  private:
    void run(const TrainingTask& task, std::shared_future<std::shared_ptr<RunWriter>> store);
    void wake();     ///< any thread
    void schedule(); ///< the next delivery
    void answerSoon();
    void deliver();
    void finish(RunStatus status, const QString& error, bool badInput);

    std::unique_ptr<TrainingControl> control_;
    std::unique_ptr<Mailbox> mailbox_;
    std::unique_ptr<TrainingGate> gate_;
    std::optional<double> holdAfter_; ///< epochs, for the next training
    std::thread thread_;
    std::future<void> preparation_;
    QTimer delivery_;
    QElapsedTimer delivered_;    ///< since the last delivery
    QDeadlineTimer answerUntil_; ///< until then news is delivered soon, since the user waits for it
};

} // namespace asge
