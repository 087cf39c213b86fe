// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/database.h"
#include "core/store/rescue.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace asge {

/// Why a write failed, to be thrown in the thread that requested it.
struct Failure {
    bool badInput = false; ///< throw BadInput instead of StoreError
    std::string what;
    bool unavailable = false; ///< throw RunUnavailable

    [[noreturn]] void raise() const;
};

/// An atomic write. Its members are called on the queue's thread.
class Write {
  public:
    virtual ~Write() = default;

    /// Writes inside a transaction. Called again, from the beginning, if the transaction is
    /// repeated. An exception rolls back only this write.
    virtual void apply(SQLite::Database& database) = 0;
    /// Called once: with nothing when the write is on disk, else with the failure.
    virtual void finish(const std::optional<Failure>& failure) = 0;
    /// Takes over the work of the next write; returns false if it can't. Called under the queue's
    /// lock, before the first `apply`.
    virtual bool absorb(Write& /*next*/) { return false; }
    /// Whether the write frees pages of the file.
    virtual bool freesSpace() const { return false; }
    /// Whether the write is kept and retried while the store can't be written, instead of failing,
    /// because its data would be lost.
    virtual bool isRetried() const { return false; }
};

/// A thread that owns a connection and performs queued writes in order, all that are queued in one
/// transaction. If the disk is full or the file can't be written, writes with isRetried() are kept
/// and retried in their order. A file that was deleted or moved is written back to its path from
/// the open connection.
class WriteQueue {
  public:
    using Milliseconds = std::chrono::milliseconds;

    struct Options {
        LockTimeout lockTimeout = kLockTimeout; ///< limit of the wait for locks, per transaction
        Milliseconds batchDelay{250}; ///< how long a write that is not urgent waits to be batched
        Milliseconds heartbeatInterval{5000}; ///< interval between calls of `heartbeat`
        Milliseconds retryInterval{1000};     ///< interval between attempts while writing fails
        /// Called on the queue's thread for an additional write; may return null.
        std::function<std::unique_ptr<Write>()> heartbeat;
        Milliseconds pollInterval{200}; ///< interval between calls of `poll`
        /// Called on the queue's thread, outside of transactions, while `polls` returns true.
        std::function<void(SQLite::Database&)> poll;
        std::function<bool()> polls;
    };

    WriteQueue(SQLite::Database database, std::filesystem::path path, Options options);
    /// Performs the queued writes. If the store can't be written, tries once more and then drops
    /// them.
    ~WriteQueue();

    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    enum class Urgency { now, soon };
    void push(std::unique_ptr<Write> write, Urgency urgency = Urgency::now);

    /// Makes the thread ask `polls` again.
    void wake();

    /// Why writes wait to be retried or the file can't be written back, as one line that names the
    /// store; nothing if all is well. Thread-safe and fast.
    std::optional<std::string> trouble() const;
    /// Fails all waiting writes, and later ones at once until a write succeeds again. Does nothing
    /// if there is no trouble.
    void giveUp();
    /// Makes the destructor return all unused pages to the file system. A store that was created
    /// without incremental vacuum is rewritten for that.
    void reclaimAtEnd() { reclaimAtEnd_ = true; }

  private:
    using Clock = std::chrono::steady_clock;
    using Writes = std::vector<std::unique_ptr<Write>>;
    enum class Cause { write, lock, disk };
    /// Why a transaction failed. None of its writes has finished.
    struct TransactionFailure {
        Failure failure;
        Cause cause = Cause::write;
    };

    void work();
    void step(Writes batch, bool last);
    bool due() const;
    void commit(Writes writes);
    std::optional<TransactionFailure>
    commitTogether(std::span<const std::unique_ptr<Write>> writes);
    std::vector<std::optional<Failure>>
    attemptWithReconnect(std::span<const std::unique_ptr<Write>> writes);
    std::vector<std::optional<Failure>> attempt(std::span<const std::unique_ptr<Write>> writes);
    std::optional<Failure> applyOne(Write& write);
    void keepOrFail(std::unique_ptr<Write> write, const TransactionFailure& failed);
    void retry();
    void reconnect();
    void restoreMissingFile();
    void enterTrouble(const std::string& line);
    void leaveTrouble();
    void failPending();
    void reclaimSlice();
    void reclaimAll();
    void truncateLog();
    void heartbeatIfDue();
    void pollIfDue();

    // Used only by the thread:
    SQLite::Database database_;
    const std::filesystem::path path_;
    const Options options_;
    const FileLocation location_;
    Clock::time_point nextHeartbeat_;
    Clock::time_point nextPoll_ = Clock::time_point::max();
    bool reclaim_ = false; ///< the file has unused pages to return
    Writes pending_;       ///< writes that are to be retried, in their order
    bool reopen_ = false;  ///< the connection may be unusable
    Clock::time_point retryAt_ = Clock::time_point::max();

    std::atomic<bool> troubled_ = false; ///< whether `trouble_` is set
    std::atomic<bool> givenUp_ = false;
    std::atomic<bool> reclaimAtEnd_ = false;

    mutable std::mutex mutex_; ///< guards the following members
    std::condition_variable wake_;
    Writes queue_;
    Clock::time_point flushAt_ = Clock::time_point::max();
    bool woken_ = false;
    bool stop_ = false;
    std::string trouble_;

    std::thread thread_; ///< must be last: the thread uses all other members
};

} // namespace asge
