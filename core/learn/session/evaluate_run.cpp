// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/evaluate_run.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/train/device.h"
#include "core/learn/train/network_observer.h"
#include "core/learn/train/torch_threads.h"
#include "core/learn/train/trainer.h"
#include "core/store/run_reader.h"

#include <ATen/core/grad_mode.h>

#include <utility>

namespace asge {

namespace {

std::int64_t parametersUpTo(const Network& network, int layer) {
    Network kept;
    kept.layers.assign(network.layers.begin(), network.layers.begin() + layer + 1);
    return kept.parameters();
}

} // namespace

RunEvaluation evaluateRun(const RunReader& store, RunId run, LoadWatch& watch) {
    const auto summary = store.find(run);
    const std::string place = "run " + std::to_string(run);
    if (!summary) {
        throw BadInput(place + ": no such run");
    }
    const auto state = store.checkpoint(run);
    if (!state) {
        throw StoreError(place + ": no checkpoint yet: it ended before its first epoch was stored");
    }
    const at::NoGradGuard noGrad;
    const Experiment experiment = parseExperiment(summary->experimentJson, place);
    const at::Device device = resolveDevice("auto");
    usePrecision(experiment.compute.precision, device);
    const DataSet data = loadDataSet(locatedData(experiment), watch, LoadFor::evaluation);
    const std::string identity = store.description(run).dataIdentity;
    requireSameData(run, identity, experiment, data, watch,
                    "restore the original data to evaluate it");
    const CheckpointContent content = readCheckedCheckpoint(run, *state, experiment, data);
    Network network =
        methodNamed(experiment.method).makeNetwork(experiment, imageShapeOf(data), device);
    setTorchThreads(experiment, network);
    useCheckpoint(run, *state, [&] { restoreNetwork(network, content); });

    NetworkObserver observer(network, experiment);
    const auto measure = [&](const ImageSet& images) {
        return *observer.evaluate(Batches(images, data.mean, data.inputDivisor, device));
    };
    Evaluation test;
    Evaluation validation;
    withDeviceErrors(experiment, device, [&] {
        test = measure(data.test);
        validation = measure(data.validation);
    });
    useCheckpoint(run, *state, [&] {
        requireFinite(test.layers, "the loss on the test images");
        requireFinite(validation.layers, "the loss on the validation images");
    });
    RunEvaluation result;
    result.notes = shortened(data.notes);
    if (identity.empty()) {
        result.notes.push_back(place + " was made by a version that kept no digest of its data: "
                                       "they may have changed since it began");
    }
    result.epoch = state->epoch;
    result.step = state->step;
    result.bestLayer = validation.bestLayer();
    test.addTo(result.values, Split::test, result.bestLayer);
    result.parameters = network.parameters();
    for (int i = 0; i < static_cast<int>(network.layers.size()); ++i) {
        result.layerParameters.push_back(parametersUpTo(network, i));
    }
    result.bestParameters = result.layerParameters[static_cast<std::size_t>(result.bestLayer)];
    result.testImages = static_cast<std::int64_t>(test.outcomes.images());
    result.rangeCorrect = std::move(test.outcomes.rangeCorrect);
    return result;
}

} // namespace asge
