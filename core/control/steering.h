// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/command.h"
#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What interventions have done to a layer.
struct LayerSteering {
    double rateFactor = 1; ///< of the layer's scheduled learning rate
    bool frozen = false;
    int resets = 0;
    int redraws = 0;
    int rollbacks = 0; ///< by the guard; each halved rateFactor

    bool operator==(const LayerSteering&) const = default;
};

/// What interventions have done to a training: a function of the experiment and of the
/// interventions that change training, in their order.
struct Steering {
    Steering() = default;
    explicit Steering(const Experiment& experiment);

    Experiment experiment; ///< with the settings that commands have changed
    double rateFactor = 1; ///< of all layers
    std::vector<LayerSteering> layers;
    int rollbacks = 0; ///< of the whole network, for methods whose layers learn together

    /// The factor of layer `index`, from 0; 0 if the layer is frozen.
    double factorOf(std::size_t index) const {
        const LayerSteering& layer = layers[index];
        return layer.frozen ? 0.0 : rateFactor * layer.rateFactor;
    }

    bool operator==(const Steering&) const = default;
};

/// Those of the interventions that change training, in the order in which they took effect: by
/// step, and in their own order within a step.
std::vector<Intervention> effective(const std::vector<Intervention>& interventions);
/// Takes over an intervention; one that changes nothing is ignored.
void apply(Steering& steering, const Intervention& intervention);
/// The steering of a run after its interventions.
Steering steeringAfter(const Experiment& experiment,
                       const std::vector<Intervention>& interventions);

/// Why the training can't take a command now; nothing if it can. `epoch` is the epoch in progress,
/// from 1.
std::optional<std::string> commandProblem(const Command& command, const Steering& steering,
                                          int epoch);

} // namespace asge
