#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// What a training step asks of a GPU, by step: over a group of steps without live probes, the
/// fetching of their scores at its end included.
struct DeviceCallsPerStep {
    double kernels = 0;          ///< that the GPU ran
    double kernelLaunches = 0;   ///< calls that launch one kernel
    double graphLaunches = 0;    ///< calls that launch a recorded graph
    double synchronizations = 0; ///< calls that wait for the GPU
};

/// Where the time of an experiment's training steps goes.
struct BenchmarkResult {
    std::string network; ///< "32 64M 128M 256M"
    std::string device;  ///< "cpu"
    std::string path;    ///< "fast", "plain"
    std::string precision;
    std::string software; ///< versions, and the instruction set of the fused passes
    int threads = 0;
    std::string threadsReason; ///< why not more: "the affinity mask has 1 of 2 processors"
    int batch = 0;
    int steps = 0; ///< counted ones; some more came before them
    double imagesPerSecond = 0;
    /// Time of the training loop, everything in it, by step; none in which the process did not run.
    double stepSeconds = 0;
    /// The bare convolutions of a step, measured in between; see ConvolutionFloor.
    double floorSeconds = 0;
    std::string floorLayout;
    /// Seconds of a step by phase: data, forward, goodness, gradient, optimizer, next_input, probe,
    /// store, other. On a GPU a captured step counts as forward.
    std::vector<std::pair<std::string, double>> phases;
    std::vector<std::string> notes;          ///< about the data
    std::optional<DeviceCallsPerStep> calls; ///< of a GPU, if LibTorch can count them
    /// The largest resident set of the process (CPU) or the most of the GPU's memory that was used,
    /// read before the floor is measured for the first time.
    std::int64_t peakBytes = 0;
    std::int64_t parameterBytes =
        0; ///< trained weights and the optimizer's state, within peakBytes
};

/// What a training of an experiment needs of memory, estimated before any of it is taken; bytes.
struct MemoryEstimate {
    std::string network; ///< "32 64M 128M 256M"
    int batch = 0;
    std::string device;
    int threads = 0;
    std::string threadsReason;   ///< why not more: "the affinity mask has 1 of 2 processors"
    std::int64_t parameters = 0; ///< weights and projections, with the copies that a pass uses
    std::int64_t optimizer = 0;
    std::int64_t activationsPerLane = 0; ///< gradients included
    int lanes = 1;
    std::int64_t dataSet = 0;
    std::int64_t total = 0;
    std::int64_t machine = 0;       ///< what there is, on the device
    std::string machineSource;      ///< "this machine has", "cuda:0 has free"
    std::vector<std::string> notes; ///< about the data
};

} // namespace asge
