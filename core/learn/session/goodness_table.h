// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/run/snapshot.h"

#include <cstddef>
#include <vector>

namespace asge {

/// The goodness of images in each layer, divided by its length (Euclidean), so that distances
/// compare patterns and not strengths. A goodness of 0 everywhere stays 0.
class GoodnessTable {
  public:
    GoodnessTable() = default;
    explicit GoodnessTable(const ProbeSnapshot& maps);

    /// Makes room for that many images like `one`, so that adding them copies nothing twice.
    void reserve(std::size_t images, const GoodnessTable& one);
    /// Adds the images of a table of the same network.
    void append(const GoodnessTable& more);

    std::size_t layers() const { return rows_.size(); }
    std::size_t images() const { return images_; }
    std::size_t bytes() const;
    /// The Euclidean distances of all images to the only image of `one`, in a layer.
    std::vector<double> distances(std::size_t layer, const GoodnessTable& one) const;

  private:
    std::size_t images_ = 0;
    std::vector<std::vector<float>> rows_; ///< per layer: images × features
};

/// The `count` nearest images, or all if there are fewer, by distance, then by position. Images
/// without a distance (NaN) come last.
std::vector<Neighbour> nearestOf(const std::vector<double>& distances,
                                 const std::vector<int>& labels, int count);

} // namespace asge
