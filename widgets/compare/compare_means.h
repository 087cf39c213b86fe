// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <vector>

namespace asge::compare {

/// The mean of several runs: for each epoch and step the means of the finite values, over the runs
/// that have that epoch or step. Its id is 0; it has no interventions.
RunCurves meanCurves(const std::vector<const RunCurves*>& runs, const QString& name);

} // namespace asge::compare
