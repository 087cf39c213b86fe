// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <cstddef>
#include <list>
#include <optional>
#include <utility>

namespace asge {

/// The snapshots of the epochs last looked at. Bounded in number and in bytes; the one used longest
/// ago goes first.
class SnapshotCache {
  public:
    explicit SnapshotCache(std::size_t entries = 64, std::size_t bytes = 256U << 20)
        : entries_(entries), bytes_(bytes) {}

    /// A null snapshot is an answer too: that epoch has no maps.
    void put(int epoch, ProbeSnapshotPtr snapshot);
    /// Nothing where the epoch isn't here.
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
    std::list<Entry> used_; ///< the last used first
};

} // namespace asge
