// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asge {

/// The dropout of input channels in one training step. Kept channels are scaled up, so that the
/// expected input stays the same. The draws depend on the run's seed, the step, the layer and the
/// image's position in the batch alone, so that all step paths draw the same.
struct Dropout {
    double probability = 0; ///< that a channel of an image is dropped; less than 1
    std::uint64_t seed = 0; ///< mixed from the run's seed and the step

    bool isActive() const { return probability > 0; }
    /// Sets the factors of the input channels of layer `layer` for image `image` of the batch: 0 or
    /// 1 / (1 − probability).
    void factors(std::size_t layer, std::int64_t image, std::vector<float>& channels) const;
};

} // namespace asge
