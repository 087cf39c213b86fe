// SPDX-License-Identifier: GPL-3.0-or-later

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
    int notifications = 0;
    Mailbox mailbox([&] { ++notifications; });
    mailbox.onStep({1, 1, 0.5, {}});
    mailbox.onProbe(mapsOf(1));
    mailbox.onStep({1, 2, 0.7, {}});
    mailbox.onProbe(mapsOf(2));
    EXPECT_EQ(notifications, 1) << "once until it is emptied";
    const TrainingNews news = mailbox.take();
    ASSERT_EQ(news.run.steps.size(), 2U);
    EXPECT_EQ(news.run.steps[1].step, 2);
    EXPECT_EQ(news.run.maps->step, 2);
    EXPECT_TRUE(mailbox.take().run.steps.empty());
    mailbox.onNote("one file is left out");
    mailbox.onIntervention({2, 0.7, "pause", {}});
    EXPECT_EQ(notifications, 2);
    EXPECT_EQ(mailbox.take().notes.at(0), "one file is left out");
    mailbox.onIntervention({2, 0.7, "pause", {}});
    EXPECT_EQ(mailbox.take().run.interventions.at(0).kind, "pause");
}

TEST(Mailbox, AnEpochsMapsAreTheNewest) {
    Mailbox mailbox([] {});
    mailbox.onProbe(mapsOf(1));
    EpochEvent event;
    event.epoch = 1;
    mailbox.onEpoch(event, mapsOf(5));
    const TrainingNews news = mailbox.take();
    EXPECT_EQ(news.run.epochs.at(0).epoch, 1);
    EXPECT_EQ(news.run.maps->step, 5);
    EXPECT_EQ(news.run.channels.at(0).epoch, 1);
}

TEST(Mailbox, ADeltaOfANewRunReplacesTheRecord) {
    Mailbox mailbox([] {});
    NewRun description;
    description.name = "first";
    description.stepsPerEpoch = 8;
    mailbox.onStarted(3, description);
    mailbox.onStep({1, 1, 0.5, {}});
    const TrainingNews news = mailbox.take();
    EXPECT_EQ(news.started.value().name, "first");
    EXPECT_EQ(news.run.run, 3);
    ASSERT_NE(news.run.reset, nullptr);
    EXPECT_EQ(news.run.reset->id, 3);
    EXPECT_EQ(news.run.reset->stepsPerEpoch, 8);
    EXPECT_TRUE(news.run.reset->steps.empty());
    EXPECT_EQ(news.run.steps.size(), 1U);
    mailbox.onStep({1, 2, 0.6, {}});
    const TrainingNews later = mailbox.take();
    EXPECT_EQ(later.run.run, 3);
    EXPECT_EQ(later.run.reset, nullptr);
}

TEST(Mailbox, ADeltaOfAResumedRunHasItsPast) {
    Mailbox mailbox([] {});
    RunDetail past;
    past.summary.id = 4;
    past.steps.push_back({1, 1, 0.5, {{1, 0.5}}});
    past.steps.push_back({1, 2, 0.7, {{0.9, 0.6}}});
    past.epochs.emplace_back().epoch = 1;
    past.channels.push_back({1, {}});
    mailbox.onResumed(4, {}, past);
    const RunDelta delta = mailbox.take().run;
    ASSERT_NE(delta.reset, nullptr);
    EXPECT_EQ(delta.reset->steps.size(), 2U);
    EXPECT_EQ(delta.reset->steps.back().layers[0].accuracy, 0.6);
    EXPECT_EQ(delta.reset->epochs.size(), 1U);
    EXPECT_EQ(delta.reset->channels.size(), 1U);
    EXPECT_EQ(delta.reset->status, RunStatus::running);
}

/// One thread puts and another takes concurrently: nothing is lost or repeated, and the order is
/// kept.
TEST(Mailbox, LosesNothingBetweenThreads) {
    constexpr std::int64_t kSteps = 20000;
    std::atomic<int> notifications = 0;
    Mailbox mailbox([&] { ++notifications; });
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
    int withNews = 0;
    while (next <= kSteps) {
        const TrainingNews news = mailbox.take();
        withNews += news.run.steps.empty() && !news.run.maps ? 0 : 1;
        for (const StepEvent& step : news.run.steps) {
            ASSERT_EQ(step.step, next++);
        }
        if (news.run.maps) {
            EXPECT_GT(news.run.maps->step, newestMaps);
            newestMaps = news.run.maps->step;
        }
    }
    training.join();
    EXPECT_EQ(notifications, withNews) << "once each time it is filled";
}

TEST(Mailbox, AnEpochWithoutMapsKeepsTheLatestOnes) {
    Mailbox mailbox([] {});
    mailbox.onProbe(mapsOf(3));
    mailbox.onProbeTime({1, 0.5});
    EpochEvent event;
    event.epoch = 1;
    mailbox.onEpoch(event, nullptr);
    mailbox.onProbeTime({2, 0.25});
    const TrainingNews news = mailbox.take();
    EXPECT_EQ(news.run.epochs.size(), 1U);
    EXPECT_TRUE(news.run.channels.empty());
    EXPECT_EQ(news.run.maps->step, 3);
    ASSERT_TRUE(news.probeTime.has_value());
    EXPECT_EQ(news.probeTime->begin, 2) << "the latest";
}

} // namespace
} // namespace asge
