// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/snapshot_cache.h"

#include <algorithm>

namespace asge {
namespace {

qsizetype bytesOf(const ProbeSnapshotPtr& snapshot) {
    std::size_t floats = 0;
    if (snapshot) {
        for (const LayerMaps& maps : snapshot->layers) {
            floats += maps.goodness.size() + maps.probabilities.size();
        }
    }
    return static_cast<qsizetype>(floats * sizeof(float));
}

} // namespace

void SnapshotCache::put(int epoch, const ProbeSnapshotPtr& snapshot) {
    const qsizetype cost =
        std::clamp(bytesOf(snapshot), leastCost_, std::max(snapshots_.maxCost(), leastCost_));
    snapshots_.remove(epoch); // insert would make room for both
    // QCache owns its objects.
    snapshots_.insert(epoch, new ProbeSnapshotPtr(snapshot), cost);
}

std::optional<ProbeSnapshotPtr> SnapshotCache::find(int epoch) const {
    const ProbeSnapshotPtr* found = snapshots_.object(epoch);
    return found ? std::optional(*found) : std::nullopt;
}

} // namespace asge
