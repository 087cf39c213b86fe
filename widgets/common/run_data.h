// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/run/step_series.h"

#include <QString>

#include <optional>
#include <vector>

namespace asge {

/// Where a run that went on from another one's checkpoint comes from.
struct BranchPoint {
    RunId parent = 0; ///< 0 where it isn't known here (any more)
    QString parentName;
    int epoch = 0;         ///< that the parent had finished
    std::int64_t step = 0; ///< the parent's last one in common; the run's own begin after it
};

/// What the plots need of one run. Grows while the run trains; a value, copied between threads.
struct RunCurves {
    RunId id = 0;
    QString name;
    QString label; ///< the name where room is scarce; empty: the name
    RunStatus status = RunStatus::running;
    std::vector<LayerInfo> layers;
    std::vector<EpochEvent> epochs;
    StepSeries steps;
    std::vector<Intervention> interventions;
    std::vector<Segment> segments;     ///< stretches without a break, by their first step
    std::optional<BranchPoint> branch; ///< of a run that began as another one's
    int stepsPerEpoch = 0;             ///< 0 where it isn't known before the first epoch has ended

    const QString& shownName() const { return label.isEmpty() ? name : label; }
};

} // namespace asge
