// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/linear_probes.h"
#include "core/data/load_watch.h"

#include <cstdint>
#include <optional>

namespace asge {

class DataSetCache;
class RunReader;

/// Most bytes of the features of training and validation images that are in memory at a time.
constexpr std::int64_t kLinearProbeBytes = std::int64_t{1} << 30U;

/// Trains a linear probe on every layer of a run's checkpoint: that at the end of `epoch`, or the
/// last one. A linear probe (Alain, Bengio, "Understanding intermediate layers using linear
/// classifier probes", arXiv 1610.01644) is a softmax regression on a layer's features; the network
/// does not change. Its accuracy says how well the layer separates the classes, whatever the
/// layer's own readout makes of that.
///
/// The features are what the layer's own readout reads: the goodness of P × P patches of each
/// channel, or, for methods without patches, the channel's mean goodness (P = 1). Forward-forward
/// draws labels into its images; here they are shown without one.
///
/// The run's own split is used, without augmentation. Features are standardised on training images;
/// the L2 penalty and the epoch are chosen on validation images (trainLinearClassifier). Test
/// images pass through the network when everything is chosen, so they choose nothing.
///
/// At most `mostBytes` of features are in memory: as many consecutive layers as fit share a pass
/// through the network. If one layer does not fit, neighbouring patches are averaged, which gives
/// smaller P; if one patch per channel does not fit, the probe learns from a random part of the
/// training images. The notes say so. Equal inputs give equal results on the CPU.
///
/// Throws BadInput if the run is being trained or lacks the checkpoint, if the checkpoint is not of
/// the end of a stored epoch, if the data have no validation images, can't be loaded or have
/// changed; Interrupted if `watch` is stopped; Error if the checkpoint can't be used.
LinearProbes trainLinearProbes(const RunReader& store, RunId run, std::optional<int> epoch,
                               LoadWatch& watch, DataSetCache* cache = nullptr,
                               std::int64_t mostBytes = kLinearProbeBytes);

} // namespace asge
