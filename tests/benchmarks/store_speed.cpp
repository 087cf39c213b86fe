// SPDX-License-Identifier: GPL-3.0-or-later

// Measures how fast a store of thousands of runs opens, and how much memory that takes:
//   build/release/bin/store_speed [FILE]
// FILE is filled if it does not exist.
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/benchmarks/full_store.h"

#include <cstdio>

namespace {

using namespace asge;
using namespace asge::benchmark;

/// Prints the first time and the median of five more.
template <typename Action>
void report(const char* what, Action&& action) {
    const double first = milliseconds(action);
    std::vector<double> more(5);
    for (double& time : more) {
        time = milliseconds(action);
    }
    std::printf("%-36s %8.1f ms, then %8.1f ms\n", what, first, median(more));
}

void measureReading(const std::filesystem::path& file) {
    constexpr std::size_t kCompared = 20;
    report("open the store, list all runs", [&] { RunReader(file).runs(); });
    const RunReader reader(file);
    const auto runs = reader.runs();
    report("list all runs again", [&] { reader.runs(); });
    report("all of 20 runs", [&] {
        for (std::size_t i = 0; i < kCompared; ++i) {
            reader.detail(static_cast<RunId>(1 + i * kRuns / kCompared));
        }
    });
    report("open the store to write", [&] { RunWriter writer(file); });
    std::printf("%-36s %8ld MB\n", "peak memory", peakMegabytes());
    report("a run of a million steps", [&] { reader.detail(kLongRun); });
}

} // namespace

int main(int argc, char** argv) {
    try {
        const FullStore store(argc, argv);
        measureReading(store.file());
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "store_speed: %s\n", error.what());
        return 1;
    }
}
