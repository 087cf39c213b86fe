// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/score_facts.h"

#include <QString>

#include <string>
#include <vector>

namespace asge {

/// What the comparison of goodness maps needs of a run.
struct MapRun {
    RunId id = 0;
    QString name;
    ProbeImages images;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    std::vector<int> epochs; ///< epochs with stored maps, ascending
    ScoreFacts scores = {};  ///< which readouts learned
    QString kept = {};       ///< why epochs lack maps (keptEpochsText); empty if none does
};

} // namespace asge
