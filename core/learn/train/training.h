// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/control/control.h"
#include "core/control/steering.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/probe/readouts.h"
#include "core/learn/train/batch_stream.h"
#include "core/learn/train/epoch_sums.h"
#include "core/learn/train/network_observer.h"
#include "core/learn/train/probe_ledger.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/trainer.h"
#include "core/learn/train/training_hooks.h"
#include "core/run/events.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// A training has diverged: a value of a layer is not finite.
class Diverged : public Error {
  public:
    Diverged(int epoch, std::int64_t step, const NotFinite& found);

    int epoch() const { return epoch_; }
    std::int64_t step() const { return step_; }
    std::size_t layer() const { return layer_; } ///< from 0

  private:
    int epoch_;
    std::int64_t step_;
    std::size_t layer_;
};

/// Trains a network on a data set: epochs of steps, evaluations, probes and checkpoints.
class Training {
  public:
    /// `data` must outlive the training, whose time is measured with the clock `now`.
    Training(const Experiment& experiment, const DataSet& data, const at::Device& device,
             std::function<RunningClock::Clock::time_point()> now = RunningClock::Clock::now);

    const Experiment& experiment() const { return experiment_; }
    at::Device device() const { return train_.device(); }
    const Network& network() const { return trainer_.network(); }
    const ProbeImages& probeImages() const { return probeImages_; }
    int stepsPerEpoch() const; ///< the last step of an epoch may have fewer images

    /// Continues from a checkpoint of a training of the same experiment, whose interventions were
    /// `interventions`: those that the checkpoint does not contain are repeated at their steps. On
    /// the CPU the training
    /// then does bit for bit what that one would have done; a GPU's libraries do not fix the order
    /// of sums. `seconds` is the training time until the checkpoint. `branched` says that the
    /// checkpoint's run is a branch, whose steps continue its parent's. Throws Error, and leaves
    /// the training unchanged, if the checkpoint is damaged, has another network's shape, or has an
    /// epoch and step that this training never reaches.
    void resume(const Checkpoint& checkpoint, double seconds,
                const std::vector<Intervention>& interventions = {}, bool branched = false);
    /// Repeats the interventions of a run that has no checkpoint from its beginning.
    void repeat(const std::vector<Intervention>& interventions);
    /// Continues from a checkpoint of a training of `origin`, another experiment whose network has
    /// the same shape. The optimizer's state is kept if both have the same optimizer. Throws
    /// BadInput for settings that can't differ between the two, and Error as resume() does.
    /// `interventions` are those of the checkpoint's run. Returns those that the training takes
    /// over: the ones that the checkpoint contains, except changes of settings that differ between
    /// the experiments.
    std::vector<Intervention> branchFrom(const Checkpoint& checkpoint, const Experiment& origin,
                                         const std::vector<Intervention>& interventions = {});

    /// Trains until the last epoch, until train.patience is exhausted, or until stopped. Returns
    /// false if stopped or ended by onBegin; checkpoint() then has the state that was reached.
    /// Throws Error "epoch E, step S: …" if the training has diverged and the experiment or the
    /// method leaves no remedy; the state is then the last good one.
    bool run(TrainingControl& control, const TrainingHooks& hooks);

    /// The command that stopped the training; nothing if something else did.
    const std::optional<CommandRequest>& stopCommand() const { return stopCommand_; }
    /// What interventions have done so far.
    const Steering& steering() const { return steering_; }
    /// Why the training ended before its last epoch; empty if it did not, or was stopped.
    const std::string& earlyEnd() const { return earlyEnd_; }

