// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training.h"

#include "core/base/cores.h"
#include "core/base/denormals.h"
#include "core/base/error.h"
#include "core/learn/train/device.h"
#include "core/learn/train/probe_images.h"
#include "core/learn/train/training_memory.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

/// Seconds between live probes: faster updates of the maps could not be followed by eye.
constexpr double kFastestProbe = 0.2;

/// The interval, in epochs, of the checkpoints that are kept: about checkpoint.keep of them, evenly
/// spread over the run.
int keptEvery(const Experiment& experiment) {
    const int epochs = experiment.train.epochs;
    const int keep = experiment.checkpoint.keep;
    return keep == 0 ? epochs + 1 : std::max(1, epochs / keep);
}

/// Runs `check`, and adds the epoch and the step to the message of an Error that it throws.
template <typename Check>
void namingStep(int epoch, std::int64_t step, const Check& check) {
    try {
        check();
    } catch (const Error& error) {
        throw Error("epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " +
                    error.what());
    }
}

} // namespace

Training::Training(const Experiment& experiment, const DataSet& data, const at::Device& device)
    : experiment_(experiment),
      train_(data.train, data.mean, data.inputDivisor, device,
             Augmenter(experiment.augment, static_cast<std::uint64_t>(experiment.train.seed),
                       data.train, data.mean)),
      validation_(data.validation, data.mean, data.inputDivisor, device),
      test_(data.test, data.mean, data.inputDivisor, device),
      trainer_(methodNamed(experiment.method).makeNetwork(experiment, imageShapeOf(data), device),
               stepSettings(experiment, threadCount(experiment.threads))),
      observer_(trainer_.network(), experiment), rates_(experiment, stepsPerEpoch()) {
    const int classes = imageShapeOf(data).classes;
    const auto indices = probeIndices(data.test, classes, experiment.probe.batch);
    const int samples = std::min(experiment.probe.samples, static_cast<int>(indices.size()));
    probeImages_ = probeImagesOf(data, indices, samples);
    probeBatch_ = test_.pick(indices);
}

int Training::stepsPerEpoch() const {
    return (train_.count() + experiment_.train.batch - 1) / experiment_.train.batch;
}

template <typename Work>
auto Training::timed(double& part, Work&& work) {
    const double begin = clock_.seconds();
    struct OnExit {
        Training& training;
        double& part;
        double begin;
        ~OnExit() {
            const double passed = training.clock_.seconds() - begin;
            part += passed;
            training.seconds_ += passed;
        }
    } const onExit{*this, part, begin};
    return work();
}

bool Training::run(TrainingControl& control, const TrainingHooks& hooks) {
    const at::NoGradGuard noGrad;
    const FlushDenormals flush;
    lastCheckpoint_ = Clock::now();
    while (epoch_ < experiment_.train.epochs && earlyEnd_.empty()) {
        if (!trainEpoch(control, hooks) || !begin(control, hooks) || !finishEpoch(control, hooks)) {
            return false;
        }
        epochSteps_ = 0;
        sums_ = {};
    }
    return begin(control, hooks);
}

bool Training::begin(const TrainingControl& control, const TrainingHooks& hooks) {
    if (!hasBegun_ &&
        !control.isStopped()) { // once begun, a training stops after the current batch
        hasBegun_ = !hooks.onBegin || hooks.onBegin();
    }
    return hasBegun_;
}

void Training::endIfStalled(double validationAccuracy) {
    if (validationAccuracy > bestAccuracy_) {
        bestAccuracy_ = validationAccuracy;
        bestEpoch_ = epoch_;
        return;
    }
    const int patience = experiment_.train.patience;
    if (patience > 0 && epoch_ - bestEpoch_ >= patience && epoch_ < experiment_.train.epochs) {
        earlyEnd_ = "ended early after epoch " + std::to_string(epoch_) +
                    ": no progress on the validation images since epoch " +
                    std::to_string(bestEpoch_);
    }
}

bool Training::trainEpoch(TrainingControl& control, const TrainingHooks& hooks) {
    const auto seed = static_cast<std::uint64_t>(experiment_.train.seed);
    std::vector<std::int64_t> order = epochOrder(train_.count(), seed, epoch_);
    const std::int64_t done = epochSteps_ * experiment_.train.batch;
    if (done >= static_cast<std::int64_t>(order.size())) {
        return true; // the checkpoint was taken between the last step and the epoch's evaluation
    }
    order.erase(order.begin(), order.begin() + done);
    BatchStream batches(train_, std::move(order), epoch_, experiment_.train.batch,
                        threadCount(experiment_.threads));
    const bool whole = trainBatches(batches, control, hooks);
    sums_.waitSeconds = batches.waited(observer_.lanes());
    reportSteps(true, hooks);
    return whole;
}

bool Training::trainBatches(BatchStream& batches, TrainingControl& control,
                            const TrainingHooks& hooks) {
    while (!batches.isDone()) {
        if (!waitWhilePaused(control, hooks)) {
            return false;
        }
        if (!step(batches, control, hooks)) {
            return false;
        }
        if (!batches.isDone()) { // at the end of the epoch, finishEpoch() takes one
            checkpointIfDue(hooks);
        }
    }
    return true;
}

