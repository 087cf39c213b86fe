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

/// Memory that a batch of images is read into, and whoever holds it.
struct BatchMemory {
    std::uint8_t* pixels = nullptr;
    std::shared_ptr<void> owner;
};

/// What is to be read.
struct PrefetchJob {
    std::int64_t images = 0;
    std::int64_t batch = 0; ///< images of a batch; the last one may be smaller
    std::size_t imageBytes = 0;
    /// Reads the image at `position` of images; called on several threads at once.
    std::function<void(std::int64_t position, std::uint8_t* pixels)> read;
    /// For so many images; called on the thread that calls next().
    std::function<BatchMemory(std::int64_t images)> memory;
};

/// Reads batches ahead, on threads of its own, and hands them out in order. No more than a few
/// batches are in memory at a time. All members are for one thread, the one that takes the batches.
class Prefetch {
  public:
    Prefetch(PrefetchJob job, int threads);
    /// Waits for the image that each thread is reading; no other is begun.
    ~Prefetch();
    Prefetch(const Prefetch&) = delete;
    Prefetch& operator=(const Prefetch&) = delete;

    /// The next batch, once all of it is read. Null after the last one, and where `isStopped`,
    /// which is asked while it waits, says so. Throws what reading one of the batch's images threw;
    /// of several, what the first in order did. There is nothing more to be had then.
    std::optional<BatchMemory> next(const std::function<bool()>& isStopped = {});

  private:
    struct Slot {
        BatchMemory memory;
        std::int64_t unread = 0; ///< images
        std::exception_ptr error;
        std::int64_t errorAt = 0;
    };

    void addSlots();
    void serve();
    void readSome(std::unique_lock<std::mutex>& lock);
    std::int64_t batchSize(std::int64_t batch) const;

    const PrefetchJob job_;
    const std::int64_t batches_;
    std::int64_t ahead_; ///< batches
    std::int64_t grain_; ///< images that a thread takes at a time

    std::mutex mutex_;
    std::condition_variable wanted_;    ///< there is something to read, or to end
    std::condition_variable read_;      ///< a batch is complete
    std::deque<Slot> slots_;            ///< batches from first_ on
    std::int64_t first_ = 0;            ///< the batch that next() hands out
    std::int64_t position_ = 0;         ///< the image that is read next
    std::int64_t end_ = 0;              ///< images that there are slots for
    std::atomic<bool> closing_ = false; ///< read without the mutex between two images
    std::vector<std::thread> threads_;  ///< last: they use the others
};

} // namespace asge
