// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/problems.h"

#include "core/base/counted.h"
#include "core/experiment/setting_check.h"

#include <algorithm>
#include <utility>

namespace asge {

std::vector<Problem> problems(const Experiment& experiment) {
    std::vector<Problem> found;
    for (const SettingRow& row : settingRows()) {
        if (auto wrong = valueProblem(row.setting, row.get(experiment))) {
            found.push_back({row.setting.path, std::move(*wrong)});
        }
    }
    for (Problem& problem : crossProblems(experiment)) {
        const std::string section = splitPath(problem.field).section;
        // Two settings can only be compared if each of them is valid.
        if (std::none_of(found.begin(), found.end(), [&](const Problem& other) {
                return splitPath(other.field).section == section;
            })) {
            found.push_back(std::move(problem));
        }
    }
    return found;
}

std::vector<Problem> crossProblems(const Experiment& experiment) {
    std::vector<Problem> found;
    const auto& probe = experiment.probe;
    if (probe.batch < probe.samples) {
        found.push_back({"probe.batch", "must be at least probe.samples (" +
                                            std::to_string(probe.samples) + "), is " +
                                            std::to_string(probe.batch)});
    }
    const std::size_t rates = experiment.optimizer.layerRates.size();
    const std::size_t layers = experiment.network.layers.size();
    if (rates != 0 && layers != 0 && rates != layers) {
        found.push_back(
            {"optimizer.layer_rates",
             "must have one factor for " +
                 (layers == 1 ? "the one layer" : "each of the " + counted(layers, "layer")) +
                 ", has " + std::to_string(rates)});
    }
    if (experiment.train.order == UpdateOrder::greedy &&
        !inactiveReason(experiment, "train.order").empty()) {
        found.push_back({"train.order", "must be \"together\" with method " + experiment.method +
                                            ", is \"greedy\""});
    } else if (experiment.train.order == UpdateOrder::greedy &&
               experiment.train.epochs < static_cast<int>(layers)) {
        found.push_back({"train.epochs", "must be at least one for each of the " +
                                             counted(layers, "layer") +
                                             " with train.order greedy, is " +
                                             std::to_string(experiment.train.epochs)});
    }
    return found;
}

} // namespace asge
