// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training.h"

#include "core/base/cores.h"
#include "core/base/counted.h"
#include "core/base/denormals.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "core/learn/train/device.h"
#include "core/learn/train/probe_images.h"
#include "core/learn/train/training_memory.h"
#include "core/run/score_facts.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

/// The interval, in epochs, of the checkpoints that are kept: about checkpoint.keep of them, evenly
/// spread over the run.
int keptEvery(const Experiment& experiment) {
    const int epochs = experiment.train.epochs;
    const int keep = experiment.checkpoint.keep;
    return keep == 0 ? epochs + 1 : std::max(1, epochs / keep);
}

/// The layer whose validation accuracy says which epoch is the best: the best one, or, if the
/// readouts before the last layer's never learn, the last one.
std::size_t judgedLayer(const Experiment& experiment, const EpochEvent& epoch) {
    const std::size_t layers = experiment.network.layers.size();
    const ScoreFacts facts = scoreFactsOf(toJson(experiment), 0, layers);
    return facts.isTrained(kBestPlace) ? static_cast<std::size_t>(epoch.bestLayer) : layers - 1;
}

std::string rounded(double value) {
    return numberText(std::round(1000 * value) / 1000);
}

/// Runs `check`, and throws Diverged for a NotFinite that it throws.
template <typename Check>
void namingStep(int epoch, std::int64_t step, const Check& check) {
    try {
        check();
    } catch (const NotFinite& found) {
        throw Diverged(epoch, step, found);
    }
}

/// The interventions of a run that change training: those whose effects a checkpoint contains, and
/// the later ones. Throws Error if the checkpoint can't contain as many.
struct ContainedInterventions {
    ContainedInterventions(const std::vector<Intervention>& interventions,
                           const TrainingProgress& progress, const Checkpoint& checkpoint)
        : contained(effective(interventions)) {
        const std::int64_t count = progress.interventions;
        if (count > std::ssize(contained) ||
            (count > 0 && contained[static_cast<std::size_t>(count - 1)].step > checkpoint.step)) {
            throw Error("it contains " + counted(count, "intervention") +
                        ", but the run has others until that step");
        }
        later.assign(contained.begin() + count, contained.end());
        contained.resize(static_cast<std::size_t>(count));
    }

    std::vector<Intervention> contained;
    std::vector<Intervention> later;
};

} // namespace

Diverged::Diverged(int epoch, std::int64_t step, const NotFinite& found)
    : Error("epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " +
            found.what()),
      epoch_(epoch), step_(step), layer_(found.layer()) {}

Training::Training(const Experiment& experiment, const DataSet& data, const at::Device& device,
                   std::function<RunningClock::Clock::time_point()> now)
    : experiment_(experiment), shape_(imageShapeOf(data)),
      train_(data.train, data.mean, data.inputDivisor, device,
             Augmenter(experiment.augment, static_cast<std::uint64_t>(experiment.train.seed),
                       data.train, data.mean)),
      validation_(data.validation, data.mean, data.inputDivisor, device),
      test_(data.test, data.mean, data.inputDivisor, device),
      trainer_(methodNamed(experiment.method).makeNetwork(experiment, shape_, device),
               stepSettings(experiment, threadCount(experiment.threads))),
      observer_(trainer_.network(), experiment), rates_(experiment, stepsPerEpoch()),
      steering_(experiment), clock_(std::move(now)) {
    const auto indices = probeIndices(data.test, shape_.classes, experiment.probe.batch);
    const int samples = std::min(experiment.probe.samples, static_cast<int>(indices.size()));
    probeImages_ = probeImagesOf(data, indices, samples);
    probeBatch_ = test_.pick(indices);
}

int Training::stepsPerEpoch() const {
    return (train_.count() + experiment_.train.batch - 1) / experiment_.train.batch;
}

