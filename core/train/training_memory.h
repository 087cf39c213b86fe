#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/model/memory_needs.h"

#include <ATen/ATen.h>

namespace asge {

/// What a training of the experiment on these data needs, on the device. Throws BadInput as
/// layerShapes.
MemoryNeeds trainingNeeds(const Experiment& experiment, const DataSet& data,
                          const at::Device& device);

} // namespace asge
