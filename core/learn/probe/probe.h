// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/lane_pass.h"
#include "core/learn/methods/method.h"
#include "core/learn/model/network.h"
#include "core/run/snapshot.h"

namespace asge {

/// Looks inside a network of `method`: one forward pass over a probe batch. Maps and probabilities
/// are kept for its first `samples` images, channel statistics are over all. `epoch` and `step` of
/// the result are left 0.
ProbeSnapshot probe(const Method& method, const Network& network, const Batch& images, int samples);
/// The same in lanes, which is many times faster on a CPU.
ProbeSnapshot probe(LanePass& pass, const Network& network, const BatchSource& images, int samples);

} // namespace asge
