// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// The path of the store: `given` if not empty, else $ASGE_STORE, else
/// $XDG_DATA_HOME/asge/runs.sqlite, else ~/.local/share/asge/runs.sqlite. Empty variables count as
/// unset, and so does a relative $XDG_DATA_HOME. Throws StoreError if there is no home folder.
std::filesystem::path storeLocation(const std::string& given = {});

/// The file in which programs keep the heartbeats that they observe (HeartbeatMonitor):
/// $XDG_STATE_HOME/asge/sightings, else ~/.local/state/asge/sightings; empty if there is no home
/// folder.
std::filesystem::path observationFileLocation();

} // namespace asge