std::int64_t Training::scheduleStep() const {
    return static_cast<std::int64_t>(epoch_) * stepsPerEpoch() + epochSteps_;
}

void Training::checkpointIfDue(const TrainingHooks& hooks) {
    const std::chrono::duration<double, std::ratio<60>> interval(experiment_.checkpoint.minutes);
    if (!hooks.onCheckpoint || interval.count() <= 0 || Clock::now() - lastCheckpoint_ < interval) {
        return;
    }
    reportSteps(true, hooks); // the steps of a checkpoint are reported before it
    hooks.onCheckpoint(checkpoint());
    lastCheckpoint_ = Clock::now();
}

bool Training::waitWhilePaused(TrainingControl& control, const TrainingHooks& hooks) const {
    const auto report = [&](const char* kind) {
        if (hooks.onIntervention) {
            hooks.onIntervention({step_, seconds_, kind, {}});
        }
    };
    return control.proceed([&] { report("pause"); }, [&] { report("resume"); });
}

bool Training::step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks) {
    const auto batch = timed(sums_.stepSeconds, [&] { return batches.next(&control); });
    if (!batch || !begin(control, hooks)) {
        return false;
    }
    probeIfAffordable(hooks);
    timed(sums_.stepSeconds, [&] { trainer_.step(*batch, {step_, rates_.at(scheduleStep())}); });
    if (const std::string note = trainer_.takeNote(); !note.empty() && hooks.onNote) {
        hooks.onNote(note);
    }
    ++step_;
    ++epochSteps_;
    unreported_.push_back(static_cast<int>(batch->count));
    reportSteps(false, hooks);
    return true;
}

void Training::reportSteps(bool all, const TrainingHooks& hooks) {
    std::vector<StepScores> steps;
    timed(sums_.stepSeconds, [&] { steps = trainer_.takeScores(all); });
    for (StepScores& scores : steps) {
        StepEvent event;
        event.epoch = epoch_ + 1;
        event.step = step_ - static_cast<std::int64_t>(unreported_.size()) + 1;
        event.seconds = seconds_;
        namingStep(event.epoch, event.step, [&] { requireFinite(scores.layers); });
        sums_.add(scores, unreported_.front());
        unreported_.pop_front();
        event.layers = std::move(scores.layers);
        if (hooks.onStep) {
            hooks.onStep(event);
        }
    }
}

ProbeSnapshotPtr Training::snapshot() {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    const double before = sums_.probeSeconds;
    timed(sums_.probeSeconds,
          [&] { *snapshot = observer_.probe(probeBatch_, probeImages_.count); });
    probeSeconds_ += sums_.probeSeconds - before;
    snapshot->epoch = epoch_;
    snapshot->step = step_;
    return snapshot;
}

void Training::probeIfAffordable(const TrainingHooks& hooks) {
    const double budget = experiment_.probe.budget;
    if (!hooks.onProbe || budget <= 0 || seconds_ < nextProbe_) {
        return;
    }
    reportSteps(true, hooks); // else the probe's time would include steps that a GPU has queued
    const bool first = nextProbe_ == 0;
    const double before = sums_.probeSeconds;
    hooks.onProbe(snapshot());
    const double cost = sums_.probeSeconds - before;
    // The first probe is not charged to the budget, so that maps appear before the first step ends.
    // Its cost includes LibTorch's warm-up and says little about that of the next one.
    nextProbe_ = seconds_ + (first ? kFastestProbe : std::max(kFastestProbe, cost / budget));
}

bool Training::finishEpoch(TrainingControl& control, const TrainingHooks& hooks) {
    double evaluation = 0;
    const auto measure = [&](const Batches& images) {
        return timed(evaluation, [&] { return observer_.evaluate(images, &control); });
    };
    const auto validation = measure(validation_);
    const auto test = validation ? measure(test_) : std::nullopt;
    if (!test) {
        return false;
    }
    // An epoch whose results are not finite must neither become the best one nor be stored.
    namingStep(epoch_ + 1, step_, [&] {
        trainer_.requireFiniteState();
        requireFinite(validation->layers, "the loss on the validation images");
        requireFinite(test->layers, "the loss on the test images");
    });
    const double rate = rates_.base(scheduleStep() - 1);
    ++epoch_;
    EpochEvent event = epochEvent(*validation, *test);
    event.values.setRun(MetricId::learningRate, rate);
    endIfStalled(validation->layers[static_cast<std::size_t>(event.bestLayer)].accuracy);
    const ProbeSnapshotPtr maps = snapshot();
    event.seconds = seconds_;
    event.values.setRun(MetricId::probeShare,
                        sums_.probeSeconds / (sums_.stepSeconds + sums_.probeSeconds + evaluation));
    if (hooks.onEpoch) {
        epochSteps_ = 0;
        sums_ = {};
        hooks.onEpoch(event, maps, checkpoint());
        lastCheckpoint_ = Clock::now();
    }
    return true;
}

