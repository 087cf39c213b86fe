// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/inspection_client.h"

#include "app/window/thread_priority.h"
#include "core/base/affinity.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/store/run_reader.h"
#include "widgets/common/plain_text.h"

#include <QPointer>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace asge {

namespace {

constexpr std::size_t kNetworks = 2; ///< kept by a thread: those of two runs that are compared

struct Question {
    QPointer<QObject> context;
    QString topic;
    InspectedState state;
    Inspection::Work work;
    Inspection::Failed failed;
    std::shared_ptr<std::atomic<bool>> stopped = std::make_shared<std::atomic<bool>>(false);
};

class QuestionWatch : public LoadWatch {
  public:
    QuestionWatch(Inspection& inspection, const Question& question)
        : inspection_(inspection), topic_(question.topic), stopped_(question.stopped) {}

    void onProgress(const LoadProgress& progress) override {
        const double fraction = progress.total > 0 ? static_cast<double>(progress.done) /
                                                         static_cast<double>(progress.total)
                                                   : -1.0;
        QMetaObject::invokeMethod(
            &inspection_,
            [what = plain::line(progress.what), fraction, topic = topic_,
             &inspection = inspection_] { emit inspection.progressed(topic, what, fraction); },
            Qt::QueuedConnection);
    }
    bool isStopped() const override { return *stopped_; }

  private:
    Inspection& inspection_;
    const QString topic_;
    const std::shared_ptr<std::atomic<bool>> stopped_;
};

} // namespace

/// A thread that answers questions in their order.
class InspectionClient::Worker {
  public:
    enum class Kind { now, patient, idle };

    Worker(Inspection& inspection, std::filesystem::path store, Kind kind)
        : inspection_(inspection), store_(std::move(store)), kind_(kind) {}

    ~Worker() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
            questions_.clear();
            if (running_) {
                *running_->stopped = true;
            }
        }
        wake_.notify_one();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    void ask(Question question) {
        const std::lock_guard lock(mutex_);
        std::erase_if(questions_,
                      [&](const Question& each) { return each.topic == question.topic; });
        if (kind_ != Kind::now && running_ && running_->topic == question.topic) {
            *running_->stopped = true;
        }
        questions_.push_back(std::move(question));
        if (!thread_.joinable()) {
            thread_ = startThread([this] { run(); });
        }
        wake_.notify_one();
    }

    void cancel(const QString& topic) {
        const std::lock_guard lock(mutex_);
        std::erase_if(questions_, [&](const Question& each) { return each.topic == topic; });
        if (running_ && running_->topic == topic) {
            *running_->stopped = true;
        }
    }

  private:
    /// The next question; nothing at the end.
    std::optional<Question> next() {
        std::unique_lock lock(mutex_);
        running_.reset();
        wake_.wait(lock, [this] { return ended_ || !questions_.empty(); });
        if (ended_) {
            return std::nullopt;
        }
        running_ = std::move(questions_.front());
        questions_.pop_front();
        return running_;
    }

    void run() {
        kind_ == Kind::idle ? runWhenIdle() : yieldToWindow();
        while (const auto question = next()) {
            answer(*question);
        }
        inspectors_.clear(); // on the thread that made them
    }

    void answer(const Question& question) {
        QuestionWatch watch(inspection_, question);
        try {
            deliver(question, question.work(inspectorOf(question.state, watch), watch));
        } catch (const Interrupted&) {
            // It was cancelled or replaced.
        } catch (const std::exception& error) {
            deliver(question,
                    [failed = question.failed, what = plain::line(std::string(error.what()))] {
                        if (failed) {
                            failed(what);
                        }
                    });
        }
    }

    void deliver(const Question& question, std::function<void()> result) {
        QMetaObject::invokeMethod(
            &inspection_,
            [context = question.context, stopped = question.stopped, result = std::move(result)] {
                if (context && !*stopped && result) {
                    result();
                }
            },
            Qt::QueuedConnection);
    }

    /// The network of that state; the one that was asked for least recently makes room for it.
    Inspector& inspectorOf(const InspectedState& state, LoadWatch& watch) {
        if (!reader_) {
            reader_ = std::make_unique<RunReader>(store_);
        }
        const std::int64_t step = stepOf(state);
        const auto found =
            std::find_if(inspectors_.begin(), inspectors_.end(), [&](const auto& each) {
                return each->network().run == state.run && each->network().step == step;
            });
        if (found != inspectors_.end()) {
            std::rotate(inspectors_.begin(), found, found + 1);
        } else {
            if (inspectors_.size() == kNetworks) {
                inspectors_.pop_back();
            }
            inspectors_.insert(
                inspectors_.begin(),
                loadEngine().inspect(*reader_, state.run,
                                     state.epoch == 0 ? std::nullopt : std::optional(state.epoch),
                                     watch));
        }
        return *inspectors_.front();
    }

    /// The step of the checkpoint that is asked for; -1 if there is none, which inspecting it then
    /// reports.
    std::int64_t stepOf(const InspectedState& state) const {
        std::int64_t step = -1;
        for (const CheckpointInfo& info : reader_->checkpoints(state.run)) {
            if (state.epoch == 0 || info.epoch == state.epoch) {
                step = state.epoch == 0 || step < 0 ? info.step : step;
            }
        }
        return step;
    }

    Inspection& inspection_;
    const std::filesystem::path store_;
    const Kind kind_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Question> questions_;
    std::optional<Question> running_;
    bool ended_ = false;
    std::thread thread_;
    // Used only on the thread:
    std::unique_ptr<RunReader> reader_;
    std::vector<std::unique_ptr<Inspector>> inspectors_; ///< used last first
};

InspectionClient::InspectionClient(std::filesystem::path store, QObject* parent)
    : Inspection(parent), now_(std::make_unique<Worker>(*this, store, Worker::Kind::now)),
      patient_(std::make_unique<Worker>(*this, store, Worker::Kind::patient)),
      idle_(std::make_unique<Worker>(*this, store, Worker::Kind::idle)),
      slow_(std::make_unique<Worker>(*this, store, Worker::Kind::idle)) {}

InspectionClient::~InspectionClient() = default;

void InspectionClient::ask(QObject* context, const QString& topic, Hurry hurry,
                           const InspectedState& state, Work work, Failed failed) {
    Worker& unhurried = trains_ && trains_() ? *idle_ : *patient_;
    if (hurry == Hurry::patient) {
        cancel(topic); // the other of the two may have an older one
    }
    Worker& worker = hurry == Hurry::now ? *now_ : hurry == Hurry::idle ? *slow_ : unhurried;
    worker.ask({context, topic, state, std::move(work), std::move(failed)});
}

void InspectionClient::cancel(const QString& topic) {
    now_->cancel(topic);
    patient_->cancel(topic);
    idle_->cancel(topic);
    slow_->cancel(topic);
}

} // namespace asge
