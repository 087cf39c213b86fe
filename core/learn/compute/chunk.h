// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace asge {

/// The most bytes of activations that a lane computes at a time: enough images for an efficient
/// convolution, few enough to stay in a cache.
constexpr std::int64_t kChunkBytes = std::int64_t{16} << 20U;

} // namespace asge
