// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/train/step_path.h"

#include <memory>

namespace asge {

/// One LibTorch operation after another, on any device. With `captures` the steps of the most
/// frequent batch size are recorded once and then replayed as a whole: as a CUDA graph on a GPU,
/// and by calling the operations again on the CPU, where it serves tests.
std::unique_ptr<StepPath> makePlainPath(Network& network, Parameters& parameters,
                                        const StepSettings& settings, bool captures);

} // namespace asge
