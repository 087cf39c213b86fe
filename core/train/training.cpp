#include "core/train/training.h"

#include "core/compute/lane_pass.h"
#include "core/error.h"
#include "core/probe/probe.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <algorithm>
#include <thread>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kEvaluationBatch = 250;
/// Of an evaluation batch of images that are read ahead: several are in memory at a time.
constexpr std::size_t kEvaluationBytes = std::size_t{16} << 20U;
/// More often than this no eye needs new maps, however cheap they are.
constexpr double kFastestProbe = 0.2;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
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

} // namespace

at::Device resolveDevice(const std::string& name) {
    const bool cuda = torch::cuda::is_available();
    if (name == "auto") {
        return cuda ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    }
    if (name == "cpu") {
        return at::Device(at::kCPU);
    }
    if (!cuda) {
        throw BadInput("device: '" + name +
                       "' is not available: this LibTorch finds no CUDA device");
    }
    const int index = name == "cuda" ? 0 : std::stoi(name.substr(name.find(':') + 1));
    const auto devices = static_cast<int>(torch::cuda::device_count());
    if (index >= devices) {
        throw BadInput("device: '" + name + "' is not available: this machine has " +
                       std::to_string(devices) + " CUDA devices");
    }
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

void usePrecision(Precision precision, const at::Device& device) {
#if defined(__x86_64__)
    // What LibTorch's convolutions ask of the processor before they take bfloat16.
    const bool able = __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0;
    if (precision == Precision::bfloat16 && device.is_cpu() && !able) {
        throw BadInput("compute.precision: bfloat16 needs a processor with AVX-512, or a GPU");
    }
#endif
    if (precision == Precision::tf32 && device.is_cpu()) {
        throw BadInput("compute.precision: tf32 needs a GPU");
    }
    // LibTorch's own default differs between convolutions and matrix products.
    at::globalContext().setAllowTF32CuDNN(precision == Precision::tf32);
    at::globalContext().setAllowTF32CuBLAS(precision == Precision::tf32);
}

int threadCount(int threads) {
    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return threads > 0 ? std::min(threads, cores) : cores;
}

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
        if (pass_) {
            evaluator.add(pass_->forward(*source));
        } else {
            const Batch batch = source->part(0, source->count);
            evaluator.add(method_.logits(network, typed(batch).input), batch.labels);
        }
    }
    if (!batches.isDone()) {
        return std::nullopt;
    }
    return evaluator.result();
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
      train_(data.train, data.mean, data.deviation, device,
             Augmenter(experiment.augment, static_cast<std::uint64_t>(experiment.train.seed),
                       data.train, data.mean)),
      validation_(data.validation, data.mean, data.deviation, device),
      test_(data.test, data.mean, data.deviation, device),
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
    const auto begin = Clock::now();
    struct OnExit {
        Training& training;
        double& part;
        Clock::time_point begin;
        ~OnExit() {
            const double passed = secondsSince(begin);
            part += passed;
            training.seconds_ += passed;
        }
    } const onExit{*this, part, begin};
    return work();
}

bool Training::run(TrainingControl& control, const TrainingHooks& hooks) {
    const at::NoGradGuard noGrad;
    while (epoch_ < experiment_.train.epochs && earlyEnd_.empty()) {
        Tally tally;
        if (!trainEpoch(tally, control, hooks) || !finishEpoch(tally, control, hooks)) {
            return false;
        }
    }
    return true;
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
                    ": no progress on the held-out images since epoch " +
                    std::to_string(bestEpoch_);
    }
}

bool Training::trainEpoch(Tally& tally, TrainingControl& control, const TrainingHooks& hooks) {
    const auto seed = static_cast<std::uint64_t>(experiment_.train.seed);
    BatchStream batches(train_, epochOrder(train_.count(), seed, epoch_), epoch_,
                        experiment_.train.batch, threadCount(experiment_.threads));
    while (!batches.isDone()) {
        if (!proceed(control, hooks)) {
            return false;
        }
        probeIfAffordable(tally, hooks);
        if (!step(batches, tally, control, hooks)) {
            return false;
        }
    }
    tally.waitSeconds = batches.waited(observer_.lanes());
    reportSteps(true, tally, hooks);
    return true;
}

bool Training::proceed(TrainingControl& control, const TrainingHooks& hooks) const {
    const auto tell = [&](const char* kind) {
        if (hooks.onIntervention) {
            hooks.onIntervention({step_, seconds_, kind, {}});
        }
    };
    return control.proceed([&] { tell("pause"); }, [&] { tell("resume"); });
}

