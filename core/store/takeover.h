// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/heartbeat_monitor.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace asge {

/// Waits until a run can be resumed. Returns true at once if the run has ended or its process is
/// known to be gone. Otherwise calls `report` with a line about the wait and observes the heartbeat
/// every `interval` until it has not changed for kHeartbeatTimeoutSeconds. Returns false if
/// `isStopped` returns true meanwhile. Throws BadInput as soon as the process is known to be alive,
/// and as RunReader does.
bool awaitOwnerEnd(const std::filesystem::path& store, RunId run, HeartbeatMonitor& monitor,
                   const std::function<void(const std::string&)>& report,
                   const std::function<bool()>& isStopped,
                   std::chrono::milliseconds interval = std::chrono::milliseconds(250));

} // namespace asge
