// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/training_gate.h"
#include "core/control/control.h"
#include "core/control/mailbox.h"
#include "core/experiment/experiment.h"
#include "core/run/queue_entry.h"
#include "core/store/run_writer.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>

namespace asge {

/// What to train: a new run of `experiment`, from the checkpoint `from` of another run if set; or,
/// if `resumes` is set, only that run; or, if `entry` is set, only that entry of the queue, which
/// this process has taken.
struct TrainingTask {
    Experiment experiment;
    QString name;
    std::optional<CheckpointOf> from = {};
    RunId resumes = 0;
    std::optional<QueueEntry> entry = {};
};

/// A training on its own thread. The training thread never waits for the GUI: it puts events into a
/// mailbox, which the GUI thread empties about once a second, or sooner after the user has acted.
class TrainingJob : public QObject {
    Q_OBJECT

  public:
    explicit TrainingJob(QObject* parent = nullptr);
    ~TrainingJob() override; ///< stops the training and waits for its end

    /// Loads LibTorch in the background, so that the first training begins sooner.
    void prepare();
    void start(const TrainingTask& task, std::shared_future<std::shared_ptr<RunWriter>> store);
    /// Sends a command to the training; between start() and ended(). `answered` is called in the
    /// GUI thread.
    void send(const Command& command, std::function<void(const CommandAnswer&)> answered = {});
    /// `cause` as in TrainingControl::stop. From any thread, between start() and ended().
    void stop(const std::string& cause = {});
    /// Whether stop() was called for the current or the last training. A training can also be
    /// stopped by a command.
    bool wasStopped() const { return stopAsked_; }
    /// Stops all trainings, each with a checkpoint. From any thread.
    static void stopAll(const std::string& cause);
    /// Stops all trainings and waits until their runs are closed in the store. This takes a batch
    /// and a commit and needs no event loop. From any thread; on a training thread it does nothing.
    static void stopAllAndWait(const std::string& cause);
    /// Holds this training or the next one after that many epochs, until release() or stop(); see
    /// TrainingGate.
    void holdAfter(double epochs);
    void release();
    /// Whether a user watches the window, who can act on a training that the guard pauses. Nobody
    /// waits for the entries of the queue.
    void setAttended(bool attended) { attended_ = attended; }
    bool isRunning() const { return thread_.joinable(); }

  signals:
    void news(const asge::TrainingNews& news);
    void held(); ///< see holdAfter
    /// The last signal of a training, after all of its events. `error` is empty unless it failed;
    /// `badInput` says that the input caused the failure.
    void ended(asge::RunStatus status, const QString& error, bool badInput);

  private:
    SessionResult train(const TrainingTask& task, RunWriter& store);
    void run(const TrainingTask& task, std::shared_future<std::shared_ptr<RunWriter>> store);
    void wake();     ///< from any thread
    void schedule(); ///< schedules the next delivery
    void answerSoon();
    void deliver();
    void finish(RunStatus status, const QString& error, bool badInput);

    std::unique_ptr<TrainingControl> control_;
    std::unique_ptr<Mailbox> mailbox_;
    std::unique_ptr<TrainingGate> gate_;
    bool attended_ = true;
    std::optional<double> holdAfter_; ///< epochs; for the next training
    std::atomic<bool> stopAsked_ = false;
    std::thread thread_;
    std::future<void> preparation_;
    QTimer delivery_;
    QElapsedTimer delivered_; ///< time since the last delivery
    /// deliveries are quick until then, because the user waits for an answer
    QDeadlineTimer answerUntil_;
};

} // namespace asge
