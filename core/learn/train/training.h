// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/control/control.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/model/prediction.h"
#include "core/learn/train/batch_stream.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/trainer.h"
#include "core/run/events.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace asge {

/// Lets this thread's LibTorch operations use as many cores as the experiment says, or one where
/// it computes in lanes, which are threads of their own.
void useThreads(const Experiment& experiment, const Network& network);

/// Shape of a data set's images.
ImageShape shapeOf(const DataSet& data);
/// Positions in the test set of the images that probes look at, spread over the classes: the first
/// of each class, the second of each, and so on, until there are `count`.
std::vector<std::int64_t> probeIndices(const ImageSet& test, int classes, int count);
/// Looks at a network the way that an experiment computes: in lanes on the CPU, else by LibTorch's
/// operations. The network must outlive it.
class Observer {
  public:
    Observer(const Network& network, const Experiment& experiment);

    /// Evaluates in batches; null where `control` was stopped meanwhile.
    std::optional<Evaluation> evaluate(const Batches& images,
                                       const TrainingControl* control = nullptr);
    /// Evaluates one batch.
    Evaluation evaluate(const Batch& images);
    /// See core/learn/probe/probe.h.
    ProbeSnapshot probe(const Batch& images, int samples);
    /// Threads that share the images of a pass.
    int lanes() const { return pass_ ? pass_->lanes() : 1; }

  private:
    void add(Evaluator& evaluator, const Network& network, const BatchSource& images);
    at::ScalarType type() const;
    /// As the convolutions want them.
    Batch typed(const Batch& images) const;

    const Method& method_;
    const Network& network_;
    const Precision precision_;
    const int threads_;
    std::optional<LanePass> pass_; ///< empty: LibTorch's operations
};

/// Receives what happens, on the training thread.
struct TrainingHooks {
    /// Once, when the first batch has been read, before anything is trained or probed; if there is
    /// nothing left to train on, before what comes instead. False ends the training.
    std::function<bool()> onBegin;
    std::function<void(const StepEvent&)> onStep;
    std::function<void(ProbeSnapshotPtr)> onProbe; ///< live ones; leave empty for none
    /// Training goes on when it returns.
    std::function<void(const EpochEvent&, ProbeSnapshotPtr, Checkpoint)> onEpoch;
    /// Inside an epoch, after every checkpoint.minutes; leave empty for none.
    std::function<void(Checkpoint)> onCheckpoint;
    std::function<void(const Intervention&)> onIntervention; ///< "pause" and "resume"
    std::function<void(const std::string&)> onNote;          ///< what the user should know
};

/// Trains a network on a data set: epochs of batches, evaluation, probes, events.
class Training {
  public:
    /// `data` must outlive it.
    Training(const Experiment& experiment, const DataSet& data, const at::Device& device);

    const Experiment& experiment() const { return experiment_; }
    at::Device device() const { return train_.device(); }
    const Network& network() const { return trainer_.network(); }
    const ProbeImages& probeImages() const { return probeImages_; }
    int stepsPerEpoch() const; ///< the last, smaller batch counts

    /// Goes on from a checkpoint of a training with the same experiment: on the CPU from then on it
    /// does bit for bit what that training would have done; a GPU's libraries add in any order.
    /// `seconds` is the training time until then; `branched`: that training was a branch, which
    /// counts on from its parent's steps. Throws Error, and has changed nothing, if the checkpoint
    /// is damaged, of another network, or of a moment that this training never comes to.
    void resume(const Checkpoint& checkpoint, double seconds, bool branched = false);
    /// Goes on from a checkpoint of a training of another experiment, `origin`, whose network has
    /// the same shape. The optimizer's state is taken along where it is of the same kind. Throws
    /// BadInput for settings that can't change there, and as resume does.
    void branchFrom(const Checkpoint& checkpoint, const Experiment& origin);

    /// Until the last epoch, or until train.patience is at its end, or until stopped; false if
    /// stopped, or ended by onBegin. What was reached is then in checkpoint(). Throws Error "epoch
    /// E, step S: …" where training can't go on.
    bool run(TrainingControl& control, const TrainingHooks& hooks);

