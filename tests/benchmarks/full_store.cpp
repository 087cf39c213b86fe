// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/benchmarks/full_store.h"

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/store/database.h"
#include "core/store/run_writes.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include <sys/wait.h>
#include <unistd.h>

namespace asge::benchmark {
namespace {

namespace fs = std::filesystem;

NewRun describe(const Experiment& experiment) {
    NewRun run;
    run.name = "vgg8 seed " + std::to_string(experiment.train.seed);
    run.experimentJson = toJson(experiment);
    run.method = "asge";
    run.dataName = experiment.data.name;
    run.epochs = experiment.train.epochs;
    run.device = "cpu";
    run.software = "asge";
    run.parameters = 1'000'000;
    run.layers.assign(kLayers, {64, 2, 14, 14, false});
    return run;
}

/// An experiment of one of 50 configurations with 40 seeds each.
NewRun describe(int number) {
    Experiment experiment;
    experiment.network.layers.assign(kLayers, {64, false});
    experiment.data.name = number % 2 == 0 ? "fashion-mnist" : "cifar-10";
    experiment.train.epochs = kEpochs;
    experiment.train.batch = 128;
    experiment.train.seed = number % 40 + 1;
    experiment.projection.gain = 1.0 + 0.25 * (number / 40 % 10);
    experiment.optimizer.learningRate = 1e-3 * (number / 400 + 1);
    NewRun run = describe(experiment);
    run.tags = {"sweep:" + std::to_string(number / 400), number % 3 == 0 ? "baseline" : "trial"};
    return run;
}

std::vector<LayerScore> scoresAt(double time, int layers, std::mt19937& random) {
    std::uniform_real_distribution<double> noise(-0.02, 0.02);
    std::vector<LayerScore> scores;
    for (int layer = 0; layer < layers; ++layer) {
        const double done = 1 - std::exp(-5 * time * (layer + 1));
        const double loss = 0.05 + 2.3 * (1 - done) + noise(random);
        scores.push_back({loss, 0.1 + 0.8 * done + noise(random)});
    }
    return scores;
}

EpochEvent measure(int epoch, std::int64_t stepsOfEpoch, int layers, std::mt19937& random) {
    const double time = static_cast<double>(epoch) / kEpochs;
    EpochEvent event;
    event.epoch = epoch;
    event.step = stepsOfEpoch * epoch;
    event.seconds = 31.5 * epoch;
    event.values.setRun(MetricId::imagesPerSecond, 1900 + 100 * time);
    event.values.setScores(Split::train, scoresAt(time, layers, random));
    event.values.setScores(Split::validation, scoresAt(time, layers, random));
    event.values.setScores(Split::test, scoresAt(time, layers, random));
    event.bestLayer = layers - 1;
    event.values.set(MetricId::accuracy, Split::test,
                     Predictions{event.test().back().accuracy, event.test().back().accuracy + 0.01,
                                 event.test().back().accuracy});
    return event;
}

void addRun(SQLite::Database& database, int number, std::mt19937& random,
            const ProcessIdentity& self) {
    constexpr std::int64_t kStepsOfEpoch = 468;
    const RunId id = insertRun(database, describe(number), self);
    for (int epoch = 1; epoch <= kEpochs; ++epoch) {
        replaceEpoch(database, id, measure(epoch, kStepsOfEpoch, kLayers, random), {}, self);
    }
}

void addLongRun(SQLite::Database& database, std::mt19937& random, const ProcessIdentity& self) {
    constexpr std::int64_t kStepsOfEpoch = kLongSteps / kEpochs;
    Experiment experiment;
    experiment.network.layers.assign(1, {64, false});
    experiment.data.name = "fashion-mnist";
    experiment.train.epochs = kEpochs;
    NewRun run = describe(experiment);
    run.name = "a million steps";
    run.layers.resize(1);
    const RunId id = insertRun(database, run, self);
    std::vector<StepEvent> steps;
    for (int epoch = 1; epoch <= kEpochs; ++epoch) {
        steps.clear();
        for (std::int64_t step = (epoch - 1) * kStepsOfEpoch + 1; step <= epoch * kStepsOfEpoch;
             ++step) {
            const double time = static_cast<double>(step) / kLongSteps;
            steps.push_back({epoch, step, 3150 * time, scoresAt(time, 1, random)});
        }
        insertSteps(database, id, steps, self);
        replaceEpoch(database, id, measure(epoch, kStepsOfEpoch, 1, random), {}, self);
    }
}

/// Writes like RunWriter, but many runs per transaction.
void fill(const fs::path& file) {
    constexpr int kTogether = 50;
    auto database = openToWrite(file);
    database.exec("PRAGMA synchronous = OFF");
    const ProcessIdentity self = thisProcess();
    std::mt19937 random(1);
    for (int number = 0; number < kRuns;) {
        SQLite::Transaction transaction(database);
        for (int i = 0; i < kTogether && number < kRuns; ++i, ++number) {
            addRun(database, number, random, self);
        }
        transaction.commit();
    }
    SQLite::Transaction transaction(database);
    addLongRun(database, random, self);
    database.exec("UPDATE run SET status = 'finished'");
    transaction.commit();
}

bool fillApart(const fs::path& file) {
    const pid_t child = fork();
    if (child == 0) {
        try {
            fill(file);
            _exit(0);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            _exit(1);
        }
    }
    int status = 1;
    return waitpid(child, &status, 0) == child && status == 0;
}

} // namespace

FullStore::FullStore(int argc, char** argv)
    : file_(argc > 1 ? fs::path(argv[1])
                     : fs::temp_directory_path() /
                           ("full_store." + std::to_string(getpid()) + ".sqlite")),
      keep_(argc > 1) {
    if (fs::exists(file_)) {
        return;
    }
    bool filled = false;
    const double took = milliseconds([&] { filled = fillApart(file_); });
    if (!filled) {
        throw Error(file_.string() + ": can't be filled");
    }
    std::printf("%d runs x %d layers x %d epochs x 6 metrics, and a run of %lld steps: "
                "%.1f s to fill, %.0f MB\n",
                kRuns, kLayers, kEpochs, static_cast<long long>(kLongSteps), took / 1000,
                static_cast<double>(fs::file_size(file_)) / 1e6);
}

FullStore::~FullStore() {
    if (!keep_) {
        std::error_code ignored;
        for (const char* end : {"", "-wal", "-shm"}) {
            fs::remove(file_.string() + end, ignored);
        }
    }
}

double median(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

long peakMegabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::strtol(line.c_str() + 6, nullptr, 10) / 1024;
        }
    }
    return 0;
}

} // namespace asge::benchmark
