// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

namespace asge {

/// The receivers of commands to runs of this process. Threads may share it.
class CommandReceivers {
  public:
    using Receive = std::function<void(const SentCommand&)>;

    /// Null: the run gets no more commands.
    void set(RunId id, Receive receive);
    bool areAny() const;
    /// Makes the next poll read the commands even if no other connection has changed the store.
    void sentHere() { version_ = -1; }
    /// Passes on the commands that have arrived. Called on the thread of the write queue.
    void poll(SQLite::Database& database);

  private:
    struct Receiver {
        Receive receive;
        std::int64_t last = 0; ///< id of the last command that was passed on
    };

    mutable std::mutex mutex_;
    std::map<RunId, Receiver> receivers_;
    /// The store's version at the last poll, which changes with the commits of other connections;
    /// -1: unknown.
    std::atomic<std::int64_t> version_ = -1;
};

} // namespace asge
