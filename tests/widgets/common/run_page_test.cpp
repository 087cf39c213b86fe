// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_page.h"

#include "widgets/channels/channels_page.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/curves/curves_page.h"
#include "widgets/events/events_page.h"
#include "widgets/goodness/goodness_page.h"
#include "widgets/ladder/ladder_page.h"
#include "widgets/margins/margins_page.h"

#include <gtest/gtest.h>

#include <memory>

namespace asge {
namespace {

/// Counts the calls to show something.
class CountingPage : public RunPage {
  public:
    QString title() const override { return {}; }
    bool exportTo(const ExportTarget&, QString*) const override { return false; }

    int shown = 0, none = 0, steps = 0;

  protected:
    void follow(RunState& run) override {
        connect(&run, &RunState::stepsAdded, this, [this] { ++steps; });
    }
    void showAll(const RunState&) override { ++shown; }
    void showNone() override { ++none; }
};

RunDelta beginningOf(RunId id) {
    RunDelta delta;
    delta.run = id;
    RunRecord record;
    record.id = id;
    delta.reset = std::make_shared<const RunRecord>(record);
    return delta;
}

RunDelta stepOf(RunId id, std::int64_t step) {
    RunDelta delta;
    delta.run = id;
    delta.steps = {{1, step, 0.1, {}}};
    return delta;
}

TEST(RunPageTest, FollowsOnlyTheShownRun) {
    CountingPage page;
    RunState first, second;
    page.setRun(&first);
    EXPECT_EQ(page.none, 1) << "there is no run yet";
    first.apply(beginningOf(1));
    EXPECT_EQ(page.shown, 1);
    first.apply(stepOf(1, 1));
    EXPECT_EQ(page.steps, 1);
    second.apply(beginningOf(2));
    page.setRun(&second);
    EXPECT_EQ(page.shown, 2);
    first.apply(stepOf(1, 2));
    first.apply(beginningOf(1));
    EXPECT_EQ(page.steps, 1) << "the first run is not shown any more";
    EXPECT_EQ(page.shown, 2);
    second.apply(stepOf(2, 1));
    EXPECT_EQ(page.steps, 2);
    page.setRun(nullptr);
    EXPECT_EQ(page.none, 2);
    second.apply(stepOf(2, 2));
    EXPECT_EQ(page.steps, 2);
}

/// Counts the connections to its signals.
class WatchedState : public RunState {
  public:
    int connections() const {
        return receivers(SIGNAL(wasReset())) +
               receivers(SIGNAL(channelsAdded(asge::EpochChannels))) +
               receivers(SIGNAL(epochAdded(asge::EpochEvent))) +
               receivers(SIGNAL(outcomesAdded(asge::EpochOutcomes))) +
               receivers(SIGNAL(outcomesRead(asge::EpochOutcomes))) +
               receivers(SIGNAL(interventionAdded(asge::Intervention)));
    }
};

TEST(RunPageTest, EveryPageDisconnectsFromThePreviousRun) {
    CurvesPage curves;
    GoodnessPage goodness;
    ChannelsPage channels;
    EventsPage events;
    ConfusionPage confusion;
    MarginsPage margins;
    LadderPage ladder;
    for (RunPage* page : {static_cast<RunPage*>(&curves), static_cast<RunPage*>(&goodness),
                          static_cast<RunPage*>(&channels), static_cast<RunPage*>(&events),
                          static_cast<RunPage*>(&confusion), static_cast<RunPage*>(&margins),
                          static_cast<RunPage*>(&ladder)}) {
        WatchedState state;
        page->setRun(&state);
        EXPECT_GE(state.connections(), 2) << page->title().toStdString();
        page->setRun(nullptr);
        EXPECT_EQ(state.connections(), 0) << page->title().toStdString();
    }
}

} // namespace
} // namespace asge
