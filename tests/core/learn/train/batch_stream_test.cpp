// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/batch_stream.h"

#include "core/base/error.h"
#include "tests/support/streamed_images.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace asge {
namespace {

using test::streamed;
using test::tinyImages;
using Clock = RunningClock::Clock;

Experiment::Augment allChanges() {
    return {0.5, 2, 0.5, 0.3, 0.2, 3, 0.5};
}

Batches batchesOf(const ImageSet& images, const Experiment::Augment& changes = {}) {
    return Batches(images, {0.2F}, {0.2F}, at::kCPU, Augmenter(changes, 1, images, {0.2F}));
}

std::vector<std::int64_t> someOrder(int count) {
    return epochOrder(count, 9, 0);
}

/// All batches of a stream, prepared in parts, as lanes do.
std::vector<Batch> taken(BatchStream& stream, std::int64_t parts = 1) {
    std::vector<Batch> all;
    while (const auto source = stream.next()) {
        std::vector<at::Tensor> inputs;
        std::vector<at::Tensor> labels;
        for (std::int64_t part = 0; part < parts; ++part) {
            const std::int64_t first = source->count * part / parts;
            const std::int64_t end = source->count * (part + 1) / parts;
            const Batch batch = source->part(first, end - first);
            inputs.push_back(batch.input);
            labels.push_back(batch.labels);
        }
        all.push_back({at::cat(inputs), at::cat(labels)});
    }
    EXPECT_TRUE(stream.isDone());
    return all;
}

/// The images of all batches, concatenated.
Batch joined(const std::vector<Batch>& batches) {
    std::vector<at::Tensor> inputs;
    std::vector<at::Tensor> labels;
    for (const Batch& batch : batches) {
        inputs.push_back(batch.input);
        labels.push_back(batch.labels);
    }
    return {at::cat(inputs), at::cat(labels)};
}

void expectEqual(const Batch& a, const Batch& b) {
    EXPECT_TRUE(a.input.equal(b.input));
    EXPECT_TRUE(a.labels.equal(b.labels));
}

TEST(BatchStream, HandsOutBatchesInOrder) {
    const ImageSet images = tinyImages(50, 1);
    const Batches batches = batchesOf(images);
    const auto order = someOrder(50);
    BatchStream stream(batches, order, 0, 20, 1);
    const auto all = taken(stream);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[2].labels.size(0), 10);
    expectEqual(joined(all), batches.pick(order));
    EXPECT_FALSE(stream.next());
}

TEST(BatchStream, HandsOutTheSetInItsOrder) {
    const ImageSet images = tinyImages(50, 1);
    const ImageSet read = streamed(images);
    for (const ImageSet* set : {&images, &read}) {
        const Batches batches = batchesOf(*set, allChanges());
        BatchStream stream(batches, 20, 2);
        expectEqual(joined(taken(stream)), batchesOf(images).range(0, 50));
    }
}

TEST(BatchStream, ReadsTheSameFromAReader) {
    const ImageSet images = tinyImages(90, 1);
    const ImageSet read = streamed(images);
    const Batches inMemory = batchesOf(images);
    const Batches onDemand = batchesOf(read);
    expectEqual(inMemory.range(10, 30), onDemand.range(10, 30));
    expectEqual(inMemory.pick({3, 80, 3}), onDemand.pick({3, 80, 3}));
    expectEqual(inMemory.sourceOf({7, 8, 9}).part(1, 2), onDemand.sourceOf({7, 8, 9}).part(1, 2));
    expectEqual(inMemory.sourceOfRange(20, 9).part(4, 5), onDemand.sourceOfRange(20, 9).part(4, 5));
    EXPECT_FALSE(inMemory.isReadAhead());
    EXPECT_TRUE(onDemand.isReadAhead());
}

TEST(BatchStream, AugmentsAnImageTheSameWayOnAnyThread) {
    const ImageSet images = tinyImages(90, 1);
    const ImageSet read = streamed(images);
    const auto order = someOrder(90);
    const Batches inMemory = batchesOf(images, allChanges());
    BatchStream reference(inMemory, order, 3, 90, 1);
    const Batch expected = joined(taken(reference));
    for (const ImageSet* set : {&images, &read}) {
        const Batches batches = batchesOf(*set, allChanges());
        for (const int threads : {1, 2, 7}) {
            for (const int batch : {4, 33}) {
                BatchStream stream(batches, order, 3, batch, threads);
                expectEqual(joined(taken(stream, threads)), expected);
            }
        }
    }
    auto backwards = order;
    std::reverse(backwards.begin(), backwards.end());
    BatchStream reversed(inMemory, backwards, 3, 16, 2);
    EXPECT_TRUE(joined(taken(reversed)).input.flip(0).equal(expected.input));
}

