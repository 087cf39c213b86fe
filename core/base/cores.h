// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace asge {

/// The facts that limit the number of threads that can work at the same time.
struct ProcessorFacts {
    int online = 1;              ///< processors of the machine
    int allowed = 1;             ///< number of these in the process' affinity mask at its start
    std::optional<double> quota; ///< number that control groups allow; 0.5 is half a processor
    std::string ompNumThreads;   ///< the environment variable OMP_NUM_THREADS; empty if not set
};

/// The facts about this process. `root` holds /proc and /sys, for cgroupLimits.
ProcessorFacts processorFacts(const std::filesystem::path& root = "/");

/// The number of threads to compute with, and the reason.
struct ThreadChoice {
    int count = 1;
    std::string reason; ///< "the affinity mask has 1 of 2 processors"
};

/// Chooses the smallest of the facts and `wanted`, the setting `threads`; 0 means all that the
/// process may use. A fractional quota is rounded up, so half a processor gives one thread.
ThreadChoice chooseThreads(const ProcessorFacts& facts, int wanted = 0);

/// The same for this process. All code that starts threads uses this function.
ThreadChoice chooseThreads(int wanted = 0);

/// The count of chooseThreads.
int threadCount(int wanted = 0);

} // namespace asge
