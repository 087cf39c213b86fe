// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_state.h"

#include <QString>

namespace asge {

/// Says of which finished epochs the run has maps and channel statistics: "Maps were kept for 3 of
/// 12 epochs: 1, 5–6." Empty if it has those of every epoch, or if no epoch is finished.
QString keptEpochsText(const RunState& run);

} // namespace asge
