// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/process_identity.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace asge {

/// A run's heartbeat that hasn't changed for so long was that of a process that is gone. A run that
/// is trained beats every 5 s (WriteQueue::Options::beat).
constexpr double kSilenceSeconds = 60;

/// What is known of the process that trains a run.
enum class Life {
    alive,  ///< it is in the process table, or its heartbeat changed while we watched
    unseen, ///< it is out of sight, and has not been watched for long enough to tell
    ended,  ///< it is in the process table no more
    silent  ///< it is out of sight, and its heartbeat didn't change for kSilenceSeconds
};

/// Tells which of a store's runs are still trained. A process that is in sight is looked up in the
/// process table. Of any other one only this counts: whether the heartbeat that the store has of it
/// changes while we watch, in our own monotonic time. What the heartbeat says is never compared
/// with a clock, since the clocks of two machines may differ by any amount.
///
/// Threads may share one object, and a program's reader and writer of a store should.
class LifeWatch {
  public:
    /// Seconds of a clock that no one can set.
    using Clock = std::function<double()>;

    LifeWatch();
    /// For tests.
    explicit LifeWatch(Clock clock);
    /// Keeps what it sees of `store` in a file, so that short commands add up. It is read at once
    /// and written by the destructor, both without a word if they fail.
    LifeWatch(const std::filesystem::path& store, std::filesystem::path notebook, Clock clock = {});
    ~LifeWatch();
    LifeWatch(const LifeWatch&) = delete;
    LifeWatch& operator=(const LifeWatch&) = delete;

    const ProcessIdentity& self() const { return self_; }

    /// What is known of the owner of a running or paused run; takes note of its heartbeat.
    Life look(std::int64_t run, std::string_view owner, std::int64_t heartbeat);

  private:
    struct Sighting {
        std::int64_t heartbeat = 0;
        double last = 0;    ///< when it was last looked at
        double silence = 0; ///< for how long it has been watched without a change
        bool seen = false;  ///< by this object: not only in the notebook
        bool beats = false; ///< it changed while this object watched
    };
    using Sightings = std::map<std::string, Sighting>;

    std::string keyOf(std::int64_t run, std::string_view owner) const;
    void readNotebook();
    void writeNotebook() const;

    const ProcessIdentity self_ = thisProcess();
    const Clock clock_;
    const std::string store_;
    const std::filesystem::path notebook_;
    std::mutex mutex_; ///< guards what follows
    Sightings sightings_;
};

} // namespace asge
