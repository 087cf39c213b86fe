// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/run/snapshot.h"
#include "core/store/safetensors.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

// The bytes of a checkpoint are a safetensors container (safetensors.h) with the metadata
// {"format": "asge-checkpoint", "version": "1"} and these tensors, L counting from 1:
//
//   layerL_weight           F32 C_out × C_in × 3 × 3
//   layerL_bias             F32 C_out
//   layerL_projection       F32 rows × features
//   layerL_projection_bias  F32 rows
//   layerL_T_mean, layerL_T_square for each trained T of these: the optimizer's state, F32 like T
//   optimizer_steps         I64 layers: number of updates
//   progress_best_epoch     I64 1: the epoch with the highest validation accuracy, or 0
//   progress_best_accuracy  F64 1: its validation accuracy, a fraction; -1 if there is none
//   progress_epoch_steps    I64 1: finished steps of the current epoch
//   progress_epoch_images   I64 1: images of these steps
//   progress_loss_sums      F64 layers: Σ loss · images over these steps
//   progress_accuracy_sums  F64 layers: Σ accuracy · images over these steps
//   progress_KEY_sums       F64 layers: Σ of the metric KEY over these steps
//   progress_KEY_steps      I64 layers: number of steps in the sum
//   progress_interventions  I64 1: interventions that the state contains; missing for 0
//   progress_layer_best_epochs      I64 layers: the epoch with each layer's highest validation
//                                   accuracy; both are missing before the first epoch ends
//   progress_layer_best_accuracies  F64 layers: that accuracy, a fraction
//
// KEY's two are there for each metric that is a mean over the steps of an epoch and was
// measured in the current one. Metrics that this version does not know are ignored.
//
// Checkpoints of earlier versions (old_checkpoint.h) hold the same values, but all progress in one
// row of numbers.

/// The sums of a metric over the steps of the current epoch. The metric's value is their mean.
struct StepMeasureSums {
    MetricId metric = MetricId::loss;
    std::vector<double> sums; ///< one per layer
    /// Per layer: number of steps that were summed, those in which the layer learned.
    std::vector<std::int64_t> steps;

    std::vector<double> means() const; ///< one per layer; NaN for a layer without a summed step

    bool operator==(const StepMeasureSums&) const = default;
};

/// Progress within the current epoch, and the best epoch so far.
struct TrainingProgress {
    std::int64_t bestEpoch = 0;
    double bestAccuracy = -1;
    std::int64_t epochSteps = 0;
    std::int64_t epochImages = 0;
    std::vector<LayerScore> sums; ///< one entry per layer; empty before an epoch's first step
    std::vector<StepMeasureSums> measures = {}; ///< empty before an epoch's first step
    /// Number of the run's interventions that change training which the state contains.
    std::int64_t interventions = 0;
    /// Per layer: the epoch with the highest validation accuracy, and that accuracy; empty before
    /// the first epoch ends.
    std::vector<std::int64_t> layerBestEpochs = {};
    std::vector<double> layerBestAccuracies = {};

    bool operator==(const TrainingProgress&) const = default;
};

/// A parsed checkpoint. The views point into its bytes.
struct CheckpointContent {
    std::vector<TensorView> tensors;          ///< weights, projections and the optimizer's state
    std::vector<std::int64_t> optimizerSteps; ///< one entry per layer
    std::optional<TrainingProgress> progress = {}; ///< not set in checkpoints of the first versions
};

/// The tensors and sizes that a network's checkpoints must have.
struct CheckpointLayout {
    std::vector<TensorInfo> tensors; ///< weights, projections and the optimizer's state
    std::size_t layers = 0;
    /// Number of training images, to check the progress; nothing if the data are not loaded.
    std::optional<std::int64_t> trainImages = {};
    int batch = 1; ///< images per step; the last step of an epoch may have fewer
};

/// A run's network as the store describes it, for computing its CheckpointLayout without LibTorch.
struct StoredNetwork {
    std::string method; ///< as the experiment names it
    bool trainsProjection = false;
    std::vector<LayerInfo> layers;
    int imageChannels = 0;
    int classes = 0;
    int batch = 1;
};

/// The layout of a run's checkpoints. Throws Error if a layer has a value that is out of range.
CheckpointLayout checkpointLayoutOf(const StoredNetwork& network);

/// Reads a checkpoint of this or an old version. Checks everything that can be checked without the
/// network: names are known and unique, numbers finite, counts not negative. Throws Error with one
/// line.
CheckpointContent readCheckpointContent(std::string_view bytes);

/// Throws Error unless the content has exactly the tensors of the layout, with their types and
/// shapes.
void requireTensors(const CheckpointContent& content, const CheckpointLayout& layout);
/// Throws Error unless the progress and the numbers of updates are possible for a checkpoint that
/// was taken after `epoch` epochs and `step` steps.
void requireConsistentProgress(const CheckpointContent& content, const CheckpointLayout& layout,
                               int epoch, std::int64_t step);

/// The end of a message about an unusable checkpoint: what the user can do.
constexpr const char* kCheckpointRemedy = "; branch off an earlier one (--branch ID@EPOCH)";

/// Upper bound of the size in bytes of a checkpoint with this layout, in this or an old version.
std::size_t largestCheckpoint(const CheckpointLayout& layout);

/// The beginning of a checkpoint, up to the elements of `tensors`, which the caller must append in
/// this order.
std::string beginCheckpoint(const std::vector<TensorInfo>& tensors,
                            const std::vector<std::int64_t>& optimizerSteps,
                            const TrainingProgress& progress);
/// Encodes a checkpoint in the current format, whatever format it was read from.
std::string toBytes(const CheckpointContent& content);

} // namespace asge
