// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"

#include <QString>

#include <vector>

namespace asge {

/// An intervention on an axis or a slider of epochs.
struct EpochMark {
    int epoch = 0; ///< the epoch in progress, from 1
    int layer = 0; ///< from 1; 0: the whole network
    QString text;  ///< one line

    bool operator==(const EpochMark&) const = default;
};

/// The interventions of a run that charts mark, in the order of their epochs.
std::vector<EpochMark> epochMarks(const RunCurves& run);

} // namespace asge
