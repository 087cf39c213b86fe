// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/control/control.h"
#include "core/data/prefetch.h"
#include "core/learn/train/batches.h"

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

namespace asge {

/// Serves a set batch by batch. Where its images are better read ahead, up to `threads` threads do
/// so for as long as the stream lives; otherwise there are none, and each lane prepares its own
/// part of a batch. The batches are the same either way. The set must outlive it, and it its
/// batches.
class BatchStream {
  public:
    /// All images as they are, in the set's order.
    BatchStream(const Batches& images, int batch, int threads);
    /// Those of `order`, changed as the augmenter does in `epoch` (0 is the first).
    /// Waits are measured by `now`.
    BatchStream(const Batches& images, std::vector<std::int64_t> order, int epoch, int batch,
                int threads,
                std::function<RunningClock::Clock::time_point()> now = RunningClock::Clock::now);
    BatchStream(const BatchStream&) = delete;
    BatchStream& operator=(const BatchStream&) = delete;

    /// Whether the last batch has been handed out.
    bool isDone() const { return next_ == count_; }
    /// Null after the last batch and once `control` is stopped, also while it waits. Throws what
    /// reading the images throws.
    std::optional<BatchSource> next(const TrainingControl* control = nullptr);
    /// Seconds so far in which a training that works in `lanes` threads could not go on because
    /// its images weren't ready: it waited for others, or made them ready itself. Time in which the
    /// process did not run is none of them.
    double waited(int lanes) const;

  private:
    void readAhead(int threads);
    std::vector<std::int64_t> indices(std::int64_t first, std::int64_t size) const;
    BatchSource timed(BatchSource source);

    const Batches& images_;
    const std::vector<std::int64_t> order_; ///< empty: the set's
    const std::optional<int> epoch_;
    const std::int64_t count_;
    const std::int64_t batch_;
    std::int64_t next_ = 0; ///< position of the next batch's first image
    RunningClock clock_;
    double waited_ = 0;                           ///< for others
    std::atomic<std::int64_t> ownNanoseconds_{0}; ///< of all lanes together
    std::optional<Prefetch> prefetch_;            ///< last: its threads use the others
};

} // namespace asge
