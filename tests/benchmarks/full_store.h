// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asge::benchmark {

/// The store that benchmarks open: as large as one that a group has filled for years.
constexpr int kRuns = 2000;
constexpr int kLayers = 8;
constexpr int kEpochs = 100;
constexpr std::int64_t kLongSteps = 1'000'000;
/// Of kRuns runs, with loss and accuracy of three splits; the last one is the long run.
constexpr RunId kLongRun = kRuns + 1;

/// The file that the command line names, which is filled where it isn't there and kept, or a
/// temporary one. Filled by a process of its own, since this one's memory is measured; says how
/// long that took.
class FullStore {
  public:
    FullStore(int argc, char** argv); ///< throws Error where it can't be filled
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

/// The middle one; of an even number of them the upper one of the two.
double median(std::vector<double> times);
/// The most memory that this process has had, MB.
long peakMegabytes();

} // namespace asge::benchmark
