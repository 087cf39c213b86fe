#pragma once

#include "core/run/events.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The results of evaluating a stored run's last checkpoint.
struct RunEvaluation {
    int epoch = 0;                  ///< epochs completed by the checkpoint
    std::int64_t step = 0;          ///< steps completed by the checkpoint
    std::vector<LayerScore> layers; ///< on the test images
    Accuracies accuracy;            ///< on the test images
    std::optional<Accuracies>
        top5;          ///< on the test images; set if there are enough classes (measuresTop5)
    int bestLayer = 0; ///< 0-based; chosen on the validation images
    /// Number of trained weights that a prediction needs: all weights for Last and Fusion, those up
    /// to the chosen layer for Best.
    std::int64_t parameters = 0;
    std::int64_t bestParameters = 0;
    std::vector<std::string> notes; ///< about the data
};

} // namespace asge
