// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/queue_run_command.h"

#include "app/cli/exit_status.h"
#include "app/cli/output.h"
#include "app/cli/queue_store.h"
#include "app/cli/training_output.h"
#include "core/base/error.h"
#include "core/base/stop_signals.h"
#include "core/control/engine.h"
#include "core/control/queue_training.h"
#include "core/store/location.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>

namespace asge::cli {

namespace {

int countToTrain(const std::vector<QueueEntry>& entries) {
    return static_cast<int>(std::count_if(
        entries.begin(), entries.end(), [](const QueueEntry& entry) { return entry.isToTrain(); }));
}

/// Stops the queue and the training of its current entry, from the signal's thread.
class QueueStop {
  public:
    void stop(const std::string& cause) {
        const std::lock_guard lock(mutex_);
        cause_ = cause;
        if (current_ != nullptr) {
            current_->stop(cause);
        }
    }
    bool isStopped() const {
        const std::lock_guard lock(mutex_);
        return cause_.has_value();
    }
    /// Sets the control of the training that is to be stopped; null for none.
    void setCurrent(TrainingControl* current) {
        const std::lock_guard lock(mutex_);
        current_ = current;
        if (current_ != nullptr && cause_) {
            current_->stop(*cause_);
        }
    }

  private:
    mutable std::mutex mutex_;
    TrainingControl* current_ = nullptr;
    std::optional<std::string> cause_;
};

/// Trains the entries of the queue.
class QueueRunner {
  public:
    QueueRunner(const QueueOptions& options, QueueStop& stop)
        : options_(options), stop_(stop), path_(storeLocation(options.store)),
          store_(writeQueue(options)) {}

    int run() {
        printNotes(store_->warnings());
        loadEngine(); // if LibTorch can't be loaded, no entry is at fault
        while (!stop_.isStopped()) {
            const auto entry = store_->takeFromQueue();
            if (!entry) {
                break;
            }
            announce(*entry);
            train(*entry);
            if (options_.json) {
                printState(entry->id);
            }
        }
        if (!options_.json) {
            printRest();
        }
        return stop_.isStopped() ? interrupted : finished_ == taken_ ? ok : failure;
    }

  private:
    static std::string placeOf(const QueueEntry& entry) {
        return "queue entry " + std::to_string(entry.id) + ": " + entry.name + ": ";
    }

    void announce(const QueueEntry& entry) const {
        if (!options_.json) {
            out() << "entry " << entry.id << ": " << entry.name;
            if (entry.run != 0) {
                out() << ": resumes run " << entry.run;
            }
            (out() << '\n').flush();
        }
    }

    void train(const QueueEntry& entry) {
        ++taken_;
        TrainingControl control; // for one training only
        stop_.setCurrent(&control);
        auto listener = makeTrainingListener(options_.json);
        std::string problem;
        SessionResult result;
        try {
            result = trainEntry(entry, *store_, control, *listener,
                                [this] { return stop_.isStopped(); });
        } catch (const Interrupted& error) {
            problem = error.what();
        } catch (const std::exception& error) {
            problem = error.what();
            failed_ += stop_.isStopped() ? 0 : 1;
        }
        stop_.setCurrent(nullptr);
        listener.reset(); // clears its bar
        if (!problem.empty()) {
            printError(placeOf(entry) + problem);
            return;
        }
        finished_ += result.status == RunStatus::finished ? 1 : 0;
        printTrainingEnd(result, path_, options_.json);
    }

    /// Prints the entry as JSON, unless another program has removed it meanwhile.
    void printState(std::int64_t id) const {
        for (const QueueEntry& entry : RunReader(path_).queue().entries) {
            if (entry.id == id) {
                printEntry(options_, entry);
            }
        }
    }

    void printRest() const {
        const int waiting = countToTrain(RunReader(path_).queue().entries);
        out() << "queue: " << finished_ << " finished, " << failed_ << " failed, " << waiting
              << " waiting";
        if (stop_.isStopped()) {
            out() << "; 'asge queue run' continues the queue";
        }
        (out() << '\n').flush();
    }

    const QueueOptions& options_;
    QueueStop& stop_;
    const std::filesystem::path path_;
    const std::unique_ptr<RunWriter> store_;
    int taken_ = 0;
    int finished_ = 0;
    int failed_ = 0;
};

} // namespace

int runQueue(const QueueOptions& options) {
    QueueStop stop;
    const StopSignals signals([&](int signal) { stop.stop(signalName(signal)); });
    if (countToTrain(readEntries(options)) == 0) {
        if (!options.json) {
            out() << "the queue has no waiting entries\n";
        }
        return ok;
    }
    return QueueRunner(options, stop).run();
}

} // namespace asge::cli
