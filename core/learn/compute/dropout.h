// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asge {

/// Which channels of the layers' inputs one training step leaves out. What is kept is scaled up, so
/// that the expected input stays the same. The draws depend on the run's seed, the step, the layer
/// and the image's place in the batch alone, so that every way to compute a step makes the same.
struct Dropout {
    double probability = 0; ///< of a channel of an image to be left out, below 1
    std::uint64_t seed = 0; ///< of the run and the step

    bool isOn() const { return probability > 0; }
    /// Factors of the channels of image `image`: 0, or 1 / (1 − probability).
    void factors(std::size_t layer, std::int64_t image, std::vector<float>& channels) const;
};

} // namespace asge
