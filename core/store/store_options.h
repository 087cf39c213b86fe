// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/heartbeat_monitor.h"

#include <functional>
#include <memory>
#include <string>

namespace asge {

/// Optional settings for opening a store.
struct StoreOptions {
    /// The heartbeats that were observed. A program's reader and writer should share one object, so
    /// that they agree. Null: the reader or writer makes its own.
    std::shared_ptr<HeartbeatMonitor> monitor = {};
    /// Called, with a line that names the store, when another program has had it locked for over a
    /// second. A writer also calls it from its own thread.
    std::function<void(const std::string&)> onWait = {};
    bool createIfMissing = true; ///< a writer creates a missing store
};

} // namespace asge
