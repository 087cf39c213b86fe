#pragma once

#include "core/compute/lane_pass.h"
#include "core/model/network.h"
#include "core/probe/snapshot.h"

namespace asge {

/// Looks inside a network: one forward pass over the probe batch `input` (N × C × H × W,
/// normalised). Maps and probabilities are kept for its first `samples` images, channel statistics
/// are over all N. `epoch` and `step` of the result are left 0.
ProbeSnapshot probe(const Network& network, const at::Tensor& input, int samples);
/// The same in lanes, which is many times faster on a CPU.
ProbeSnapshot probe(LanePass& pass, const Network& network, const BatchSource& images, int samples);

} // namespace asge
