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

/// Why a write failed: what to throw, in the thread that asked for it.
struct Failure {
    bool badInput = false; ///< BadInput, else StoreError
    std::string what;
    bool taken = false; ///< RunTaken

    [[noreturn]] void raise() const;
};

/// One write, all of it or nothing. Its members are called on the queue's thread.
class Write {
  public:
    virtual ~Write() = default;

    /// Runs inside a transaction; again, from the beginning, where that transaction has to be
    /// repeated. What it throws undoes this write only.
    virtual void apply(SQLite::Database& database) = 0;
    /// Called once: with nothing when the write is on disk, else with why it isn't.
    virtual void finish(const std::optional<Failure>& failure) = 0;
    /// Takes the work of a write that would follow this one; false where it can't. Called under the
    /// queue's lock, before this write's first `apply`.
    virtual bool absorb(Write& /*next*/) { return false; }
    /// It leaves pages of the file unused.
    virtual bool freesSpace() const { return false; }
    /// What it holds can't be had again: it waits where the store is in trouble, and is not failed.
    virtual bool patient() const { return false; }
};

/// A thread that owns a connection and writes what it is given, in order: whatever has gathered
/// goes into one transaction. Where the disk is full, the file gone or anything the like, patient
/// writes are kept and tried again, in their order, until they can be written; a file that was
/// deleted or moved is written back to its place from the open connection.
class WriteQueue {
  public:
    using Milliseconds = std::chrono::milliseconds;

    struct Options {
        Patience patience = kPatience; ///< with locks of other processes, for one transaction
        Milliseconds linger{250};      ///< how long a write that isn't urgent may wait for more
        Milliseconds beat{5000};       ///< between calls of `heartbeat`
        Milliseconds pause{1000};      ///< in trouble, between one attempt and the next
        /// Asked on the queue's thread for a write of its own; may give null.
        std::function<std::unique_ptr<Write>()> heartbeat;
    };

    WriteQueue(SQLite::Database database, std::filesystem::path path, Options options);
    /// Writes what it was given first; in trouble it tries once, and what fails then is dropped.
    ~WriteQueue();

    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    enum class Urgency { now, soon };
    void push(std::unique_ptr<Write> write, Urgency urgency = Urgency::now);

    /// Why patient writes wait, or why the file can't be written back, as one line that names the
    /// store; nothing where all is well. From any thread, and cheap.
    std::optional<std::string> trouble() const;
    /// Fails what waits, and lets nothing wait until something can be written again. Does nothing
    /// where there is no trouble.
    void giveUp();
    /// Has the destructor give all unused pages back to the file system; what is left of a store
    /// that was made without that ability is written again.
    void reclaimAtEnd() { reclaimAtEnd_ = true; }

  private:
    using Clock = std::chrono::steady_clock;
    using Writes = std::vector<std::unique_ptr<Write>>;
    enum class Cause { write, lock, disk };
    /// Why a transaction could not be made, with none of its writes finished.
    struct Refusal {
        Failure failure;
        Cause cause = Cause::write;
    };

    void work();
    void step(Writes batch, bool last);
    bool due() const;
    void commit(Writes writes);
    std::optional<Refusal> commitTogether(std::span<const std::unique_ptr<Write>> writes);
    std::vector<std::optional<Failure>>
    attemptAndMend(std::span<const std::unique_ptr<Write>> writes);
    std::vector<std::optional<Failure>> attempt(std::span<const std::unique_ptr<Write>> writes);
    std::optional<Failure> applyOne(Write& write);
    void refuse(std::unique_ptr<Write> write, const Refusal& refusal);
    void retry();
    void mend();
    void lookAfterFile();
    void enterTrouble(const std::string& line);
    void leaveTrouble();
    void failWaiting();
    void reclaimSlice();
    void reclaimAll();
    void cutLog();
    void beatIfDue();

    // Of the thread alone:
    SQLite::Database database_;
    const std::filesystem::path path_;
    const Options options_;
    const FilePlace place_;
    Clock::time_point nextBeat_;
    bool reclaim_ = false; ///< the file has pages to give back
    Writes waiting_;       ///< until the trouble is over, in their order
    bool reopen_ = false;  ///< the connection may be of no use any more
    Clock::time_point retryAt_ = Clock::time_point::max();

    std::atomic<bool> troubled_ = false; ///< whether `trouble_` says anything
    std::atomic<bool> givenUp_ = false;
    std::atomic<bool> reclaimAtEnd_ = false;

    mutable std::mutex mutex_; ///< guards what follows
    std::condition_variable wake_;
    Writes queue_;
    Clock::time_point flushAt_ = Clock::time_point::max();
    bool stop_ = false;
    std::string trouble_;

    std::thread thread_; ///< last: it uses all the others
};

} // namespace asge
