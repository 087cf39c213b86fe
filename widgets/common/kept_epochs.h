// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_state.h"

#include <QString>

#include <cstddef>
#include <vector>

namespace asge {

/// Says of which finished epochs the run has maps and channel statistics: "Maps were kept for 3 of
/// 12 epochs: 1, 5–6." Empty if it has those of every epoch, or if no epoch is finished.
QString keptEpochsText(const RunState& run);
/// The same of a run with that many finished epochs, and maps of these.
QString keptEpochsText(std::size_t finished, const std::vector<int>& kept);
/// The same in few words, for a row of controls: "epochs 1, 5–6 of 12 (probe.budget)".
QString keptEpochsBrief(const RunState& run);

} // namespace asge