    /// The current state. Equal states give equal bytes: they hold no times. Throws Error "epoch E,
    /// step S: layer L: …" if the training has diverged, so that there are no checkpoints from
    /// which nothing can be learned.
    Checkpoint checkpoint();
    /// The state with which a stopped run ends: checkpoint(), or, if the training has diverged, the
    /// last good state, to which it goes back.
    Checkpoint lastState(const TrainingHooks& hooks);
    std::int64_t steps() const { return step_; } ///< finished
    bool isInsideEpoch() const { return epochSteps_ > 0; }
    /// Training time: pauses, and time in which the process was not running, do not count.
    double seconds() const { return seconds_; }
    /// The steps' time per phase since the last call.
    PhaseSeconds takePhases() { return trainer_.takePhases(); }
    double probeSeconds() const { return probes_.spent(); } ///< of all probes so far

  private:
    bool begin(const TrainingControl& control, const TrainingHooks& hooks);
    bool runEpoch(TrainingControl& control, const TrainingHooks& hooks);
    bool trainEpoch(TrainingControl& control, const TrainingHooks& hooks);
    bool trainBatches(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// Returns false if the training was stopped while it waited for the batch.
    bool step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks);
    /// Calls onStep for steps whose scores are available; with `all`, for every step taken.
    void reportSteps(bool all, const TrainingHooks& hooks);
    void probeIfAffordable(const TrainingHooks& hooks);
    /// The maps at the end of an epoch; null if the budget does not allow a probe.
    ProbeSnapshotPtr snapshotOfEpoch(const TrainingHooks& hooks);
    void reportProbeTime(const TrainingHooks& hooks) const;
    void reportLayerShares(const TrainingHooks& hooks);
    /// The training time at which the steps of the current epoch will end.
    double expectedEpochEnd() const;
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
    /// Throws Error if a weight, the optimizer's state, or the loss on the probe images is not
    /// finite.
    void requireFiniteTraining();
    /// The step that the learning rate schedule is at; differs from step_ after a branch.
    std::int64_t scheduleStep() const;
    /// The learning rates of the next step.
    std::vector<double> stepRates() const;
    /// Keeps the best epoch; ends the training early if accuracy has not improved for
    /// train.patience epochs.
    void endIfStalled(double validationAccuracy);

    // Commands (training_commands.cpp).
    /// Takes the waiting commands, and waits for more while the training is paused. Returns false
    /// if it is stopped.
    bool obey(TrainingControl& control, const TrainingHooks& hooks);
    /// The same between two batches of an evaluation, for commands that don't change what it
    /// measures: the others wait for its end.
    bool obeyInEvaluation(TrainingControl& control, const TrainingHooks& hooks);
    bool takeCommands(TrainingControl& control, const TrainingHooks& hooks,
                      const TrainingControl::Filter& isWanted);
    void answer(const CommandRequest& request, TrainingControl& control,
                const TrainingHooks& hooks);
    CommandAnswer answerTo(const CommandRequest& request, TrainingControl& control,
                           const TrainingHooks& hooks);
    /// Carries out a command that does not change training.
    void direct(const CommandRequest& request, TrainingControl& control,
                const TrainingHooks& hooks);
    void setPaused(bool paused, const TrainingHooks& hooks);
    Intervention interventionOf(const Command& command, std::string_view source) const;
    /// Reports an intervention, which is stored when this returns. `command` is as in
    /// TrainingHooks.
    void record(const Intervention& intervention, std::int64_t command, const TrainingHooks& hooks);
    /// Stores an intervention, and lets it take effect.
    void carryOut(const Intervention& intervention, std::int64_t stored,
                  const TrainingHooks& hooks);
    /// Lets an intervention that is stored take effect.
    void takeEffect(const Intervention& intervention);
    /// Repeats the interventions of a resumed run that took effect at this step. With `source`,
    /// only those at the front of the queue that have this source. Returns whether there were any.
    bool repeatDue(std::string_view source = {});
    /// Makes `applied` the interventions that have changed training, without their effects on
    /// weights and projections.
    void takeOver(std::vector<Intervention> applied);
    /// Takes over the settings of steering_.
    void useSettings();
    Layer freshLayer(std::uint64_t stream, int layer, int count) const;
    /// Freezes layers without progress on the validation images, by train.freeze_patience.
    void freezeStalled(const std::vector<LayerScore>& validation, const TrainingHooks& hooks);

