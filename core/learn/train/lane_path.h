// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/train/step_path.h"

#include <memory>

namespace asge {

/// Computes steps with LanePass, in lanes on the CPU. Network and parameters must outlive the path.
std::unique_ptr<StepPath> makeLanePath(Network& network, Parameters& parameters,
                                       const StepSettings& settings);

} // namespace asge
