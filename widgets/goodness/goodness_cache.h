// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <cstddef>
#include <list>
#include <optional>
#include <utility>

namespace asge {

/// The snapshots of the epochs that were used last, limited in number and in bytes. The least
/// recently used one is dropped first.
class SnapshotCache {
  public:
    explicit SnapshotCache(std::size_t entries = 64, std::size_t bytes = 256U << 20)
        : entries_(entries), bytes_(bytes) {}

    /// A null snapshot means that the epoch has no maps.
    void put(int epoch, ProbeSnapshotPtr snapshot);
    /// None if the epoch is not in the cache.
    std::optional<ProbeSnapshotPtr> find(int epoch);
    void clear();

    std::size_t size() const { return used_.size(); }
    std::size_t bytes() const { return held_; }

  private:
    using Entry = std::pair<int, ProbeSnapshotPtr>;
    std::list<Entry>::iterator place(int epoch);

    std::size_t entries_;
    std::size_t bytes_;
    std::size_t held_ = 0;
    std::list<Entry> used_; ///< most recently used first
};

} // namespace asge
