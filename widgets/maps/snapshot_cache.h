// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <QCache>

#include <optional>

namespace asge {

/// The snapshots of the epochs that were shown last. Their number and their bytes are bounded; the
/// one that was used longest ago is dropped first.
class SnapshotCache {
  public:
    explicit SnapshotCache(qsizetype entries = 64, qsizetype bytes = qsizetype{256} << 20)
        : leastCost_(bytes / entries), snapshots_(bytes) {}

    /// A null snapshot says that the epoch has no maps. The newest snapshot is kept even if it
    /// alone exceeds the bound, since it is the one that is being shown.
    void put(int epoch, const ProbeSnapshotPtr& snapshot);
    /// Nothing if the epoch is not in the cache.
    std::optional<ProbeSnapshotPtr> find(int epoch) const;
    void clear() { snapshots_.clear(); }
    qsizetype size() const { return snapshots_.size(); }

  private:
    qsizetype leastCost_; ///< of an entry, in bytes: it bounds their number
    QCache<int, ProbeSnapshotPtr> snapshots_;
};

} // namespace asge
