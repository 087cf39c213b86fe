// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <string>
#include <vector>

namespace asge {

/// One run of a comparison.
struct ComparedRun {
    RunCurves curves;
    RunSummary summary;      ///< for its results and its experiment's settings
    ProbeImages images = {}; ///< for its maps, as the class names and epochs
    std::vector<std::string> classNames = {};
    std::vector<int> mapEpochs = {}; ///< that have stored maps, ascending
};

} // namespace asge
