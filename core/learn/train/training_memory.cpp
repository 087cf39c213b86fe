// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training_memory.h"

#include "core/base/cores.h"
#include "core/learn/model/network.h"
#include "core/learn/train/memory.h"
#include "core/learn/train/step_path.h"

#include <algorithm>

namespace asge {

namespace {

double bytesOf(const ImageSet& images) {
    // The images of a set that fits into memory may not have been read yet.
    const bool inMemory = !images.reader || images.fitsMemory;
    return (inMemory ? static_cast<double>(images.imageBytes()) * images.count : 0.0) +
           static_cast<double>(images.labels.size()) * (sizeof(int) + sizeof(std::int64_t));
}

/// The result of computesInLanes for the network, which does not exist yet.
bool willComputeInLanes(const Experiment& experiment, const at::Device& device) {
    Layer layer;
    layer.weight = at::empty({1}, at::TensorOptions(device));
    layer.trainsProjection = experiment.projection.training == ProjectionTraining::trained;
    return computesInLanes(methodNamed(experiment.method), experiment.compute.path, {{layer}, 1});
}

} // namespace

MemoryNeeds trainingNeeds(const Experiment& experiment, const DataSet& data,
                          const at::Device& device) {
    const ImageShape shape = imageShapeOf(data);
    return trainingNeeds(experiment, {.image = sizeOf(shape),
                                      .classes = shape.classes,
                                      .inLanes = willComputeInLanes(experiment, device),
                                      .threads = threadCount(experiment.threads),
                                      .dataBytes = bytesOf(data.train) + bytesOf(data.validation) +
                                                   bytesOf(data.test)});
}

MachineMemory memoryOf(const at::Device& device) {
    return device.is_cpu() ? machineMemory()
                           : MachineMemory{freeMemory(device), device.str() + " has free"};
}

MemoryNeeds needsOn(const at::Device& device, MemoryNeeds needs, const MachineMemory& memory) {
    if (!device.is_cpu() && needs.dataSet > kMaxDataShare * static_cast<double>(memory.bytes)) {
        needs.dataSet = 0;
    }
    return needs;
}

void requireMemoryFor(const Experiment& experiment, const DataSet& data, const at::Device& device) {
    const MachineMemory memory = memoryOf(device);
    requireMemory(needsOn(device, trainingNeeds(experiment, data, device), memory), memory);
}

} // namespace asge
