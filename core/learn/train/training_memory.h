// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/experiment/memory_needs.h"

#include <ATen/ATen.h>

namespace asge {

/// The memory that a training of the experiment on these data needs on the device. Throws BadInput
/// as layerShapes.
MemoryNeeds trainingNeeds(const Experiment& experiment, const DataSet& data,
                          const at::Device& device);

/// The memory that a training on the device can use: a GPU's free memory, or the machine's.
MachineMemory memoryOf(const at::Device& device);

/// The part of the needs that is allocated on the device: a data set that would take too much of a
/// GPU's memory (kMaxDataShare) stays on the host.
MemoryNeeds needsOn(const at::Device& device, MemoryNeeds needs, const MachineMemory& memory);

/// Throws BadInput as requireMemory does if the device has less memory than the training needs.
void requireMemoryFor(const Experiment& experiment, const DataSet& data, const at::Device& device);

} // namespace asge
