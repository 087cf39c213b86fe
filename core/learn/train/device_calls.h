// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <optional>

namespace asge {

/// The calls that the host made to a GPU, and the kernels that the GPU ran.
struct DeviceCalls {
    std::int64_t kernels = 0;          ///< run by the GPU, including those of graphs
    std::int64_t kernelLaunches = 0;   ///< calls that launch one kernel
    std::int64_t graphLaunches = 0;    ///< calls that launch a recorded graph
    std::int64_t synchronizations = 0; ///< calls that wait for the GPU
};

/// Counts the calls of one thread from construction to stop(), with LibTorch's profiler.
class DeviceCallCounter {
  public:
    DeviceCallCounter();
    ~DeviceCallCounter();

    /// Returns nothing if LibTorch was built without CUDA or without its profiler.
    std::optional<DeviceCalls> stop();

  private:
    bool isCounting_ = false;
};

} // namespace asge
