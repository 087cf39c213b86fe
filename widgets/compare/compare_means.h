// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <vector>

namespace asge::compare {

/// Several runs as one: at each epoch and each step the means of what is finite, over those of the
/// runs that have it. Its id is 0; what happened to single runs is not told.
RunCurves meanCurves(const std::vector<const RunCurves*>& runs, const QString& name);

} // namespace asge::compare
