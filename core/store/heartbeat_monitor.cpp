// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/heartbeat_monitor.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/sha256.h"
#include "core/store/files.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// Upper bound of the silence that is counted between two observations, so that neither a suspended
/// program nor one wrong clock reading makes a run count as silent.
constexpr double kLongestGap = kHeartbeatTimeoutSeconds / 2;

/// Asks the kernel directly, because preloaded libraries that fake the time replace the C library's
/// function.
double namespaceSeconds() {
    timespec time{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Identifies the machine's boot and time namespace: times in the file are comparable only within
/// both.
std::string fileHeader(const ProcessIdentity& self) {
    std::error_code ignored;
    return self.bootId + ' ' + fs::read_symlink("/proc/self/ns/time", ignored).string();
}

} // namespace

HeartbeatMonitor::HeartbeatMonitor() : HeartbeatMonitor(Clock{}) {}

HeartbeatMonitor::HeartbeatMonitor(Clock clock) : HeartbeatMonitor({}, {}, std::move(clock)) {}

HeartbeatMonitor::HeartbeatMonitor(const fs::path& store, fs::path file, Clock clock)
    : clock_(clock ? std::move(clock) : namespaceSeconds), store_([&store] {
          std::error_code ignored;
          return fs::weakly_canonical(store, ignored).string();
      }()),
      file_(std::move(file)) {
    if (!file_.empty()) {
        readFile();
    }
}

HeartbeatMonitor::~HeartbeatMonitor() {
    const bool news = std::any_of(observations_.begin(), observations_.end(),
                                  [](const auto& entry) { return entry.second.seen; });
    if (file_.empty() || !news) {
        return;
    }
    try {
        writeFile();
    } catch (const std::exception&) {
        // Without the file the next program only has to observe for longer.
    }
}

std::string HeartbeatMonitor::keyOf(std::int64_t run, std::string_view owner) const {
    return sha256OfBytes(std::to_string(run) + '\n' + std::string(owner) + '\n' + store_);
}

OwnerState HeartbeatMonitor::observe(std::int64_t run, std::string_view owner,
                                     std::int64_t heartbeat) {
    const Liveness liveness = livenessOf(owner, self_);
    if (liveness != Liveness::notVisible) {
        return liveness == Liveness::alive ? OwnerState::alive : OwnerState::ended;
    }
    const std::lock_guard lock(mutex_);
    const double now = clock_();
    const auto [entry, isNew] = observations_.try_emplace(keyOf(run, owner));
    Observation& observation = entry->second;
    if (isNew || observation.heartbeat != heartbeat) {
        observation.beats = observation.seen;
        observation.heartbeat = heartbeat;
        observation.silence = 0;
    } else {
        observation.silence += std::clamp(now - observation.last, 0.0, kLongestGap);
    }
    observation.seen = true;
    observation.last = now;
    if (observation.silence >= kHeartbeatTimeoutSeconds) {
        return OwnerState::silent;
    }
    return observation.beats ? OwnerState::alive : OwnerState::unknown;
}

void HeartbeatMonitor::readFile() {
    std::string text;
    try {
        text = readSmallFile(file_, "heartbeat observations");
    } catch (const Error&) {
        return; // there is no file yet
    }
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != fileHeader(self_)) {
        return; // the machine was restarted meanwhile
    }
    std::string key;
    Observation observation;
    while (lines >> key >> observation.heartbeat >> observation.last >> observation.silence) {
        observations_.try_emplace(key, observation);
    }
}

void HeartbeatMonitor::writeFile() const {
    constexpr std::size_t kMostLines = 1000;
    fs::create_directories(file_.parent_path());
    const ScratchFile draft(file_);
    std::ofstream file(draft.path(), std::ios::trunc);
    file.precision(17);
    file << fileHeader(self_) << '\n';
    std::vector<std::pair<std::string, Observation>> latest(observations_.begin(),
                                                            observations_.end());
    std::sort(latest.begin(), latest.end(),
              [](const auto& a, const auto& b) { return a.second.last > b.second.last; });
    latest.resize(std::min(latest.size(), kMostLines));
    for (const auto& [key, observation] : latest) {
        file << key << ' ' << observation.heartbeat << ' ' << observation.last << ' '
             << observation.silence << '\n';
    }
    file.close();
    if (file) {
        putInPlace(draft.path(), file_, IfExists::replace);
    }
}

} // namespace asge
