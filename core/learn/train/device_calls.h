// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <optional>

namespace asge {

/// What the host asked of a GPU, and what the GPU did.
struct DeviceCalls {
    std::int64_t kernels = 0;          ///< that the GPU ran, those of graphs included
    std::int64_t kernelLaunches = 0;   ///< calls that launch one kernel
    std::int64_t graphLaunches = 0;    ///< calls that launch a recorded graph
    std::int64_t synchronizations = 0; ///< calls that wait for the GPU
};

/// Counts them from its making to `stop`, on one thread, by LibTorch's profiler.
class DeviceCallCounter {
  public:
    DeviceCallCounter();
    ~DeviceCallCounter();

    /// Nothing where LibTorch can't tell: it is built without CUDA or without its profiler.
    std::optional<DeviceCalls> stop();

  private:
    bool counts_ = false;
};

} // namespace asge
