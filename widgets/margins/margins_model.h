// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace asge::margins {

/// The place of a margin on an axis on which all bins have a height of 1: bin k goes from k to
/// k + 1. It is linear around a margin of 0 and logarithmic far from it.
double placeOf(double margin);
double marginAt(double place);

/// The margins of one layer in one epoch.
struct EpochMargins {
    int epoch = 0;
    const MarginCounts* counts = nullptr;
    double negative = 0; ///< fraction of the images; NaN without images
    double quartile = 0; ///< margin below which a quarter of the images lies
    double median = 0;
    double upperQuartile = 0;
};

/// The margins of a layer over the epochs that have that split. The counts belong to `history`.
std::vector<EpochMargins> layerMargins(const std::vector<EpochOutcomes>& history, Split split,
                                       std::size_t layer);

std::int64_t imagesOf(const MarginCounts& counts);
/// The fraction of the images in a bin; 0 without images.
double fractionOf(const MarginCounts& counts, int bin);
/// Says what of histograms is beyond their axes, which hold bars of up to `longest` and the bins
/// from the first to the one before the second; begins with a separator. Empty if nothing is.
QString beyondText(const std::vector<MarginCounts>& histograms, double longest,
                   std::pair<int, int> bins);
/// Whether bins from `first` to the one before `end` have images.
bool hasImages(const MarginCounts& counts, int first, int end);
/// The first bin with images and the one after the last, over all layers; both are 64 if there are
/// none.
std::pair<int, int> usedBins(const std::vector<std::vector<EpochMargins>>& layers);

/// The margins of the probe images, one entry per layer: log p of the label minus the largest other
/// log p, which is the difference of the logits. Empty if the maps do not fit the images.
std::vector<MarginCounts> probeMargins(const ProbeSnapshot& maps, const ProbeImages& images);

/// "−0.5 to −0.37 nats", "below −50 nats"
QString binText(int bin);

/// B's outcomes with which an epoch's are compared; null if there are none.
using OtherEpoch = std::function<const EpochOutcomes*(int epoch)>;
/// The run of a table; the readouts of its first `untrained` layers never learned.
struct TableRun {
    RunId id = 0;
    std::size_t untrained = 0;
};
/// CSV of all bins with images, of all splits, epochs and layers:
/// run,epoch,split,layer,margin_from_nats,margin_to_nats,count,readout (trained or untrained).
/// Layers count from 1. With `other`, which may be null, the columns
/// run_b,epoch_b,count_b follow, and bins in which only B has images have rows too;
/// these columns are empty if B has no such outcomes.
QByteArray csvOf(const TableRun& run, const std::vector<EpochOutcomes>& history,
                 const OtherEpoch& other = nullptr, RunId otherRun = 0);

} // namespace asge::margins
