// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/write_queue.h"

#include "core/base/affinity.h"

#include <SQLiteCpp/Savepoint.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

/// Whether the error aborts the whole transaction, not only the statement.
bool breaksTransaction(const SQLite::Exception& error, sqlite3* connection) {
    if (isLocked(error) || sqlite3_get_autocommit(connection) != 0) {
        return true;
    }
    switch (error.getErrorCode() & 0xFF) {
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_CORRUPT:
        return true;
    default:
        return isTrouble(error);
    }
}

std::int64_t freePages(SQLite::Database& database) {
    return database.execAndGet("PRAGMA freelist_count").getInt64();
}

/// Whether the file can return unused pages, which is decided when it is created.
bool isIncremental(SQLite::Database& database) {
    constexpr int kIncremental = 2;
    return database.execAndGet("PRAGMA auto_vacuum").getInt() == kIncremental;
}

/// Describes the exception that is being handled. The caller that requested the write throws an
/// exception of its own from the description.
Failure currentFailure(const std::filesystem::path& path) {
    try {
        throw;
    } catch (const RunUnavailable& error) {
        return {true, error.what(), true};
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
    if (unavailable) {
        throw RunUnavailable(what);
    }
    if (badInput) {
        throw BadInput(what);
    }
    throw StoreError(what);
}

WriteQueue::WriteQueue(SQLite::Database database, std::filesystem::path path, Options options)
    : database_(std::move(database)), path_(std::move(path)), options_(std::move(options)),
      location_(locationOf(path_)), nextHeartbeat_(Clock::now() + options_.heartbeatInterval),
      thread_(startThread([this] { work(); })) {}

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
            Clock::now() + (urgency == Urgency::now ? Milliseconds(0) : options_.batchDelay);
        flushAt_ = std::min(flushAt_, latest);
    }
    wake_.notify_one();
}

std::optional<std::string> WriteQueue::trouble() const {
    if (!troubled_) {
        return std::nullopt;
    }
    const std::lock_guard lock(mutex_);
    return trouble_;
}

void WriteQueue::giveUp() {
    {
        const std::lock_guard lock(mutex_);
        givenUp_ = troubled_.load();
    }
    wake_.notify_one();
}

void WriteQueue::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    wake_.notify_one();
}

bool WriteQueue::due() const {
    const auto now = Clock::now();
    return stop_ || woken_ || reclaim_ || now >= flushAt_ || now >= nextHeartbeat_ ||
           now >= nextPoll_ || now >= retryAt_ || (givenUp_ && !pending_.empty());
}

void WriteQueue::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        while (!due()) {
            wake_.wait_until(lock, std::min({flushAt_, nextHeartbeat_, nextPoll_, retryAt_}));
        }
        auto batch = std::exchange(queue_, {});
        flushAt_ = Clock::time_point::max();
        woken_ = false;
        const bool last = stop_; // no write is pushed after the destructor has begun
        lock.unlock();
        step(std::move(batch), last);
        if (last) {
            return;
        }
        lock.lock();
    }
}

void WriteQueue::step(Writes batch, bool last) {
    const bool idle = batch.empty();
    commit(std::move(batch));
    if (givenUp_) {
        failPending();
    }
    if (last || Clock::now() >= retryAt_) {
        retry();
    }
    if (last) {
        failPending();
        restoreMissingFile();
        if (reclaimAtEnd_ && !troubled_) {
            reclaimAll();
        }
        return;
    }
    if (idle && reclaim_ && pending_.empty()) {
        reclaimSlice();
    }
    heartbeatIfDue();
    pollIfDue();
    restoreMissingFile();
}

void WriteQueue::pollIfDue() {
    if (!options_.polls || !options_.polls()) {
        nextPoll_ = Clock::time_point::max();
        return;
    }
    const auto now = Clock::now();
    if (now >= nextPoll_) {
        try {
            options_.poll(database_);
        } catch (const std::exception&) {
            // The next poll tries again. What can't be read at all fails where it is waited for.
        }
        nextPoll_ = now + options_.pollInterval;
    }
    nextPoll_ = std::min(nextPoll_, now + options_.pollInterval);
}

void WriteQueue::heartbeatIfDue() {
    if (Clock::now() < nextHeartbeat_) {
        return;
    }
    if (auto beat = options_.heartbeat ? options_.heartbeat() : nullptr) {
        Writes writes;
        writes.push_back(std::move(beat));
        commit(std::move(writes));
    }
    nextHeartbeat_ = Clock::now() + options_.heartbeatInterval;
}

/// If the common transaction fails, one write may be the cause (the disk has no space for its blob,
/// but for the others), so each write gets a transaction of its own. After a failed wait for a
/// lock, no second wait follows. Once a write waits to be retried, later ones with isRetried() wait
/// too, and only the others are tried.
void WriteQueue::commit(Writes writes) {
    if (writes.empty()) {
        return;
    }
    std::optional<TransactionFailure> failed;
    const bool together = pending_.empty();
    if (together && !(failed = commitTogether(writes))) {
        return;
    }
    const bool tried = together && writes.size() == 1;
    for (auto& write : writes) {
        if (write->isRetried() && !pending_.empty()) {
            pending_.push_back(std::move(write));
            continue;
        }
        if (!tried && !(failed && failed->cause == Cause::lock)) {
            failed = commitTogether({&write, 1});
        }
        if (failed) {
            keepOrFail(std::move(write), *failed);
        }
    }
}

