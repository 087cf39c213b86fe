// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_writer.h"

#include "core/base/error.h"
#include "core/base/locked_files.h"
#include "core/base/text.h"
#include "core/base/utc.h"
#include "core/data/harden.h"
#include "core/store/annotations.h"
#include "core/store/checkpoints.h"
#include "core/store/command_receivers.h"
#include "core/store/commands.h"
#include "core/store/database.h"
#include "core/store/epoch_values.h"
#include "core/store/imported_run.h"
#include "core/store/lineage.h"
#include "core/store/live_runs.h"
#include "core/store/queue.h"
#include "core/store/run_import.h"
#include "core/store/run_reads.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"
#include "core/store/run_writes.h"
#include "core/store/store_options.h"
#include "core/store/write_queue.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace asge {
namespace {

using Apply = std::function<void(SQLite::Database&)>;
using Finished = std::function<void(const std::optional<Failure>&)>;

/// The properties of a write that the queue asks for (Write).
struct Traits {
    bool freesSpace = false;
    bool retried = false;
};

constexpr Traits kFreesSpace{true, false};
constexpr Traits kRetried{false, true};

/// A write that calls functions.
class FunctionWrite : public Write {
  public:
    FunctionWrite(Apply apply, Finished finished, Traits traits = {})
        : apply_(std::move(apply)), finished_(std::move(finished)), traits_(traits) {}

    void apply(SQLite::Database& database) override { apply_(database); }
    void finish(const std::optional<Failure>& failure) override { finished_(failure); }
    bool freesSpace() const override { return traits_.freesSpace; }
    bool isRetried() const override { return traits_.retried; }

  private:
    const Apply apply_;
    const Finished finished_;
    const Traits traits_;
};

/// Failures of writes that no caller waits for, kept until the next call for their run.
class Failures {
  public:
    void keep(RunId id, const Failure& failure) {
        const std::lock_guard lock(mutex_);
        failures_.try_emplace(id, failure);
    }
    /// Throws the run's failure and forgets it.
    void raise(RunId id) {
        if (const auto failure = take(id)) {
            failure->raise();
        }
    }
    void forget(RunId id) { take(id); }

  private:
    std::optional<Failure> take(RunId id) {
        const std::lock_guard lock(mutex_);
        const auto found = failures_.extract(id);
        return found ? std::optional(found.mapped()) : std::nullopt;
    }

    std::mutex mutex_;
    std::map<RunId, Failure> failures_;
};

/// Writes steps of one run; absorbs later steps while it waits in the queue.
class StepsWrite : public Write {
  public:
    StepsWrite(RunId id, std::vector<StepEvent> steps, const ProcessIdentity& self,
               Failures& failures)
        : id_(id), steps_(std::move(steps)), self_(self), failures_(failures) {}

    void apply(SQLite::Database& database) override { insertSteps(database, id_, steps_, self_); }
    void finish(const std::optional<Failure>& failure) override {
        if (failure) {
            failures_.keep(id_, *failure);
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
    bool isRetried() const override { return true; }

  private:
    const RunId id_;
    std::vector<StepEvent> steps_;
    const ProcessIdentity& self_;
    Failures& failures_;
};

bool hasAll(const RunSummary& run, const std::vector<std::string>& tags) {
    return std::all_of(tags.begin(), tags.end(), [&](const std::string& tag) {
        return std::binary_search(run.tags.begin(), run.tags.end(), tag);
    });
}

/// The newest run that has all these tags and for which `isMatch` is true; 0 if there is none.
RunId findMatch(SQLite::Database& database, const std::vector<std::string>& tags,
                const RunPredicate& isMatch) {
    const auto runs = readSummaries(database, std::nullopt);
    const auto found = std::find_if(runs.begin(), runs.end(), [&](const RunSummary& run) {
        return hasAll(run, tags) && isMatch(run);
    });
    return found == runs.end() ? 0 : found->id;
}

void settle(std::promise<void>& promise, const std::optional<Failure>& failure) {
    if (!failure) {
        promise.set_value();
        return;
    }
    try {
        failure->raise();
    } catch (const Error&) {
        promise.set_exception(std::current_exception());
    }
}

SQLite::Database openAndMark(const std::filesystem::path& path, const LockTimeout& lockTimeout,
                             IfMissing ifMissing, HeartbeatMonitor& monitor,
                             std::vector<std::string>& warnings) {
    auto database = openToWrite(path, lockTimeout, ifMissing);
    const TimeBound bound(path);
    retryWhileLocked(
        path, lockTimeout,
        [&] {
            // A deferred transaction takes the write lock only if there is a run to mark.
            SQLite::Transaction transaction(database);
            markInterrupted(database, monitor);
            transaction.commit();
            warnings = storeWarnings(path, database);
        },
        database.getHandle());
    return database;
}

} // namespace

struct RunWriter::State {
    State(const std::filesystem::path& path, StoreOptions options)
        : path(path), monitor(options.monitor ? std::move(options.monitor)
                                              : std::make_shared<HeartbeatMonitor>()),
          lockTimeout(kLockTimeout, std::move(options.onWait)),
          queue(openAndMark(path, lockTimeout,
                            options.createIfMissing ? IfMissing::create : IfMissing::refuse,
                            *monitor, warnings),
                path, queueOptions()) {}

