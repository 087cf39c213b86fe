// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/prefetch.h"

#include "core/base/affinity.h"
#include "core/base/denormals.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace asge {

namespace {

/// How often a waiting thread calls isStopped.
constexpr std::chrono::milliseconds kPollInterval(20);
/// Reading several images at a time reduces contention for the mutex.
constexpr std::int64_t kLargestGrain = 16;

} // namespace

Prefetch::Prefetch(PrefetchJob job, int threads)
    : job_(std::move(job)), batches_((job_.images + job_.batch - 1) / job_.batch) {
    // If batches are small, more of them are read ahead, so that all threads have work.
    ahead_ = 2 + (2 * std::int64_t{threads} + job_.batch - 1) / job_.batch;
    grain_ = std::clamp<std::int64_t>(job_.batch / (4 * std::int64_t{threads}), 1, kLargestGrain);
    addSlots();
    for (int i = 0; i < threads; ++i) {
        threads_.push_back(startThread([this] { serve(); }));
    }
}

Prefetch::~Prefetch() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

std::int64_t Prefetch::batchSize(std::int64_t batch) const {
    return std::min(job_.batch, job_.images - batch * job_.batch);
}

void Prefetch::addSlots() {
    while (true) {
        std::unique_lock lock(mutex_);
        const auto batch = first_ + static_cast<std::int64_t>(slots_.size());
        if (batch == batches_ || batch == first_ + ahead_) {
            return;
        }
        lock.unlock(); // the threads continue while memory is allocated
        const std::int64_t size = batchSize(batch);
        BatchMemory memory = job_.memory(size);
        lock.lock();
        slots_.push_back({std::move(memory), size, nullptr, 0});
        end_ += size;
        lock.unlock();
        wanted_.notify_all();
    }
}

std::optional<BatchMemory> Prefetch::next(const std::function<bool()>& isStopped) {
    if (first_ == batches_) {
        return std::nullopt;
    }
    std::unique_lock lock(mutex_);
    while (!read_.wait_for(lock, kPollInterval, [this] { return slots_.front().unread == 0; })) {
        if (isStopped && isStopped()) {
            return std::nullopt;
        }
    }
    if (slots_.front().error) {
        closing_ = true;
        wanted_.notify_all();
        std::rethrow_exception(slots_.front().error);
    }
    BatchMemory memory = std::move(slots_.front().memory);
    slots_.pop_front();
    ++first_;
    lock.unlock();
    addSlots();
    return memory;
}

void Prefetch::serve() {
    const FlushDenormals flush;
    std::unique_lock lock(mutex_);
    while (true) {
        wanted_.wait(lock, [this] { return closing_ || position_ < end_; });
        if (closing_) {
            return;
        }
        readSome(lock);
    }
}

void Prefetch::readSome(std::unique_lock<std::mutex>& lock) {
    const std::int64_t begin = position_;
    const std::int64_t batch = begin / job_.batch;
    const std::int64_t end = std::min(begin + grain_, batch * job_.batch + batchSize(batch));
    position_ = end;
    // The slot keeps its address: a deque grows at its end, and an incomplete slot is not removed.
    Slot& slot = slots_[static_cast<std::size_t>(batch - first_)];
    std::uint8_t* pixels =
        slot.memory.pixels + static_cast<std::size_t>(begin - batch * job_.batch) * job_.imageBytes;
    lock.unlock();
    std::exception_ptr error;
    std::int64_t at = begin;
    try {
        for (; at < end && !closing_; ++at, pixels += job_.imageBytes) {
            job_.read(at, pixels);
        }
    } catch (...) {
        error = std::current_exception();
    }
    lock.lock();
    if (error && (!slot.error || at < slot.errorAt)) {
        slot.error = error;
        slot.errorAt = at;
    }
    slot.unread -= end - begin;
    if (slot.unread == 0) {
        read_.notify_one();
    }
}

} // namespace asge
