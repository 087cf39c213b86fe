// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training_memory.h"

#include "core/base/cores.h"
#include "core/experiment/settings.h"
#include "core/learn/compute/chunk.h"
#include "core/learn/model/network.h"
#include "core/learn/train/memory.h"
#include "core/learn/train/step_path.h"

#include <algorithm>

namespace asge {

namespace {

/// Numbers of activations for one image.
struct MapSizes {
    double largestOutput = 0; ///< of one layer
    double largestInput = 0;
    double all = 0; ///< inputs and outputs of all layers
};

MapSizes mapSizes(const std::vector<LayerInfo>& layers, const ImageShape& shape) {
    MapSizes sizes;
    double input = static_cast<double>(shape.channels) * shape.height * shape.width;
    for (const LayerInfo& layer : layers) {
        const double output = static_cast<double>(layer.channels) * layer.height * layer.width;
        sizes.largestOutput = std::max(sizes.largestOutput, output);
        sizes.largestInput = std::max(sizes.largestInput, input);
        sizes.all += input + output;
        input = layer.pools ? output / 4 : output;
    }
    return sizes;
}

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
    const auto layers = layerShapes(experiment, shape);
    MemoryNeeds needs = weightNeeds(experiment, layers, shape);
    const double gradient = needs.optimizer / 2;
    const MapSizes maps = mapSizes(layers, shape);
    const double valueBytes = experiment.compute.precision == Precision::bfloat16 ? 2 : 4;
    if (willComputeInLanes(experiment, device)) {
        needs.lanes = threadCount(experiment.threads);
        // Training and evaluation have lanes of their own. Each lane holds the output of a chunk's
        // convolution, the library's copy of it, and the inputs of this layer and of the next.
        const double image = (2 * maps.largestOutput + 2 * maps.largestInput) * valueBytes;
        const double images = std::max(1.0, kChunkBytes / (maps.largestOutput * valueBytes));
        needs.activationsPerLane =
            gradient + 2 * image * std::min(images, static_cast<double>(experiment.train.batch));
    } else {
        needs.growsWithBatch = true;
        // Per layer: the output of the convolution, its square, its gradient, and the goodness
        // gradient spread over it.
        const bool layersLearnTogether = !inactiveReason(experiment, "train.order").empty();
        const double image =
            layersLearnTogether ? 3 * maps.all : 4 * maps.largestOutput + 2 * maps.largestInput;
        needs.activationsPerLane = gradient + image * valueBytes * experiment.train.batch;
    }
    needs.dataSet = bytesOf(data.train) + bytesOf(data.validation) + bytesOf(data.test);
    return needs;
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
