// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/compute/lane_pass.h"
#include "core/learn/methods/method.h"
#include "core/learn/model/network.h"
#include "core/run/snapshot.h"

namespace asge {

/// Measures a network of `method` in one forward pass over a probe batch. The result has goodness
/// maps and probabilities of the first `samples` images and channel statistics over all images; its
/// `epoch` and `step` are 0.
ProbeSnapshot probe(const Method& method, const Network& network, const Batch& images, int samples);
/// The same in lanes, which is much faster on a CPU.
ProbeSnapshot probe(LanePass& pass, const Network& network, const BatchSource& images, int samples);

} // namespace asge