    WriteQueue::Options queueOptions() {
        WriteQueue::Options options;
        options.lockTimeout = lockTimeout;
        options.heartbeat = [this] { return heartbeat(); };
        options.polls = [this] { return receivers.areAny(); };
        options.poll = [this](SQLite::Database& database) { receivers.poll(database); };
        return options;
    }

    /// The heartbeat of all runs and queue entries of this process; null if there is none.
    std::unique_ptr<Write> heartbeat() {
        if (live.isEmpty() && taken.isEmpty()) {
            return nullptr;
        }
        return std::make_unique<FunctionWrite>(
            [this](SQLite::Database& database) {
                live.refresh(database);
                taken.refresh(database);
            },
            [this](const std::optional<Failure>& failure) {
                live.settle(!failure);
                taken.settle(!failure);
            });
    }

    /// Writes and waits until the write is on disk; throws if it fails. `written` is called on the
    /// queue's thread with whether the write succeeded.
    void write(Apply apply, std::function<void(bool)> written = {}, Traits traits = {}) {
        using Result = std::optional<Failure>;
        // Shared, because the queue's thread may still be inside set_value when the wait returns.
        const auto promise = std::make_shared<std::promise<Result>>();
        auto result = promise->get_future();
        auto finished = [promise, written = std::move(written)](const Result& failure) {
            if (written) {
                written(!failure);
            }
            promise->set_value(failure);
        };
        queue.push(std::make_unique<FunctionWrite>(std::move(apply), std::move(finished), traits));
        if (const Result failure = result.get()) {
            failure->raise();
        }
    }

