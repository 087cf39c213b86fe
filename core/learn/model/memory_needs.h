// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/memory.h"
#include "core/experiment/experiment.h"

#include <string>
#include <vector>

namespace asge {

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

struct ImageShape;
struct LayerInfo;

/// The needs of the network's weights and of the optimizer's state; the other members stay 0.
MemoryNeeds weightNeeds(const Experiment& experiment, const std::vector<LayerInfo>& layers,
                        const ImageShape& shape);

/// Throws BadInput "SETTING: …" if more memory is needed than there is. The message says which part
/// needs how much, and which setting makes the largest part smaller.
void requireMemory(const MemoryNeeds& needs, const MachineMemory& memory = machineMemory());

} // namespace asge
