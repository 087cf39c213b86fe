// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/memory_needs.h"

#include "core/base/error.h"
#include "core/experiment/method_facts.h"
#include "core/experiment/settings.h"

#include <algorithm>

namespace asge {

namespace {

/// The two ends of the message about too little memory.
struct MemoryAdvice {
    const char* what;
    const char* remedy;
};

MemoryAdvice memoryAdvice(const MemoryNeeds& needs) {
    const double weights = needs.parameters + needs.optimizer + needs.goodState;
    if (weights >= needs.activations() && weights >= needs.dataSet) {
        return {"network.layers: its weights need ", "give the layers fewer channels"};
    }
    if (needs.dataSet >= needs.activations()) {
        return {"data.limit: with the images the training needs ",
                "fewer images, or less data.memory for a folder of photographs, need less"};
    }
    return needs.growsWithBatch
               ? MemoryAdvice{"train.batch: with the activations of a batch the training needs ",
                              "a smaller batch, or layers with fewer channels, need less"}
               : MemoryAdvice{
                     "network.layers: with the activations of all lanes the training needs ",
                     "layers with fewer channels, or fewer threads, need less"};
}

/// Numbers of activations for one image.
struct MapSizes {
    double largestOutput = 0; ///< of one layer
    double largestInput = 0;
    double all = 0; ///< inputs and outputs of all layers
};

MapSizes mapSizes(const Experiment& experiment, const std::vector<LayerCost>& layers,
                  const ImageSize& image) {
    MapSizes sizes;
    double input = static_cast<double>(image.channels) * image.height * image.width;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const LayerSpec& spec = experiment.network.layers[i];
        const double output =
            static_cast<double>(spec.channels) * layers[i].height * layers[i].width;
        sizes.largestOutput = std::max(sizes.largestOutput, output);
        sizes.largestInput = std::max(sizes.largestInput, input);
        sizes.all += input + output;
        input = spec.pools ? output / 4 : output;
    }
    return sizes;
}

} // namespace

std::string MemoryNeeds::text() const {
    return "parameters " + memoryText(parameters) + ", optimizer " + memoryText(optimizer) +
           ", last good state " + memoryText(goodState) + ", activations " +
           (lanes > 1 ? std::to_string(lanes) + " × " : "") + memoryText(activationsPerLane) +
           ", data set " + memoryText(dataSet);
}

MemoryNeeds weightNeeds(const Experiment& experiment, const std::vector<LayerCost>& layers,
                        int classes) {
    const bool trainsProjection = experiment.projection.training == ProjectionTraining::trained;
    double trained = 0;
    double projections = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const double channels = experiment.network.layers[i].channels;
        trained += static_cast<double>(layers[i].weights);
        projections += classes * (channels * layers[i].patches * layers[i].patches + 1);
    }
    const double state = trained + (trainsProjection ? projections : 0);
    constexpr double kCopies =
        2; // a pass has a second copy of the projections, and of bfloat16 weights
    MemoryNeeds needs;
    needs.parameters = sizeof(float) * (trained + kCopies * projections);
    if (experiment.compute.precision == Precision::bfloat16) {
        needs.parameters += sizeof(float) / kCopies * trained;
    }
    needs.optimizer = sizeof(float) * 2 * state; // AdamW's two means per parameter
    needs.goodState = sizeof(float) * (trained + 2 * state + projections);
    return needs;
}

MemoryNeeds trainingNeeds(const Experiment& experiment, const TrainingScale& scale) {
    const auto layers = layerCosts(experiment, scale.image, scale.classes);
    MemoryNeeds needs = weightNeeds(experiment, layers, scale.classes);
    const double gradient = needs.optimizer / 2;
    const MapSizes maps = mapSizes(experiment, layers, scale.image);
    const double valueBytes = experiment.compute.precision == Precision::bfloat16 ? 2 : 4;
    if (scale.inLanes) {
        needs.lanes = scale.threads;
        // Training and evaluation have separate lanes. Each lane holds the output of a chunk's
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
    needs.dataSet = scale.dataBytes;
    return needs;
}

bool trainsInLanes(const Experiment& experiment) {
    const MethodFacts* facts = findMethodFacts(experiment.method);
    const bool isFrozen =
        facts != nullptr &&
        (!facts->hasPatches || experiment.projection.training == ProjectionTraining::frozen);
    return isFrozen && facts->hasFusedPass && experiment.compute.path == ComputePath::fast;
}

double dataBytes(const ImageSize& image, const SplitSizes& images) {
    constexpr double kLabel = sizeof(int) + sizeof(std::int64_t);
    const double pixels = static_cast<double>(image.channels) * image.height * image.width;
    return (static_cast<double>(images.training) + images.validation + images.test) *
           (pixels + kLabel);
}

void requireMemory(const MemoryNeeds& needs, const MachineMemory& memory) {
    if (needs.total() <= static_cast<double>(memory.bytes)) {
        return;
    }
    const MemoryAdvice advice = memoryAdvice(needs);
    throw BadInput(advice.what + memoryText(needs.total()) + " of memory (" + needs.text() +
                   "), more than the " + memoryText(static_cast<double>(memory.bytes)) + " that " +
                   memory.source + "; " + advice.remedy);
}

} // namespace asge
