// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/cores.h"

#include "core/base/affinity.h"
#include "core/base/cgroup.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace asge {

namespace {

std::string processorsText(double processors) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", processors);
    return std::string(text) + (processors == 1 ? " processor" : " processors");
}

/// The first number of a list such as "4,2", which is for the outermost level; nothing if OpenMP
/// ignores the text.
std::optional<int> openMpThreads(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t");
    int threads = 0;
    if (begin == std::string::npos ||
        std::from_chars(text.data() + begin, text.data() + text.size(), threads).ec !=
            std::errc()) {
        return std::nullopt;
    }
    return threads > 0 ? std::optional(threads) : std::nullopt;
}

} // namespace

ProcessorFacts processorFacts(const std::filesystem::path& root) {
    ProcessorFacts facts;
    const int allowed = processAffinity().count();
    facts.online = std::max({1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)), allowed});
    facts.allowed = allowed > 0 ? allowed : facts.online;
    facts.quota = cgroupLimits(root).processors;
    if (const char* threads = std::getenv("OMP_NUM_THREADS")) {
        facts.ompNumThreads = threads;
    }
    return facts;
}

ThreadChoice chooseThreads(const ProcessorFacts& facts, int wanted) {
    ThreadChoice choice{facts.online, "the machine has " + processorsText(facts.online)};
    const auto atMost = [&](int count, const std::string& reason) {
        if (count < choice.count) {
            choice = {count, reason};
        }
    };
    atMost(facts.allowed, "the affinity mask has " + std::to_string(facts.allowed) + " of " +
                              processorsText(facts.online));
    if (facts.quota) {
        const double whole =
            std::clamp(std::ceil(*facts.quota), 1.0, std::max(double(facts.online), 1.0));
        atMost(static_cast<int>(whole),
               "the control group's quota is " + processorsText(*facts.quota));
    }
    if (const auto threads = openMpThreads(facts.ompNumThreads)) {
        atMost(*threads, "OMP_NUM_THREADS is " + std::to_string(*threads));
    }
    if (wanted > 0) {
        atMost(wanted, "the setting threads is " + std::to_string(wanted));
    }
    return choice;
}

ThreadChoice chooseThreads(int wanted) {
    return chooseThreads(processorFacts(), wanted);
}

int threadCount(int wanted) {
    return chooseThreads(wanted).count;
}

} // namespace asge
