// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace asge {

/// A lane takes at most this many bytes of activations at a time: enough images to keep a
/// convolution busy, few enough to be in a cache.
constexpr std::int64_t kChunkBytes = std::int64_t{16} << 20U;

} // namespace asge
