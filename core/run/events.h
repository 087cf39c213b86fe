#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace asge {

/// One layer's local loss (mean cross-entropy, nats) and local accuracy (fraction).
struct LayerScore {
    double loss = 0;
    double accuracy = 0;

    bool operator==(const LayerScore&) const = default;
};

/// Accuracies (fractions) of the three predictions of METHOD: the last layer, the summed softmax
/// of all layers, and the single layer that is best on the held-out images.
struct Accuracies {
    double last = 0;
    double fusion = 0;
    double best = 0;

    bool operator==(const Accuracies&) const = default;
};

/// Whether the top-5 accuracy is measured: the fraction of images whose label has one of the five
/// largest scores. It says little where five are half of all classes.
constexpr bool measuresTop5(std::int64_t classes) {
    return classes > 10;
}

/// One training step, measured on its own batch before the update.
struct StepEvent {
    int epoch = 0;                  ///< 1 for the first epoch
    std::int64_t step = 0;          ///< 1 for the first step of the run
    double seconds = 0;             ///< training time since the run began, pauses not counted
    std::vector<LayerScore> layers; ///< one entry a layer

    bool operator==(const StepEvent&) const = default;
};

/// One finished epoch.
struct EpochEvent {
    int epoch = 0;         ///< 1 for the first epoch
    std::int64_t step = 0; ///< the epoch's last step
    double seconds = 0;    ///< training time since the run began, pauses not counted
    double learningRate = 0;
    double imagesPerSecond = 0;         ///< training only: without evaluation and probes
    double probeShare = 0;              ///< probes' part of this epoch's training time, 0 to 1
    double waitShare = 0;               ///< part of the steps' time that waited for images, 0 to 1
    std::vector<LayerScore> train;      ///< mean over the epoch's batches
    std::vector<LayerScore> validation; ///< on the held-out training images
    std::vector<LayerScore> test;       ///< on the test images
    Accuracies accuracy;                ///< on the test images
    int bestLayer = 0;                  ///< 0-based; chosen on the held-out images
    /// Top-5 accuracies on the test images; none where they weren't measured (measuresTop5).
    std::optional<Accuracies> top5 = std::nullopt;

    bool operator==(const EpochEvent&) const = default;
};

} // namespace asge
