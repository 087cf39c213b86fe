// SPDX-License-Identifier: GPL-3.0-or-later

// Trainings on a device, compared with the same on the CPU. ASGE_TEST_DEVICE names the device; the
// default is "auto". Without a GPU the tests compare the CPU with itself, so that they are known to
// work.
#include "core/learn/train/device.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/probe/probe.h"
#include "core/learn/train/captured_graph.h"
#include "core/learn/train/device_calls.h"
#include "core/learn/train/plain_path.h"
#include "core/learn/train/probe_images.h"
#include "core/learn/train/training.h"
#include "tests/support/streamed_images.h"
#include "tests/support/tiny_data.h"

#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>

#include <cstdlib>

#ifdef ASGE_CUDA
#include <c10/cuda/CUDAFunctions.h>
#endif

namespace asge {
namespace {

using test::tinyData;
using test::tinyExperiment;
using ::testing::HasSubstr;

at::Device deviceUnderTest() {
    const char* name = std::getenv("ASGE_TEST_DEVICE");
    return resolveDevice(name == nullptr || *name == '\0' ? "auto" : name);
}

/// The largest relative distance of a device's results from those of the CPU in float32.
double toleranceOf(Precision precision) {
    switch (precision) {
    case Precision::tf32:
        return 3e-3;
    case Precision::bfloat16:
        return 2e-2;
    default:
        return 1e-4;
    }
}

/// Why the device does not support the precision; empty if it does.
std::string whyNot(Precision precision, const at::Device& device) {
    try {
        usePrecision(precision, device);
        return {};
    } catch (const BadInput& error) {
        return error.what();
    }
}

double relativeDistance(const at::Tensor& value, const at::Tensor& expected) {
    return ((value - expected).norm() / expected.norm()).item<double>();
}

constexpr ImageShape kShape{1, 28, 28, 10};
constexpr std::int64_t kImages = 32;

/// SGD without momentum, so that the change of the weights in a step is the gradient.
Experiment gradientSteps() {
    Experiment experiment;
    experiment.network.layers = parseLayers("12 20M 20");
    experiment.optimizer = {OptimizerKind::sgd, 0.1, {}, 0, 0, Schedule::constant, 0};
    experiment.train.seed = 5;
    return experiment;
}

struct StepResult {
    at::Tensor change; ///< of the weights, on the CPU
    std::vector<LayerScore> scores;
};

/// A path that takes the same step repeatedly, each time from the initial weights.
class OneStep {
  public:
    OneStep(const Experiment& experiment, const at::Device& device, bool captures)
        : device_(device),
          network_(methodNamed(experiment.method).makeNetwork(experiment, kShape, device)),
          parameters_(network_), start_(parameters_.values.clone()),
          path_(makePlainPath(network_, parameters_, stepSettings(experiment, 1), captures)),
          rates_(network_.layers.size(), experiment.optimizer.learningRate) {
        usePrecision(experiment.compute.precision, device);
    }

    StepResult take(std::int64_t images = kImages) {
        const at::NoGradGuard noGrad;
        parameters_.values.copy_(start_);
        parameters_.mean.zero_();
        parameters_.square.zero_();
        std::fill(parameters_.steps.begin(), parameters_.steps.end(), 0);
        at::manual_seed(7);
        const Batch batch{at::randn({kImages, kShape.channels, kShape.height, kShape.width}),
                          at::randint(kShape.classes, {kImages}, at::kLong)};
        const Batch there{batch.input.narrow(0, 0, images).to(device_),
                          batch.labels.narrow(0, 0, images).to(device_)};
        path_->step(sourceOf(there), {3, rates_});
        EXPECT_EQ(path_->takeNote(), "") << "a step can be recorded";
        return {(parameters_.values - start_).cpu(), path_->takeScores(true).back().layers};
    }

    /// The distance in the layer that differs most.
    double distance(const StepResult& a, const StepResult& b) const {
        double most = 0;
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            most = std::max(most, relativeDistance(parameters_.partOf(a.change, i),
                                                   parameters_.partOf(b.change, i)));
        }
        return most;
    }

