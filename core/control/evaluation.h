// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The results of evaluating a stored run's last checkpoint.
struct RunEvaluation {
    int epoch = 0;         ///< epochs that the checkpoint has finished
    std::int64_t step = 0; ///< steps that it has taken
    MetricValues values;   ///< of layers and predictions, on the test images
    int bestLayer = 0;     ///< 0-based; chosen on the validation images
    /// Trained weights that each prediction needs: all of them for Last and Fusion, those up to the
    /// chosen layer for Best.
    std::int64_t parameters = 0;
    std::int64_t bestParameters = 0;
    /// One per layer: trained weights of all layers up to it, which is what a range that ends with
    /// it needs.
    std::vector<std::int64_t> layerParameters;
    std::int64_t testImages = 0;
    /// Test images that the fusion of a range of layers predicts correctly; see rangeIndex in
    /// core/run/outcomes.h.
    std::vector<std::int64_t> rangeCorrect;
    std::vector<std::string> notes; ///< about the data
};

} // namespace asge
