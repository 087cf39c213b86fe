// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"

namespace asge {

/// Sets how many threads LibTorch's operations use when this thread calls them: as many as the
/// experiment asks for, or one if the network is computed in lanes, which are threads themselves.
void setTorchThreads(const Experiment& experiment, const Network& network);

} // namespace asge
