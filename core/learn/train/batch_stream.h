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

/// Hands out an image set batch by batch. If Batches::isReadAhead(), up to `threads` threads
/// prepare images ahead while the stream exists; otherwise there are none, and each lane prepares
/// its own part of a batch. The batches are the same either way. The set must outlive the stream,
/// and the stream its batches.
class BatchStream {
  public:
    /// All images without augmentation, in the order of the set.
    BatchStream(const Batches& images, int batch, int threads);
    /// The images of `order`, augmented for `epoch` (0 is the first). `now` is the clock that
    /// measures waits.
    BatchStream(const Batches& images, std::vector<std::int64_t> order, int epoch, int batch,
                int threads,
                std::function<RunningClock::Clock::time_point()> now = RunningClock::Clock::now);
    BatchStream(const BatchStream&) = delete;
    BatchStream& operator=(const BatchStream&) = delete;

    /// Whether the last batch has been handed out.
    bool isDone() const { return next_ == count_; }
    /// The next batch. Returns nothing after the last one and if `control` is stopped, also while
    /// it waits. Throws what reading the images throws.
    std::optional<BatchSource> next(const TrainingControl* control = nullptr);
    /// Seconds so far that a training with `lanes` threads spent on waiting for images or on
    /// preparing them itself. Time in which the process was not running does not count.
    double waited(int lanes) const;

  private:
    void readAhead(int threads);
    std::vector<std::int64_t> indices(std::int64_t first, std::int64_t size) const;
    BatchSource timed(BatchSource source);

    const Batches& images_;
    const std::vector<std::int64_t> order_; ///< empty for the order of the set
    const std::optional<int> epoch_;
    const std::int64_t count_;
    const std::int64_t batch_;
    std::int64_t next_ = 0; ///< position of the next batch's first image
    RunningClock clock_;
    double waitSeconds_ = 0; ///< seconds of waiting for the reading threads
    std::atomic<std::int64_t> preparationNanoseconds_{
        0};                            ///< that all lanes together spent on preparing images
    std::optional<Prefetch> prefetch_; ///< the last member, because its threads use the others
};

} // namespace asge
