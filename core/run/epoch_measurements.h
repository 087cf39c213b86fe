// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "core/run/snapshot.h"

#include <concepts>
#include <utility>
#include <vector>

namespace asge {

/// What is measured at the end of an epoch beside the metrics.
struct EpochMeasurements {
    EpochMeasurements() = default;
    template <std::convertible_to<ProbeSnapshotPtr> Maps>
    EpochMeasurements(Maps maps, std::vector<SplitOutcomes> outcomes = {})
        : maps(std::move(maps)), outcomes(std::move(outcomes)) {}

    ProbeSnapshotPtr maps;               ///< null if probe.budget did not allow a probe
    std::vector<SplitOutcomes> outcomes; ///< of the validation and the test images
};

} // namespace asge
