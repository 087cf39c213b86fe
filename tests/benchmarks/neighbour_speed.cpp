// SPDX-License-Identifier: GPL-3.0-or-later

// Prints how long the inspector takes to find the nearest of 5,000 validation images of
// Fashion-MNIST in all layers, the first time and later, and to show an image to the networks of
// all checkpoints: neighbour_speed ['LAYERS' [IMAGES]].
#include "core/control/engine.h"
#include "core/experiment/layers.h"
#include "core/store/run_writer.h"
#include "tests/benchmarks/brief_run.h"
#include "tests/support/tiny_data.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace asge;

/// Milliseconds that `work` takes.
template <typename Work>
double timeOf(const Work& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
}

} // namespace

int main(int argc, char** argv) {
    prepareThreads();
    const std::string layers = argc > 1 ? argv[1] : "32 64M 128M 256M";
    const int images = argc > 2 ? std::atoi(argv[2]) : 100;
    const test::TemporaryFolder folder;
    test::trainBriefly(folder.path(), layers, 3);
    const RunReader reader(folder.path() / "runs.sqlite");
    LoadWatch watch;
    const auto inspector = loadEngine().inspect(reader, 1, {}, watch);
    const ProbeImages first = inspector->images(Split::test, {0}, watch);
    std::cout << layers << ": the first image "
              << timeOf([&] { inspector->neighbours(first, 6, watch); }) << " ms\n";
    std::vector<double> times;
    for (int i = 1; i <= images; ++i) {
        const ProbeImages image = inspector->images(Split::test, {i % 512}, watch);
        times.push_back(timeOf([&] { inspector->neighbours(image, 6, watch); }));
    }
    std::sort(times.begin(), times.end());
    std::cout << "a later image, median " << times[times.size() / 2] << " ms, slowest "
              << times.back() << " ms\n";
    const auto epochs = static_cast<double>(inspector->checkpointEpochs().size());
    std::cout << "history, per checkpoint "
              << timeOf([&] { inspector->history(first, watch); }) / epochs << " ms\n";
    return 0;
}
