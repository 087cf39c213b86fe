// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/training_job.h"

#include "app/window/thread_priority.h"
#include "core/base/affinity.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/control/queue_training.h"
#include "core/store/run_writer.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace asge {

namespace {

/// Lanes of a training wait for the one whose core the window uses, so delivering events costs the
/// training time. One delivery a second is enough to follow it.
constexpr int kDeliveryMilliseconds = 900;
/// Used after the window was idle, or while the user waits for an answer.
constexpr int kSoonMilliseconds = 33;
constexpr int kAnswerMilliseconds = 1000;

/// The jobs whose trainings have not ended. It is never destroyed, because threads may use it while
/// the program ends.
class RunningJobs {
  public:
    static RunningJobs& all() {
        static auto* const jobs = new RunningJobs;
        return *jobs;
    }

    void add(TrainingJob* job) {
        const std::lock_guard lock(mutex_);
        jobs_.push_back(job);
    }
    void remove(TrainingJob* job) {
        const std::lock_guard lock(mutex_);
        std::erase(jobs_, job);
        changed_.notify_all();
    }
    void stop(const std::string& cause) {
        const std::lock_guard lock(mutex_);
        for (TrainingJob* job : jobs_) {
            job->stop(cause);
        }
    }
    void wait() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return jobs_.empty(); });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<TrainingJob*> jobs_;
};

thread_local bool trainsHere = false;

} // namespace

TrainingJob::TrainingJob(QObject* parent) : QObject(parent) {
    delivery_.setSingleShot(true);
    connect(&delivery_, &QTimer::timeout, this, &TrainingJob::deliver);
}

TrainingJob::~TrainingJob() {
    if (thread_.joinable()) {
        stop();
        thread_.join();
    }
}

void TrainingJob::prepare() {
    preparation_ = std::async(std::launch::async, [] {
        yieldToWindow();
        try {
            loadEngine();
        } catch (const Error&) {
            // The training tries again and reports the error itself.
        }
    });
}

void TrainingJob::start(const TrainingTask& task,
                        std::shared_future<std::shared_ptr<RunWriter>> store) {
    stopAsked_ = false;
    control_ = std::make_unique<TrainingControl>();
    mailbox_ = std::make_unique<Mailbox>([this] { wake(); }, attended_ && !task.entry);
    gate_ = std::make_unique<TrainingGate>(*mailbox_, [this] {
        QMetaObject::invokeMethod(
            this,
            [this] {
                deliver(); // what is shown is the state in which it is held
                emit held();
            },
            Qt::QueuedConnection);
    });
    if (const auto epochs = std::exchange(holdAfter_, {})) {
        gate_->holdAfter(*epochs);
    }
    RunningJobs::all().add(this);
    thread_ = startThread([this, task, store = std::move(store)] { run(task, store); });
}

SessionResult TrainingJob::train(const TrainingTask& task, RunWriter& store) {
    if (task.entry) {
        return trainEntry(*task.entry, store, *control_, *gate_, [this] { return wasStopped(); });
    }
    const Engine& engine = loadEngine();
    return task.resumes != 0 ? engine.resume(task.resumes, store, *control_, *gate_)
                             : engine.train(task.experiment, task.name.toStdString(), store,
                                            *control_, *gate_, task.from);
}

void TrainingJob::run(const TrainingTask& task,
                      std::shared_future<std::shared_ptr<RunWriter>> store) {
    yieldToWindow();
    trainsHere = true;
    RunStatus status = RunStatus::failed;
    QString reason;
    bool badInput = false;
    try {
        status = train(task, *store.get()).status;
    } catch (const Interrupted&) {
        status = RunStatus::stopped; // stopped before its first batch: there is no run
    } catch (const BadInput& error) {
        reason = QString::fromUtf8(error.what());
        badInput = true;
    } catch (const std::exception& error) {
        reason = QString::fromUtf8(error.what());
    }
    RunningJobs::all().remove(this);
    QMetaObject::invokeMethod(
        this, [this, status, reason, badInput] { finish(status, reason, badInput); },
        Qt::QueuedConnection);
}

void TrainingJob::wake() {
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!delivery_.isActive()) {
                schedule();
            }
        },
        Qt::QueuedConnection);
}

void TrainingJob::schedule() {
    const bool answers = !answerUntil_.hasExpired();
    const qint64 passed = delivered_.isValid() ? delivered_.elapsed() : kDeliveryMilliseconds;
    const qint64 left = answers ? 0 : kDeliveryMilliseconds - passed;
    delivery_.start(static_cast<int>(std::max<qint64>(kSoonMilliseconds, left)));
}

void TrainingJob::answerSoon() {
    answerUntil_.setRemainingTime(kAnswerMilliseconds);
    if (delivery_.isActive()) {
        schedule();
    }
}

void TrainingJob::deliver() {
    delivered_.start();
    emit news(mailbox_->take());
}

void TrainingJob::finish(RunStatus status, const QString& error, bool badInput) {
    thread_.join();
    delivery_.stop();
    deliver();
    emit ended(status, error, badInput);
}

void TrainingJob::send(const Command& command, std::function<void(const CommandAnswer&)> answered) {
    CommandRequest request{command, std::string(source::kWindow)};
    request.answer = [this, answered = std::move(answered)](const CommandAnswer& answer) {
        QMetaObject::invokeMethod(
            this,
            [answered, answer] {
                if (answered) {
                    answered(answer);
                }
            },
            Qt::QueuedConnection);
    };
    control_->send(std::move(request));
    answerSoon();
}

void TrainingJob::stop(const std::string& cause) {
    if (control_) {
        stopAsked_ = true; // before the training can end because of it
        control_->stop(cause);
        gate_->open();
    }
}

void TrainingJob::stopAll(const std::string& cause) {
    RunningJobs::all().stop(cause);
}

void TrainingJob::stopAllAndWait(const std::string& cause) {
    if (!trainsHere) {
        RunningJobs::all().stop(cause);
        RunningJobs::all().wait();
    }
}

void TrainingJob::holdAfter(double epochs) {
    if (isRunning()) {
        gate_->holdAfter(epochs);
    } else {
        holdAfter_ = epochs;
    }
}

void TrainingJob::release() {
    if (gate_) {
        gate_->open();
    }
}

} // namespace asge
