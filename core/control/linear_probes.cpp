// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/linear_probes.h"

namespace asge {

MetricValues LinearProbes::values() const {
    std::vector<double> train;
    std::vector<double> validation;
    std::vector<double> test;
    for (const LinearProbe& layer : layers) {
        train.push_back(layer.train);
        validation.push_back(layer.validation);
        test.push_back(layer.test);
    }
    MetricValues values;
    const MetricId metric = linearProbeMetric();
    values.setLayers(metric, Split::train, train);
    values.setLayers(metric, Split::validation, validation);
    values.setLayers(metric, Split::test, test);
    return values;
}

} // namespace asge
