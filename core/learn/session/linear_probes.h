// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/linear_probes.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"

#include <cstdint>

namespace asge {

/// Most bytes of the features of training and validation images that are in memory at a time.
constexpr std::int64_t kLinearProbeBytes = std::int64_t{1} << 30U;

/// Trains a linear probe on every layer of a network. A linear probe (Alain, Bengio, "Understanding
/// intermediate layers using linear classifier probes", arXiv 1610.01644) is a softmax regression
/// on a layer's features; the network does not change. Its accuracy says how well the layer
/// separates the classes, whatever the layer's own readout makes of that.
///
/// The features are what the layer's own readout reads: the goodness of P × P patches of each
/// channel, or, for methods without patches, the channel's mean goodness (P = 1). Forward-forward
/// draws labels into its images; here they are shown without one.
///
/// The data set's own split is used, without augmentation. Features are standardised on training
/// images; the L2 penalty and the epoch are chosen on validation images (trainLinearClassifier).
/// Test images pass through the network when everything is chosen, so they choose nothing.
///
/// At most `mostBytes` of features are in memory: as many consecutive layers as fit share a pass
/// through the network. If one layer does not fit, neighbouring patches are averaged, which gives
/// smaller P; if one patch per channel does not fit, the probe learns from a random part of the
/// training images. The notes say so. Equal inputs give equal results on the CPU.
///
/// Run, epoch and step of the result are not set. Throws BadInput "validation: …" if the data have
/// no validation images; Interrupted if `watch` is stopped; Error if a feature is not finite.
LinearProbes trainLinearProbes(const Network& network, const Experiment& experiment,
                               const DataSet& data, const at::Device& device, LoadWatch& watch,
                               std::int64_t mostBytes = kLinearProbeBytes);

} // namespace asge
