// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_cache.h"

#include <algorithm>

namespace asge {
namespace {

std::size_t sizeOf(const ProbeSnapshotPtr& snapshot) {
    std::size_t floats = 0;
    if (snapshot) {
        for (const LayerMaps& maps : snapshot->layers) {
            floats += maps.goodness.size() + maps.probabilities.size();
        }
    }
    return floats * sizeof(float);
}

} // namespace

std::list<SnapshotCache::Entry>::iterator SnapshotCache::place(int epoch) {
    return std::find_if(used_.begin(), used_.end(),
                        [epoch](const Entry& entry) { return entry.first == epoch; });
}

void SnapshotCache::put(int epoch, ProbeSnapshotPtr snapshot) {
    if (const auto old = place(epoch); old != used_.end()) {
        held_ -= sizeOf(old->second);
        used_.erase(old);
    }
    held_ += sizeOf(snapshot);
    used_.emplace_front(epoch, std::move(snapshot));
    // The newest snapshot stays even if it exceeds the limit alone, since it is on the screen.
    while (used_.size() > 1 && (used_.size() > entries_ || held_ > bytes_)) {
        held_ -= sizeOf(used_.back().second);
        used_.pop_back();
    }
}

std::optional<ProbeSnapshotPtr> SnapshotCache::find(int epoch) {
    const auto found = place(epoch);
    if (found == used_.end()) {
        return std::nullopt;
    }
    used_.splice(used_.begin(), used_, found);
    return found->second;
}

void SnapshotCache::clear() {
    used_.clear();
    held_ = 0;
}

} // namespace asge
