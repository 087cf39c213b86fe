// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>

namespace asge {

/// While an object exists, the calling thread treats denormal numbers as zero, both operands and
/// results. Processors compute with denormals many times more slowly, and weights that decay and
/// activations of dead layers become denormal. Threads that are started meanwhile, such as
/// OpenMP's, inherit the mode. If the processor has no such mode, nothing changes.
class FlushDenormals {
  public:
    FlushDenormals();
    ~FlushDenormals();
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

  private:
    std::uint64_t before_ = 0; ///< the thread's previous floating-point modes
};

} // namespace asge
