// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/memory.h"
#include "core/experiment/data_facts.h"
#include "core/experiment/experiment.h"
#include "core/experiment/layer_costs.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// The most bytes of activations that a lane computes at a time: enough images for an efficient
/// convolution, few enough to stay in a cache.
constexpr std::int64_t kChunkBytes = std::int64_t{16} << 20U;

/// An estimate, in bytes, of the memory that a training needs beside the program and its libraries,
/// made before any of it is allocated.
struct MemoryNeeds {
    double parameters = 0;         ///< weights and projections, with the copies that a pass makes
    double optimizer = 0;          ///< the optimizer's state
    double goodState = 0;          ///< the copy of the last good state that the guard keeps
    double activationsPerLane = 0; ///< allocated at a time per lane, with gradients
    int lanes = 1;                 ///< 1 if LibTorch's operations share a batch among threads
    bool growsWithBatch = false;   ///< whether the activations of a whole batch are allocated
    double dataSet = 0;            ///< pixels and labels that are kept in memory

    double activations() const { return activationsPerLane * lanes; }
    double total() const { return parameters + optimizer + goodState + activations() + dataSet; }
    /// "parameters 1.0 MiB, optimizer 2.0 MiB, last good state 3.0 MiB, activations 2 × 8.0 MiB,
    /// data set 50.0 MiB"
    std::string text() const;
};

/// What the memory of a training depends on beside its experiment.
struct TrainingScale {
    ImageSize image;
    int classes = 0;
    bool inLanes = true; ///< whether the CPU computes the steps in lanes; see trainsInLanes
    int threads = 1;     ///< that chooseThreads gives, thus lanes
    double dataBytes = 0;
};

/// The needs of the network's weights and of the optimizer's state; the other members stay 0.
MemoryNeeds weightNeeds(const Experiment& experiment, const std::vector<LayerCost>& layers,
                        int classes);

/// The needs of a training. Throws BadInput as layerCosts.
MemoryNeeds trainingNeeds(const Experiment& experiment, const TrainingScale& scale);

/// Whether the steps of an experiment are computed in lanes if it is trained on the CPU.
bool trainsInLanes(const Experiment& experiment);

/// Bytes of images and their labels in memory.
double dataBytes(const ImageSize& image, const SplitSizes& images);

/// Throws BadInput "SETTING: …" if more memory is needed than there is. The message says which part
/// needs how much, and which setting makes the largest part smaller.
void requireMemory(const MemoryNeeds& needs, const MachineMemory& memory = machineMemory());

} // namespace asge
