// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/memory.h"
#include "core/experiment/experiment.h"

#include <string>
#include <vector>

namespace asge {

/// What a training needs of memory, in bytes, beside the program and its libraries: an estimate, to
/// be made before any of it is taken.
struct MemoryNeeds {
    double parameters = 0;         ///< weights and projections, with the copies that a pass uses
    double optimizer = 0;          ///< the optimizer's state
    double activationsPerLane = 0; ///< what a lane has alive at a time, gradients included
    int lanes = 1;                 ///< 1 where the plain operations share a batch among threads
    bool growsWithBatch = false;   ///< the activations are those of a whole batch
    double dataSet = 0;            ///< pixels and labels that are kept in memory

    double activations() const { return activationsPerLane * lanes; }
    double total() const { return parameters + optimizer + activations() + dataSet; }
    /// "parameters 1.0 MiB, optimizer 2.0 MiB, activations 2 × 8.0 MiB, data set 50.0 MiB"
    std::string text() const;
};

struct ImageShape;
struct LayerInfo;

/// What the network's weights need, with the optimizer's state; nothing else is filled in.
MemoryNeeds weightNeeds(const Experiment& experiment, const std::vector<LayerInfo>& layers,
                        const ImageShape& shape);

/// Throws BadInput "SETTING: …" if the needs are more than there is: it names what needs how much,
/// and the setting that makes the largest part smaller.
void requireMemory(const MemoryNeeds& needs, const MachineMemory& memory = machineMemory());

} // namespace asge
