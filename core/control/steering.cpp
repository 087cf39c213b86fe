// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/steering.h"

#include "core/base/text.h"
#include "core/experiment/method_facts.h"
#include "core/experiment/settings.h"

#include <algorithm>
#include <functional>

namespace asge {

namespace {

std::string layerName(int layer) {
    return "layer " + std::to_string(layer);
}

/// Whether each layer's projection is random.
bool hasRandomProjections(const Experiment& experiment) {
    const MethodFacts* facts = findMethodFacts(experiment.method);
    return facts != nullptr && facts->hasPatches;
}

/// By step, and in their own order within a step.
std::vector<Intervention> inOrder(std::vector<Intervention> interventions) {
    std::stable_sort(interventions.begin(), interventions.end(),
                     [](const Intervention& a, const Intervention& b) { return a.step < b.step; });
    return interventions;
}

std::optional<std::string> epochsProblem(const Command& command, const Steering& steering,
                                         int epoch) {
    if (steering.experiment.train.order == UpdateOrder::greedy) {
        return "the epochs are divided among the layers, which learn one after another";
    }
    if (*command.value < epoch) {
        return "the run is in epoch " + std::to_string(epoch);
    }
    return std::nullopt;
}

std::optional<std::string> stateProblem(const Command& command, const Steering& steering,
                                        int epoch) {
    const LayerSteering* layer =
        command.layer > 0 ? &steering.layers[static_cast<std::size_t>(command.layer - 1)] : nullptr;
    const CommandFacts& facts = factsOf(command.kind);
    switch (command.kind) {
    case CommandKind::freeze:
        return layer->frozen ? std::optional(layerName(command.layer) + " is frozen already")
                             : std::nullopt;
    case CommandKind::thaw:
        return layer->frozen ? std::nullopt
                             : std::optional(layerName(command.layer) + " is not frozen");
    case CommandKind::redraw:
        return hasRandomProjections(steering.experiment)
                   ? std::nullopt
                   : std::optional("the layers of method '" + steering.experiment.method +
                                   "' have no random projection");
    case CommandKind::epochs:
        return epochsProblem(command, steering, epoch);
    default:
        break;
    }
    if (!facts.setting.empty()) {
        const std::string reason = inactiveReason(steering.experiment, facts.setting);
        return reason.empty() ? std::nullopt : std::optional("has no effect: " + reason);
    }
    return std::nullopt;
}

} // namespace

Steering::Steering(const Experiment& experiment)
    : experiment(experiment), layers(experiment.network.layers.size()) {}

std::vector<Intervention> effective(const std::vector<Intervention>& interventions) {
    std::vector<Intervention> chosen = inOrder(interventions);
    std::erase_if(chosen, std::not_fn(changesTraining));
    return chosen;
}

void apply(Steering& steering, const Intervention& intervention) {
    const auto kind = findCommand(intervention.kind);
    if (!kind) {
        return;
    }
    // The store may have been written by another program.
    const Command command{*kind, intervention.layer, intervention.value};
    if (formProblem(command, static_cast<int>(steering.layers.size()))) {
        return;
    }
    LayerSteering* layer =
        command.layer > 0 ? &steering.layers[static_cast<std::size_t>(command.layer - 1)] : nullptr;
    switch (*kind) {
    case CommandKind::rate:
        (layer != nullptr ? layer->rateFactor : steering.rateFactor) = *command.value;
        if (intervention.source == source::kGuard) {
            ++(layer != nullptr ? layer->rollbacks : steering.rollbacks);
        }
        return;
    case CommandKind::freeze:
        layer->frozen = true;
        return;
    case CommandKind::thaw:
        layer->frozen = false;
        return;
    case CommandKind::reset:
        ++layer->resets;
        return;
    case CommandKind::redraw:
        ++layer->redraws;
        return;
    default:
        break;
    }
    if (const std::string_view setting = factsOf(*kind).setting; !setting.empty()) {
        setSetting(steering.experiment, setting, numberText(*command.value));
    }
}

Steering steeringAfter(const Experiment& experiment,
                       const std::vector<Intervention>& interventions) {
    Steering steering(experiment);
    for (const Intervention& intervention : inOrder(interventions)) {
        apply(steering, intervention);
    }
    return steering;
}

std::optional<std::string> commandProblem(const Command& command, const Steering& steering,
                                          int epoch) {
    auto problem = formProblem(command, static_cast<int>(steering.layers.size()));
    if (problem) {
        return problem;
    }
    problem = stateProblem(command, steering, epoch);
    return problem ? std::optional(std::string(factsOf(command.kind).key) + ": " + *problem)
                   : std::nullopt;
}

} // namespace asge