template <typename Work>
auto Training::timed(double& part, Work&& work) {
    const double begin = clock_.seconds() - pausedSeconds_;
    struct OnExit {
        Training& training;
        double& part;
        double begin;
        ~OnExit() {
            const double passed = training.clock_.seconds() - training.pausedSeconds_ - begin;
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
    keepGoodState();
    while (epoch_ < steering_.experiment.train.epochs && earlyEnd_.empty()) {
        try {
            if (!runEpoch(control, hooks)) {
                return false;
            }
        } catch (const Diverged& found) {
            recover(found, hooks);
        }
    }
    return begin(control, hooks);
}

bool Training::runEpoch(TrainingControl& control, const TrainingHooks& hooks) {
    if (!trainEpoch(control, hooks) || !begin(control, hooks) || !finishEpoch(control, hooks)) {
        return false;
    }
    epochSteps_ = 0;
    sums_ = {};
    keepState(); // also if a loss has exploded: what is stored must not be lost
    return true;
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
    const Experiment::Train& train = steering_.experiment.train;
    if (train.patience > 0 && epoch_ - bestEpoch_ >= train.patience && epoch_ < train.epochs) {
        earlyEnd_ = "ended early after epoch " + std::to_string(epoch_) +
                    ": no progress on the validation images since epoch " +
                    std::to_string(bestEpoch_);
    }
}

bool Training::trainEpoch(TrainingControl& control, const TrainingHooks& hooks) {
    epochBegin_ = seconds_;
    reportProbeTime(hooks);
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
        if (!step(batches, control, hooks)) {
            return false;
        }
        if (!batches.isDone()) { // at the end of the epoch, finishEpoch() takes one
            checkpointIfDue(hooks);
        }
    }
    return true;
}

std::vector<double> Training::stepRates() const {
    std::vector<double> rates = rates_.at(scheduleStep());
    for (std::size_t i = 0; i < rates.size(); ++i) {
        rates[i] *= steering_.factorOf(i);
    }
    return rates;
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
    keepState();
}

bool Training::step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks) {
    const auto batch = timed(sums_.stepSeconds, [&] { return batches.next(&control); });
    if (!batch || !begin(control, hooks) || !obey(control, hooks)) {
        return false;
    }
    keepGoodStateIfDue(hooks);
    probeIfAffordable(hooks);
    timed(sums_.stepSeconds, [&] { trainer_.step(*batch, {step_, stepRates()}); });
    if (const std::string note = trainer_.takeNote(); !note.empty() && hooks.onNote) {
        hooks.onNote(note);
    }
    ++step_;
    ++epochSteps_;
    unreported_.push_back(static_cast<int>(batch->count));
    reportSteps(false, hooks);
    reportLayerShares(hooks);
    return true;
}

void Training::reportLayerShares(const TrainingHooks& hooks) {
    constexpr double kInterval = 1;
    if (!hooks.onLayerShares || seconds_ < nextLayerShares_) {
        return;
    }
    nextLayerShares_ = seconds_ + kInterval;
    std::vector<double> shares = trainer_.takeLayerSeconds();
    const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (all > 0) {
        for (double& share : shares) {
            share /= all;
        }
        hooks.onLayerShares(shares);
    }
}

