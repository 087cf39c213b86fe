#include "core/store/run_store.h"

#include "core/error.h"
#include "core/store/database.h"
#include "core/store/run_status.h"
#include "core/store/run_writes.h"
#include "core/store/write_queue.h"

#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

namespace asge {
namespace {

/// A write that somebody has the future of.
class PromisedWrite : public Write {
  public:
    using Apply = std::function<void(SQLite::Database&)>;
    using Finished = std::function<void(bool written)>;

    explicit PromisedWrite(Apply apply, Finished finished = {}, bool freesSpace = false)
        : apply_(std::move(apply)), finished_(std::move(finished)), freesSpace_(freesSpace) {}

    std::future<void> future() { return promise_.get_future(); }

    void apply(SQLite::Database& database) override { apply_(database); }
    void finish(std::exception_ptr error) override {
        if (finished_) {
            finished_(!error);
        }
        if (error) {
            promise_.set_exception(std::move(error));
        } else {
            promise_.set_value();
        }
    }
    bool freesSpace() const override { return freesSpace_; }

  private:
    const Apply apply_;
    const Finished finished_;
    const bool freesSpace_;
    std::promise<void> promise_;
};

/// Errors of writes that nobody waits for, kept until a call for their run takes them.
class Failures {
  public:
    void keep(RunId id, std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        errors_.try_emplace(id, std::move(error));
    }
    /// Throws the run's error, once.
    void raise(RunId id) {
        if (const auto error = take(id)) {
            std::rethrow_exception(error);
        }
    }
    void forget(RunId id) { take(id); }

  private:
    std::exception_ptr take(RunId id) {
        const std::lock_guard lock(mutex_);
        const auto found = errors_.extract(id);
        return found ? found.mapped() : nullptr;
    }

    std::mutex mutex_;
    std::map<RunId, std::exception_ptr> errors_;
};

/// Steps of one run, which grow while they wait.
class StepsWrite : public Write {
  public:
    StepsWrite(RunId id, std::vector<StepEvent> steps, const ProcessIdentity& self,
               Failures& failures)
        : id_(id), steps_(std::move(steps)), self_(self), failures_(failures) {}

    void apply(SQLite::Database& database) override { insertSteps(database, id_, steps_, self_); }
    void finish(std::exception_ptr error) override {
        if (error) {
            failures_.keep(id_, std::move(error));
        }
    }
    bool absorb(Write& next) override {
        auto* more = dynamic_cast<StepsWrite*>(&next);
        if (more == nullptr || more->id_ != id_) {
            return false;
        }
        steps_.insert(steps_.end(), std::make_move_iterator(more->steps_.begin()),
                      std::make_move_iterator(more->steps_.end()));
        return true;
    }

  private:
    const RunId id_;
    std::vector<StepEvent> steps_;
    const ProcessIdentity& self_;
    Failures& failures_;
};

bool isLive(RunStatus status) {
    return status == RunStatus::running || status == RunStatus::paused;
}

/// The runs that this writer's process trains, as it last said. Used on the queue's thread alone.
class LiveRuns {
  public:
    explicit LiveRuns(const ProcessIdentity& self) : self_(self) {}

    void changed(RunId id, RunStatus status, const std::string& reason, bool written) {
        if (written && !isLive(status)) {
            runs_.erase(id);
        } else if (written) {
            runs_[id] = {status, {}};
        } else if (const auto found = runs_.find(id); found != runs_.end() && !isLive(status)) {
            // The run has ended whether or not that could be written: it is tried again.
            found->second = {status, reason};
        }
    }
    void removed(RunId id) { runs_.erase(id); }

    /// Null where there is nothing to say.
    std::unique_ptr<Write> heartbeat() {
        return runs_.empty() ? nullptr
                             : std::make_unique<PromisedWrite>(
                                   [this](SQLite::Database& database) { refresh(database); },
                                   [this](bool written) { settle(written); });
    }

  private:
    struct State {
        RunStatus status = RunStatus::running;
        std::string reason;
    };

    void refresh(SQLite::Database& database) {
        gone_.clear();
        for (const auto& [id, run] : runs_) {
            if (!refreshRun(database, id, isLive(run.status) ? run.status : RunStatus::running,
                            self_)) {
                gone_.push_back(id);
            } else if (!isLive(run.status)) {
                changeStatus(database, id, run.status, run.reason, self_);
                gone_.push_back(id);
            }
        }
    }
    void settle(bool written) {
        if (written) {
            for (const RunId id : gone_) {
                runs_.erase(id);
            }
        }
    }

