#pragma once

#include "core/store/records.h"

#include <QString>

#include <vector>

namespace asge {

/// What the plots need of one run. Grows while the run trains; a value, copied between threads.
struct RunCurves {
    RunId id = 0;
    QString name;
    RunStatus status = RunStatus::running;
    std::vector<LayerInfo> layers;
    std::vector<EpochEvent> epochs;
    std::vector<StepEvent> steps;
    std::vector<Intervention> interventions;
    int stepsPerEpoch = 0; ///< 0 where it isn't known before the first epoch has ended
};

} // namespace asge
