#pragma once

#include "widgets/goodness_values.h"

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

/// Empty where the run has no such layer. `scale` is relative or absolute.
Map mapOf(const GoodnessValues& values, GoodnessScale scale, int layer, int sample);
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
/// Epochs that both have, ascending as they are.
std::vector<int> commonEpochs(const std::vector<int>& a, const std::vector<int>& b);

} // namespace asge::maps
