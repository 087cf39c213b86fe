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
                               RunId id, LifeWatch& watch) {
    return withPatience(
        store, kPatience,
        [&]() -> std::optional<LiveRun> {
            const SQLite::Transaction transaction(database);
            const auto runs = liveRuns(database, watch);
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

bool awaitSilence(const std::filesystem::path& store, RunId id, LifeWatch& watch,
                  const std::function<void(const std::string&)>& say,
                  const std::function<bool()>& isStopped) {
    constexpr std::chrono::milliseconds kPause(250);
    auto database = openToRead(store);
    for (bool said = false; !isStopped(); said = true) {
        const auto run = liveRun(store, database, id, watch);
        if (!run || run->gone()) {
            return true;
        }
        if (run->life == Life::alive) {
            throw BadInput(runPlace(id) + "is being trained by " + trainerText(run->hold.owner) +
                           "; stop it first");
        }
        if (!said) {
            say(runPlace(id) + "may still be trained by " + trainerText(run->hold.owner) +
                ": watching its heartbeat for up to " +
                std::to_string(static_cast<int>(kSilenceSeconds)) + " s");
        }
        std::this_thread::sleep_for(kPause);
    }
    return false;
}

} // namespace asge
