// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <memory>

namespace asge {

/// Operations that are recorded once and then run as a whole on the same tensors: a CUDA graph,
/// launched by one call instead of hundreds. On the CPU, and in builds without CUDA, run() calls
/// the operations, so that the code around a graph can be tested anywhere.
class CapturedGraph {
  public:
    /// Records the operations without running them. They must use tensors that keep their
    /// addresses, must not wait for the device, and should have run before, so that libraries have
    /// chosen their algorithms. Throws what an operation throws, and c10::Error if operations can't
    /// be recorded; the device stays usable.
    CapturedGraph(const at::Device& device, std::function<void()> operations);
    ~CapturedGraph();

    void run();

  private:
    struct Recording;

    std::function<void()> operations_;
    std::unique_ptr<Recording> recording_;
};

} // namespace asge
