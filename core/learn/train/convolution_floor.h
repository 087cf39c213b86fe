// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"

#include <string>
#include <vector>

namespace asge {

/// The least time that a training step's convolutions take with this library on this machine: every
/// layer's forward convolution and weight gradient of one batch, and nothing else, on data that lie
/// ready. Measured in several ways, of which the fastest counts.
class ConvolutionFloor {
  public:
    ConvolutionFloor(const Network& network, const ImageShape& image, int batch,
                     Precision precision, int threads);

    /// Measures every way once more.
    void measure();

    /// Seconds of one batch in the fastest way: the median of its measurements.
    double seconds() const;
    /// Which way that is: "contiguous", "channels-last" or, on the CPU, "channels-last, in lanes".
    std::string layout() const;

  private:
    /// One layer's convolution: C_in × H × W to C_out.
    struct Shape {
        std::int64_t inputs;
        std::int64_t outputs;
        std::int64_t height;
        std::int64_t width;
    };
    struct Way {
        std::string name;
        std::vector<double> seconds;
    };

    double whole(at::MemoryFormat format) const;
    double inLanes() const;
    double convolve(const Shape& shape, std::int64_t images, at::MemoryFormat format,
                    int repetitions) const;
    const Way& fastest() const;

    std::vector<Shape> shapes_;
    std::vector<Way> ways_;
    const std::int64_t batch_;
    const at::ScalarType type_;
    const at::Device device_;
    const int threads_;
};

} // namespace asge
