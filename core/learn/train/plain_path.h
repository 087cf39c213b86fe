// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/train/step_path.h"

#include <memory>

namespace asge {

/// Computes steps with one LibTorch operation after another, on any device. With `captures`, steps
/// of the usual batch size are recorded once and then replayed as a whole: as a CUDA graph on a
/// GPU, and, for tests, by calling the operations again on the CPU. Network and parameters must
/// outlive the path.
std::unique_ptr<StepPath> makePlainPath(Network& network, Parameters& parameters,
                                        const StepSettings& settings, bool captures);

} // namespace asge
