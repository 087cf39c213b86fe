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

// What the bytes of a checkpoint hold. They are a safetensors container (safetensors.h) with the
// metadata {"format": "asge-checkpoint", "version": "1"} and these tensors, L counting from 1:
//
//   layerL_weight           F32 C_out × C_in × 3 × 3
//   layerL_bias             F32 C_out
//   layerL_projection       F32 rows × features
//   layerL_projection_bias  F32 rows
//   layerL_T_mean, layerL_T_square for each trained T of these: the optimizer's state, F32 like T
//   optimizer_steps         I64 layers: updates so far
//   progress_best_epoch     I64 1: the epoch with the best accuracy on validation images, or 0
//   progress_best_accuracy  F64 1: of that epoch, a fraction; -1 if there is none
//   progress_epoch_steps    I64 1: steps of the epoch under way
//   progress_epoch_images   I64 1: images of these steps
//   progress_loss_sums      F64 layers: Σ loss · images over these steps
//   progress_accuracy_sums  F64 layers: Σ accuracy · images over these steps
//   progress_KEY_sums       F64 layers: Σ over these steps of the metric KEY, a mean over steps
//   progress_KEY_steps      I64 layers: of how many steps
//
// The last two are there for each metric that was measured inside the epoch under way. Those of a
// metric that this version doesn't know are ignored.
//
// The checkpoints of earlier versions (old_checkpoint.h) hold the same, the progress as one row of
// numbers.

/// Sums over the steps of an epoch of a metric whose value is the mean over the steps.
struct StepMeasureSums {
    MetricId metric = MetricId::loss;
    std::vector<double> sums;        ///< one per layer
    std::vector<std::int64_t> steps; ///< that were summed: those in which the layer learned

    std::vector<double> means() const; ///< NaN of a layer without a step

    bool operator==(const StepMeasureSums&) const = default;
};

/// How far a training is inside its epoch and with its best epoch.
struct TrainingProgress {
    std::int64_t bestEpoch = 0;
    double bestAccuracy = -1;
    std::int64_t epochSteps = 0;
    std::int64_t epochImages = 0;
    std::vector<LayerScore> sums; ///< one entry per layer; empty before an epoch's first step
    std::vector<StepMeasureSums> measures = {}; ///< likewise

    bool operator==(const TrainingProgress&) const = default;
};

/// A checkpoint that has been read; the views point into its bytes.
struct CheckpointContent {
    std::vector<TensorView> tensors;          ///< weights, projections and the optimizer's state
    std::vector<std::int64_t> optimizerSteps; ///< one entry per layer
    std::optional<TrainingProgress> progress = {}; ///< nothing in the first versions' checkpoints
};

/// What a network expects of its checkpoints.
struct CheckpointFrame {
    std::vector<TensorInfo> tensors; ///< weights, projections and the optimizer's state
    std::size_t layers = 0;
    /// Of the data, to compare the progress with; nothing if they are not at hand.
    std::optional<std::int64_t> trainImages = {};
    int batch = 1; ///< images of a step; the last step of an epoch may have fewer
};

/// What the store knows of a run's network, for a frame without LibTorch.
struct StoredNetwork {
    std::string method; ///< as the experiment names it
    bool trainsProjection = false;
    std::vector<LayerInfo> layers;
    int imageChannels = 0;
    int classes = 0;
    int batch = 1;
};

/// The frame of a run's checkpoints. Throws Error if a layer has numbers that are out of range.
CheckpointFrame frameOf(const StoredNetwork& network);

/// Reads a checkpoint of either form. All values are checked that can be without its network: known
/// names once, finite numbers, counts from 0 up. Throws Error with one line.
CheckpointContent readCheckpointContent(std::string_view bytes);

/// Throws Error unless the content has exactly the tensors that the frame names, each of its type
/// and shape.
void requireTensors(const CheckpointContent& content, const CheckpointFrame& frame);
/// Throws Error unless a run can have this progress, and these updates, that took the checkpoint
/// after `epoch` epochs and `step` steps.
void requireMoment(const CheckpointContent& content, const CheckpointFrame& frame, int epoch,
                   std::int64_t step);

/// What the user can do about a checkpoint that can't be used; the end of a message.
constexpr const char* kCheckpointRemedy = "; branch off an earlier one (--branch ID@EPOCH)";

/// The most bytes that a checkpoint with this frame can have, in either form.
std::size_t largestCheckpoint(const CheckpointFrame& frame);

/// The beginning of a checkpoint, up to the elements of `tensors`, which are to be appended in this
/// order.
std::string beginCheckpoint(const std::vector<TensorInfo>& tensors,
                            const std::vector<std::int64_t>& optimizerSteps,
                            const TrainingProgress& progress);
/// A checkpoint as bytes of the newest form, whatever form it was read from.
std::string toBytes(const CheckpointContent& content);

} // namespace asge
