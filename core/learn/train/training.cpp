// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/training.h"

#include "core/base/cores.h"
#include "core/base/denormals.h"
#include "core/base/error.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/probe/probe.h"
#include "core/learn/train/device.h"
#include "core/learn/train/training_memory.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kEvaluationBatch = 250;
/// Of an evaluation batch of images that are read ahead: several are in memory at a time.
constexpr std::size_t kEvaluationBytes = std::size_t{16} << 20U;
/// More often than this no eye needs new maps, however cheap they are.
constexpr double kFastestProbe = 0.2;

/// Every how many epochs a checkpoint is kept, so that about checkpoint.keep are, evenly spread.
int keptEvery(const Experiment& experiment) {
    const int epochs = experiment.train.epochs;
    const int keep = experiment.checkpoint.keep;
    return keep == 0 ? epochs + 1 : std::max(1, epochs / keep);
}

/// Images that a lane takes at a time.
int evaluationBatch(const Batches& images) {
    const auto most = std::max<std::size_t>(1, kEvaluationBytes / images.imageBytes());
    return images.isReadAhead() ? static_cast<int>(std::min<std::size_t>(kEvaluationBatch, most))
                                : kEvaluationBatch;
}

ProbeImages probeImagesOf(const DataSet& data, const std::vector<std::int64_t>& indices,
                          int samples) {
    const ImageSet& test = data.test;
    ProbeImages images{samples, test.channels, test.height, test.width, {}, {}, {}};
    images.pixels.resize(static_cast<std::size_t>(samples) * test.imageBytes());
    for (int i = 0; i < samples; ++i) {
        const std::int64_t index = indices[static_cast<std::size_t>(i)];
        readImage(test, static_cast<int>(index),
                  images.pixels.data() + static_cast<std::size_t>(i) * test.imageBytes());
        images.labels.push_back(test.labels[static_cast<std::size_t>(index)]);
        images.indices.push_back(data.testIndices[static_cast<std::size_t>(index)]);
    }
    return images;
}

/// Those of a metric, which begin at zero.
StepMeasureSums& sumsOf(std::vector<StepMeasureSums>& all, MetricId metric, std::size_t layers) {
    const auto found = std::find_if(all.begin(), all.end(), [metric](const StepMeasureSums& each) {
        return each.metric == metric;
    });
    return found != all.end()
               ? *found
               : all.emplace_back(StepMeasureSums{metric, std::vector<double>(layers),
                                                  std::vector<std::int64_t>(layers)});
}

/// What `check` throws, with the epoch and the step in front.
template <typename Check>
void atMoment(int epoch, std::int64_t step, const Check& check) {
    try {
        check();
    } catch (const Error& error) {
        throw Error("epoch " + std::to_string(epoch) + ", step " + std::to_string(step) + ": " +
                    error.what());
    }
}

} // namespace

void useThreads(const Experiment& experiment, const Network& network) {
    // OpenMP's threads spin for a while after each operation, on the cores that the lanes need.
    const bool lanes =
        computesInLanes(methodNamed(experiment.method), experiment.compute.path, network);
    at::set_num_threads(lanes ? 1 : threadCount(experiment.threads));
}

ImageShape shapeOf(const DataSet& data) {
    return {data.train.channels, data.train.height, data.train.width,
            static_cast<int>(data.classNames.size())};
}

std::vector<std::int64_t> probeIndices(const ImageSet& test, int classes, int count) {
    std::vector<std::vector<std::int64_t>> byClass(static_cast<std::size_t>(classes));
    for (int i = 0; i < test.count; ++i) {
        byClass[static_cast<std::size_t>(test.labels[static_cast<std::size_t>(i)])].push_back(i);
    }
    std::vector<std::int64_t> chosen;
    const auto wanted = static_cast<std::size_t>(std::min(count, test.count));
    for (std::size_t round = 0; chosen.size() < wanted; ++round) {
        for (const auto& members : byClass) {
            if (round < members.size() && chosen.size() < wanted) {
                chosen.push_back(members[round]);
            }
        }
    }
    return chosen;
}

Observer::Observer(const Network& network, const Experiment& experiment)
    : method_(methodNamed(experiment.method)), network_(network),
      precision_(experiment.compute.precision), threads_(threadCount(experiment.threads)) {
    if (computesInLanes(method_, experiment.compute.path, network)) {
        pass_.emplace(network, precision_, threads_);
    }
}

