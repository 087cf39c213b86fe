#pragma once

#include "core/compute/lane_pass.h"
#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/model/prediction.h"
#include "core/probe/snapshot.h"
#include "core/store/records.h"
#include "core/train/batch_stream.h"
#include "core/train/control.h"
#include "core/train/events.h"
#include "core/train/schedule.h"
#include "core/train/trainer.h"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>

namespace asge {

/// The device that `device` of an experiment names; "auto" is the first CUDA device if there is
/// one. Throws BadInput "device: …" for one that is not in this machine.
at::Device resolveDevice(const std::string& name);
/// Lets LibTorch compute in it. Throws BadInput "compute.precision: …" where the device can't.
void usePrecision(Precision precision, const at::Device& device);
/// How many threads `threads` of an experiment means: 0 is one a core, which is also the most.
int threadCount(int threads);
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
    /// See core/probe/probe.h.
    ProbeSnapshot probe(const Batch& images, int samples);
    /// Threads that share the images of a pass.
    int lanes() const { return pass_ ? pass_->lanes() : 1; }

  private:
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
    std::function<void(const StepEvent&)> onStep;
    std::function<void(ProbeSnapshotPtr)> onProbe; ///< live ones; leave empty for none
    /// Training goes on when it returns.
    std::function<void(const EpochEvent&, ProbeSnapshotPtr, Checkpoint)> onEpoch;
    std::function<void(const Intervention&)> onIntervention; ///< "pause" and "resume"
};

/// Trains a network on a data set: epochs of batches, evaluation, probes, events.
class Training {
  public:
    /// `data` must outlive it.
    Training(const Experiment& experiment, const DataSet& data, const at::Device& device);

    const Network& network() const { return trainer_.network(); }
    const ProbeImages& probeImages() const { return probeImages_; }
    int stepsPerEpoch() const; ///< the last, smaller batch counts

    /// Until the last epoch, or until train.patience is at its end, or until stopped; false where
    /// stopped. What was reached is then in checkpoint(). Throws Error "epoch E, step S: …" where
    /// training can't go on.
    bool run(TrainingControl& control, const TrainingHooks& hooks);

    /// Why training ended before its last epoch; empty where it didn't, or was stopped.
    const std::string& earlyEnd() const { return earlyEnd_; }

    Checkpoint checkpoint() const;
    double seconds() const { return seconds_; } ///< training time, pauses not counted
    /// Where the steps' time went since the last call.
    PhaseSeconds takePhases() { return trainer_.takePhases(); }
    double probeSeconds() const { return probeSeconds_; } ///< of all probes so far

  private:
    /// Sums over one epoch.
    struct Tally {
        std::vector<LayerScore> scores;
        int images = 0;
        double stepSeconds = 0;
        double probeSeconds = 0;
        double waitSeconds = 0;
    };

    bool trainEpoch(Tally& tally, TrainingControl& control, const TrainingHooks& hooks);
    /// False where it was stopped while it waited for the batch.
    bool step(BatchStream& batches, Tally& tally, TrainingControl& control,
              const TrainingHooks& hooks);
    /// Tells of the steps whose scores have come; all of them at the end of an epoch.
    void reportSteps(bool all, Tally& tally, const TrainingHooks& hooks);
    void probeIfAffordable(Tally& tally, const TrainingHooks& hooks);
    bool finishEpoch(Tally& tally, TrainingControl& control, const TrainingHooks& hooks);
    /// Ends the run where the held-out images have shown no progress for too long.
    void watchProgress(double validationAccuracy);
    bool proceed(TrainingControl& control, const TrainingHooks& hooks) const;
    ProbeSnapshotPtr snapshot(Tally& tally);
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

    int epoch_ = 0;            ///< finished epochs
    int bestEpoch_ = 0;        ///< the first with the best accuracy on held-out images
    double bestAccuracy_ = -1; ///< of that epoch
    std::string earlyEnd_;
    std::int64_t step_ = 0;
    std::deque<int> unreported_; ///< images of the steps whose scores have not come yet
    double seconds_ = 0;
    double probeSeconds_ = 0;
    double nextProbe_ = 0; ///< training time from which a live probe is affordable again
};

} // namespace asge
