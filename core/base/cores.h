#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace asge {

/// What decides how many threads can work at the same time.
struct ProcessorFacts {
    int online = 1;              ///< processors of the machine
    int allowed = 1;             ///< of these, by the process' affinity mask at its start
    std::optional<double> quota; ///< processors by the control groups; 0.5 is half of one
    std::string ompNumThreads;   ///< the variable OMP_NUM_THREADS; empty if it is not set
};

/// Of this process. `root` holds /proc and /sys, for cgroupLimits.
ProcessorFacts processorFacts(const std::filesystem::path& root = "/");

/// How many threads to compute with, and why not more.
struct ThreadChoice {
    int count = 1;
    std::string reason; ///< "the affinity mask has 1 of 2 processors"
};

/// `wanted` is the setting `threads`; 0 asks for all that the process may use. The smallest of the
/// facts counts; a quota that is no whole number is rounded up, so half a processor is one thread.
ThreadChoice chooseThreads(const ProcessorFacts& facts, int wanted = 0);

/// The same for this process: the one place that all who start threads ask.
ThreadChoice chooseThreads(int wanted = 0);

/// Its count.
int threadCount(int wanted = 0);

} // namespace asge