std::optional<Evaluation> Observer::evaluate(const Batches& images,
                                             const TrainingControl* control) {
    if (pass_) {
        pass_->reload();
    }
    const at::NoGradGuard noGrad;
    const Network network = network_.withWeightsOf(type());
    Evaluator evaluator(network);
    BatchStream batches(images, evaluationBatch(images) * lanes(), threads_);
    while (const auto source = batches.next(control)) {
        add(evaluator, network, *source);
    }
    if (!batches.isDone()) {
        return std::nullopt;
    }
    return evaluator.result();
}

Evaluation Observer::evaluate(const Batch& images) {
    if (pass_) {
        pass_->reload();
    }
    const at::NoGradGuard noGrad;
    const Network network = network_.withWeightsOf(type());
    Evaluator evaluator(network);
    add(evaluator, network, sourceOf(images));
    return evaluator.result();
}

void Observer::add(Evaluator& evaluator, const Network& network, const BatchSource& images) {
    if (pass_) {
        evaluator.add(pass_->forward(images));
        return;
    }
    const Batch batch = images.part(0, images.count);
    evaluator.add(method_.logits(network, typed(batch).input), batch.labels);
}

ProbeSnapshot Observer::probe(const Batch& images, int samples) {
    if (pass_) {
        pass_->reload();
        return asge::probe(*pass_, network_, sourceOf(images), samples);
    }
    return asge::probe(method_, network_.withWeightsOf(type()), typed(images), samples);
}

at::ScalarType Observer::type() const {
    return precision_ == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
}

Batch Observer::typed(const Batch& images) const {
    return {images.input.to(type(), false, false, at::MemoryFormat::ChannelsLast), images.labels};
}

Training::Training(const Experiment& experiment, const DataSet& data, const at::Device& device)
    : experiment_(experiment),
      train_(data.train, data.mean, data.inputDivisor, device,
             Augmenter(experiment.augment, static_cast<std::uint64_t>(experiment.train.seed),
                       data.train, data.mean)),
      validation_(data.validation, data.mean, data.inputDivisor, device),
      test_(data.test, data.mean, data.inputDivisor, device),
      trainer_(methodNamed(experiment.method).makeNetwork(experiment, shapeOf(data), device),
               stepSettings(experiment, threadCount(experiment.threads))),
      observer_(trainer_.network(), experiment), rates_(experiment, stepsPerEpoch()) {
    const int classes = shapeOf(data).classes;
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
        tally_ = {};
    }
    return begin(control, hooks);
}

bool Training::begin(const TrainingControl& control, const TrainingHooks& hooks) {
    if (!hasBegun_ && !control.isStopped()) { // once begun, a stop comes after the batch
        hasBegun_ = !hooks.onBegin || hooks.onBegin();
    }
    return hasBegun_;
}

void Training::watchProgress(double validationAccuracy) {
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
    tally_.waitSeconds = batches.waited(observer_.lanes());
    reportSteps(true, hooks);
    return whole;
}

