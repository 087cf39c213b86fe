// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/check_experiments.h"

#include "core/base/error.h"
#include "core/learn/model/network.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/train/device.h"

#include <algorithm>
#include <optional>

namespace asge {

namespace {

/// Keeps the data set that was loaded last.
class LastData {
  public:
    const DataSet& of(const Experiment::Data& data, LoadWatch& watch) {
        if (!loaded_ || asked_ != data) {
            loaded_.reset(); // freed before the next one is loaded
            loaded_ = loadDataSet(data, watch, LoadFor::shape);
            asked_ = data;
        }
        return *loaded_;
    }

  private:
    Experiment::Data asked_;
    std::optional<DataSet> loaded_;
};

} // namespace

std::vector<std::string> findObstacles(const std::vector<Experiment>& experiments,
                                       LoadWatch& watch) {
    std::vector<std::string> obstacles;
    LastData data;
    for (const Experiment& experiment : experiments) {
        try {
            usePrecision(experiment.compute.precision, resolveDevice(experiment.device));
            layerShapes(experiment, imageShapeOf(data.of(locatedData(experiment), watch)));
        } catch (const BadInput& error) {
            if (std::find(obstacles.begin(), obstacles.end(), error.what()) == obstacles.end()) {
                obstacles.emplace_back(error.what());
            }
        }
    }
    return obstacles;
}

} // namespace asge
