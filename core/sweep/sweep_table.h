// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/score_facts.h"
#include "core/sweep/sweep.h"

#include <cstddef>
#include <string>
#include <vector>

namespace asge {

/// The results of a finished run in a row. Accuracies are fractions; NaN if readouts never learned.
struct CellResult {
    std::size_t row = 0; ///< of Sweep::rows
    /// Of the best layer, on the validation images; of the last one if only its readout learned.
    double validation = 0;
    Accuracies test;            ///< on the test images
    std::vector<double> layers; ///< of each layer, on the test images
    double seconds = 0;
};

/// The results of a run's last epoch.
CellResult cellResult(std::size_t row, const EpochEvent& lastEpoch, const ScoreFacts& facts);

enum class TableFormat { text, markdown, csv };

/// A sweep's rows with the number n of their runs and, over these, mean ± standard deviation
/// (divided by n − 1) in percent: validation accuracy of the best layer, which may be used for
/// choices, then test accuracies of Last, Fusion and Best, and of each layer if `layers` is true;
/// seconds are a mean. The standard deviation of one run and the mean of none are '–', or empty in
/// CSV, which has fractions in separate columns for mean ("last_mean") and standard deviation
/// ("last_sd"). The best validation mean is
/// bold in Markdown and has a star in text. Each setting has a column, but if rows set different
/// settings (Sweep::isSparse), text and Markdown have the rows' labels instead.
std::string sweepTable(const Sweep& sweep, const std::vector<CellResult>& results,
                       TableFormat format, bool layers = false);

} // namespace asge