  private:
    const at::Device device_;
    Network network_;
    Parameters parameters_;
    const at::Tensor start_;
    std::unique_ptr<StepPath> path_;
    const std::vector<double> rates_;
};

void expectNear(const std::vector<LayerScore>& scores, const std::vector<LayerScore>& expected,
                double tolerance) {
    ASSERT_EQ(scores.size(), expected.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        EXPECT_NEAR(scores[i].loss, expected[i].loss, tolerance * std::abs(expected[i].loss))
            << "layer " << i + 1;
        EXPECT_NEAR(scores[i].accuracy, expected[i].accuracy, 2.01 / kImages) << "layer " << i + 1;
    }
}

/// Compares plain and recorded steps, on a whole batch and on a smaller one.
void expectStepsOfTheCpu(const Experiment& experiment, double tolerance) {
    Experiment exact = experiment;
    exact.compute.precision = Precision::float32;
    OneStep reference(exact, at::kCPU, false);
    const StepResult whole = reference.take();
    const StepResult part = reference.take(kImages / 2 + 1);
    for (const bool captures : {false, true}) {
        SCOPED_TRACE(captures ? "recorded" : "plain");
        OneStep steps(experiment, deviceUnderTest(), captures);
        for (int i = 0; i < 6; ++i) { // recorded in the fourth step, then replayed
            const StepResult result = steps.take();
            EXPECT_LT(steps.distance(result, whole), tolerance) << "step " << i;
            expectNear(result.scores, whole.scores, tolerance);
        }
        const StepResult smaller = steps.take(kImages / 2 + 1);
        EXPECT_LT(steps.distance(smaller, part), tolerance) << "a smaller batch";
        EXPECT_LT(steps.distance(steps.take(), whole), tolerance)
            << "a whole batch after the smaller one";
    }
    usePrecision(Precision::float32, deviceUnderTest());
}

class DeviceSteps : public testing::TestWithParam<std::tuple<const Method*, Precision>> {};

INSTANTIATE_TEST_SUITE_P(Methods, DeviceSteps,
                         testing::Combine(testing::ValuesIn(allMethods()),
                                          testing::Values(Precision::float32, Precision::tf32,
                                                          Precision::bfloat16)),
                         [](const auto& info) {
                             std::string name(std::get<0>(info.param)->name());
                             std::erase(name, '-');
                             const Precision precision = std::get<1>(info.param);
                             return name + (precision == Precision::float32 ? "_float32"
                                            : precision == Precision::tf32  ? "_tf32"
                                                                            : "_bfloat16");
                         });

TEST_P(DeviceSteps, AreThoseOfTheCpu) {
    const auto& [method, precision] = GetParam();
    if (const std::string why = whyNot(precision, deviceUnderTest()); !why.empty()) {
        GTEST_SKIP() << why;
    }
    Experiment experiment = gradientSteps();
    experiment.method = std::string(method->name());
    experiment.compute.precision = precision;
    // Forward-forward learns from the difference of two nearly equal passes.
    const double room = method == &forwardForwardMethod() ? 2 : 1;
    expectStepsOfTheCpu(experiment, room * toleranceOf(precision));
}

struct Variant {
    const char* name;
    std::function<void(Experiment&)> set;
};

void PrintTo(const Variant& variant, std::ostream* out) {
    *out << variant.name;
}

class DeviceVariants : public testing::TestWithParam<Variant> {};

INSTANTIATE_TEST_SUITE_P(
    Settings, DeviceVariants,
    testing::Values(
        Variant{"dropout",
                [](Experiment& e) {
                    e.network.dropout = 0.3;
                    e.train.labelSmoothing = 0.1;
                }},
        Variant{"sum_of_uneven_patches",
                [](Experiment& e) {
                    e.network.layers = parseLayers("6 10M 15");
                    e.network.goodness = Goodness::sum;
                    e.network.alpha = 1.7;
                    e.projection.gain = 0.1;
                }},
        Variant{"max_pooling_rms",
                [](Experiment& e) {
                    e.network.pooling = Pooling::max;
                    e.network.normalization = Normalization::rms;
                }},
        Variant{"mean_pooling_channel",
                [](Experiment& e) {
                    e.network.pooling = Pooling::mean;
                    e.network.normalization = Normalization::channel;
                }},
        Variant{"trained_projection",
                [](Experiment& e) { e.projection.training = ProjectionTraining::trained; }},
        Variant{"trained_projection_of_backpropagation",
                [](Experiment& e) {
                    e.method = "backprop";
                    e.projection.training = ProjectionTraining::trained;
                }},
        Variant{"one_channel", [](Experiment& e) { e.network.layers = parseLayers("1 1M 1"); }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_P(DeviceVariants, AreThoseOfTheCpu) {
    Experiment experiment = gradientSteps();
    GetParam().set(experiment);
    expectStepsOfTheCpu(experiment, toleranceOf(Precision::float32));
}

/// The results of a training on the tiny data set.
struct Trained {
    std::vector<EpochEvent> epochs;
    std::vector<Checkpoint> checkpoints;
    std::vector<ProbeSnapshotPtr> maps;
};

TrainingHooks hooksInto(Trained& trained) {
    TrainingHooks hooks;
    hooks.onProbe = [](const ProbeSnapshotPtr&) {};
    hooks.onEpoch = [&](const EpochEvent& event, const EpochMeasurements& measured,
                        Checkpoint state) {
        trained.epochs.push_back(event);
        trained.maps.push_back(measured.maps);
        trained.checkpoints.push_back(std::move(state));
    };
    return hooks;
}

Trained train(const Experiment& experiment, const DataSet& data, const at::Device& device,
              const Checkpoint* from = nullptr) {
    Trained trained;
    const auto training = makeTraining(experiment, data, device);
    if (from != nullptr) {
        training->resume(*from, 0);
    }
    TrainingControl control;
    EXPECT_TRUE(training->run(control, hooksInto(trained)));
    return trained;
}

class DeviceTraining : public testing::Test {
  protected:
    const DataSet data_ = tinyData();
    Experiment experiment_ = tinyExperiment();
};

TEST_F(DeviceTraining, LearnsWithEveryMethod) {
    for (const Method* method : allMethods()) {
        experiment_.method = std::string(method->name());
        experiment_.train.epochs = method == &forwardForwardMethod() ? 24 : 8;
        const Trained trained = train(experiment_, data_, deviceUnderTest());
        const EpochEvent& end = trained.epochs.back();
        EXPECT_GT(std::max(end.accuracy().last, end.accuracy().best), 0.9) << experiment_.method;
    }
}

TEST_F(DeviceTraining, IsEvaluatedAndProbedAsOnTheCpu) {
    const Trained trained = train(experiment_, data_, deviceUnderTest());
    Network network =
        methodNamed(experiment_.method).makeNetwork(experiment_, imageShapeOf(data_), at::kCPU);
    restoreNetwork(network, readCheckpointContent(trained.checkpoints.back().bytes));
    experiment_.compute.path = ComputePath::plain;
    NetworkObserver observer(network, experiment_);
    const Batches test(data_.test, data_.mean, data_.inputDivisor, at::kCPU);
    const auto evaluation = observer.evaluate(test);
    const EpochEvent& end = trained.epochs.back();
    for (std::size_t i = 0; i < end.test().size(); ++i) {
        EXPECT_NEAR(evaluation->layers[i].loss, end.test()[i].loss, 1e-3 * end.test()[i].loss);
        EXPECT_NEAR(evaluation->layers[i].accuracy, end.test()[i].accuracy, 1.01 / 60);
    }
    EXPECT_NEAR(evaluation->fusion, end.accuracy().fusion, 1.01 / 60);

    const auto indices = probeIndices(data_.test, 3, experiment_.probe.batch);
    const ProbeSnapshot maps = observer.probe(test.pick(indices), experiment_.probe.samples);
    const ProbeSnapshot& seen = *trained.maps.back();
    ASSERT_EQ(maps.layers.size(), seen.layers.size());
    for (std::size_t i = 0; i < maps.layers.size(); ++i) {
        const auto near = [](const std::vector<float>& a, const std::vector<float>& b) {
            ASSERT_EQ(a.size(), b.size());
            for (std::size_t k = 0; k < a.size(); ++k) {
                EXPECT_NEAR(a[k], b[k], 1e-3 * (1 + std::abs(b[k])));
            }
        };
        near(seen.layers[i].goodness, maps.layers[i].goodness);
        near(seen.layers[i].probabilities, maps.layers[i].probabilities);
        near(seen.channels[i].meanActivation, maps.channels[i].meanActivation);
        near(seen.channels[i].goodnessShare, maps.channels[i].goodnessShare);
        near(seen.channels[i].deadFraction, maps.channels[i].deadFraction);
    }
}

TEST_F(DeviceTraining, AResumedTrainingReachesTheSameResult) {
    const Trained whole = train(experiment_, data_, deviceUnderTest());
    const Trained rest = train(experiment_, data_, deviceUnderTest(), &whole.checkpoints.front());
    ASSERT_EQ(rest.epochs.size(), whole.epochs.size() - 1);
    for (std::size_t i = 0; i < whole.epochs.back().test().size(); ++i) {
        const double loss = whole.epochs.back().test()[i].loss;
        EXPECT_NEAR(rest.epochs.back().test()[i].loss, loss, 0.02 * loss) << "layer " << i + 1;
    }
}

TEST_F(DeviceTraining, FirstEpochIsThatOfTheCpu) {
    experiment_.train.epochs = 1;
    experiment_.network.dropout = 0.2;
    experiment_.augment.crop = 1;
    experiment_.compute.path = ComputePath::plain;
    const Trained there = train(experiment_, data_, deviceUnderTest());
    const Trained here = train(experiment_, data_, at::kCPU);
    for (std::size_t i = 0; i < here.epochs[0].train().size(); ++i) {
        const double loss = here.epochs[0].train()[i].loss;
        EXPECT_NEAR(there.epochs[0].train()[i].loss, loss, 0.02 * loss) << "layer " << i + 1;
    }
}

TEST_F(DeviceTraining, OfStreamedImagesIsTheSame) {
    DataSet read = data_;
    read.train = test::streamed(data_.train);
    read.validation = test::streamed(data_.validation);
    read.test = test::streamed(data_.test);
    experiment_.train.epochs = 2;
    experiment_.augment.flip = 0.5;
    const Trained memory = train(experiment_, data_, deviceUnderTest());
    const Trained streams = train(experiment_, read, deviceUnderTest());
    for (std::size_t i = 0; i < memory.epochs.back().test().size(); ++i) {
        const double loss = memory.epochs.back().test()[i].loss;
        EXPECT_NEAR(streams.epochs.back().test()[i].loss, loss, 0.02 * loss) << "layer " << i + 1;
    }
}

TEST(DeviceBatches, AreThoseOfTheCpu) {
    const DataSet data = tinyData();
    Experiment::Augment augment;
    augment.crop = 2;
    augment.flip = 0.5;
    augment.jitter = 0.2;
    augment.cutout = 3;
    const Augmenter augmenter(augment, 5, data.train, data.mean);
    const auto of = [&](const at::Device& device) {
        const Batches batches(data.train, data.mean, data.inputDivisor, device, augmenter);
        const BatchSource source = batches.sourceOf({3, 1, 4, 1, 5, 9, 2, 6}, 2);
        const Batch batch = source.part(0, source.count);
        EXPECT_EQ(batch.input.device(), device);
        return Batch{batch.input.cpu(), batch.labels.cpu()};
    };
    const Batch there = of(deviceUnderTest());
    const Batch here = of(at::kCPU);
    EXPECT_TRUE(there.labels.equal(here.labels));
    // Augmented pixels may differ by one level of 255, which a standard deviation of 0.2 makes
    // 0.02.
    EXPECT_LT((there.input - here.input).abs().max().item<double>(), 0.021);
}

TEST(DeviceErrors, LackOfMemoryNamesBatchAndNetwork) {
    Experiment experiment = gradientSteps();
    experiment.train.batch = 4711;
    const at::Device device = deviceUnderTest();
    const auto askTooMuch = [&] {
        constexpr std::int64_t kPebibyte = std::int64_t{1} << 50;
        at::empty({kPebibyte}, at::TensorOptions(device).dtype(at::kByte));
    };
    try {
        withDeviceErrors(experiment, device, askTooMuch);
        FAIL() << "no error";
    } catch (const Error& error) {
        const std::string line = error.what();
        EXPECT_THAT(line, testing::StartsWith(device.str() + ": out of memory: train.batch 4711"));
        EXPECT_THAT(line, HasSubstr("'12 20M 20'"));
        EXPECT_EQ(line.find('\n'), std::string::npos);
    }
}

TEST(DeviceErrors, OfLibTorchAreOneLine) {
    try {
        withDeviceErrors(gradientSteps(), deviceUnderTest(), [] {
            at::zeros({2, 3}).mm(at::zeros({2, 3}));
        });
        FAIL() << "no error";
    } catch (const Error& error) {
        const std::string line = error.what();
        EXPECT_THAT(line, HasSubstr("mat1 and mat2"));
        EXPECT_EQ(line.find('\n'), std::string::npos);
    }
}

TEST(DeviceErrors, AMissingDeviceIsNamedWithTheReason) {
    for (const char* name : {"cuda:99", "cuda:100"}) {
        try {
            resolveDevice(name);
            FAIL() << "no error";
        } catch (const BadInput& error) {
            EXPECT_THAT(error.what(), testing::StartsWith(std::string("device: '") + name +
                                                          "' is not available: "));
        }
    }
    EXPECT_TRUE(resolveDevice("cpu").is_cpu());
}

#ifdef ASGE_CUDA

/// While an object lives, operations of LibTorch that wait for the device throw.
class NoWaiting {
  public:
    NoWaiting() { set(c10::cuda::SyncDebugMode::L_ERROR); }
    ~NoWaiting() { set(c10::cuda::SyncDebugMode::L_DISABLED); }
    NoWaiting(const NoWaiting&) = delete;
    NoWaiting& operator=(const NoWaiting&) = delete;

  private:
    static void set(c10::cuda::SyncDebugMode mode) {
        c10::cuda::warning_state().set_sync_debug_mode(mode);
    }
};

TEST(DeviceRecording, AFailedRecordingLeavesTheDeviceUsable) {
    const at::Device device = deviceUnderTest();
    if (device.is_cpu()) {
        GTEST_SKIP() << "there is no GPU";
    }
    const at::NoGradGuard noGrad;
    const at::Tensor value = at::zeros({3}, device);
    value.add_(1); // loads the kernel
    EXPECT_THROW(CapturedGraph(device, [&] { value.sum().item<float>(); }), c10::Error);
    CapturedGraph sound(device, [&] { value.add_(1); });
    EXPECT_EQ(value.sum().item<float>(), 3) << "recording runs nothing";
    sound.run();
    sound.run();
    EXPECT_EQ(value.sum().item<float>(), 9);
}

TEST(DeviceRecording, IsCounted) {
    const at::Device device = deviceUnderTest();
    if (device.is_cpu()) {
        GTEST_SKIP() << "there is no GPU";
    }
    const at::Tensor value = at::zeros({3}, device);
    CapturedGraph graph(device, [&] { value.add_(1).mul_(2); });
    value.sum().item<float>();
    DeviceCallCounter counter;
    graph.run();
    graph.run();
    value.add_(1);
    value.sum().item<float>();
    const auto calls = counter.stop();
    ASSERT_TRUE(calls);
    EXPECT_EQ(calls->graphLaunches, 2);
    EXPECT_GE(calls->kernelLaunches, 2);
    EXPECT_LE(calls->kernelLaunches, 4);
    EXPECT_GE(calls->kernels, 6);
    EXPECT_GE(calls->synchronizations, 1);
}

TEST(DeviceWaiting, NoStepWaitsForTheDevice) {
    const at::Device device = deviceUnderTest();
    if (device.is_cpu()) {
        GTEST_SKIP() << "there is no GPU";
    }
    const DataSet data = tinyData();
    for (const Method* method : allMethods()) {
        Experiment experiment = tinyExperiment();
        experiment.method = std::string(method->name());
        experiment.network.dropout = 0.2;
        experiment.augment.crop = 1;
        const Augmenter augmenter(experiment.augment, 1, data.train, data.mean);
        const Batches batches(data.train, data.mean, data.inputDivisor, device, augmenter);
        Trainer trainer(method->makeNetwork(experiment, imageShapeOf(data), device),
                        stepSettings(experiment, 1));
        const std::vector<double> rates(3, 0.01);
        const auto step = [&](std::int64_t number) {
            trainer.step(batches.sourceOf({1, 2, 3, 4, 5, 6, 7, 8}, 0), {number, rates});
        };
        for (std::int64_t i = 0; i < 6;
             ++i) { // recording, in the fourth step, waits for the device
            step(i);
        }
        {
            const NoWaiting noWaiting;
            for (std::int64_t i = 6; i < 30; ++i) {
                EXPECT_NO_THROW(step(i)) << method->name() << ", step " << i;
            }
        }
        EXPECT_EQ(trainer.takeScores(true).size(), 30U);
    }
}

#endif

} // namespace
} // namespace asge
