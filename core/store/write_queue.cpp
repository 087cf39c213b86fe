#include "core/store/write_queue.h"

#include <SQLiteCpp/Savepoint.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

/// Errors after which the whole transaction is lost, not only the statement.
bool breaksTransaction(const SQLite::Exception& error, sqlite3* connection) {
    if (isLocked(error) || sqlite3_get_autocommit(connection) != 0) {
        return true;
    }
    switch (error.getErrorCode() & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_CORRUPT:
        return true;
    default:
        return false;
    }
}

/// What is thrown at the moment. Exceptions don't go from thread to thread themselves: whoever
/// asked for the write throws its own.
Failure currentFailure(const std::filesystem::path& path) {
    try {
        throw;
    } catch (const BadInput& error) {
        return {true, error.what()};
    } catch (const Error& error) {
        return {false, error.what()};
    } catch (const std::exception& error) {
        return {false, path.string() + ": " + error.what()};
    }
}

} // namespace

void Failure::raise() const {
    if (badInput) {
        throw BadInput(what);
    }
    throw StoreError(what);
}

WriteQueue::WriteQueue(SQLite::Database database, std::filesystem::path path, Options options)
    : database_(std::move(database)), path_(std::move(path)), options_(std::move(options)),
      nextBeat_(Clock::now() + options_.beat), thread_([this] { work(); }) {}

WriteQueue::~WriteQueue() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void WriteQueue::push(std::unique_ptr<Write> write, Urgency urgency) {
    {
        const std::lock_guard lock(mutex_);
        if (queue_.empty() || !queue_.back()->absorb(*write)) {
            queue_.push_back(std::move(write));
        }
        const auto latest =
            Clock::now() + (urgency == Urgency::now ? Milliseconds(0) : options_.linger);
        flushAt_ = std::min(flushAt_, latest);
    }
    wake_.notify_one();
}

bool WriteQueue::due() const {
    const auto now = Clock::now();
    return stop_ || reclaim_ || now >= flushAt_ || now >= nextBeat_;
}

void WriteQueue::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        while (!due()) {
            wake_.wait_until(lock, std::min(flushAt_, nextBeat_));
        }
        const auto batch = std::exchange(queue_, {});
        flushAt_ = Clock::time_point::max();
        const bool last = stop_; // nothing is pushed once the destructor runs
        lock.unlock();
        if (!batch.empty()) {
            commit(batch);
        } else if (reclaim_ && !last) {
            reclaimSlice();
        }
        if (last) {
            return;
        }
        beatIfDue();
        lock.lock();
    }
}

void WriteQueue::beatIfDue() {
    if (Clock::now() < nextBeat_) {
        return;
    }
    if (const auto beat = options_.heartbeat ? options_.heartbeat() : nullptr) {
        commit(Writes(&beat, 1));
    }
    nextBeat_ = Clock::now() + options_.beat;
}

/// What breaks the transaction may be one write's doing (the disk has no room for its blob, but for
/// the others): then each gets a transaction of its own. Waiting for a lock once is enough.
void WriteQueue::commit(Writes writes) {
    bool locked = false;
    std::optional<Failure> failure = commitTogether(writes, locked);
    if (!failure) {
        return;
    }
    const bool separately = writes.size() > 1;
    for (const auto& write : writes) {
        if (separately && !locked) {
            failure = commitTogether(Writes(&write, 1), locked);
        }
        if (failure) {
            write->finish(failure);
        }
    }
}

/// Nothing where the transaction is on disk and all its writes are finished, each with a failure of
/// its own or none; else why it isn't, with none of them finished.
std::optional<Failure> WriteQueue::commitTogether(Writes writes, bool& locked) {
    std::vector<std::optional<Failure>> failures;
    try {
        failures = withPatience(
            path_, options_.patience, [&] { return attempt(writes); }, database_.getHandle());
    } catch (const StoreLocked& error) {
        locked = true;
        return Failure{false, error.what()};
    } catch (const std::exception&) {
        return currentFailure(path_);
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
        reclaim_ = reclaim_ || (!failures[i] && writes[i]->freesSpace());
        writes[i]->finish(failures[i]);
    }
    return std::nullopt;
}

/// One transaction; gives each write's own failure. Throws what befell the transaction.
std::vector<std::optional<Failure>> WriteQueue::attempt(Writes writes) {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    std::vector<std::optional<Failure>> failures;
    failures.reserve(writes.size());
    for (const auto& write : writes) {
        failures.push_back(applyOne(*write));
    }
    transaction.commit();
    return failures;
}

std::optional<Failure> WriteQueue::applyOne(Write& write) {
    try {
        SQLite::Savepoint savepoint(database_, "one_write");
        write.apply(database_);
        savepoint.release();
        return std::nullopt;
    } catch (const SQLite::Exception& error) {
        if (breaksTransaction(error, database_.getHandle())) {
            throw;
        }
        return Failure{false, errorLine(path_, error, database_.getHandle())};
    } catch (const std::exception&) {
        return currentFailure(path_);
    }
}

/// Gives unused pages back to the file system, a few at a time, so that no write waits long. Where
/// it fails they stay in the file, for later writes to use.
void WriteQueue::reclaimSlice() {
    try {
        database_.exec("PRAGMA incremental_vacuum(1024)");
        reclaim_ = database_.execAndGet("PRAGMA freelist_count").getInt64() > 0;
    } catch (const SQLite::Exception&) {
        reclaim_ = false;
    }
}

} // namespace asge
