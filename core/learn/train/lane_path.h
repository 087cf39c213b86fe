// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/train/step_path.h"

#include <memory>

namespace asge {

/// Fused passes in lanes on the CPU (LanePass). Network and parameters must outlive it.
std::unique_ptr<StepPath> makeLanePath(Network& network, Parameters& parameters,
                                       const StepSettings& settings);

} // namespace asge
