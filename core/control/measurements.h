// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// Calls of a training step to a GPU, averaged over a group of steps without live probes, including
/// the fetching of their scores at the end of the group.
struct DeviceCallsPerStep {
    double kernels = 0;          ///< kernels that the GPU ran
    double kernelLaunches = 0;   ///< calls that launch one kernel
    double graphLaunches = 0;    ///< calls that launch a recorded graph
    double synchronizations = 0; ///< calls that wait for the GPU
};

/// The time of an experiment's training steps by phase.
struct BenchmarkResult {
    std::string network; ///< "32 64M 128M 256M"
    std::string device;  ///< "cpu"
    std::string path;    ///< "fast", "plain"
    std::string precision;
    std::string software; ///< versions, and the instruction set of the fused passes
    int threads = 0;
    std::string threadsReason; ///< "the affinity mask has 1 of 2 processors"
    int batch = 0;
    int steps = 0; ///< measured steps, without those before them for warming up
    double imagesPerSecond = 0;
    /// Time per step of the training loop, including everything, but not the time in which the
    /// process did not run.
    double stepSeconds = 0;
    /// Time of a step's convolutions alone, measured in between; see ConvolutionFloor.
    double floorSeconds = 0;
    std::string floorLayout;
    /// Seconds per step by phase: data, forward, goodness, gradient, optimizer, next_input, probe,
    /// store, other. On a GPU a captured step counts as forward.
    std::vector<std::pair<std::string, double>> phases;
    std::vector<std::string> notes;          ///< about the data
    std::optional<DeviceCallsPerStep> calls; ///< set on a GPU if LibTorch can count calls
    /// The largest resident set of the process (CPU) or the most GPU memory used, before the floor
    /// is measured for the first time.
    std::int64_t peakBytes = 0;
    std::int64_t parameterBytes = 0; ///< trained weights and optimizer state, included in peakBytes
};

/// The memory that a training of an experiment needs, in bytes, estimated before any of it is
/// allocated.
struct MemoryEstimate {
    std::string network; ///< "32 64M 128M 256M"
    int batch = 0;
    std::string device;
    int threads = 0;
    std::string threadsReason;   ///< "the affinity mask has 1 of 2 processors"
    std::int64_t parameters = 0; ///< weights and projections, including the copies that a pass uses
    std::int64_t optimizer = 0;
    std::int64_t goodState = 0;          ///< the copy of the last good state that the guard keeps
    std::int64_t activationsPerLane = 0; ///< including gradients
    int lanes = 1;
    std::int64_t dataSet = 0;
    std::int64_t total = 0;
    std::int64_t machine = 0;       ///< memory of the device
    std::string machineSource;      ///< "this machine has", "cuda:0 has free"
    std::vector<std::string> notes; ///< about the data
};

} // namespace asge
