// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment_json.h"
#include "core/run/queue_entry.h"
#include "tests/support/run_samples.h"

#include <string>
#include <vector>

namespace asge::test {

/// The experiment of a sweep over the learning rate, the batch size and the seed.
inline Experiment trialExperiment(double rate, int batch, int seed) {
    Experiment experiment;
    experiment.network.layers = {{32, false}, {64, true}};
    experiment.optimizer.learningRate = rate;
    experiment.train.batch = batch;
    experiment.train.seed = seed;
    return experiment;
}

/// A finished run of that sweep, whose best layer has the accuracy `validation`.
inline RunSummary makeTrial(RunId id, const Experiment& experiment, double validation) {
    RunSummary run = makeRun(id, "run", validation);
    run.experimentJson = toJson(experiment);
    run.tags = {"sweep:rates"};
    run.values.setLayers(MetricId::accuracy, Split::validation,
                         std::vector<double>{validation, validation - 0.1});
    return run;
}

/// An entry of the queue that waits to be trained, of the same sweep.
inline QueueEntry waitingTrial(std::int64_t id, const Experiment& experiment) {
    QueueEntry entry;
    entry.id = id;
    entry.name = "next";
    entry.tags = {"sweep:rates"};
    entry.experiment = experiment;
    return entry;
}

} // namespace asge::test