    // The guard against values that are not finite (training_guard.cpp).
    /// Keeps the state, to which the guard can go back.
    void keepState();
    /// The same, unless a loss has exploded.
    void keepGoodState();
    void keepGoodStateIfDue(const TrainingHooks& hooks);
    /// Goes back to the last good state, and acts as train.on_nonfinite says. Throws `found` if the
    /// training ends.
    void recover(const Diverged& found, const TrainingHooks& hooks);
    /// The command that lets the training continue after `found`; nothing if there is none.
    std::optional<Command> remedyFor(const Diverged& found) const;
    /// Goes back to the last good state. What commands have done since then is undone.
    void goBack();
    Intervention reportOf(const Diverged& found) const;
    std::string describe(const Diverged& found) const;
    /// Reports an observation of an epoch, once per run and layer.
    void warn(const std::string& kind, int layer, int epoch, std::optional<double> value,
              const std::string& text, const TrainingHooks& hooks);
    /// Takes over what a resumed run has been told or has reported and what does not change
    /// training: the probe budget, and the warnings, which are not repeated.
    void remember(const std::vector<Intervention>& interventions);
    void warnOfExplosion(const std::vector<LayerScore>& scores, const TrainingHooks& hooks);
    void warnOfChance(const EpochEvent& event, const TrainingHooks& hooks);
    void warnOfDeadChannels(const ProbeSnapshot& maps, const TrainingHooks& hooks);
    /// Whether the layer's readout is trained or has a trained layer to read: its accuracy is a
    /// result.
    bool isReadOut(std::size_t layer) const;
    ProbeSnapshotPtr snapshot();
    /// Restores the progress of a checkpoint or of a good state.
    void setProgress(int epoch, std::int64_t step, TrainingProgress progress);
    /// Runs `work` and adds its duration, without pauses, to the training time and to `part`.
    template <typename Work>
    auto timed(double& part, Work&& work);

    const Experiment experiment_; ///< as the run began; steering_ has its changes
    const ImageShape shape_;
    Batches train_;
    Batches validation_;
    Batches test_;
    Trainer trainer_;
    NetworkObserver observer_;
    ReadoutCache readouts_;
    ProbeImages probeImages_;
    Batch probeBatch_;
    LearningRates rates_;

    Steering steering_;
    std::vector<Intervention> applied_; ///< interventions that have changed training
    std::size_t recorded_ = 0;          ///< interventions of the run
    std::deque<Intervention> repeats_;  ///< those of a resumed run that are still to be repeated
    bool paused_ = false;
    std::optional<std::int64_t> pauseAtStep_;
    std::optional<int> pauseAfterEpoch_;
    std::optional<CommandRequest> stopCommand_;
    std::vector<std::int64_t> layerBestEpochs_;
    std::vector<double> layerBestAccuracies_;

    /// A state to which the guard can go back.
    struct GoodState {
        Trainer::State trainer;
        int epoch = 0;
        std::int64_t step = 0;
        TrainingProgress progress;
    };
    GoodState good_;
    std::vector<LayerScore> lastScores_;           ///< of the last step with finite losses
    std::set<std::pair<std::string, int>> warned_; ///< kind and layer

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
    double pausedSeconds_ = 0;   ///< of `clock_`, in which the training waited in an evaluation
    double nextLayerShares_ = 0; ///< training time at which they are reported again
    double epochBegin_ = 0;      ///< training time when the epoch began or was resumed
    ProbeLedger probes_;
    bool notedSkip_ = false; ///< the user knows that epochs are without maps
};

/// Makes a Training on the device. Throws BadInput if memory does not suffice, and what
/// withDeviceErrors throws.
std::unique_ptr<Training> makeTraining(const Experiment& experiment, const DataSet& data,
                                       const at::Device& device);

} // namespace asge
