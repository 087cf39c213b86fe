// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"

#include <string>
#include <vector>

namespace asge {

/// A lower bound for the time of a training step with this library on this machine: the forward
/// convolutions and weight gradients of all layers for one batch, on data that are already in
/// memory, and nothing else. Several variants are measured; the fastest counts.
class ConvolutionFloor {
  public:
    ConvolutionFloor(const Network& network, const ImageShape& image, int batch,
                     Precision precision, int threads);

    /// Measures every variant once more.
    void measure();

    /// Seconds per batch of the fastest variant: the median of its measurements.
    double seconds() const;
    /// The name of the fastest variant: "contiguous", "channels-last" or, on the CPU,
    /// "channels-last, in lanes".
    std::string layout() const;

  private:
    /// One layer's convolution: C_in × H × W to C_out.
    struct Shape {
        std::int64_t inputs;
        std::int64_t outputs;
        std::int64_t height;
        std::int64_t width;
    };
    struct Variant {
        std::string name;
        std::vector<double> seconds;
    };

    double wholeBatch(at::MemoryFormat format) const;
    double inLanes() const;
    double convolve(const Shape& shape, std::int64_t images, at::MemoryFormat format,
                    int repetitions) const;
    const Variant& fastest() const;

    std::vector<Shape> shapes_;
    std::vector<Variant> variants_;
    const std::int64_t batch_;
    const at::ScalarType type_;
    const at::Device device_;
    const int threads_;
};

} // namespace asge