void Training::reportSteps(bool all, const TrainingHooks& hooks) {
    std::vector<StepScores> steps;
    timed(sums_.stepSeconds, [&] { steps = trainer_.takeScores(all); });
    for (StepScores& scores : steps) {
        StepEvent event;
        event.epoch = epoch_ + 1;
        event.step = step_ - static_cast<std::int64_t>(unreported_.size()) + 1;
        event.seconds = seconds_;
        try {
            namingStep(event.epoch, event.step, [&] { requireFinite(scores); });
        } catch (const Diverged&) {
            event.layers = std::move(scores.layers);
            if (hooks.onStep) {
                hooks.onStep(event); // curves show where it happened
            }
            throw;
        }
        warnOfExplosion(scores.layers, hooks);
        lastScores_ = scores.layers;
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
    timed(sums_.probeSeconds, [&] {
        *snapshot = observer_.probe(probeBatch_, probeImages_.count);
        snapshot->readouts = readouts_.of(trainer_.network(), experiment_);
    });
    probes_.add(seconds_, sums_.probeSeconds - before);
    snapshot->epoch = epoch_;
    snapshot->step = step_;
    return snapshot;
}

double Training::expectedEpochEnd() const {
    const double perImage = sums_.timedImages > 0 ? sums_.stepSeconds / sums_.timedImages : 0;
    return seconds_ + perImage * (train_.count() - sums_.images);
}

void Training::probeIfAffordable(const TrainingHooks& hooks) {
    const double budget = steering_.experiment.probe.budget;
    if (!hooks.onProbe || !probes_.fitsLive(seconds_, expectedEpochEnd(), budget)) {
        return;
    }
    reportSteps(true, hooks); // else the probe's time would include steps that a GPU has queued
    hooks.onProbe(snapshot());
    reportProbeTime(hooks);
}

ProbeSnapshotPtr Training::snapshotOfEpoch(const TrainingHooks& hooks) {
    const double budget = steering_.experiment.probe.budget;
    if (probes_.fits(seconds_, budget)) {
        return snapshot();
    }
    if (budget > 0 && hooks.onNote && !std::exchange(notedSkip_, true)) {
        hooks.onNote("maps are kept for some epochs only: a probe takes " +
                     rounded(probes_.lastCost()) + " s, and probe.budget allows " +
                     rounded(100 * budget) + " % of the training time");
    }
    return nullptr;
}

void Training::reportProbeTime(const TrainingHooks& hooks) const {
    if (hooks.onProbeTime) {
        hooks.onProbeTime({epochBegin_, sums_.probeSeconds});
    }
}

bool Training::finishEpoch(TrainingControl& control, const TrainingHooks& hooks) {
    double evaluation = 0;
    const auto measure = [&](const Batches& images) {
        return timed(evaluation, [&] {
            return observer_.evaluate(images, &control,
                                      [&] { return obeyInEvaluation(control, hooks); });
        });
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
    freezeStalled(validation->layers, hooks);
    EpochEvent event = epochEvent(*validation, *test);
    event.values.setRun(MetricId::learningRate, rate);
    endIfStalled(validation->layers[judgedLayer(experiment_, event)].accuracy);
    const ProbeSnapshotPtr maps = snapshotOfEpoch(hooks);
    warnOfChance(event, hooks);
    if (maps) {
        warnOfDeadChannels(*maps, hooks);
    }
    event.seconds = seconds_;
    event.values.setRun(MetricId::probeShare,
                        sums_.probeSeconds / (sums_.stepSeconds + sums_.probeSeconds + evaluation));
    if (hooks.onEpoch) {
        epochSteps_ = 0;
        sums_ = {};
        hooks.onEpoch(
            event,
            EpochMeasurements(maps, {countOutcomes(Split::validation, validation->outcomes),
                                     countOutcomes(Split::test, test->outcomes)}),
            checkpoint());
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
    TrainingProgress progress;
    progress.bestEpoch = bestEpoch_;
    progress.bestAccuracy = bestAccuracy_;
    progress.epochSteps = epochSteps_;
    progress.epochImages = sums_.images;
    progress.sums = sums_.scores;
    progress.measures = sums_.measures;
    progress.interventions = std::ssize(applied_);
    progress.layerBestEpochs = layerBestEpochs_;
    progress.layerBestAccuracies = layerBestAccuracies_;
    return progress;
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

void Training::setProgress(int epoch, std::int64_t step, TrainingProgress progress) {
    epoch_ = epoch;
    step_ = step;
    bestEpoch_ = static_cast<int>(progress.bestEpoch);
    bestAccuracy_ = progress.bestAccuracy;
    epochSteps_ = progress.epochSteps;
    sums_ = {};
    sums_.images = static_cast<int>(progress.epochImages);
    sums_.scores = std::move(progress.sums);
    sums_.measures = std::move(progress.measures);
    layerBestEpochs_ = std::move(progress.layerBestEpochs);
    layerBestAccuracies_ = std::move(progress.layerBestAccuracies);
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

void Training::resume(const Checkpoint& checkpoint, double seconds,
                      const std::vector<Intervention>& interventions, bool branched) {
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        readProgress(content, checkpoint, experiment_.train.batch, train_.count());
    const ContainedInterventions known(interventions, progress, checkpoint);
    const int epochs = steeringAfter(experiment_, known.contained).experiment.train.epochs;
    if (checkpoint.epoch > epochs) {
        throw Error("its epoch, " + std::to_string(checkpoint.epoch) +
                    ", is beyond the last one, " + std::to_string(epochs));
    }
    const std::int64_t step =
        std::int64_t{checkpoint.epoch} * stepsPerEpoch() + progress.epochSteps;
    if (!branched && checkpoint.step != step) {
        throw Error("its step is " + std::to_string(checkpoint.step) +
                    ", but its progress ends at step " + std::to_string(step));
    }
    trainer_.restore(content);
    setProgress(checkpoint.epoch, checkpoint.step, std::move(progress));
    seconds_ = seconds;
    probes_ = ProbeLedger(seconds);
    takeOver(known.contained);
    repeats_.assign(known.later.begin(), known.later.end());
    remember(interventions);
}

void Training::repeat(const std::vector<Intervention>& interventions) {
    const auto all = effective(interventions);
    repeats_.assign(all.begin(), all.end());
    remember(interventions);
}

std::vector<Intervention> Training::branchFrom(const Checkpoint& checkpoint,
                                               const Experiment& origin,
                                               const std::vector<Intervention>& interventions) {
    const Experiment& own = experiment_;
    const bool sameOptimizer = own.optimizer.name == origin.optimizer.name &&
                               own.projection.training == origin.projection.training;
    const bool sameData = own.data == origin.data;
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        readProgress(content, checkpoint, origin.train.batch,
                     sameData ? std::optional<std::int64_t>(train_.count()) : std::nullopt);
    std::vector<Intervention> inherited =
        ContainedInterventions(interventions, progress, checkpoint).contained;
    std::erase_if(inherited, [&](const Intervention& each) {
        const std::string setting(factsOf(findCommand(each.kind).value()).setting);
        return !setting.empty() && settingText(own, setting) != settingText(origin, setting);
    });
    const int epochs = steeringAfter(own, inherited).experiment.train.epochs;
    if (checkpoint.epoch >= epochs) {
        throw BadInput("train.epochs: must be more than the " + std::to_string(checkpoint.epoch) +
                       " epochs finished at the checkpoint, is " + std::to_string(epochs));
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
    setProgress(checkpoint.epoch, checkpoint.step, std::move(progress));
    takeOver(inherited);
    return inherited;
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
