// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/memory_needs.h"

#include "core/base/error.h"
#include "core/learn/model/network.h"

#include <algorithm>

namespace asge {

namespace {

/// The two ends of the message about too little memory.
struct MemoryAdvice {
    const char* what;
    const char* remedy;
};

MemoryAdvice adviceFor(const MemoryNeeds& needs) {
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

} // namespace

std::string MemoryNeeds::text() const {
    return "parameters " + memoryText(parameters) + ", optimizer " + memoryText(optimizer) +
           ", last good state " + memoryText(goodState) + ", activations " +
           (lanes > 1 ? std::to_string(lanes) + " × " : "") + memoryText(activationsPerLane) +
           ", data set " + memoryText(dataSet);
}

MemoryNeeds weightNeeds(const Experiment& experiment, const std::vector<LayerInfo>& layers,
                        const ImageShape& shape) {
    const bool trainsProjection = experiment.projection.training == ProjectionTraining::trained;
    double trained = 0;
    double projections = 0;
    double input = shape.channels;
    for (const LayerInfo& layer : layers) {
        const double features = static_cast<double>(layer.channels) * layer.patches * layer.patches;
        trained += layer.channels * (input * 9 + 1);
        projections += shape.classes * (features + 1);
        input = layer.channels;
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

void requireMemory(const MemoryNeeds& needs, const MachineMemory& memory) {
    if (needs.total() <= static_cast<double>(memory.bytes)) {
        return;
    }
    const MemoryAdvice advice = adviceFor(needs);
    throw BadInput(advice.what + memoryText(needs.total()) + " of memory (" + needs.text() +
                   "), more than the " + memoryText(static_cast<double>(memory.bytes)) + " that " +
                   memory.source + "; " + advice.remedy);
}

} // namespace asge