void WriteQueue::keepOrFail(std::unique_ptr<Write> write, const TransactionFailure& failed) {
    if (failed.cause == Cause::write || !write->isRetried() || givenUp_) {
        write->finish(failed.failure);
        return;
    }
    pending_.push_back(std::move(write));
    enterTrouble(failed.failure.what);
}

/// Commits the writes in one transaction and finishes each, with its own failure if it has one.
/// Returns why the transaction failed; then none of the writes has finished.
auto WriteQueue::commitTogether(std::span<const std::unique_ptr<Write>> writes)
    -> std::optional<TransactionFailure> {
    std::vector<std::optional<Failure>> failures;
    Cause cause = Cause::write;
    const auto tryOnce = [&] {
        try {
            return attemptWithReconnect(writes);
        } catch (const SQLite::Exception& error) {
            cause = isLocked(error) ? Cause::lock : isTrouble(error) ? Cause::disk : Cause::write;
            if (cause == Cause::lock) {
                throw;
            }
            reopen_ = reopen_ || (cause == Cause::disk && error.getErrorCode() != SQLITE_FULL);
            throwStoreError(path_, error, database_.getHandle());
        } catch (const Error&) { // from `reconnect`; exceptions of a write do not get here
            cause = Cause::disk;
            throw;
        }
    };
    try {
        // No wait for locks while the store is in trouble anyway.
        failures = retryWhileLocked(
            path_, troubled_ ? LockTimeout(Milliseconds(0)) : options_.lockTimeout, tryOnce);
    } catch (const std::exception&) {
        return TransactionFailure{currentFailure(path_), cause};
    }
    if (pending_.empty()) {
        leaveTrouble(); // before finish(), because its callers may ask for `trouble`
    }
    for (std::size_t i = 0; i < writes.size(); ++i) {
        reclaim_ = reclaim_ || (!failures[i] && writes[i]->freesSpace());
        writes[i]->finish(failures[i]);
    }
    return std::nullopt;
}

auto WriteQueue::attemptWithReconnect(std::span<const std::unique_ptr<Write>> writes)
    -> std::vector<std::optional<Failure>> {
    try {
        return attempt(writes);
    } catch (const FileGone&) {
        reconnect();
    }
    return attempt(writes);
}

/// Runs one transaction; returns each write's own failure. Throws if the whole transaction fails.
auto WriteQueue::attempt(std::span<const std::unique_ptr<Write>> writes)
    -> std::vector<std::optional<Failure>> {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    if (hasMoved(database_)) {
        throw FileGone(path_.string() + ": is deleted or moved again and again");
    }
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

/// Retries the waiting writes. The file may be back, and the connection may be unusable.
void WriteQueue::retry() {
    if (!troubled_) {
        return;
    }
    retryAt_ = Clock::time_point::max();
    try {
        reconnect();
    } catch (const std::exception&) {
        enterTrouble(currentFailure(path_).what);
        return;
    }
    if (pending_.empty() && !givenUp_) {
        leaveTrouble();
    }
    commit(std::exchange(pending_, {}));
}

/// Makes sure that the connection is to the file at the path. Throws StoreError and SQLite's
/// exceptions.
void WriteQueue::reconnect() {
    const bool moved = hasMoved(database_);
    if (moved) {
        writeBack(database_, path_, location_);
    } else if (!reopen_) {
        return;
    }
    auto fresh = openToWrite(path_, Milliseconds(0));
    if (moved && !holdsAll(fresh, database_)) {
        throw FileGone(path_.string() + ": was deleted or moved again as it was written back");
    }
    database_ = std::move(fresh);
    reopen_ = false;
}

/// Writes a missing file back, also while nothing is to be written.
void WriteQueue::restoreMissingFile() {
    if (troubled_ || !hasMoved(database_)) {
        return;
    }
    try {
        reconnect();
    } catch (const std::exception&) {
        enterTrouble(currentFailure(path_).what);
    }
}

void WriteQueue::enterTrouble(const std::string& line) {
    retryAt_ = Clock::now() + options_.retryInterval;
    const std::lock_guard lock(mutex_);
    trouble_ = line;
    troubled_ = true;
}

void WriteQueue::leaveTrouble() {
    if (!troubled_ || hasMoved(database_)) {
        return;
    }
    const std::lock_guard lock(mutex_);
    retryAt_ = Clock::time_point::max();
    troubled_ = false;
    givenUp_ = false;
    trouble_.clear();
}

void WriteQueue::failPending() {
    const Failure failure{false, trouble().value_or(std::string())};
    for (const auto& write : std::exchange(pending_, {})) {
        write->finish(failure);
    }
}

/// Returns unused pages to the file system, a few at a time, so that no write waits long. If it
/// fails, they stay in the file for later writes.
void WriteQueue::reclaimSlice() {
    try {
        database_.exec("PRAGMA incremental_vacuum(1024)");
        reclaim_ = freePages(database_) > 0 && isIncremental(database_);
        if (!reclaim_) {
            truncateLog();
        }
    } catch (const SQLite::Exception&) {
        reclaim_ = false;
    }
}

void WriteQueue::reclaimAll() {
    try {
        if (!isIncremental(database_) && freePages(database_) > 0) {
            database_.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
        }
        database_.exec("PRAGMA incremental_vacuum");
        truncateLog();
    } catch (const SQLite::Exception&) {
        // If the disk is full or another program writes, the file keeps its size.
    }
}

/// Truncates the log, which has grown by the moved pages. It stays if other programs are reading
/// it.
void WriteQueue::truncateLog() {
    database_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

} // namespace asge
