// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <string>
#include <vector>

namespace asge {

/// One run of a comparison.
struct ComparedRun {
    RunCurves curves;
    RunSummary summary;      ///< results, and the settings of the experiment
    ProbeImages images = {}; ///< probe images for its maps, like the class names and epochs
    std::vector<std::string> classNames = {};
    std::vector<int> mapEpochs = {}; ///< epochs with stored maps, ascending
};

} // namespace asge
