#pragma once

#include "core/sweep/sweep.h"

#include <cstddef>
#include <string>
#include <vector>

namespace asge {

/// What a finished run adds to its row. Accuracies are fractions.
struct CellResult {
    std::size_t row = 0;        ///< of Sweep::rows
    double validation = 0;      ///< of the best layer, on the held-out images
    Accuracies test;            ///< on the test images
    std::vector<double> layers; ///< each layer's, on the test images
    double seconds = 0;
};

/// The result of a run's last epoch.
CellResult cellResult(std::size_t row, const EpochEvent& lastEpoch);

enum class TableFormat { text, markdown, csv };

/// A sweep's rows with the number n of their runs and, over these, mean ± sample deviation (with n
/// − 1) in percent: validation accuracy of the best layer, by which a choice may be made, then test
/// accuracies of Last, Fusion and Best, and of each layer where `layers` asks for them; the seconds
/// are a mean. There is no deviation of one run and no mean of none: '–', or nothing in CSV, where
/// mean and deviation are columns of their own. The best mean on the held-out images is bold in
/// Markdown and has a star in text. Settings have a column each; where rows give different ones
/// (Sweep::isSparse) text and Markdown have the rows' labels instead.
std::string sweepTable(const Sweep& sweep, const std::vector<CellResult>& results,
                       TableFormat format, bool layers = false);

} // namespace asge
