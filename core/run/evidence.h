// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// How a layer turns its goodness into class scores: logit[k] = bias[k] + Σ over channels c and
/// patches (i, j) of weights[k, c, i, j] · goodness[c, i, j].
struct LayerReadout {
    int channels = 0;
    int patches = 0;            ///< P of the goodness that the logits are computed from
    std::vector<float> weights; ///< classes × channels × P × P
    std::vector<float> bias;    ///< classes
};

/// The readouts of a network.
struct Readouts {
    int classes = 0;
    /// Whether the goodness of a patch is a sum over its pixels, otherwise a mean.
    bool sums = false;
    /// Why the class scores of this method are not a linear function of the goodness maps, as one
    /// sentence; empty if they are. `layers` is empty then.
    std::string undefined;
    std::vector<LayerReadout> layers;
};
using ReadoutsPtr = std::shared_ptr<const Readouts>;

/// What each patch adds to a logit.
struct Evidence {
    int patches = 0;         ///< P: the map is P × P
    double bias = 0;         ///< logit = bias + the sum of `map`
    std::vector<double> map; ///< P × P, row by row: Σ over channels of weight · goodness, in nats

    double sum() const;
    double logit() const { return bias + sum(); }
};

/// The evidence of a layer for `label` in the image number `sample` of `maps`. If the readout has
/// one patch and the maps have more, the evidence is that of the maps' patches; it then sums to the
/// logit if P divides the sides of the layer. `maps` and `readout` belong to the same layer; other
/// numbers of patches and a class that the readout does not have throw Error.
Evidence evidenceOf(const LayerMaps& maps, int sample, const LayerReadout& readout, int label,
                    bool sums);
/// The evidence for `label` against `other`: the difference of their logits.
Evidence evidenceBetween(const LayerMaps& maps, int sample, const LayerReadout& readout, int label,
                         int other, bool sums);
/// What each channel adds to a logit, summed over its patches: one per channel. The bias is not
/// included.
std::vector<double> channelEvidence(const LayerMaps& maps, int sample, const LayerReadout& readout,
                                    int label, bool sums);
/// The P × P evidence of one channel.
std::vector<double> channelEvidenceMap(const LayerMaps& maps, int sample,
                                       const LayerReadout& readout, int channel, int label,
                                       bool sums);
/// The logits of an image, one per class.
std::vector<double> logitsOf(const LayerMaps& maps, int sample, const LayerReadout& readout,
                             bool sums);
/// The class with the largest score except `label`; of equals the lowest. There are two classes or
/// more.
int strongestRival(const std::vector<double>& scores, int label);

} // namespace asge
