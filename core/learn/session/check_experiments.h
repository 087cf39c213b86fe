// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"
#include "core/experiment/experiment.h"

#include <string>
#include <vector>

namespace asge {

/// What keeps experiments from being trained here, which only their data, the device and the
/// network's shapes can tell; each problem once, as trainInStore would throw it. Data that several
/// experiments in a row share are read once.
std::vector<std::string> findObstacles(const std::vector<Experiment>& experiments,
                                       LoadWatch& watch);

} // namespace asge
