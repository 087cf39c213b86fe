// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/evidence/evidence_samples.h"
#include "tests/widgets/run_records.h"
#include "widgets/common/run_state.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace asge::test {

inline constexpr int kCompared = 5; ///< images of a run that is compared

/// A run with three epochs; `factor` times the epoch scales the goodness of its maps.
struct ComparedRun {
    explicit ComparedRun(RunId id, float scale) : factor(scale) {
        record = tinyRecord(id, 3, RunStatus::finished);
        record.layers = makeLayers();
        record.images = makeImages(kCompared);
        record.classNames = kClasses;
        record.channels = {{1, {}}, {2, {}}, {3, {}}};
        QObject::connect(&state, &RunState::storedMapsRequested, &state, [this](int epoch) {
            requests.push_back(epoch);
            if (answers) {
                state.setStoredMaps(epoch, maps(epoch));
            }
        });
        QObject::connect(&state, &RunState::readoutsRequested, &state, [this](int epoch) {
            if (answers) {
                state.setStoredReadouts(epoch, readouts, "Epoch 3 has no checkpoint.");
            }
        });
    }
    std::shared_ptr<ProbeSnapshot> maps(int epoch) const {
        auto made =
            makeMaps ? makeMaps() : makeEvidenceMaps(kCompared, factor * static_cast<float>(epoch));
        made->epoch = epoch;
        for (LayerMaps& layer : made->layers) {
            if (!hasProbabilities) {
                layer.probabilities.clear();
            }
        }
        return made;
    }
    void open() { state.apply(resetTo(record)); }

    float factor;
    RunRecord record;
    ReadoutsPtr readouts = makeReadouts();
    std::function<std::shared_ptr<ProbeSnapshot>()> makeMaps;
    bool answers = true;
    bool hasProbabilities = true;
    std::vector<int> requests;
    RunState state;
};

} // namespace asge::test
