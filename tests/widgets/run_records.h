// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment_json.h"
#include "tests/support/tiny_data.h"
#include "tests/widgets/curves/curves_data.h"
#include "widgets/common/run_state.h"

#include <memory>

namespace asge::test {

/// The record of a run of the tiny experiment with `epochs` finished epochs of ten steps.
inline RunRecord tinyRecord(RunId id, int epochs, RunStatus status = RunStatus::running) {
    Experiment experiment = tinyExperiment();
    experiment.train.epochs = 20;
    const int layers = static_cast<int>(experiment.network.layers.size());
    RunCurves curves = run(id, layers, epochs, 10);
    RunRecord record;
    record.id = id;
    record.name = "tiny";
    record.status = status;
    record.facts = {"2026-01-31T12:00:00Z", "", ""};
    record.layers = curves.layers;
    record.epochs = curves.epochs;
    record.steps = curves.steps;
    record.segments = {{1, "2026-01-31T12:00:00Z", "cpu", "asge 0.1.0"}};
    record.experimentJson = toJson(experiment);
    record.stepsPerEpoch = 10;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        EpochChannels channels{epoch, {}};
        for (const LayerInfo& layer : record.layers) {
            const auto size = static_cast<std::size_t>(layer.channels);
            channels.layers.push_back({std::vector<float>(size, 1.0F),
                                       std::vector<float>(size, 1.0F / static_cast<float>(size)),
                                       std::vector<float>(size, 0.0F)});
        }
        channels.layers.front().deadFraction.front() = 1.0F;
        record.channels.push_back(channels);
    }
    return record;
}

inline RunDelta resetTo(const RunRecord& record) {
    RunDelta delta;
    delta.run = record.id;
    delta.reset = std::make_shared<const RunRecord>(record);
    return delta;
}

/// An intervention of the window.
inline Intervention act(std::int64_t step, const std::string& kind, int layer = 0,
                        std::optional<double> value = {}) {
    Intervention intervention;
    intervention.step = step;
    intervention.seconds = 0.25 * static_cast<double>(step);
    intervention.kind = kind;
    intervention.epoch = static_cast<int>(step / 10) + 1;
    intervention.layer = layer;
    intervention.value = value;
    intervention.source = "window";
    intervention.time = "2026-01-31T12:01:00Z";
    return intervention;
}

inline RunDelta interventionsOf(RunId id, const std::vector<Intervention>& interventions) {
    RunDelta delta;
    delta.run = id;
    delta.interventions = interventions;
    return delta;
}

} // namespace asge::test