    const ProcessIdentity& self_;
    std::map<RunId, State> runs_;
    std::vector<RunId> gone_; ///< what a heartbeat found or made to be over
};

SQLite::Database openAndTidy(const std::filesystem::path& path, const ProcessIdentity& self) {
    auto database = openToWrite(path);
    withPatience(
        path, kPatience,
        [&] {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            markInterrupted(database, self);
            transaction.commit();
        },
        database.getHandle());
    return database;
}

} // namespace

struct RunWriter::State {
    explicit State(const std::filesystem::path& path)
        : path(path), queue(openAndTidy(path, self), path, options()) {}

    WriteQueue::Options options() {
        WriteQueue::Options options;
        options.heartbeat = [this] { return live.heartbeat(); };
        return options;
    }

    std::future<void> submit(std::unique_ptr<PromisedWrite> write) {
        auto future = write->future();
        queue.push(std::move(write));
        return future;
    }

    /// Writes and waits until it is on disk.
    void write(PromisedWrite::Apply apply, PromisedWrite::Finished finished = {}) {
        submit(std::make_unique<PromisedWrite>(std::move(apply), std::move(finished))).get();
    }

    const std::filesystem::path path;
    const ProcessIdentity self = thisProcess();
    Failures failures;
    LiveRuns live{self};
    WriteQueue queue; ///< last: its thread uses the others
};

RunWriter::RunWriter(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {}

RunWriter::~RunWriter() = default;

RunId RunWriter::createRun(const NewRun& run) {
    RunId id = 0;
    state_->write([&](SQLite::Database& database) { id = insertRun(database, run, state_->self); },
                  [&](bool written) {
                      if (written) {
                          state_->live.changed(id, RunStatus::running, {}, true);
                      }
                  });
    return id;
}

void RunWriter::addSteps(RunId id, std::vector<StepEvent> steps) {
    state_->failures.raise(id);
    state_->queue.push(
        std::make_unique<StepsWrite>(id, std::move(steps), state_->self, state_->failures),
        WriteQueue::Urgency::soon);
}

std::future<void> RunWriter::commitEpoch(RunId id, EpochEvent epoch, ProbeSnapshotPtr snapshot,
                                         Checkpoint checkpoint) {
    state_->failures.raise(id);
    return state_->submit(std::make_unique<PromisedWrite>(
        [id, epoch = std::move(epoch), snapshot = std::move(snapshot),
         checkpoint = std::make_shared<const Checkpoint>(std::move(checkpoint)),
         &self = state_->self](SQLite::Database& database) {
            replaceEpoch(database, id, epoch, snapshot.get(), self);
            replaceCheckpoint(database, id, *checkpoint, self);
        }));
}

void RunWriter::saveCheckpoint(RunId id, Checkpoint checkpoint) {
    state_->failures.raise(id);
    state_->write([&](SQLite::Database& database) {
        replaceCheckpoint(database, id, checkpoint, state_->self);
    });
}

void RunWriter::setStatus(RunId id, RunStatus status, const std::string& reason) {
    if (status == RunStatus::failed) {
        // Whoever says that the run failed has no use for one more reason.
        state_->failures.forget(id);
    } else {
        state_->failures.raise(id);
    }
    state_->write(
        [&](SQLite::Database& database) {
            changeStatus(database, id, status, reason, state_->self);
        },
        [&](bool written) { state_->live.changed(id, status, reason, written); });
}

void RunWriter::addIntervention(RunId id, const Intervention& intervention) {
    state_->failures.raise(id);
    state_->write(
        [&](SQLite::Database& database) { insertIntervention(database, id, intervention); });
}

void RunWriter::rename(RunId id, const std::string& name) {
    state_->failures.raise(id);
    state_->write([&](SQLite::Database& database) { changeName(database, id, name); });
}

void RunWriter::remove(RunId id) {
    state_
        ->submit(std::make_unique<PromisedWrite>(
            [&](SQLite::Database& database) { deleteRun(database, id, state_->self); },
            [&](bool written) {
                if (written) {
                    state_->live.removed(id);
                }
            },
            true))
        .get();
    state_->failures.forget(id);
}

const std::filesystem::path& RunWriter::path() const {
    return state_->path;
}

} // namespace asge