    const std::filesystem::path path;
    const LockedFile locked{path};
    const std::shared_ptr<HeartbeatMonitor> monitor;
    const ProcessIdentity& self = monitor->self();
    const LockTimeout lockTimeout;
    std::vector<std::string> warnings;
    Failures failures;
    LiveRuns live{self};
    TakenEntries taken{self};
    CommandReceivers receivers;
    WriteQueue queue; ///< must be last: its thread uses the other members
};

RunWriter::RunWriter(const std::filesystem::path& path, StoreOptions options)
    : state_(std::make_unique<State>(path, std::move(options))) {}

RunWriter::~RunWriter() = default;

RunId RunWriter::createRun(const NewRun& run) {
    return createRunUnless(run, {}).run;
}

CreatedRun RunWriter::createRunUnless(const NewRun& run, const RunPredicate& isMatch) {
    requireSoundName(run.name, "run ");
    requireSoundTags(run.tags, "run ");
    CreatedRun created;
    state_->write(
        [&](SQLite::Database& database) {
            created = {};
            if (isMatch) {
                markInterrupted(database, *state_->monitor);
                created.run = findMatch(database, run.tags, isMatch);
            }
            created.isNew = created.run == 0;
            if (created.isNew) {
                created.run = insertRun(database, run, state_->self);
            }
        },
        [&](bool written) {
            if (written && created.isNew) {
                state_->live.changed(created.run, RunStatus::running, {}, true);
            }
        },
        kRetried);
    return created;
}

void RunWriter::addSteps(RunId id, std::vector<StepEvent> steps) {
    state_->failures.raise(id);
    state_->queue.push(
        std::make_unique<StepsWrite>(id, std::move(steps), state_->self, state_->failures),
        WriteQueue::Urgency::soon);
}

std::future<void> RunWriter::commitEpoch(RunId id, EpochEvent epoch, EpochMeasurements measured,
                                         Checkpoint checkpoint) {
    state_->failures.raise(id);
    const auto promise = std::make_shared<std::promise<void>>();
    auto future = promise->get_future();
    auto apply = [id, epoch = std::move(epoch), measured = std::move(measured),
                  checkpoint = std::make_shared<const Checkpoint>(std::move(checkpoint)),
                  &self = state_->self](SQLite::Database& database) {
        replaceEpoch(database, id, epoch, measured, self);
        addCheckpoint(database, id, *checkpoint, self);
    };
    auto finished = [promise](const std::optional<Failure>& failure) { settle(*promise, failure); };
    state_->queue.push(
        std::make_unique<FunctionWrite>(std::move(apply), std::move(finished), kRetried));
    return future;
}

void RunWriter::saveCheckpoint(RunId id, Checkpoint checkpoint) {
    state_->failures.raise(id);
    state_->write(
        [&](SQLite::Database& database) { addCheckpoint(database, id, checkpoint, state_->self); },
        {}, kRetried);
}

void RunWriter::setStatus(RunId id, RunStatus status, const std::string& reason) {
    if (status == RunStatus::failed) {
        // A failed run needs no second error.
        state_->failures.forget(id);
    } else {
        state_->failures.raise(id);
    }
    state_->write(
        [&](SQLite::Database& database) {
            changeStatus(database, id, status, reason, state_->self);
        },
        [&](bool written) { state_->live.changed(id, status, reason, written); }, kRetried);
}

void RunWriter::resume(RunId id, const std::string& device, const std::string& software,
                       std::int64_t step) {
    state_->failures.forget(id);
    state_->write(
        [&](SQLite::Database& database) {
            takeOver(database, id, *state_->monitor);
            beginSegment(database, id, {step + 1, isoTime(unixTime()), device, software});
        },
        [&](bool written) {
            if (written) {
                state_->live.changed(id, RunStatus::running, {}, true);
            }
        },
        kRetried);
}

void RunWriter::forceInterrupted(RunId id) {
    state_->write([&](SQLite::Database& database) {
        asge::forceInterrupted(database, id, *state_->monitor);
    });
}

void RunWriter::addIntervention(RunId id, const Intervention& intervention, std::int64_t command) {
    state_->failures.raise(id);
    bool waits = true;
    state_->write(
        [&](SQLite::Database& database) {
            requireOwner(database, id, state_->self);
            waits =
                command == 0 || asge::settleCommand(database, command, SentCommand::Status::applied,
                                                    intervention.step);
            if (waits) {
                insertIntervention(database, id, intervention);
            }
        },
        {}, kRetried);
    if (!waits) {
        throw CommandWithdrawn("the command was withdrawn");
    }
}

void RunWriter::setEpochs(RunId id, int epochs) {
    state_->failures.raise(id);
    state_->write(
        [&](SQLite::Database& database) {
            requireOwner(database, id, state_->self);
            changeEpochs(database, id, epochs);
        },
        {}, kRetried);
}

void RunWriter::goBack(RunId id, Checkpoint checkpoint, const Intervention& why, LaterSteps later) {
    state_->failures.raise(id);
    state_->write(
        [&](SQLite::Database& database) {
            requireOwner(database, id, state_->self);
            dropAfter(database, id, checkpoint.step, later);
            undoInterventions(database, id, checkpoint.step);
            addCheckpoint(database, id, checkpoint, state_->self);
            insertIntervention(database, id, why);
        },
        {}, kRetried);
}

SentCommand RunWriter::sendCommand(RunId id, const Command& command, std::string_view source) {
    SentCommand sent;
    state_->write(
        [&](SQLite::Database& database) { sent = insertCommand(database, id, command, source); });
    state_->receivers.sentHere();
    return sent;
}

void RunWriter::withdrawCommand(std::int64_t command, const std::string& reason) {
    state_->write([&](SQLite::Database& database) {
        asge::settleCommand(database, command, SentCommand::Status::expired, 0, reason);
    });
}

void RunWriter::settleCommand(std::int64_t command, SentCommand::Status status, std::int64_t step,
                              const std::string& reason) {
    state_->write(
        [&](SQLite::Database& database) {
            asge::settleCommand(database, command, status, step, reason);
        },
        {}, kRetried);
}

void RunWriter::receiveCommands(RunId id, std::function<void(const SentCommand&)> receive) {
    state_->receivers.set(id, std::move(receive));
    state_->queue.wake();
}

void RunWriter::rename(RunId id, const std::string& name) {
    state_->failures.raise(id);
    requireSoundName(name, "run " + std::to_string(id) + ": ");
    state_->write([&](SQLite::Database& database) { changeName(database, id, name); });
}

void RunWriter::changeTags(RunId id, const std::vector<std::string>& added,
                           const std::vector<std::string>& removed) {
    state_->failures.raise(id);
    requireSoundTags(added, "run " + std::to_string(id) + ": ");
    state_->write([&](SQLite::Database& database) { replaceTags(database, id, added, removed); });
}

void RunWriter::setNotes(RunId id, const std::string& notes) {
    state_->write([&](SQLite::Database& database) { replaceNotes(database, id, notes); });
}

void RunWriter::changeNotes(RunId id, const std::string& before, const std::string& after) {
    state_->write([&](SQLite::Database& database) { mergeNotes(database, id, before, after); });
}

void RunWriter::setColor(RunId id, const std::string& color) {
    requireSoundColor(color, "run " + std::to_string(id) + ": ");
    state_->write([&](SQLite::Database& database) { changeColor(database, id, color); });
}

void RunWriter::setArchived(RunId id, bool archived) {
    state_->write([&](SQLite::Database& database) { changeArchived(database, id, archived); });
}

void RunWriter::discard(RunId id) {
    state_->write([&](SQLite::Database& database) { discardRun(database, id, *state_->monitor); });
}

void RunWriter::restore(RunId id) {
    state_->write([&](SQLite::Database& database) { restoreRun(database, id); });
}

int RunWriter::emptyBin() {
    int runs = 0;
    state_->write([&](SQLite::Database& database) { runs = asge::emptyBin(database); }, {},
                  kFreesSpace);
    return runs;
}

void RunWriter::remove(RunId id) {
    state_->write([&](SQLite::Database& database) { deleteRun(database, id, *state_->monitor); },
                  [&](bool written) {
                      if (written) {
                          state_->live.removed(id);
                      }
                  },
                  kFreesSpace);
    state_->failures.forget(id);
}

void RunWriter::shrinkAtEnd() {
    state_->queue.reclaimAtEnd();
}

void RunWriter::addEpochValues(RunId id, int epoch, std::int64_t step, const MetricValues& values) {
    state_->write([&](SQLite::Database& database) {
        requireEnded(database, id, *state_->monitor);
        replaceValues(database, id, epoch, step, values);
    });
}

std::vector<ImportedRun> RunWriter::importRuns(const std::filesystem::path& file,
                                               std::optional<RunId> only) {
    const RunImport import(file, only);
    std::vector<ImportedRun> imported;
    for (const RunId id : import.runs()) {
        ImportedRun& run = imported.emplace_back();
        state_->write([&](SQLite::Database& database) { run = import.take(id, database); });
    }
    return imported;
}

std::vector<std::int64_t> RunWriter::addToQueue(const std::vector<NewQueueEntry>& entries) {
    for (const NewQueueEntry& entry : entries) {
        requireSoundName(entry.name, "queue entry ");
        requireSoundTags(entry.tags, "queue entry ");
    }
    std::vector<std::int64_t> ids;
    state_->write([&](SQLite::Database& database) { ids = insertEntries(database, entries); });
    return ids;
}

void RunWriter::moveInQueue(std::int64_t entry, int position) {
    state_->write([&](SQLite::Database& database) { moveEntry(database, entry, position); });
}

void RunWriter::removeFromQueue(const std::vector<std::int64_t>& entries) {
    state_->write(
        [&](SQLite::Database& database) { removeEntries(database, entries, *state_->monitor); });
}

void RunWriter::withdrawFromQueue(const std::vector<std::int64_t>& entries) {
    state_->write([&](SQLite::Database& database) { withdrawEntries(database, entries); });
}

int RunWriter::clearQueue() {
    int entries = 0;
    state_->write([&](SQLite::Database& database) { entries = removeFinishedEntries(database); });
    return entries;
}

std::optional<QueueEntry> RunWriter::takeFromQueue() {
    std::optional<QueueEntry> entry;
    state_->write(
        [&](SQLite::Database& database) { entry = takeEntry(database, *state_->monitor); },
        [&](bool written) {
            if (written && entry) {
                state_->taken.taken(entry->id);
            }
        });
    return entry;
}

void RunWriter::setQueueRun(std::int64_t entry, RunId run) {
    state_->write(
        [&](SQLite::Database& database) { setEntryRun(database, entry, run, state_->self); }, {},
        kRetried);
}

void RunWriter::endQueueEntry(std::int64_t entry, const QueueEntryEnd& end) {
    state_->write([&](SQLite::Database& database) { endEntry(database, entry, end, state_->self); },
                  [&](bool written) { state_->taken.ended(entry, end, written); }, kRetried);
}

std::vector<std::string> RunWriter::warnings() const {
    return state_->warnings;
}

std::optional<std::string> RunWriter::trouble() const {
    return state_->queue.trouble();
}

void RunWriter::giveUp() {
    state_->queue.giveUp();
}

const std::filesystem::path& RunWriter::path() const {
    return state_->path;
}

} // namespace asge
