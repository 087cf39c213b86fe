#pragma once

#include "core/store/database.h"

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
};

/// A thread that owns a connection and writes what it is given, in order: whatever has gathered
/// goes into one transaction.
class WriteQueue {
  public:
    using Milliseconds = std::chrono::milliseconds;

    struct Options {
        Milliseconds patience = kPatience; ///< with locks of other processes, for one transaction
        Milliseconds linger{250};          ///< how long a write that isn't urgent may wait for more
        Milliseconds beat{5000};           ///< between calls of `heartbeat`
        /// Asked on the queue's thread for a write of its own; may give null.
        std::function<std::unique_ptr<Write>()> heartbeat;
    };

    WriteQueue(SQLite::Database database, std::filesystem::path path, Options options);
    ~WriteQueue(); ///< writes what it was given first

    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    enum class Urgency { now, soon };
    void push(std::unique_ptr<Write> write, Urgency urgency = Urgency::now);

  private:
    using Clock = std::chrono::steady_clock;
    using Writes = std::span<const std::unique_ptr<Write>>;

    void work();
    bool due() const;
    void commit(Writes writes);
    std::optional<Failure> commitTogether(Writes writes, bool& locked);
    std::vector<std::optional<Failure>> attempt(Writes writes);
    std::optional<Failure> applyOne(Write& write);
    void reclaimSlice();
    void beatIfDue();

    SQLite::Database database_; ///< of the thread alone
    const std::filesystem::path path_;
    const Options options_;
    Clock::time_point nextBeat_; ///< of the thread alone
    bool reclaim_ = false;       ///< of the thread alone: the file has pages to give back

    std::mutex mutex_; ///< guards what follows
    std::condition_variable wake_;
    std::vector<std::unique_ptr<Write>> queue_;
    Clock::time_point flushAt_ = Clock::time_point::max();
    bool stop_ = false;

    std::thread thread_; ///< last: it uses all the others
};

} // namespace asge
