// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/life_watch.h"

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
constexpr double kLongestGap = kSilenceSeconds / 2;

/// Asks the kernel directly, because preloaded libraries that fake the time replace the C library's
/// function.
double monotonicSeconds() {
    timespec time{};
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Identifies the machine's boot and time namespace: times in the file are comparable only within
/// both.
std::string notebookHeader(const ProcessIdentity& self) {
    std::error_code ignored;
    return self.bootId + ' ' + fs::read_symlink("/proc/self/ns/time", ignored).string();
}

} // namespace

LifeWatch::LifeWatch() : LifeWatch(Clock{}) {}

LifeWatch::LifeWatch(Clock clock) : LifeWatch({}, {}, std::move(clock)) {}

LifeWatch::LifeWatch(const fs::path& store, fs::path notebook, Clock clock)
    : clock_(clock ? std::move(clock) : monotonicSeconds), store_([&store] {
          std::error_code ignored;
          return fs::weakly_canonical(store, ignored).string();
      }()),
      notebook_(std::move(notebook)) {
    if (!notebook_.empty()) {
        readNotebook();
    }
}

LifeWatch::~LifeWatch() {
    const bool news = std::any_of(sightings_.begin(), sightings_.end(),
                                  [](const auto& entry) { return entry.second.seen; });
    if (notebook_.empty() || !news) {
        return;
    }
    try {
        writeNotebook();
    } catch (const std::exception&) {
        // Without the file the next program only has to observe for longer.
    }
}

std::string LifeWatch::keyOf(std::int64_t run, std::string_view owner) const {
    return sha256OfBytes(std::to_string(run) + '\n' + std::string(owner) + '\n' + store_);
}

Life LifeWatch::look(std::int64_t run, std::string_view owner, std::int64_t heartbeat) {
    const Liveness liveness = judge(owner, self_);
    if (liveness != Liveness::outOfSight) {
        return liveness == Liveness::alive ? Life::alive : Life::ended;
    }
    const std::lock_guard lock(mutex_);
    const double now = clock_();
    const auto [entry, isNew] = sightings_.try_emplace(keyOf(run, owner));
    Sighting& sighting = entry->second;
    if (isNew || sighting.heartbeat != heartbeat) {
        sighting.beats = sighting.seen;
        sighting.heartbeat = heartbeat;
        sighting.silence = 0;
    } else {
        sighting.silence += std::clamp(now - sighting.last, 0.0, kLongestGap);
    }
    sighting.seen = true;
    sighting.last = now;
    if (sighting.silence >= kSilenceSeconds) {
        return Life::silent;
    }
    return sighting.beats ? Life::alive : Life::unseen;
}

void LifeWatch::readNotebook() {
    std::string text;
    try {
        text = readSmallFile(notebook_, "heartbeat observations");
    } catch (const Error&) {
        return; // there is no file yet
    }
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != notebookHeader(self_)) {
        return; // the machine was restarted meanwhile
    }
    std::string key;
    Sighting sighting;
    while (lines >> key >> sighting.heartbeat >> sighting.last >> sighting.silence) {
        sightings_.try_emplace(key, sighting);
    }
}

void LifeWatch::writeNotebook() const {
    constexpr std::size_t kMostLines = 1000;
    fs::create_directories(notebook_.parent_path());
    const ScratchFile draft(notebook_);
    std::ofstream file(draft.path(), std::ios::trunc);
    file.precision(17);
    file << notebookHeader(self_) << '\n';
    std::vector<std::pair<std::string, Sighting>> latest(sightings_.begin(), sightings_.end());
    std::sort(latest.begin(), latest.end(),
              [](const auto& a, const auto& b) { return a.second.last > b.second.last; });
    latest.resize(std::min(latest.size(), kMostLines));
    for (const auto& [key, sighting] : latest) {
        file << key << ' ' << sighting.heartbeat << ' ' << sighting.last << ' ' << sighting.silence
             << '\n';
    }
    file.close();
    if (file) {
        putInPlace(draft.path(), notebook_, Occupied::goes);
    }
}

} // namespace asge