bool Training::trainBatches(BatchStream& batches, TrainingControl& control,
                            const TrainingHooks& hooks) {
    while (!batches.isDone()) {
        if (!proceed(control, hooks)) {
            return false;
        }
        if (!step(batches, control, hooks)) {
            return false;
        }
        if (!batches.isDone()) { // else the epoch's own comes soon
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
    reportSteps(true, hooks); // a checkpoint's steps come before it
    hooks.onCheckpoint(checkpoint());
    lastCheckpoint_ = Clock::now();
}

bool Training::proceed(TrainingControl& control, const TrainingHooks& hooks) const {
    const auto tell = [&](const char* kind) {
        if (hooks.onIntervention) {
            hooks.onIntervention({step_, seconds_, kind, {}});
        }
    };
    return control.proceed([&] { tell("pause"); }, [&] { tell("resume"); });
}

bool Training::step(BatchStream& batches, TrainingControl& control, const TrainingHooks& hooks) {
    const auto batch = timed(tally_.stepSeconds, [&] { return batches.next(&control); });
    if (!batch || !begin(control, hooks)) {
        return false;
    }
    probeIfAffordable(hooks);
    timed(tally_.stepSeconds, [&] { trainer_.step(*batch, {step_, rates_.at(scheduleStep())}); });
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
    timed(tally_.stepSeconds, [&] { steps = trainer_.takeScores(all); });
    for (StepScores& scores : steps) {
        StepEvent event;
        event.epoch = epoch_ + 1;
        event.step = step_ - static_cast<std::int64_t>(unreported_.size()) + 1;
        event.seconds = seconds_;
        event.layers = std::move(scores.layers);
        const int images = unreported_.front();
        unreported_.pop_front();
        atMoment(event.epoch, event.step, [&] { requireFinite(event.layers); });
        addToTally(event.layers, images);
        addToTally(scores.measures);
        if (hooks.onStep) {
            hooks.onStep(event);
        }
    }
}

void Training::addToTally(const std::vector<LayerScore>& scores, int images) {
    tally_.scores.resize(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        tally_.scores[i].loss += scores[i].loss * images;
        tally_.scores[i].accuracy += scores[i].accuracy * images;
    }
    tally_.images += images;
    tally_.timedImages += images;
}

void Training::addToTally(const std::vector<StepMeasure>& measures) {
    for (const StepMeasure& measure : measures) {
        StepMeasureSums& sums = sumsOf(tally_.measures, measure.metric, measure.values.size());
        for (std::size_t i = 0; i < measure.values.size(); ++i) {
            if (!std::isnan(measure.values[i])) {
                sums.sums[i] += measure.values[i];
                ++sums.steps[i];
            }
        }
    }
}

ProbeSnapshotPtr Training::snapshot() {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    const double before = tally_.probeSeconds;
    timed(tally_.probeSeconds,
          [&] { *snapshot = observer_.probe(probeBatch_, probeImages_.count); });
    probeSeconds_ += tally_.probeSeconds - before;
    snapshot->epoch = epoch_;
    snapshot->step = step_;
    return snapshot;
}

void Training::probeIfAffordable(const TrainingHooks& hooks) {
    const double budget = experiment_.probe.budget;
    if (!hooks.onProbe || budget <= 0 || seconds_ < nextProbe_) {
        return;
    }
    reportSteps(true, hooks); // or the probe would pay for the steps that a GPU has yet to do
    const bool first = nextProbe_ == 0;
    const double before = tally_.probeSeconds;
    hooks.onProbe(snapshot());
    const double cost = tally_.probeSeconds - before;
    // The first look is free, so that a window has maps before the first step ends; it also warms
    // LibTorch up, so its cost says little about the next one's.
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
    // What is measured in numbers that are none must neither be best nor be kept.
    atMoment(epoch_ + 1, step_, [&] {
        trainer_.requireFiniteState();
        requireFinite(validation->layers, "the loss on the validation images");
        requireFinite(test->layers, "the loss on the test images");
    });
    const double rate = rates_.base(scheduleStep() - 1);
    ++epoch_;
    EpochEvent event = epochEvent(*validation, *test);
    event.values.setRun(MetricId::learningRate, rate);
    watchProgress(validation->layers[static_cast<std::size_t>(event.bestLayer)].accuracy);
    const ProbeSnapshotPtr maps = snapshot();
    event.seconds = seconds_;
    event.values.setRun(MetricId::probeShare,
                        tally_.probeSeconds /
                            (tally_.stepSeconds + tally_.probeSeconds + evaluation));
    if (hooks.onEpoch) {
        epochSteps_ = 0;
        tally_ = {};
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
    MetricValues& values = event.values;
    const bool measured = tally_.stepSeconds > 0;
    values.setRun(MetricId::imagesPerSecond,
                  measured ? tally_.timedImages / tally_.stepSeconds : 0.0);
    values.setRun(MetricId::waitShare,
                  measured ? std::min(1.0, tally_.waitSeconds / tally_.stepSeconds) : 0.0);
    std::vector<LayerScore> train;
    for (const LayerScore& sum : tally_.scores) {
        train.push_back({sum.loss / tally_.images, sum.accuracy / tally_.images});
    }
    values.setScores(Split::train, train);
    for (const StepMeasureSums& sums : tally_.measures) {
        values.setLayers(sums.metric, Split::train, sums.means());
    }
    validation.addTo(values, Split::validation);
    test.addTo(values, Split::test, event.bestLayer);
    return event;
}

TrainingProgress Training::progress() const {
    return {bestEpoch_, bestAccuracy_, epochSteps_, tally_.images, tally_.scores, tally_.measures};
}

TrainingProgress Training::progressOf(const CheckpointContent& content,
                                      const Checkpoint& checkpoint, int batch,
                                      std::optional<std::int64_t> images) const {
    CheckpointLayout frame;
    frame.layers = experiment_.network.layers.size();
    frame.batch = batch;
    frame.trainImages = images;
    requireConsistentProgress(content, frame, checkpoint.epoch, checkpoint.step);
    if (!content.progress) {
        throw Error("it is of a version that kept too little to go on from");
    }
    return *content.progress;
}

void Training::goOn(const Checkpoint& checkpoint, TrainingProgress progress) {
    epoch_ = checkpoint.epoch;
    step_ = checkpoint.step;
    bestEpoch_ = static_cast<int>(progress.bestEpoch);
    bestAccuracy_ = progress.bestAccuracy;
    epochSteps_ = progress.epochSteps;
    tally_ = {};
    tally_.images = static_cast<int>(progress.epochImages);
    tally_.scores = std::move(progress.sums);
    tally_.measures = std::move(progress.measures);
}

void Training::requireSound() {
    const at::NoGradGuard noGrad;
    trainer_.requireFiniteState();
    if (epochSteps_ > 0) { // else the epoch's evaluation has shown it
        requireFinite(observer_.evaluate(probeBatch_).layers, "the loss on the probe images");
    }
}

Checkpoint Training::checkpoint() {
    atMoment(epochSteps_ > 0 ? epoch_ + 1 : epoch_, step_, [&] { requireSound(); });
    Checkpoint state{epoch_, step_, trainer_.save(progress())};
    // Whoever asks: one of a stop at an epoch's end takes the place of the epoch's own.
    if (epoch_ > 0 && epochSteps_ == 0) {
        state.best = bestEpoch_ == epoch_;
        state.kept = epoch_ % keptEvery(experiment_) == 0;
    }
    return state;
}

void Training::resume(const Checkpoint& checkpoint, double seconds, bool branched) {
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        progressOf(content, checkpoint, experiment_.train.batch, train_.count());
    if (checkpoint.epoch > experiment_.train.epochs) {
        throw Error("it is of epoch " + std::to_string(checkpoint.epoch) + " of " +
                    std::to_string(experiment_.train.epochs));
    }
    const std::int64_t step =
        std::int64_t{checkpoint.epoch} * stepsPerEpoch() + progress.epochSteps;
    if (!branched && checkpoint.step != step) {
        throw Error("it is of step " + std::to_string(checkpoint.step) + ", but its progress of " +
                    std::to_string(step));
    }
    trainer_.restore(content);
    goOn(checkpoint, std::move(progress));
    seconds_ = seconds;
}

void Training::branchFrom(const Checkpoint& checkpoint, const Experiment& origin) {
    const Experiment& own = experiment_;
    const bool sameOptimizer = own.optimizer.name == origin.optimizer.name &&
                               own.projection.training == origin.projection.training;
    const bool sameData = own.data == origin.data;
    const CheckpointContent content = readCheckpointContent(checkpoint.bytes);
    TrainingProgress progress =
        progressOf(content, checkpoint, origin.train.batch,
                   sameData ? std::optional<std::int64_t>(train_.count()) : std::nullopt);
    if (checkpoint.epoch >= own.train.epochs) {
        throw BadInput("train.epochs: must be more than the " + std::to_string(checkpoint.epoch) +
                       " that the checkpoint has behind it, is " +
                       std::to_string(own.train.epochs));
    }
    const bool sameOrder =
        own.train.batch == origin.train.batch && own.train.seed == origin.train.seed && sameData;
    if (progress.epochSteps > 0 && !sameOrder) {
        throw BadInput("train: batch, seed and data can't change inside an epoch, and the "
                       "checkpoint is of step " +
                       std::to_string(progress.epochSteps) + " of one");
    }
    if (sameOptimizer) {
        trainer_.restore(content);
    } else {
        trainer_.restoreWeights(content);
    }
    goOn(checkpoint, std::move(progress));
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
