// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/linear_probes.h"
#include "core/data/load_watch.h"
#include "core/run/channel_depth.h"
#include "core/run/evidence.h"
#include "core/run/metrics.h"
#include "core/run/outcomes.h"
#include "core/run/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a stored network is and expects.
struct InspectedNetwork {
    std::int64_t run = 0;
    int epoch = 0;         ///< epochs finished at its checkpoint
    std::int64_t step = 0; ///< steps finished at its checkpoint
    std::vector<std::string> classNames;
    int channels = 0; ///< of its images: 1 is grey, 3 is RGB
    int height = 0;
    int width = 0;
    int layers = 0;
    int bestLayer = -1; ///< 0-based, by validation accuracy at that epoch; -1 if it is not known
    std::vector<std::string> notes; ///< about the data, once they have been loaded
};

/// An image and its distance to another one, in a layer's goodness space.
struct Neighbour {
    int position = 0; ///< in the split, from 0
    int label = 0;
    double distance = 0; ///< Euclidean, between the layer's goodness divided by its length

    bool operator==(const Neighbour&) const = default;
};

/// The network of a stored run at one of its checkpoints, ready to be shown images. It computes on
/// the CPU or the GPU as an evaluation does. Must be used by one thread at a time.
class Inspector {
  public:
    virtual ~Inspector() = default;

    virtual const InspectedNetwork& network() const = 0;
    virtual ReadoutsPtr readouts() const = 0;

    /// Shows images to the network: goodness maps and probabilities of every layer, without channel
    /// statistics. `images` have the network's channels, height and width; else throws BadInput.
    /// Labels matter only to forward-forward's maps, and may be missing. The maps have the patches
    /// of those that a training of this experiment measures.
    virtual ProbeSnapshot read(const ProbeImages& images) = 0;
    /// If a layer's readout has one patch and its maps have several that overlap, their evidence
    /// (core/run/evidence.h) does not sum to the logit. Then these are maps whose evidence does:
    /// with at most as many patches, which are equal. Nothing if that holds for the maps of read(),
    /// or if the method has no evidence.
    virtual std::optional<ProbeSnapshot> evidenceMaps(const ProbeImages& /*images*/) {
        return std::nullopt;
    }

    /// The epochs from 1 at whose end the run has a checkpoint now, ascending.
    virtual std::vector<int> checkpointEpochs() = 0;
    /// What the networks of those epochs make of the images, one network at a time, ordered by
    /// epoch. `images` as for read(). `watch` sees the progress, and may stop it (Interrupted).
    /// Throws Error that names the checkpoint if one can't be used.
    virtual std::vector<EpochProbabilities> history(const ProbeImages& images,
                                                    LoadWatch& watch) = 0;

    // What follows needs the run's data, which are read when it is first asked for; throws BadInput
    // if they can't be loaded or have changed. `watch` sees the progress, and may stop it
    // (Interrupted). Split is validation or test.
    virtual std::int64_t count(Split split, LoadWatch& watch) = 0;
    /// Images of a split at positions from 0. `indices` are those of ProbeImages for test images,
    /// and the positions for validation images. Throws BadInput if there is no such position.
    virtual ProbeImages images(Split split, const std::vector<std::int64_t>& positions,
                               LoadWatch& watch) = 0;
    /// What each layer, and Fusion, makes of every image of the split.
    virtual ImageOutcomes outcomes(Split split, LoadWatch& watch) = 0;
    /// The `count` validation images that are nearest to an image in each layer's goodness space,
    /// per layer by distance. The first call measures the validation images; what it has measured
    /// is kept, also if it is stopped, unless that would take more than 512 MiB.
    virtual std::vector<std::vector<Neighbour>> neighbours(const ProbeImages& image, int count,
                                                           LoadWatch& watch) = 0;
    /// What a channel does on the validation images. Layer and channel count from 0; throws
    /// BadInput if there is no such channel.
    virtual ChannelDepth channel(int layer, int channel, LoadWatch& watch) = 0;
    /// Trains a linear readout on every layer, which may take minutes; stores nothing. See
    /// trainLinearProbes. Throws BadInput if the run is being trained, or if the checkpoint is not
    /// of the end of an epoch that the store has.
    virtual LinearProbes linearProbes(LoadWatch& watch) = 0;
};

} // namespace asge
