// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/batch_stream.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace asge {

BatchStream::BatchStream(const Batches& images, int batch, int threads)
    : images_(images), count_(images.count()), batch_(batch) {
    readAhead(threads);
}

BatchStream::BatchStream(const Batches& images, std::vector<std::int64_t> order, int epoch,
                         int batch, int threads,
                         std::function<RunningClock::Clock::time_point()> now)
    : images_(images), order_(std::move(order)), epoch_(epoch),
      count_(static_cast<std::int64_t>(order_.size())), batch_(batch), clock_(std::move(now)) {
    readAhead(threads);
}

void BatchStream::readAhead(int threads) {
    if (!images_.isReadAhead()) {
        return;
    }
    PrefetchJob job;
    job.images = count_;
    job.batch = batch_;
    job.imageBytes = images_.imageBytes();
    job.read = [this](std::int64_t position, std::uint8_t* pixels) {
        const auto at = static_cast<std::size_t>(position);
        images_.read(order_.empty() ? position : order_[at], epoch_, pixels);
    };
    job.memory = [this](std::int64_t images) {
        auto pixels = std::make_shared<at::Tensor>(images_.memoryFor(images));
        return BatchMemory{static_cast<std::uint8_t*>(pixels->data_ptr()), pixels};
    };
    prefetch_.emplace(std::move(job), threads);
}

std::vector<std::int64_t> BatchStream::indices(std::int64_t first, std::int64_t size) const {
    if (!order_.empty()) {
        const auto begin = order_.begin() + first;
        return {begin, begin + size};
    }
    std::vector<std::int64_t> all(static_cast<std::size_t>(size));
    std::iota(all.begin(), all.end(), first);
    return all;
}

std::optional<BatchSource> BatchStream::next(const TrainingControl* control) {
    const auto isStopped = [control] { return control != nullptr && control->isStopped(); };
    if (isDone() || isStopped()) {
        return std::nullopt;
    }
    const std::int64_t first = next_;
    const std::int64_t size = std::min(batch_, count_ - first);
    if (!prefetch_) {
        next_ += size;
        return timed(order_.empty() ? images_.sourceOfRange(first, size)
                                    : images_.sourceOf(indices(first, size), epoch_));
    }
    const double begin = clock_.seconds();
    const auto read = prefetch_->next(isStopped);
    waitSeconds_ += clock_.seconds() - begin;
    if (!read) {
        return std::nullopt;
    }
    next_ += size;
    return timed(images_.sourceOfRead(*static_cast<const at::Tensor*>(read->owner.get()),
                                      indices(first, size)));
}

BatchSource BatchStream::timed(BatchSource source) {
    source.part = [this, part = std::move(source.part)](std::int64_t first, std::int64_t count) {
        const double begin = clock_.seconds();
        Batch batch = part(first, count);
        preparationNanoseconds_ += std::llround(1e9 * (clock_.seconds() - begin));
        return batch;
    };
    return source;
}

double BatchStream::waited(int lanes) const {
    return waitSeconds_ + 1e-9 * static_cast<double>(preparationNanoseconds_) / lanes;
}

} // namespace asge