    /// Why training ended before its last epoch; empty where it didn't, or was stopped.
    const std::string& earlyEnd() const { return earlyEnd_; }

    /// Equal states give equal bytes: no time is in them. Throws Error "epoch E, step S: layer L:
    /// …" if the training has diverged, so that no checkpoint is ever one to go on from in vain.
    Checkpoint checkpoint();
    std::int64_t steps() const { return step_; } ///< finished
    bool isInsideEpoch() const { return epochSteps_ > 0; }
    double seconds() const {
        return seconds_;
    } ///< training time: no pauses, and only while the process ran
    /// Where the steps' time went since the last call.
    PhaseSeconds takePhases() { return trainer_.takePhases(); }
    double probeSeconds() const { return probeSeconds_; } ///< of all probes so far

  private:
    /// Sums over one epoch.
    struct Tally {
        std::vector<LayerScore> scores;
        std::vector<StepMeasureSums> measures;
        int images = 0;
        int timedImages = 0; ///< of those that stepSeconds were spent on: not from before a resume
        double stepSeconds = 0;
        double probeSeconds = 0;
        double waitSeconds = 0;
    };

    bool begin(const TrainingControl& control, const TrainingHooks& hooks);
    bool trainEpoch(TrainingControl& control, const TrainingHooks& hooks);
    bool trainBatches(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// False where it was stopped while it waited for the batch.
    bool step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// Tells of the steps whose scores have come; with `all` of all that were done.
    void reportSteps(bool all, const TrainingHooks& hooks);
    void addToTally(const std::vector<LayerScore>& scores, int images);
    void addToTally(const std::vector<StepMeasure>& measures);
    void probeIfAffordable(const TrainingHooks& hooks);
    void checkpointIfDue(const TrainingHooks& hooks);
    bool finishEpoch(TrainingControl& control, const TrainingHooks& hooks);
    EpochEvent epochEvent(const Evaluation& validation, const Evaluation& test) const;
    /// Where the epoch has come to, as checkpoint() keeps it.
    TrainingProgress progress() const;
    /// Of a checkpoint of an experiment with this batch; of the same data, unless `images` is
    /// empty. Throws Error if it is of no moment that such a training comes to.
    TrainingProgress progressOf(const CheckpointContent& content, const Checkpoint& checkpoint,
                                int batch, std::optional<std::int64_t> images) const;
    void goOn(const Checkpoint& checkpoint, TrainingProgress progress);
    /// Weights, optimizer's state and the losses on some images: throws Error if one is not finite.
    void requireSound();
    /// Of the schedule: steps of this experiment's epochs, also after a branch off others.
    std::int64_t scheduleStep() const;
    /// Ends the run if the validation images have shown no progress for too long.
    void watchProgress(double validationAccuracy);
    bool proceed(TrainingControl& control, const TrainingHooks& hooks) const;
    ProbeSnapshotPtr snapshot();
    /// Runs `work` and adds the time it takes to the run's and to `part`.
    template <typename Work>
    auto timed(double& part, Work&& work);

    const Experiment experiment_;
    Batches train_;
    Batches validation_;
    Batches test_;
    Trainer trainer_;
    Observer observer_;
    ProbeImages probeImages_;
    Batch probeBatch_;
    LearningRates rates_;

    bool hasBegun_ = false;
    int epoch_ = 0;               ///< finished epochs
    std::int64_t epochSteps_ = 0; ///< steps of the epoch under way
    Tally tally_;                 ///< of the epoch under way
    std::chrono::steady_clock::time_point lastCheckpoint_;
    int bestEpoch_ = 0;        ///< the first with the best accuracy on validation images
    double bestAccuracy_ = -1; ///< of that epoch
    std::string earlyEnd_;
    std::int64_t step_ = 0;
    std::deque<int> unreported_; ///< images of the steps whose scores have not come yet
    RunningClock clock_;
    double seconds_ = 0;
    double probeSeconds_ = 0;
    double nextProbe_ = 0; ///< training time from which a live probe is affordable again
};

/// A Training on the device. Throws as withDeviceErrors, for lack of memory say.
std::unique_ptr<Training> makeTraining(const Experiment& experiment, const DataSet& data,
                                       const at::Device& device);

} // namespace asge
