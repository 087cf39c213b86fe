// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"
#include "core/experiment/experiment.h"

#include <string>
#include <vector>

namespace asge {

/// The problems with the data, the devices and the network shapes of experiments that would keep
/// them from being trained on this machine. Each problem is listed once, with the message that
/// trainInStore would throw. Data that consecutive experiments share are read once.
std::vector<std::string> findObstacles(const std::vector<Experiment>& experiments,
                                       LoadWatch& watch);

} // namespace asge
