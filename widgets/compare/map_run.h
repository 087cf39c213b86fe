// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

#include <string>
#include <vector>

namespace asge {

/// What is needed of a run to compare its goodness maps.
struct MapRun {
    RunId id = 0;
    QString name;
    ProbeImages images;
    std::vector<std::string> classNames;
    std::vector<LayerInfo> layers;
    std::vector<int> epochs; ///< that have stored maps, ascending
};

} // namespace asge
