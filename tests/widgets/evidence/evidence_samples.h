// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "tests/widgets/goodness/goodness_samples.h"

#include <cmath>
#include <memory>
#include <vector>

namespace asge::test {

/// A weight of layer 1 (3 channels, P = 2) or 2 (2 channels, P = 1) of makeLayers(), for 3 classes.
/// They have both signs and differ between all classes, channels and patches.
inline double weightOf(int layer, int label, int channel, int patch) {
    const int mixed = 7 * label + 5 * channel + 3 * patch + 2 * layer;
    const double size = 0.01 * (mixed % 11 - 5) + 0.001 * (label + 1);
    return layer == 0 ? size : size / 500;
}
inline double biasOf(int layer, int label) {
    return 0.1 * (label - 1) + 0.05 * layer;
}

/// The logit of a class, straight from the formula.
inline double logitOf(const ProbeSnapshot& maps, int layer, int sample, int label) {
    const LayerMaps& of = maps.layers[static_cast<std::size_t>(layer)];
    const int area = of.patches * of.patches;
    double logit = static_cast<float>(biasOf(layer, label));
    for (int channel = 0; channel < of.channels; ++channel) {
        for (int patch = 0; patch < area; ++patch) {
            const int place = (sample * of.channels + channel) * area + patch;
            logit +=
                static_cast<double>(static_cast<float>(weightOf(layer, label, channel, patch))) *
                static_cast<double>(of.goodness[static_cast<std::size_t>(place)]);
        }
    }
    return logit;
}

inline std::shared_ptr<Readouts> makeReadouts() {
    auto readouts = std::make_shared<Readouts>();
    readouts->classes = 3;
    for (int layer = 0; layer < 2; ++layer) {
        LayerReadout readout{layer == 0 ? 3 : 2, layer == 0 ? 2 : 1, {}, {}};
        for (int label = 0; label < 3; ++label) {
            readout.bias.push_back(static_cast<float>(biasOf(layer, label)));
            for (int channel = 0; channel < readout.channels; ++channel) {
                for (int patch = 0; patch < readout.patches * readout.patches; ++patch) {
                    readout.weights.push_back(
                        static_cast<float>(weightOf(layer, label, channel, patch)));
                }
            }
        }
        readouts->layers.push_back(readout);
    }
    return readouts;
}

/// makeSnapshot() with the probabilities that makeReadouts() gives, times 1 + `fault` for class 0.
inline std::shared_ptr<ProbeSnapshot> makeEvidenceMaps(int count, float factor = 1.0F,
                                                       double fault = 0) {
    auto maps = makeSnapshot(count, factor);
    for (int layer = 0; layer < 2; ++layer) {
        std::vector<float>& probabilities =
            maps->layers[static_cast<std::size_t>(layer)].probabilities;
        probabilities.clear();
        for (int sample = 0; sample < count; ++sample) {
            double sum = 0;
            for (int label = 0; label < 3; ++label) {
                sum += std::exp(logitOf(*maps, layer, sample, label));
            }
            for (int label = 0; label < 3; ++label) {
                const double p = std::exp(logitOf(*maps, layer, sample, label)) / sum;
                probabilities.push_back(static_cast<float>(label == 0 ? p * (1 + fault) : p));
            }
        }
    }
    return maps;
}

} // namespace asge::test