bool Training::step(BatchStream& batches, Tally& tally, TrainingControl& control,
                    const TrainingHooks& hooks) {
    const std::int64_t images = timed(tally.stepSeconds, [&]() -> std::int64_t {
        const auto batch = batches.next(&control);
        if (!batch) {
            return 0;
        }
        trainer_.step(*batch, {step_, rates_.at(step_)});
        return batch->count;
    });
    if (images == 0) {
        return false;
    }
    ++step_;
    unreported_.push_back(static_cast<int>(images));
    reportSteps(false, tally, hooks);
    return true;
}

void Training::reportSteps(bool all, Tally& tally, const TrainingHooks& hooks) {
    std::vector<std::vector<LayerScore>> steps;
    timed(tally.stepSeconds, [&] { steps = trainer_.takeScores(all); });
    for (std::vector<LayerScore>& scores : steps) {
        StepEvent event;
        event.epoch = epoch_ + 1;
        event.step = step_ - static_cast<std::int64_t>(unreported_.size()) + 1;
        event.seconds = seconds_;
        event.layers = std::move(scores);
        const int images = unreported_.front();
        unreported_.pop_front();
        try {
            requireFinite(event.layers);
        } catch (const Error& error) {
            throw Error("epoch " + std::to_string(event.epoch) + ", step " +
                        std::to_string(event.step) + ": " + error.what());
        }
        tally.scores.resize(event.layers.size());
        for (std::size_t i = 0; i < event.layers.size(); ++i) {
            tally.scores[i].loss += event.layers[i].loss * images;
            tally.scores[i].accuracy += event.layers[i].accuracy * images;
        }
        tally.images += images;
        if (hooks.onStep) {
            hooks.onStep(event);
        }
    }
}

ProbeSnapshotPtr Training::snapshot(Tally& tally) {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    const double before = tally.probeSeconds;
    timed(tally.probeSeconds,
          [&] { *snapshot = observer_.probe(probeBatch_, probeImages_.count); });
    probeSeconds_ += tally.probeSeconds - before;
    snapshot->epoch = epoch_;
    snapshot->step = step_;
    return snapshot;
}

void Training::probeIfAffordable(Tally& tally, const TrainingHooks& hooks) {
    const double budget = experiment_.probe.budget;
    if (!hooks.onProbe || budget <= 0 || seconds_ < nextProbe_) {
        return;
    }
    const bool first = nextProbe_ == 0;
    const double before = tally.probeSeconds;
    hooks.onProbe(snapshot(tally));
    const double cost = tally.probeSeconds - before;
    // The first look is free, so that a window has maps before the first step ends; it also warms
    // LibTorch up, so its cost says little about the next one's.
    nextProbe_ = seconds_ + (first ? kFastestProbe : std::max(kFastestProbe, cost / budget));
}

bool Training::finishEpoch(Tally& tally, TrainingControl& control, const TrainingHooks& hooks) {
    double evaluation = 0;
    const auto measure = [&](const Batches& images) {
        return timed(evaluation, [&] { return observer_.evaluate(images, &control); });
    };
    const auto validation = measure(validation_);
    const auto test = validation ? measure(test_) : std::nullopt;
    if (!test) {
        return false;
    }
    ++epoch_;
    EpochEvent event;
    event.epoch = epoch_;
    event.step = step_;
    event.learningRate = rates_.base(step_ - 1);
    event.imagesPerSecond = tally.images / tally.stepSeconds;
    for (const LayerScore& sum : tally.scores) {
        event.train.push_back({sum.loss / tally.images, sum.accuracy / tally.images});
    }
    event.validation = validation->layers;
    event.test = test->layers;
    event.bestLayer = validation->bestLayer();
    const auto best = static_cast<std::size_t>(event.bestLayer);
    event.accuracy = {test->last(), test->fusion, test->layers[best].accuracy};
    watchProgress(event.validation[best].accuracy);
    const ProbeSnapshotPtr maps = snapshot(tally);
    event.seconds = seconds_;
    event.probeShare = tally.probeSeconds / (tally.stepSeconds + tally.probeSeconds + evaluation);
    event.waitShare = std::min(1.0, tally.waitSeconds / tally.stepSeconds);
    if (hooks.onEpoch) {
        hooks.onEpoch(event, maps, checkpoint());
    }
    return true;
}

Checkpoint Training::checkpoint() const {
    return {epoch_, step_, trainer_.save()};
}

} // namespace asge
