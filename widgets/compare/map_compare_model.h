// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_values.h"

#include <QColor>
#include <QString>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

/// Goodness maps of the same image in two runs, and how they differ.
namespace asge::maps {

/// One layer's map of one image, in the unit of a scale.
struct Map {
    int patches = 0;
    std::vector<double> values; ///< P × P, row by row; NaN where not finite

    bool isThere() const { return patches > 0; }
};

/// What of a layer a map shows: all of its channels summed, or one of them, by its place among
/// those with the most goodness for the image or by its number. Both count from 0.
struct Part {
    enum class Kind { sum, strongest, channel };
    Kind kind = Kind::sum;
    int number = 0;
};
/// The channel that is meant; none of a sum, and where the layer doesn't have as many.
std::optional<int> channelOf(const GoodnessValues& values, const Part& part, int layer, int sample);

/// Empty where the run has no such layer or channel. `scale` is relative or absolute.
Map mapOf(const GoodnessValues& values, GoodnessScale scale, int layer, int sample,
          const Part& part = {});
/// b − a; empty where their patches differ in number, or one isn't there.
Map difference(const Map& a, const Map& b);

/// What the colours of a column mean: of the maps from 0 to `high`, of the difference from −`far`
/// to +`far`. Both 1 where there is nothing to go by.
struct Scales {
    double high = 1;
    double far = 1;
};
Scales scalesOf(const std::vector<const Map*>& sides, const std::vector<const Map*>& differences);

/// Blue below 0, nearly white at 0, vermilion above, from −1 to 1: lightness falls evenly and alike
/// on either side (in Oklab), so that equal steps look equal to colour-blind eyes too.
QColor diverging(double value);

/// Positions of the images that two probe batches have in common, in each of them, in the first
/// one's order: the same place in the data set, and the same pixels.
std::vector<std::pair<int, int>> commonImages(const ProbeImages& a, const ProbeImages& b);
/// Some of the images, by their positions.
ProbeImages imagesAt(const ProbeImages& images, const std::vector<int>& positions);
/// Epochs that both have, ascending as they are.
std::vector<int> commonEpochs(const std::vector<int>& a, const std::vector<int>& b);

} // namespace asge::maps
