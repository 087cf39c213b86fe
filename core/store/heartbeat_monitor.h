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

/// If a run's heartbeat has not changed for this long, its process counts as gone. A training
/// updates its heartbeat every 5 s (WriteQueue::Options::heartbeatInterval).
constexpr double kHeartbeatTimeoutSeconds = 60;

/// What is known about the process that trains a run.
enum class OwnerState {
    alive,   ///< it is in the process table, or its heartbeat has changed under observation
    unknown, ///< it can't be looked up, and has not been observed for long enough
    ended,   ///< it is no longer in the process table
    silent   ///< it can't be looked up, and its heartbeat has not changed for the timeout
};

/// Decides which of a store's runs are still being trained. A process of this machine and PID
/// namespace is looked up in the process table. Any other process is judged only by whether its
/// heartbeat in the store changes while this object observes it, measured with this machine's
/// monotonic clock. The heartbeat's value is never compared with a clock, because the clocks of two
/// machines may differ by any amount.
///
/// The object is thread-safe. A program's reader and writer of a store should share one.
class HeartbeatMonitor {
  public:
    /// Returns the seconds of a monotonic clock.
    using Clock = std::function<double()>;

    HeartbeatMonitor();
    /// For tests with their own clock.
    explicit HeartbeatMonitor(Clock clock);
    /// Keeps the observations of `store` in `file`, so that those of several short commands add up.
    /// The constructor reads the file and the destructor writes it; both ignore errors.
    HeartbeatMonitor(const std::filesystem::path& store, std::filesystem::path file,
                     Clock clock = {});
    ~HeartbeatMonitor();
    HeartbeatMonitor(const HeartbeatMonitor&) = delete;
    HeartbeatMonitor& operator=(const HeartbeatMonitor&) = delete;

    const ProcessIdentity& self() const { return self_; }

    /// Returns what is known about the owner of a running or paused run, and records its heartbeat.
    OwnerState observe(std::int64_t run, std::string_view owner, std::int64_t heartbeat);

  private:
    struct Observation {
        std::int64_t heartbeat = 0;
        double last = 0;    ///< time of the last observation
        double silence = 0; ///< seconds of observation without a change
        bool seen = false;  ///< observed by this object, not only read from the file
        bool beats = false; ///< changed while this object observed it
    };
    using Observations = std::map<std::string, Observation>;

    std::string keyOf(std::int64_t run, std::string_view owner) const;
    void readFile();
    void writeFile() const;

    const ProcessIdentity self_ = thisProcess();
    const Clock clock_;
    const std::string store_;
    const std::filesystem::path file_;
    std::mutex mutex_; ///< guards the following members
    Observations observations_;
};

} // namespace asge
