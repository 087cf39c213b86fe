// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/layer_costs.h"
#include "core/run/metrics.h"
#include "core/run/outcomes.h"
#include "core/run/records.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <vector>

namespace asge::ladder {

/// A range of layers that is fused, 0-based, both ends included.
struct Range {
    std::size_t from = 0;
    std::size_t to = 0;

    bool operator==(const Range&) const = default;
};

enum class Kind { last, fusion, bestLayer, bestRange };
struct Choice {
    Kind kind;
    Range range;

    bool operator==(const Choice&) const = default;
};

/// The predictions Last and Fusion, and the best layer and the best range on the validation images;
/// without these, only the former two. Test images choose nothing.
/// If the readouts of the first `untrained` layers never learned, only Last and Fusion: nothing is
/// chosen among random draws.
std::vector<Choice> choicesOf(const EpochOutcomes& outcomes, std::size_t untrained = 0);
QString nameOf(Kind kind);      ///< "Best range"
QString rangeText(Range range); ///< "layer 3", "layers 2–4"

/// For each layer whether it adds nothing: no range that ends there is more accurate than the best
/// range that ends before it. `validation` are the outcomes of validation images.
std::vector<bool> addsNothing(const SplitOutcomes& validation);

/// "1.25 M", "980"
QString countText(std::int64_t count);

/// The outcomes of an epoch of a run, and the costs of its layers; no costs if they are not known.
struct Measured {
    const EpochOutcomes* outcomes = nullptr;
    const std::vector<LayerCost>* costs = nullptr;
    std::size_t untrained = 0; ///< that many first layers have readouts that never learned
    const MetricValues* values = nullptr; ///< of the epoch, with its linear probes, if it is known
    RunId run = 0;
};
/// The accuracies of an epoch's linear probes by layer; empty if it has none.
std::vector<double> probesOf(const MetricValues* values, Split split);
/// CSV of all ranges and splits of an epoch:
/// run,epoch,split,from,to,correct,images,accuracy,parameters,multiply_adds,activation_bytes,choices,readout
/// (trained or untrained),linear_probe (the accuracy of a single layer's). Layers count from 1;
/// costs are empty if they are not known. With `other`, if it is not null, the same columns of B
/// follow, from run_b to linear_probe_b but for split, from and to; ranges that only one of
/// the two has are rows too.
QByteArray csvOf(const Measured& own, const Measured* other = nullptr);

} // namespace asge::ladder