TEST(BatchStream, AugmentsImagesForTrainingAlone) {
    const ImageSet images = tinyImages(30, 1);
    const Batches batches = batchesOf(images, allChanges());
    const auto order = someOrder(30);
    const Batch plain = batchesOf(images).pick(order);
    BatchStream first(batches, order, 0, 30, 1);
    BatchStream second(batches, order, 1, 30, 1);
    const Batch one = joined(taken(first));
    EXPECT_FALSE(one.input.equal(plain.input));
    EXPECT_TRUE(one.labels.equal(plain.labels));
    EXPECT_FALSE(one.input.equal(joined(taken(second)).input))
        << "each epoch is augmented differently";
    expectEqual(batches.pick(order), plain);
}

TEST(BatchStream, AFlipMirrorsTheImage) {
    const ImageSet images = tinyImages(6, 1);
    Experiment::Augment changes;
    changes.flip = 1;
    const Batches batches = batchesOf(images, changes);
    const Batch mirrored = batches.sourceOf({0, 1, 2}, 0).part(0, 3);
    EXPECT_TRUE(mirrored.input.equal(batches.range(0, 3).input.flip(3)));
}

TEST(BatchStream, CountsTheTimeOfPreparingImages) {
    const ImageSet images = tinyImages(8, 1);
    const Batches batches = batchesOf(images);
    std::atomic<int> milliseconds = 0; // a reading of the clock takes one
    const auto now = [&] { return Clock::time_point(std::chrono::milliseconds(++milliseconds)); };
    BatchStream stream(batches, someOrder(8), 0, 4, 1, now);
    taken(stream);
    EXPECT_GT(stream.waited(1), 0);
    EXPECT_LT(stream.waited(1), 0.5);
    EXPECT_DOUBLE_EQ(stream.waited(4), stream.waited(1) / 4) << "lanes prepare images in parallel";
}

TEST(BatchStream, CountsTheTimeOfWaitingForReaders) {
    std::atomic<int> milliseconds = 0; // each image takes 30, all of them while next() waits
    std::atomic_flag isWaiting;
    const ImageSet images = streamed(tinyImages(8, 1), [&](int) {
        isWaiting.wait(false);
        milliseconds += 30;
    });
    const Batches batches = batchesOf(images);
    bool isMade = false;
    const auto now = [&, caller = std::this_thread::get_id()] {
        const Clock::time_point time{std::chrono::milliseconds(milliseconds)};
        if (std::this_thread::get_id() == caller && isMade) {
            isWaiting.test_and_set();
            isWaiting.notify_all();
        }
        return time;
    };
    BatchStream stream(batches, someOrder(8), 0, 4, 1, now);
    isMade = true;
    taken(stream);
    EXPECT_GT(stream.waited(4), 0.1) << "all lanes wait for the first batch";
}

TEST(BatchStream, TimeInWhichTheProcessIsStoppedIsNoWait) {
    const ImageSet images = tinyImages(8, 1);
    const Batches batches = batchesOf(images);
    std::atomic<int> calls = 0;
    // The process is stopped for an hour after every reading of the clock.
    const auto now = [&] { return Clock::time_point(std::chrono::hours(++calls)); };
    BatchStream stream(batches, someOrder(8), 0, 4, 1, now);
    taken(stream);
    EXPECT_GT(calls, 4);
    EXPECT_EQ(stream.waited(1), 0);
}

TEST(BatchStream, EndsWhenItsControlIsStoppedWhileItWaits) {
    std::atomic_flag isReading;
    std::atomic_flag mayRead;
    const ImageSet images = streamed(tinyImages(8, 1), [&](int) {
        isReading.test_and_set();
        isReading.notify_all();
        mayRead.wait(false);
    });
    const Batches batches = batchesOf(images);
    BatchStream stream(batches, 4, 2);
    TrainingControl control;
    std::thread other([&] {
        isReading.wait(false);
        control.stop();
    });
    EXPECT_FALSE(stream.next(&control));
    EXPECT_FALSE(stream.isDone());
    mayRead.test_and_set();
    mayRead.notify_all();
    other.join();
}

TEST(BatchStream, RethrowsWhatTheReaderThrew) {
    const ImageSet images = streamed(tinyImages(30, 1), test::failsAt(17));
    const Batches batches = batchesOf(images);
    BatchStream stream(batches, 5, 2);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(stream.next());
    }
    EXPECT_THROW(stream.next(), BadInput);
}

} // namespace
} // namespace asge
