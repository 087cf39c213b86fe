// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/control/control.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/train/batch_stream.h"
#include "core/learn/train/epoch_sums.h"
#include "core/learn/train/network_observer.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/trainer.h"
#include "core/learn/train/training_hooks.h"
#include "core/run/events.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

namespace asge {

/// Trains a network on a data set: epochs of steps, evaluations, probes and checkpoints.
class Training {
  public:
    /// `data` must outlive the training.
    Training(const Experiment& experiment, const DataSet& data, const at::Device& device);

    const Experiment& experiment() const { return experiment_; }
    at::Device device() const { return train_.device(); }
    const Network& network() const { return trainer_.network(); }
    const ProbeImages& probeImages() const { return probeImages_; }
    int stepsPerEpoch() const; ///< the last step of an epoch may have fewer images

    /// Continues from a checkpoint of a training of the same experiment. On the CPU the training
    /// then does bit for bit what that one would have done; a GPU's libraries do not fix the order
    /// of sums. `seconds` is the training time until the checkpoint. `branched` says that the
    /// checkpoint's run is a branch, whose steps continue its parent's. Throws Error, and leaves
    /// the training unchanged, if the checkpoint is damaged, has another network's shape, or has an
    /// epoch and step that this training never reaches.
    void resume(const Checkpoint& checkpoint, double seconds, bool branched = false);
    /// Continues from a checkpoint of a training of `origin`, another experiment whose network has
    /// the same shape. The optimizer's state is kept if both have the same optimizer. Throws
    /// BadInput for settings that can't differ between the two, and Error as resume() does.
    void branchFrom(const Checkpoint& checkpoint, const Experiment& origin);

    /// Trains until the last epoch, until train.patience is exhausted, or until stopped. Returns
    /// false if stopped or ended by onBegin; checkpoint() then has the state that was reached.
    /// Throws Error "epoch E, step S: …" if the training has diverged.
    bool run(TrainingControl& control, const TrainingHooks& hooks);

    /// Why the training ended before its last epoch; empty if it did not, or was stopped.
    const std::string& earlyEnd() const { return earlyEnd_; }

    /// The current state. Equal states give equal bytes: they hold no times. Throws Error "epoch E,
    /// step S: layer L: …" if the training has diverged, so that there are no checkpoints from
    /// which nothing can be learned.
    Checkpoint checkpoint();
    std::int64_t steps() const { return step_; } ///< finished
    bool isInsideEpoch() const { return epochSteps_ > 0; }
    /// Training time: pauses, and time in which the process was not running, do not count.
    double seconds() const { return seconds_; }
    /// The steps' time per phase since the last call.
    PhaseSeconds takePhases() { return trainer_.takePhases(); }
    double probeSeconds() const { return probeSeconds_; } ///< of all probes so far

  private:
    bool begin(const TrainingControl& control, const TrainingHooks& hooks);
    bool trainEpoch(TrainingControl& control, const TrainingHooks& hooks);
    bool trainBatches(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// Returns false if the training was stopped while it waited for the batch.
    bool step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// Calls onStep for steps whose scores are available; with `all`, for every step taken.
    void reportSteps(bool all, const TrainingHooks& hooks);
    void probeIfAffordable(const TrainingHooks& hooks);
    void checkpointIfDue(const TrainingHooks& hooks);
    bool finishEpoch(TrainingControl& control, const TrainingHooks& hooks);
    EpochEvent epochEvent(const Evaluation& validation, const Evaluation& test) const;
    /// The progress within the epoch, which checkpoint() keeps.
    TrainingProgress progress() const;
    /// The progress that a checkpoint keeps. `batch` is its experiment's; `images` is its number of
    /// training images, or nothing if its data were other ones. Throws Error if no training of that
    /// experiment can have such progress.
    TrainingProgress readProgress(const CheckpointContent& content, const Checkpoint& checkpoint,
                                  int batch, std::optional<std::int64_t> images) const;
    void setProgress(const Checkpoint& checkpoint, TrainingProgress progress);
    /// Throws Error if a weight, the optimizer's state, or the loss on the probe images is not
    /// finite.
    void requireFiniteTraining();
    /// The step that the learning rate schedule is at; differs from step_ after a branch.
    std::int64_t scheduleStep() const;
    /// Keeps the best epoch; ends the training early if accuracy has not improved for
    /// train.patience epochs.
    void endIfStalled(double validationAccuracy);
    /// Waits while the training is paused. Returns false if it is stopped.
    bool waitWhilePaused(TrainingControl& control, const TrainingHooks& hooks) const;
    ProbeSnapshotPtr snapshot();
    /// Runs `work` and adds its duration to the training time and to `part`.
    template <typename Work>
    auto timed(double& part, Work&& work);

    const Experiment experiment_;
    Batches train_;
    Batches validation_;
    Batches test_;
    Trainer trainer_;
    NetworkObserver observer_;
    ProbeImages probeImages_;
    Batch probeBatch_;
    LearningRates rates_;

    bool hasBegun_ = false;
    int epoch_ = 0;               ///< finished epochs
    std::int64_t epochSteps_ = 0; ///< finished steps of the current epoch
    EpochSums sums_;              ///< of the current epoch
    std::chrono::steady_clock::time_point lastCheckpoint_;
    int bestEpoch_ = 0;        ///< the first epoch with the best validation accuracy
    double bestAccuracy_ = -1; ///< validation accuracy of that epoch
    std::string earlyEnd_;
    std::int64_t step_ = 0;
    std::deque<int> unreported_; ///< images of each step whose scores are not available yet
    RunningClock clock_;
    double seconds_ = 0;
    double probeSeconds_ = 0;
    double nextProbe_ = 0; ///< training time from which the next live probe is within the budget
};

/// Makes a Training on the device. Throws BadInput if memory does not suffice, and what
/// withDeviceErrors throws.
std::unique_ptr<Training> makeTraining(const Experiment& experiment, const DataSet& data,
                                       const at::Device& device);

} // namespace asge