EpochEvent Training::epochEvent(const Evaluation& validation, const Evaluation& test) const {
    EpochEvent event;
    event.epoch = epoch_;
    event.step = step_;
    event.bestLayer = validation.bestLayer();
    sums_.addTo(event.values);
    validation.addTo(event.values, Split::validation);
    test.addTo(event.values, Split::test, event.bestLayer);
    return event;
}

TrainingProgress Training::progress() const {
    return {bestEpoch_, bestAccuracy_, epochSteps_, sums_.images, sums_.scores, sums_.measures};
}

TrainingProgress Training::readProgress(const CheckpointContent& content,
                                        const Checkpoint& checkpoint, int batch,
                                        std::optional<std::int64_t> images) const {
    CheckpointLayout layout;
    layout.layers = experiment_.network.layers.size();
    layout.batch = batch;
    layout.trainImages = images;
    requireConsistentProgress(content, layout, checkpoint.epoch, checkpoint.step);
    if (!content.progress) {
        throw Error("it was made by an old version, whose checkpoints lack what resuming needs");
    }
    return *content.progress;
}

void Training::setProgress(const Checkpoint& checkpoint, TrainingProgress progress) {
    epoch_ = checkpoint.epoch;
    step_ = checkpoint.step;
    bestEpoch_ = static_cast<int>(progress.bestEpoch);
    bestAccuracy_ = progress.bestAccuracy;
    epochSteps_ = progress.epochSteps;
    sums_ = {};
    sums_.images = static_cast<int>(progress.epochImages);
    sums_.scores = std::move(progress.sums);
    sums_.measures = std::move(progress.measures);
}

void Training::requireFiniteTraining() {
    const at::NoGradGuard noGrad;
    trainer_.requireFiniteState();
    if (epochSteps_ > 0) { // at the end of an epoch, its evaluation has checked this
        requireFinite(observer_.evaluate(probeBatch_).layers, "the loss on the probe images");
    }
}

Checkpoint Training::checkpoint() {
    namingStep(epochSteps_ > 0 ? epoch_ + 1 : epoch_, step_, [&] { requireFiniteTraining(); });
    Checkpoint state{epoch_, step_, trainer_.save(progress())};
    // Also if the training was stopped at the end of an epoch: this checkpoint replaces the one
    // that the epoch's end stored.
    if (epoch_ > 0 && epochSteps_ == 0) {
        state.best = bestEpoch_ == epoch_;
        state.kept = epoch_ % keptEvery(experiment_) == 0;
    }
    return state;
}

void Training::resume(const Checkpoint& checkpoint, double seconds, bool branched) {
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        readProgress(content, checkpoint, experiment_.train.batch, train_.count());
    if (checkpoint.epoch > experiment_.train.epochs) {
        throw Error("its epoch, " + std::to_string(checkpoint.epoch) +
                    ", is beyond the last one, " + std::to_string(experiment_.train.epochs));
    }
    const std::int64_t step =
        std::int64_t{checkpoint.epoch} * stepsPerEpoch() + progress.epochSteps;
    if (!branched && checkpoint.step != step) {
        throw Error("its step is " + std::to_string(checkpoint.step) +
                    ", but its progress ends at step " + std::to_string(step));
    }
    trainer_.restore(content);
    setProgress(checkpoint, std::move(progress));
    seconds_ = seconds;
}

void Training::branchFrom(const Checkpoint& checkpoint, const Experiment& origin) {
    const Experiment& own = experiment_;
    const bool sameOptimizer = own.optimizer.name == origin.optimizer.name &&
                               own.projection.training == origin.projection.training;
    const bool sameData = own.data == origin.data;
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        readProgress(content, checkpoint, origin.train.batch,
                     sameData ? std::optional<std::int64_t>(train_.count()) : std::nullopt);
    if (checkpoint.epoch >= own.train.epochs) {
        throw BadInput("train.epochs: must be more than the " + std::to_string(checkpoint.epoch) +
                       " epochs finished at the checkpoint, is " +
                       std::to_string(own.train.epochs));
    }
    const bool sameOrder =
        own.train.batch == origin.train.batch && own.train.seed == origin.train.seed && sameData;
    if (progress.epochSteps > 0 && !sameOrder) {
        throw BadInput("train: batch, seed and data can't change within an epoch, and the "
                       "checkpoint was taken after step " +
                       std::to_string(progress.epochSteps) + " of one");
    }
    if (sameOptimizer) {
        trainer_.restore(content);
    } else {
        trainer_.restoreWeights(content);
    }
    setProgress(checkpoint, std::move(progress));
}

std::unique_ptr<Training> makeTraining(const Experiment& experiment, const DataSet& data,
                                       const at::Device& device) {
    if (device.is_cpu()) {
        requireMemory(trainingNeeds(experiment, data, device));
    }
    std::unique_ptr<Training> training;
    withDeviceErrors(experiment, device,
                     [&] { training = std::make_unique<Training>(experiment, data, device); });
    return training;
}

} // namespace asge
