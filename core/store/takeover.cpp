// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/takeover.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/store/database.h"
#include "core/store/run_status.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace asge {
namespace {

/// The run if the store calls it running or paused; else nothing.
std::optional<LiveRun> liveRun(const std::filesystem::path& store, SQLite::Database& database,
                               RunId id, HeartbeatMonitor& monitor) {
    return retryWhileLocked(
        store, kLockTimeout,
        [&]() -> std::optional<LiveRun> {
            const SQLite::Transaction transaction(database);
            const auto runs = liveRuns(database, monitor);
            const auto found = std::find_if(runs.begin(), runs.end(),
                                            [id](const LiveRun& run) { return run.id == id; });
            return found == runs.end() ? std::nullopt : std::optional(*found);
        },
        database.getHandle());
}

std::string trainerText(const std::string& owner) {
    const auto process = parseProcessIdentity(owner);
    return process ? "pid " + std::to_string(process->pid) + " on host " + oneLine(process->host)
                   : std::string("an unknown process");
}

} // namespace

bool awaitOwnerEnd(const std::filesystem::path& store, RunId id, HeartbeatMonitor& monitor,
                   const std::function<void(const std::string&)>& report,
                   const std::function<bool()>& isStopped, std::chrono::milliseconds interval) {
    auto database = openToRead(store);
    for (bool reported = false; !isStopped(); reported = true) {
        const auto run = liveRun(store, database, id, monitor);
        if (!run || run->gone()) {
            return true;
        }
        if (run->ownerState == OwnerState::alive) {
            throw BadInput(runPrefix(id) + "is being trained by " +
                           trainerText(run->ownership.owner) + "; stop it first");
        }
        if (!reported) {
            report(runPrefix(id) + "may still be trained by " + trainerText(run->ownership.owner) +
                   ": watching its heartbeat for up to " +
                   std::to_string(static_cast<int>(kHeartbeatTimeoutSeconds)) + " s");
        }
        std::this_thread::sleep_for(interval);
    }
    return false;
}

} // namespace asge
