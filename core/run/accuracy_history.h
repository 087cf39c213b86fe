// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <vector>

namespace asge {

/// More points than a small line has pixels say nothing more.
constexpr int kMostHistoryPoints = 200;

/// The test accuracy that stands for a run (mainResult), by epoch, for a line of a few pixels.
struct AccuracyHistory {
    RunId run = 0;
    int epochs = 0; ///< the run's last committed epoch when the history was read
    /// Fractions, of each epoch from the first to the last one; of evenly spaced epochs, the first
    /// and the last among them, if the run has more than kMostHistoryPoints. NaN: not known.
    std::vector<double> accuracies;

    bool operator==(const AccuracyHistory&) const = default;
};

} // namespace asge
