// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace asge {

/// Memory for a batch of images, and the object that owns it.
struct BatchMemory {
    std::uint8_t* pixels = nullptr;
    std::shared_ptr<void> owner;
};

/// The images to read ahead.
struct PrefetchJob {
    std::int64_t images = 0;
    std::int64_t batch = 0; ///< images per batch; the last batch may be smaller
    std::size_t imageBytes = 0;
    /// Reads the image at `position`; called on several threads at once.
    std::function<void(std::int64_t position, std::uint8_t* pixels)> read;
    /// Allocates memory for a number of images; called on the thread that calls next().
    std::function<BatchMemory(std::int64_t images)> memory;
};

/// Reads batches ahead on its own threads and returns them in order. At most a few batches are in
/// memory at a time. All members must be called on the same thread.
class Prefetch {
  public:
    Prefetch(PrefetchJob job, int threads);
    /// Waits until each thread has finished its current image.
    ~Prefetch();
    Prefetch(const Prefetch&) = delete;
    Prefetch& operator=(const Prefetch&) = delete;

    /// Returns the next batch once it is complete; nothing after the last one, or if `isStopped`,
    /// which is called while waiting, returns true. Rethrows an exception of reading one of the
    /// batch's images, of several the first in order; no batch can be taken afterwards.
    std::optional<BatchMemory> next(const std::function<bool()>& isStopped = {});

  private:
    struct Slot {
        BatchMemory memory;
        std::int64_t unread = 0; ///< number of images
        std::exception_ptr error;
        std::int64_t errorAt = 0;
    };

    void addSlots();
    void serve();
    void readSome(std::unique_lock<std::mutex>& lock);
    std::int64_t batchSize(std::int64_t batch) const;

    const PrefetchJob job_;
    const std::int64_t batches_;
    std::int64_t ahead_; ///< batches that are read ahead
    std::int64_t grain_; ///< images that a thread reads at a time

    std::mutex mutex_;
    std::condition_variable wanted_;    ///< notified when there is something to read, or at the end
    std::condition_variable read_;      ///< notified when a batch is complete
    std::deque<Slot> slots_;            ///< batches from first_ on
    std::int64_t first_ = 0;            ///< the batch that next() returns next
    std::int64_t position_ = 0;         ///< the image that is read next
    std::int64_t end_ = 0;              ///< number of images that have slots
    std::atomic<bool> closing_ = false; ///< read without the mutex between two images
    std::vector<std::thread> threads_;  ///< the last member, because the threads use the others
};

} // namespace asge
