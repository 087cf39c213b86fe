#include "core/control/mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace asge {
namespace {

ProbeSnapshotPtr mapsOf(std::int64_t step) {
    auto maps = std::make_shared<ProbeSnapshot>();
    maps->step = step;
    return maps;
}

TEST(Mailbox, KeepsEveryStepAndTheNewestMaps) {
    int wakes = 0;
    Mailbox mailbox([&] { ++wakes; });
    mailbox.onStep({1, 1, 0.5, {}});
    mailbox.onProbe(mapsOf(1));
    mailbox.onStep({1, 2, 0.7, {}});
    mailbox.onProbe(mapsOf(2));
    EXPECT_EQ(wakes, 1) << "once until somebody looks";
    const TrainingNews news = mailbox.take();
    ASSERT_EQ(news.steps.size(), 2U);
    EXPECT_EQ(news.steps[1].step, 2);
    EXPECT_EQ(news.maps->step, 2);
    EXPECT_TRUE(mailbox.take().steps.empty());
    mailbox.onNote("one file is left out");
    mailbox.onIntervention({2, 0.7, "pause", {}});
    EXPECT_EQ(wakes, 2);
    EXPECT_EQ(mailbox.take().notes.at(0), "one file is left out");
    mailbox.onIntervention({2, 0.7, "pause", {}});
    EXPECT_EQ(mailbox.take().interventions.at(0).kind, "pause");
}

TEST(Mailbox, AnEpochsMapsAreTheNewest) {
    Mailbox mailbox([] {});
    mailbox.onProbe(mapsOf(1));
    EpochEvent event;
    event.epoch = 1;
    mailbox.onEpoch(event, mapsOf(5));
    const TrainingNews news = mailbox.take();
    EXPECT_EQ(news.epochs.at(0).second->step, 5);
    EXPECT_EQ(news.maps->step, 5);
}

/// One thread puts, another takes, as fast as they can: nothing is lost, nothing twice, all in
/// order.
TEST(Mailbox, LosesNothingBetweenThreads) {
    constexpr std::int64_t kSteps = 20000;
    std::atomic<int> wakes = 0;
    Mailbox mailbox([&] { ++wakes; });
    std::thread training([&] {
        for (std::int64_t step = 1; step <= kSteps; ++step) {
            mailbox.onStep({1, step, 0, {{0.5, 0.5}}});
            if (step % 7 == 0) {
                mailbox.onProbe(mapsOf(step));
            }
        }
    });
    std::int64_t next = 1;
    std::int64_t newestMaps = 0;
    while (next <= kSteps) {
        const TrainingNews news = mailbox.take();
        for (const StepEvent& step : news.steps) {
            ASSERT_EQ(step.step, next++);
        }
        if (news.maps) {
            EXPECT_GT(news.maps->step, newestMaps);
            newestMaps = news.maps->step;
        }
    }
    training.join();
    EXPECT_GE(wakes, 1);
    EXPECT_LE(wakes, kSteps);
}

} // namespace
} // namespace asge
