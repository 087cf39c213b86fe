// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asge::benchmark {

/// A store for benchmarks, as large as one that a group has used for years.
constexpr int kRuns = 2000;
constexpr int kLayers = 8;
constexpr int kEpochs = 100;
constexpr std::int64_t kLongSteps = 1'000'000;
/// It has kRuns runs with loss and accuracy of three splits; the last one is the long run.
constexpr RunId kLongRun = kRuns + 1;

/// The file that the command line names, which is filled if it does not exist and is kept, or a
/// temporary file. A process of its own fills it, because the memory of this one is measured.
/// Prints how long that took.
class FullStore {
  public:
    FullStore(int argc, char** argv); ///< throws Error if the file can't be filled
    ~FullStore();
    FullStore(const FullStore&) = delete;
    FullStore& operator=(const FullStore&) = delete;

    const std::filesystem::path& file() const { return file_; }

  private:
    std::filesystem::path file_;
    bool keep_;
};

template <typename Action>
double milliseconds(Action&& action) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    return took.count();
}

/// The median; of an even number of values the upper one of the two in the middle.
double median(std::vector<double> times);
/// The peak memory of this process, in MB.
long peakMegabytes();

} // namespace asge::benchmark
