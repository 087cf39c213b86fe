// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>

namespace asge {

/// A batch ready for a network.
struct Batch {
    at::Tensor input;  ///< N × C × H × W, float; per channel mean 0 and standard deviation 1
    at::Tensor labels; ///< N, int64
};

/// A batch that is prepared part by part. Several threads may call `part` at once, each for the
/// images that it works on.
struct BatchSource {
    std::int64_t count = 0; ///< images
    std::int64_t height = 0;
    std::int64_t width = 0;
    std::function<Batch(std::int64_t first, std::int64_t count)> part;
};

/// The source of a batch that is already prepared.
inline BatchSource sourceOf(const Batch& batch) {
    return {
        batch.labels.size(0), batch.input.size(2), batch.input.size(3),
        [batch](std::int64_t begin, std::int64_t size) {
            return Batch{batch.input.narrow(0, begin, size), batch.labels.narrow(0, begin, size)};
        }};
}

} // namespace asge
