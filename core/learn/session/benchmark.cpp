// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/benchmark.h"

#include "core/base/cores.h"
#include "core/base/error.h"
#include "core/base/version.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "core/learn/compute/kernels.h"
#include "core/learn/session/describe_run.h"
#include "core/learn/session/step_times.h"
#include "core/learn/session/stored_run.h"
#include "core/learn/train/convolution_floor.h"
#include "core/learn/train/device.h"
#include "core/learn/train/device_calls.h"
#include "core/learn/train/memory.h"
#include "core/learn/train/torch_threads.h"
#include "core/learn/train/training_memory.h"
#include "core/store/run_writer.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

/// Scores are fetched from a GPU 32 steps at a time, so that counting must begin and end with such
/// a group.
constexpr int kStepsAtOnce = 32;
constexpr int kBenchmarkWarmUps = 8;
constexpr int kRounds = 5; ///< rounds of steps, after each of which the floor is measured

double secondsSince(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The number of steps to count: whole groups, and, if an epoch is long enough, no more than fit
/// before its end, which would cut a group short.
int groupedSteps(int steps, int epochSteps) {
    const int wanted = (steps + kStepsAtOnce - 1) / kStepsAtOnce;
    const int room = epochSteps / kStepsAtOnce - 1; // one group warms up
    return std::min(wanted, std::max(room, 1)) * kStepsAtOnce;
}

/// A store in a temporary folder, which is removed with the object.
class ScratchStore {
  public:
    ScratchStore() {
        std::string name = (std::filesystem::temp_directory_path() / "asge-bench-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            throw Error(name + ": can't be created: a benchmark needs a folder for its store");
        }
        folder_ = name;
        writer_ = std::make_unique<RunWriter>(folder_ / "runs.sqlite");
    }
    ~ScratchStore() {
        writer_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    ScratchStore(const ScratchStore&) = delete;
    ScratchStore& operator=(const ScratchStore&) = delete;

    RunWriter& writer() { return *writer_; }

  private:
    std::filesystem::path folder_;
    std::unique_ptr<RunWriter> writer_;
};

/// Counts steps as they are reported, and measures the convolution floor between rounds of steps.
class Stopwatch {
  public:
    Stopwatch(Training& training, ConvolutionFloor& floor, int warmUps, int steps)
        : training_(training), floor_(floor), warmUps_(warmUps), steps_(steps) {}

    /// Counts a reported step, for which the store needed `storeSeconds`. Returns true when all
    /// steps are counted.
    bool onStep(double storeSeconds) {
        ++reported_;
        if (reported_ < warmUps_) {
            return false;
        }
        const PhaseSeconds phases = training_.takePhases();
        if (reported_ == warmUps_) {
            restart();
            return false;
        }
        times_.add(phases, training_.probeSeconds() - probesBefore_, storeSeconds);
        const int counted = times_.steps();
        if (counted % std::max(1, steps_ / kRounds) == 0 || counted == steps_) {
            if (peak_ == 0) {
                peak_ = peakMemory(training_.network().layers.front().weight.device());
            }
            floor_.measure();
        }
        restart();
        return counted >= steps_;
    }

    /// Ignores the time since the last step, in which an epoch ended or the floor was measured.
    void restart() {
        probesBefore_ = training_.probeSeconds();
        times_.restart();
    }

    void writeTo(BenchmarkResult& result) const {
        result.stepSeconds = times_.seconds() / steps_;
        result.imagesPerSecond = result.batch / result.stepSeconds;
        result.peakBytes = peak_;
        result.floorSeconds = floor_.seconds();
        result.floorLayout = floor_.layout();
        for (const auto& [name, seconds] : times_.phases()) {
            result.phases.emplace_back(name, seconds / steps_);
        }
    }

  private:
    Training& training_;
    ConvolutionFloor& floor_;
    const int warmUps_;
    const int steps_;
    int reported_ = 0;
    StepTimes times_;
    double probesBefore_ = 0;
    std::int64_t peak_ = 0;
};

/// A result with everything that is known before the training: network, device, threads and the
/// like.
BenchmarkResult conditionsOf(const Training& training, int steps) {
    const Experiment& experiment = training.experiment();
    const bool isFast = training.device().is_cpu()
                            ? computesInLanes(methodNamed(experiment.method),
                                              experiment.compute.path, training.network())
                            : experiment.compute.path == ComputePath::fast;
    const ThreadChoice threads = chooseThreads(experiment.threads);
    BenchmarkResult result;
    result.network = layersText(experiment.network.layers);
    result.device = training.device().str();
    result.path = isFast ? "fast" : "plain";
    result.precision = settingText(experiment, "compute.precision");
    result.software = softwareVersion() + ", " + kernels::bestKernels().name;
    result.threads = threads.count;
    result.threadsReason = threads.reason;
    result.batch = experiment.train.batch;
    result.steps = steps;
    result.parameterBytes = 3 * training.network().parameters() * 4;
    return result;
}

/// Counts the device calls of the second of two groups of training steps.
std::optional<DeviceCallsPerStep> countCalls(Experiment experiment, const DataSet& data,
                                             const at::Device& device) {
    experiment.probe.budget = 0;
    const std::int64_t images = std::int64_t{2} * kStepsAtOnce * experiment.train.batch;
    experiment.train.epochs = static_cast<int>(1 + images / data.train.count);
    const auto training = makeTraining(experiment, data, device);
    std::unique_ptr<DeviceCallCounter> counter;
    std::optional<DeviceCalls> calls;
    TrainingControl control;
    TrainingHooks hooks;
    int reported = 0;
    hooks.onStep = [&](const StepEvent&) {
        ++reported;
        if (reported == kStepsAtOnce) {
            counter = std::make_unique<DeviceCallCounter>();
        } else if (reported == 2 * kStepsAtOnce) {
            calls = counter->stop();
            control.stop();
        }
    };
    withDeviceErrors(experiment, device, [&] { training->run(control, hooks); });
    if (!calls) {
        return std::nullopt;
    }
    const auto perStep = [](std::int64_t count) {
        return static_cast<double>(count) / kStepsAtOnce;
    };
    return DeviceCallsPerStep{perStep(calls->kernels), perStep(calls->kernelLaunches),
                              perStep(calls->graphLaunches), perStep(calls->synchronizations)};
}

} // namespace

MemoryEstimate estimateMemory(const Experiment& experiment, LoadWatch& watch) {
    const at::Device device = resolveDevice(experiment.device);
    const DataSet data = loadDataSet(locatedData(experiment), watch, LoadFor::shape);
    const MachineMemory machine = memoryOf(device);
    const MemoryNeeds needs = needsOn(device, trainingNeeds(experiment, data, device), machine);
    const ThreadChoice threads = chooseThreads(experiment.threads);
    const auto bytes = [](double count) {
        return static_cast<std::int64_t>(std::min(count, 9e18));
    };
    MemoryEstimate estimate;
    estimate.network = layersText(experiment.network.layers);
    estimate.batch = experiment.train.batch;
    estimate.device = device.str();
    estimate.threads = threads.count;
    estimate.threadsReason = threads.reason;
    estimate.parameters = bytes(needs.parameters);
    estimate.optimizer = bytes(needs.optimizer);
    estimate.goodState = bytes(needs.goodState);
    estimate.activationsPerLane = bytes(needs.activationsPerLane);
    estimate.lanes = needs.lanes;
    estimate.dataSet = bytes(needs.dataSet);
    estimate.total = bytes(needs.total());
    estimate.machine = machine.bytes;
    estimate.machineSource = machine.source;
    estimate.notes = shortened(data.notes);
    return estimate;
}

BenchmarkResult runBenchmark(const Experiment& asked, int steps, LoadWatch& loading) {
    Experiment experiment = asked;
    const at::Device device = resolveDevice(experiment.device);
    usePrecision(experiment.compute.precision, device);
    const DataSet data = loadDataSet(locatedData(experiment), loading);
    const bool inGroups = !device.is_cpu();
    const int warmUps = inGroups ? kStepsAtOnce : kBenchmarkWarmUps;
    const int counted =
        inGroups ? groupedSteps(steps, data.train.count / experiment.train.batch) : steps;
    // As many epochs as the steps need; the time between epochs does not count.
    const std::int64_t images = (std::int64_t{warmUps} + counted) * experiment.train.batch;
    experiment.train.epochs = static_cast<int>(1 + images / data.train.count);
    const auto made = makeTraining(experiment, data, device);
    Training& training = *made;
    setTorchThreads(experiment, training.network());
    BenchmarkResult result = conditionsOf(training, counted);
    result.notes = shortened(data.notes);

    ScratchStore store;
    const RunId run =
        store.writer().createRun(describeRun(experiment, "bench", data, training, device));
    ConvolutionFloor floor(training.network(), imageShapeOf(data), experiment.train.batch,
                           experiment.compute.precision, result.threads);
    Stopwatch watch(training, floor, warmUps, counted);
    TrainingControl control;
    TrainingHooks hooks;
    hooks.onProbe = [](const ProbeSnapshotPtr&) {};
    hooks.onStep = [&](const StepEvent& event) {
        const auto begin = Clock::now();
        store.writer().addSteps(run, {event});
        if (!control.isStopped() && watch.onStep(secondsSince(begin))) {
            control.stop();
        }
    };
    hooks.onNote = [&](const std::string& note) { // the only note says that steps can't be recorded
        result.notes.push_back(note);
        result.path = "plain";
    };
    hooks.onEpoch = [&](const EpochEvent&, const EpochMeasurements&, const Checkpoint&) {
        watch.restart();
    };
    withDeviceErrors(experiment, device, [&] { training.run(control, hooks); });
    watch.writeTo(result);
    store.writer().setStatus(run, RunStatus::stopped);
    if (!device.is_cpu()) {
        result.calls = countCalls(experiment, data, device);
    }
    return result;
}

} // namespace asge
