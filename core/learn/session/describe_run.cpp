// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/describe_run.h"

#include "core/base/version.h"
#include "core/experiment/experiment_json.h"

namespace asge {

NewRun describeRun(const Experiment& experiment, const std::string& name, const DataSet& data,
                   const Training& training, const at::Device& device) {
    NewRun run;
    run.name = name;
    run.experimentJson = toJson(experiment);
    run.method = experiment.method;
    run.dataName = experiment.data.name;
    run.epochs = experiment.train.epochs;
    run.stepsPerEpoch = training.stepsPerEpoch();
    run.batch = experiment.train.batch;
    run.device = device.str();
    run.software = softwareVersion();
    run.parameters = training.network().parameters();
    run.classNames = data.classNames;
    run.layers = layerShapes(experiment, imageShapeOf(data));
    run.probeImages = training.probeImages();
    run.inputScale = {data.mean, data.inputDivisor};
    return run;
}

} // namespace asge
