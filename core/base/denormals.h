#pragma once

#include <cstdint>

namespace asge {

/// While it lives, numbers of the calling thread that are too small for full precision (denormals)
/// count as zero, as operands and as results. Processors compute with them many times more slowly
/// than with others, and weights that decay, or activations of dead layers, come there. Threads
/// that start meanwhile, such as OpenMP's, inherit it; where the processor has no such mode,
/// nothing changes.
class FlushDenormals {
  public:
    FlushDenormals();
    ~FlushDenormals();
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;

  private:
    std::uint64_t before_ = 0; ///< the thread's floating-point modes
};

} // namespace asge
