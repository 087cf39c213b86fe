// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <memory>
#include <string>
#include <vector>

namespace asge::test {

inline const std::vector<std::string> kClasses{"cat", "dog", "fox"};

/// Grey images of 8 × 8. Image i has label i % 3 and position 100 + i in its data set.
inline ProbeImages makeImages(int count) {
    ProbeImages images{count, 1, 8, 8, {}, {}, {}};
    for (int i = 0; i < count; ++i) {
        images.pixels.insert(images.pixels.end(), 64, static_cast<std::uint8_t>(40 * i));
        images.labels.push_back(i % 3);
        images.indices.push_back(100 + i);
    }
    return images;
}

/// Layer 1: 3 channels, P = 2 on 7 × 7 (P does not divide it). Layer 2: 2 channels, P = 1 on 4 × 4.
inline std::vector<LayerInfo> makeLayers() {
    return {{3, 2, 7, 7, true}, {2, 1, 4, 4, false}};
}

/// Layer 1: patch 0 to 3 of channel c of image s has (c + 1) · (patch + 1) · (s + 1) · `factor`.
/// Layer 2: 1000 · (s + 1) and 3000 · (s + 1). Layer 1 predicts class 0, layer 2 the label.
inline std::shared_ptr<ProbeSnapshot> makeSnapshot(int count, float factor = 1.0F) {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    snapshot->samples = count;
    snapshot->classes = 3;
    LayerMaps first{3, 2, {}, {}};
    LayerMaps second{2, 1, {}, {}};
    for (int s = 0; s < count; ++s) {
        for (int c = 0; c < 3; ++c) {
            for (int patch = 0; patch < 4; ++patch) {
                first.goodness.push_back(factor *
                                         static_cast<float>((c + 1) * (patch + 1) * (s + 1)));
            }
        }
        second.goodness.push_back(1000.0F * static_cast<float>(s + 1));
        second.goodness.push_back(3000.0F * static_cast<float>(s + 1));
        for (int label = 0; label < 3; ++label) {
            first.probabilities.push_back(label == 0 ? 0.5F : 0.25F);
            second.probabilities.push_back(label == s % 3 ? 0.8F : 0.1F);
        }
    }
    snapshot->layers = {std::move(first), std::move(second)};
    snapshot->channels.resize(2);
    return snapshot;
}

} // namespace asge::test
