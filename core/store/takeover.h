// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/life_watch.h"

#include <filesystem>
#include <functional>
#include <string>

namespace asge {

/// Waits until a run can be resumed. Returns true at once if the run has ended or its process is
/// known to be gone. Otherwise calls `say` with a line about the wait and observes the heartbeat
/// until it has not changed for kSilenceSeconds. Returns false if `isStopped` returns true
/// meanwhile. Throws BadInput as soon as the process is known to be alive, and as RunReader does.
bool awaitSilence(const std::filesystem::path& store, RunId run, LifeWatch& watch,
                  const std::function<void(const std::string&)>& say,
                  const std::function<bool()>& isStopped);

} // namespace asge
