// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace asge {

/// The most memory in use so far: of a GPU what LibTorch has allocated there, else the largest
/// resident set of this process; bytes, 0 where the system doesn't tell.
std::int64_t peakMemory(const at::Device& device);

/// The part of a GPU's free memory that a data set may take; else it stays on the host.
constexpr double kMostForData = 0.5;

/// What nobody uses of a GPU's memory, bytes; 0 for anything else.
std::int64_t freeMemory(const at::Device& device);

} // namespace asge
