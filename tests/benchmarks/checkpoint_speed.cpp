// SPDX-License-Identifier: GPL-3.0-or-later

// Measures how long a checkpoint takes to save and to load, and its size.
//   checkpoint_speed [LAYERS]
#include "core/experiment/layers.h"
#include "core/learn/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace {

constexpr int kRounds = 9;

/// The median time of several rounds, in milliseconds.
double milliseconds(const std::function<void()>& work) {
    std::vector<double> times;
    for (int i = 0; i < kRounds; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> passed =
            std::chrono::steady_clock::now() - begin;
        times.push_back(passed.count());
    }
    std::sort(times.begin(), times.end());
    return times[kRounds / 2];
}

long peakKib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

int main(int argc, char** argv) {
    asge::Experiment experiment;
    experiment.network.layers =
        asge::parseLayers(argc > 1 ? argv[1] : "128 256M 256 512M 512M 512M");
    asge::Trainer trainer(asge::makeNetwork(experiment, {3, 32, 32, 10}, at::kCPU), {});
    const long before = peakKib();
    std::string bytes;
    const double save = milliseconds([&] { bytes = trainer.save(); });
    const long saved = peakKib();
    const double load = milliseconds([&] { trainer.restore(asge::readCheckpointContent(bytes)); });
    std::printf("%s: %zu bytes, saved in %.1f ms, loaded in %.1f ms; memory beside it %ld MiB to "
                "save, %ld MiB to load\n",
                asge::layersText(experiment.network.layers).c_str(), bytes.size(), save, load,
                (saved - before) / 1024, (peakKib() - saved) / 1024);
    return 0;
}
