// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/engine.h"
#include "core/experiment/layers.h"
#include "core/store/run_writer.h"

#include <filesystem>
#include <string>

namespace asge::test {

/// Trains a network briefly on a part of Fashion-MNIST with 5,000 validation images, into
/// runs.sqlite of the folder, and keeps a checkpoint of each epoch.
inline void trainBriefly(const std::filesystem::path& folder, const std::string& layers,
                         int epochs) {
    Experiment experiment;
    experiment.data.name = "fashion-mnist";
    experiment.data.limit = 512;
    experiment.data.validation = 5000;
    experiment.data.testLimit = 512;
    experiment.network.layers = parseLayers(layers);
    experiment.train.epochs = epochs;
    experiment.checkpoint.keep = epochs;
    RunWriter writer(folder / "runs.sqlite");
    TrainingControl control;
    SessionListener listener;
    loadEngine().train(experiment, "brief", writer, control, listener);
}

} // namespace asge::test
