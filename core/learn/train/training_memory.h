// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/model/memory_needs.h"

#include <ATen/ATen.h>

namespace asge {

/// What a training of the experiment on these data needs, on the device. Throws BadInput as
/// layerShapes.
MemoryNeeds trainingNeeds(const Experiment& experiment, const DataSet& data,
                          const at::Device& device);

/// The memory that a training on the device can have: what is free of a GPU's, else the machine's.
MachineMemory memoryOf(const at::Device& device);

/// What of the needs is taken on the device: not the data set where it stays on the host, since it
/// would take too much of a GPU's memory (kMostForData).
MemoryNeeds needsOn(const at::Device& device, MemoryNeeds needs, const MachineMemory& memory);

/// Throws BadInput as requireMemory if the device has less memory than the training needs.
void requireMemoryFor(const Experiment& experiment, const DataSet& data, const at::Device& device);

} // namespace asge
