// How fast a store of thousands of runs opens, and what that takes of memory. Fills the file that
// is named, or a temporary one, with 2,000 runs of 8 layers and 100 epochs, with loss and accuracy
// of three splits: 9.6 million values.
#include "core/error.h"
#include "core/store/database.h"
#include "core/store/run_store.h"
#include "core/store/run_writes.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace asge;
namespace fs = std::filesystem;

constexpr int kRuns = 2000;
constexpr int kLayers = 8;
constexpr int kEpochs = 100;
constexpr int kCompared = 20;

NewRun describe(int number) {
    NewRun run;
    run.name = "vgg8 seed " + std::to_string(number);
    run.experimentJson = R"({"method": "asge", "network": {"layers": "32 64M 128 128M"}, )"
                         R"("train": {"epochs": 100, "batch": 128, "seed": )" +
                         std::to_string(number) + R"(}, "goodness": {"gain": 2.0}})";
    run.method = "asge";
    run.dataName = number % 2 == 0 ? "fashion-mnist" : "cifar-10";
    run.epochs = kEpochs;
    run.device = "cpu";
    run.software = "asge";
    run.parameters = 1'000'000;
    run.layers.assign(kLayers, {64, 2, 14, 14, false});
    run.tags = {"sweep:" + std::to_string(number / 50), number % 3 == 0 ? "baseline" : "trial"};
    return run;
}

EpochEvent measure(int epoch, std::mt19937& random) {
    std::uniform_real_distribution<double> noise(-0.02, 0.02);
    const auto scores = [&] {
        std::vector<LayerScore> layers(kLayers);
        for (int layer = 0; layer < kLayers; ++layer) {
            const double done = 1 - std::exp(-0.05 * epoch * (layer + 1));
            layers[static_cast<std::size_t>(layer)] = {2.3 * (1 - done) + noise(random),
                                                       0.1 + 0.8 * done + noise(random)};
        }
        return layers;
    };
    EpochEvent event;
    event.epoch = epoch;
    event.step = 468LL * epoch;
    event.seconds = 31.5 * epoch;
    event.imagesPerSecond = 1900 + 100 * noise(random);
    event.train = scores();
    event.validation = scores();
    event.test = scores();
    event.bestLayer = kLayers - 1;
    event.accuracy = {event.test.back().accuracy, event.test.back().accuracy + 0.01,
                      event.test.back().accuracy};
    return event;
}

/// As RunWriter does it, but many runs a transaction.
void fill(const fs::path& file) {
    auto database = openToWrite(file);
    database.exec("PRAGMA synchronous = OFF");
    const ProcessIdentity self = thisProcess();
    std::mt19937 random(1);
    constexpr int kTogether = 50;
    for (int number = 0; number < kRuns;) {
        SQLite::Transaction transaction(database);
        for (int i = 0; i < kTogether && number < kRuns; ++i, ++number) {
            const RunId id = insertRun(database, describe(number), self);
            for (int epoch = 1; epoch <= kEpochs; ++epoch) {
                replaceEpoch(database, id, measure(epoch, random), nullptr, self);
            }
        }
        database.exec("UPDATE run SET status = 'finished'");
        transaction.commit();
    }
}

/// Fills in a process of its own: this one's memory is measured.
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

template <typename Action>
double milliseconds(Action&& action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    return took.count();
}

/// The first time, and the median of five more.
template <typename Action>
void report(const char* what, Action&& action) {
    const double first = milliseconds(action);
    std::vector<double> more(5);
    for (double& time : more) {
        time = milliseconds(action);
    }
    std::sort(more.begin(), more.end());
    std::printf("%-36s %8.1f ms, then %8.1f ms\n", what, first, more[2]);
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

void measureReading(const fs::path& file) {
    report("open the store, list all runs", [&] { RunReader(file).runs(); });
    const RunReader reader(file);
    const auto runs = reader.runs();
    report("list all runs again", [&] { reader.runs(); });
    report("all of 20 runs", [&] {
        for (std::size_t i = 0; i < kCompared; ++i) {
            reader.detail(runs[i * runs.size() / kCompared].id);
        }
    });
    report("open the store to write", [&] { RunWriter writer(file); });
    std::printf("%-36s %8ld MB\n", "peak memory", peakMegabytes());
}

int run(int argc, char** argv) {
    const bool keep = argc > 1;
    const fs::path file =
        keep ? fs::path(argv[1])
             : fs::temp_directory_path() / ("store_speed." + std::to_string(getpid()) + ".sqlite");
    if (!fs::exists(file)) {
        bool filled = false;
        const double took = milliseconds([&] { filled = fillApart(file); });
        if (!filled) {
            return 1;
        }
        std::printf("%d runs x %d layers x %d epochs x 6 metrics: %.1f s to fill, %.0f MB\n", kRuns,
                    kLayers, kEpochs, took / 1000, static_cast<double>(fs::file_size(file)) / 1e6);
    }
    measureReading(file);
    if (!keep) {
        fs::remove(file);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "store_speed: %s\n", error.what());
        return 1;
    }
}
