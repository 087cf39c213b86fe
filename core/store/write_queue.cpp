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

} // namespace

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
    std::exception_ptr failure = commitTogether(writes, locked);
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

/// Null where the transaction is on disk and all its writes are finished, each with its own error
/// or none; else why it isn't, with none of them finished.
std::exception_ptr WriteQueue::commitTogether(Writes writes, bool& locked) {
    std::vector<std::exception_ptr> errors;
    try {
        errors = withPatience(
            path_, options_.patience, [&] { return attempt(writes); }, database_.getHandle());
    } catch (const StoreLocked&) {
        locked = true;
        return std::current_exception();
    } catch (...) {
        return std::current_exception();
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
        reclaim_ = reclaim_ || (!errors[i] && writes[i]->freesSpace());
        writes[i]->finish(errors[i]);
    }
    return nullptr;
}

/// One transaction; gives each write's own error. Throws what befell the transaction.
std::vector<std::exception_ptr> WriteQueue::attempt(Writes writes) {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    std::vector<std::exception_ptr> errors;
    errors.reserve(writes.size());
    for (const auto& write : writes) {
        errors.push_back(applyOne(*write));
    }
    transaction.commit();
    return errors;
}

std::exception_ptr WriteQueue::applyOne(Write& write) {
    try {
        SQLite::Savepoint savepoint(database_, "one_write");
        write.apply(database_);
        savepoint.release();
        return nullptr;
    } catch (const SQLite::Exception& error) {
        if (breaksTransaction(error, database_.getHandle())) {
            throw;
        }
        try {
            throwStoreError(path_, error, database_.getHandle());
        } catch (const StoreError&) {
            return std::current_exception();
        }
    } catch (const Error&) {
        return std::current_exception();
    } catch (const std::exception& error) {
        return std::make_exception_ptr(StoreError(path_.string() + ": " + error.what()));
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
