// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// The peak memory use so far in bytes: LibTorch's allocations on a GPU, otherwise the largest
/// resident set of this process. 0 if the system does not say.
std::int64_t peakMemory(const at::Device& device);

/// The largest fraction of a GPU's free memory that a data set may take; a larger one stays on the
/// host.
constexpr double kMaxDataShare = 0.5;

/// A GPU's free memory in bytes; 0 for other devices.
std::int64_t freeMemory(const at::Device& device);

} // namespace asge
