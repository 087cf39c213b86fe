// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_values.h"

#include <QString>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

/// The goodness maps of one image in two runs, and their difference.
namespace asge::maps {

/// The map of one layer for one image, in the unit of a scale.
struct Map {
    int patches = 0;
    std::vector<double> values; ///< P × P, row by row; NaN where not finite

    bool isThere() const { return patches > 0; }
};

/// What a map shows of a layer: the sum over all channels, or one channel, given by its number or
/// by its rank for the image. Both count from 0.
struct Part {
    enum class Kind { sum, strongest, channel };
    Kind kind = Kind::sum;
    int number = 0;
};
/// The selected channel; none for the sum, or if the layer does not have that many channels.
std::optional<int> channelOf(const GoodnessValues& values, const Part& part, int layer, int sample);

/// Empty if the run has no such layer or channel. `scale` must be relative or absolute.
Map mapOf(const GoodnessValues& values, GoodnessScale scale, int layer, int sample,
          const Part& part = {});
/// b − a; empty if one of the maps is, or if their numbers of patches differ.
Map difference(const Map& a, const Map& b);

/// The colour scales of a column: 0 to `high` and `highB` for the maps of A and B, −`far` to +`far`
/// for the difference. They are 1 if there are no values.
struct Scales {
    double high = 1;
    double far = 1;
    double highB = high;

    double highOf(bool ofB) const { return ofB ? highB : high; }
};
/// `isShared`: A and B have the same scale.
Scales scalesOf(const std::vector<const Map*>& ofA, const std::vector<const Map*>& ofB,
                const std::vector<const Map*>& differences, bool isShared = true);

/// The images that two probe batches share: pairs of indices, in the order of the first batch.
/// Shared images have the same position in the data set and the same pixels.
std::vector<std::pair<int, int>> commonImages(const ProbeImages& a, const ProbeImages& b);
/// A selection of the images, by their indices.
ProbeImages imagesAt(const ProbeImages& images, const std::vector<int>& positions);
/// The epochs that are in both lists, ascending.
std::vector<int> commonEpochs(const std::vector<int>& a, const std::vector<int>& b);

} // namespace asge::maps
