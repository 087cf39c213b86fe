// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/setting_effects.h"

#include "core/experiment/data_facts.h"
#include "core/experiment/method_facts.h"

#include <algorithm>

namespace asge::effects {

namespace {

/// The facts about an experiment's data, or null: a folder may hold any images, whatever its data
/// set is called.
const DataFacts* factsOf(const Experiment::Data& data) {
    return data.path.empty() ? findDataFacts(data.name) : nullptr;
}

/// Whether a fact about the experiment's method holds, or the method is unknown.
bool isTrueOfMethod(const Experiment& experiment, bool MethodFacts::*fact) {
    const MethodFacts* facts = findMethodFacts(experiment.method);
    return facts == nullptr || facts->*fact;
}

} // namespace

bool mayBePhotographs(const Experiment& experiment) {
    return factsOf(experiment.data) == nullptr;
}

bool mayHaveColours(const Experiment& experiment) {
    const DataFacts* facts = factsOf(experiment.data);
    return facts == nullptr || facts->size.channels != 1;
}

bool hasCoarseLabels(const Experiment& experiment) {
    const DataFacts* facts = findDataFacts(experiment.data.name);
    return facts != nullptr && facts->hasCoarseLabels;
}

bool scalesPhotographs(const Experiment& experiment) {
    return mayBePhotographs(experiment) && experiment.data.size > 0;
}

bool hasPatches(const Experiment& experiment) {
    return isTrueOfMethod(experiment, &MethodFacts::hasPatches);
}

bool learnsLocally(const Experiment& experiment) {
    return isTrueOfMethod(experiment, &MethodFacts::learnsLocally);
}

bool usesProbabilities(const Experiment& experiment) {
    return isTrueOfMethod(experiment, &MethodFacts::usesProbabilities);
}

bool mayHaveLaterLayers(const Experiment& experiment) {
    return experiment.network.layers.size() != 1;
}

bool mayPool(const Experiment& experiment) {
    const auto& layers = experiment.network.layers;
    return layers.empty() || std::any_of(layers.begin(), layers.end(),
                                         [](const LayerSpec& layer) { return layer.pools; });
}

bool isSgd(const Experiment& experiment) {
    return experiment.optimizer.name == OptimizerKind::sgd;
}

} // namespace asge::effects
