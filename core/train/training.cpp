#include "core/train/training.h"

#include "core/error.h"
#include "core/probe/probe.h"
#include "core/train/schedule.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>

#include <algorithm>
#include <thread>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kEvaluationBatch = 250;
/// More often than this no eye needs new maps, however cheap they are.
constexpr double kFastestProbe = 0.2;

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

ProbeImages probeImagesOf(const DataSet& data, const std::vector<std::int64_t>& indices,
                          int samples) {
    const ImageSet& test = data.test;
    ProbeImages images{samples, test.channels, test.height, test.width, {}, {}, {}};
    const auto size = static_cast<std::ptrdiff_t>(test.channels) * test.height * test.width;
    for (int i = 0; i < samples; ++i) {
        const std::int64_t index = indices[static_cast<std::size_t>(i)];
        const auto first = test.pixels.begin() + index * size;
        images.pixels.insert(images.pixels.end(), first, first + size);
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

void useThreads(int threads) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    at::set_num_threads(threads > 0 ? threads : static_cast<int>(cores));
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

std::optional<Evaluation> evaluate(const Network& network, const Batches& images,
                                   const TrainingControl* control) {
    Evaluator evaluator(network);
    for (int first = 0; first < images.count(); first += kEvaluationBatch) {
        if (control != nullptr && control->isStopped()) {
            return std::nullopt;
        }
        const Batch batch = images.range(first, std::min(kEvaluationBatch, images.count() - first));
        evaluator.add(batch.input, batch.labels);
    }
    return evaluator.result();
}

Training::Training(const Experiment& experiment, const DataSet& data, const at::Device& device)
    : experiment_(experiment), train_(data.train, data.mean, data.deviation, device),
      validation_(data.validation, data.mean, data.deviation, device),
      test_(data.test, data.mean, data.deviation, device),
      trainer_(makeNetwork(experiment, shapeOf(data), device), experiment.optimizer) {
    const int classes = shapeOf(data).classes;
    const auto indices = probeIndices(data.test, classes, experiment.probe.batch);
    const int samples = std::min(experiment.probe.samples, static_cast<int>(indices.size()));
    probeImages_ = probeImagesOf(data, indices, samples);
    probeBatch_ = test_.pick(indices);
    totalSteps_ = static_cast<std::int64_t>(stepsPerEpoch()) * experiment.train.epochs;
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
    while (epoch_ < experiment_.train.epochs) {
        Tally tally;
        if (!trainEpoch(tally, control, hooks) || !finishEpoch(tally, control, hooks)) {
            return false;
        }
    }
    return true;
}

bool Training::trainEpoch(Tally& tally, TrainingControl& control, const TrainingHooks& hooks) {
    const auto seed = static_cast<std::uint64_t>(experiment_.train.seed);
    const auto order = epochOrder(train_.count(), seed, epoch_);
    const auto batch = static_cast<std::size_t>(experiment_.train.batch);
    for (std::size_t first = 0; first < order.size(); first += batch) {
        if (!proceed(control, hooks)) {
            return false;
        }
        probeIfAffordable(tally, hooks);
        const auto begin = order.begin() + static_cast<std::ptrdiff_t>(first);
        const auto size = static_cast<std::ptrdiff_t>(std::min(batch, order.size() - first));
        step({begin, begin + size}, tally, hooks);
    }
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

void Training::step(const std::vector<std::int64_t>& indices, Tally& tally,
                    const TrainingHooks& hooks) {
    StepEvent event;
    timed(tally.stepSeconds, [&] {
        const double rate = learningRate(experiment_.optimizer, step_, totalSteps_);
        try {
            event.layers = trainer_.step(train_.pick(indices), rate);
        } catch (const Error& error) {
            throw Error("epoch " + std::to_string(epoch_ + 1) + ", step " +
                        std::to_string(step_ + 1) + ": " + error.what());
        }
    });
    ++step_;
    const auto images = static_cast<int>(indices.size());
    tally.scores.resize(event.layers.size());
    for (std::size_t i = 0; i < event.layers.size(); ++i) {
        tally.scores[i].loss += event.layers[i].loss * images;
        tally.scores[i].accuracy += event.layers[i].accuracy * images;
    }
    tally.images += images;
    event.epoch = epoch_ + 1;
    event.step = step_;
    event.seconds = seconds_;
    if (hooks.onStep) {
        hooks.onStep(event);
    }
}

ProbeSnapshotPtr Training::snapshot(Tally& tally) {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    timed(tally.probeSeconds,
          [&] { *snapshot = probe(trainer_.network(), probeBatch_.input, probeImages_.count); });
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
        return timed(evaluation, [&] { return evaluate(trainer_.network(), images, &control); });
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
    event.learningRate = learningRate(experiment_.optimizer, step_ - 1, totalSteps_);
    event.imagesPerSecond = tally.images / tally.stepSeconds;
    for (const LayerScore& sum : tally.scores) {
        event.train.push_back({sum.loss / tally.images, sum.accuracy / tally.images});
    }
    event.validation = validation->layers;
    event.test = test->layers;
    event.bestLayer = validation->bestLayer();
    const auto best = static_cast<std::size_t>(event.bestLayer);
    event.accuracy = {test->last(), test->fusion, test->layers[best].accuracy};
    const ProbeSnapshotPtr maps = snapshot(tally);
    event.seconds = seconds_;
    event.probeShare = tally.probeSeconds / (tally.stepSeconds + tally.probeSeconds + evaluation);
    if (hooks.onEpoch) {
        hooks.onEpoch(event, maps, checkpoint());
    }
    return true;
}

Checkpoint Training::checkpoint() const {
    return {epoch_, step_, trainer_.save()};
}

} // namespace asge
