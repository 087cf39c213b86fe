// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/life_watch.h"

#include <filesystem>
#include <functional>
#include <string>

namespace asge {

/// Waits until it is known whether a run can be gone on with. Gives true at once if the run has
/// ended or its process is known to be gone; else watches the heartbeat until it has not changed
/// for kSilenceSeconds, after a line to `say` that tells so. False if `isStopped` says so
/// meanwhile. Throws BadInput as soon as the process turns out to be alive, and as RunReader does.
bool awaitSilence(const std::filesystem::path& store, RunId run, LifeWatch& watch,
                  const std::function<void(const std::string&)>& say,
                  const std::function<bool()>& isStopped);

} // namespace asge
