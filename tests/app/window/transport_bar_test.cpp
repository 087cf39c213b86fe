// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/transport_bar.h"

#include "core/experiment/experiment_json.h"
#include "tests/support/tiny_data.h"

#include <QAction>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMainWindow>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <gmock/gmock.h>

#include <algorithm>

namespace asge {
namespace {

using State = TransportBar::State;

class TransportBarTest : public testing::Test {
  protected:
    std::string text(const char* name) const {
        return bar_.findChild<QLabel*>(name)->text().toStdString();
    }
    QToolButton& button(const char* name) { return *bar_.findChild<QToolButton*>(name); }
    double done() const {
        const auto* progress = bar_.findChild<QProgressBar*>("trainingProgress");
        return double(progress->value()) / progress->maximum();
    }

    /// Events of a run with 3 epochs of 10 steps of 50 images, from one step to another; a step
    /// takes two seconds.
    static TrainingNews steps(int first, int last) {
        TrainingNews news;
        if (first == 1) {
            NewRun run;
            run.epochs = 3;
            run.stepsPerEpoch = 10;
            run.batch = 50;
            news.started = run;
        }
        for (int i = first; i <= last; ++i) {
            StepEvent event;
            event.epoch = (i - 1) / 10 + 1;
            event.step = i;
            event.seconds = 2.0 * i;
            news.run.steps.push_back(event);
        }
        return news;
    }

    TransportBar bar_;
};

TEST_F(TransportBarTest, WhatIsReadTakesNoRoomAfterwards) {
    bar_.resize(1400, 40);
    bar_.show();
    const auto* epoch = bar_.findChild<QLabel*>("epochLabel");
    const int before = epoch->width();
    bar_.setState(State::starting);
    TrainingNews news;
    news.loading = LoadProgress{};
    news.loading->what = std::string(60, 'x');
    news.loading->total = 10;
    bar_.addNews(news);
    EXPECT_GT(epoch->width(), before);
    bar_.addNews(steps(1, 1));
    EXPECT_EQ(epoch->width(), before);
}

TEST_F(TransportBarTest, HasAnEmptyBarBeforeTheFirstTraining) {
    const auto shown = [&] {
        const auto labels = bar_.findChildren<QLabel*>();
        return std::count_if(labels.begin(), labels.end(),
                             [](const QLabel* label) { return !label->isHidden(); });
    };
    EXPECT_EQ(shown(), 0);
    bar_.setState(State::training);
    EXPECT_EQ(shown(), 5);
    bar_.setState(State::idle);
    EXPECT_EQ(shown(), 0);
    EXPECT_EQ(text("epochLabel"), "");
    EXPECT_TRUE(bar_.progress()->isHidden());
}

/// A tool bar would hide what has no room in one line.
TEST_F(TransportBarTest, ShowsAllOfATrainingAtAnyWidth) {
    QMainWindow window;
    auto* bar = new TransportBar(&window);
    window.addToolBar(bar);
    window.setCentralWidget(new QWidget(&window));
    window.show();
    bar->setState(State::training);
    TrainingNews news = steps(1, 12);
    EpochEvent epoch;
    epoch.values.setRun(MetricId::waitShare, 0.125);
    news.run.epochs.push_back(epoch);
    bar->addNews(news);
    int lower = 0;
    for (const int width : {400, 683, 1400}) {
        SCOPED_TRACE(width);
        window.resize(width, 600);
        QTest::qWait(50); // the bar becomes higher
        EXPECT_EQ(window.width(), width);
        EXPECT_TRUE(lower == 0 || bar->height() < lower) << "fewer lines";
        lower = bar->height();
        QList<QWidget*> parts{bar->findChild<QDoubleSpinBox*>("probeBudget")};
        for (const char* name : {"trainAction", "pauseAction", "stepAction", "epochAction",
                                 "stopAction", "checkpointAction"}) {
            parts << bar->findChild<QToolButton*>(QLatin1String(name) + "Button");
        }
        for (const char* name :
             {"epochLabel", "speedLabel", "timeLeftLabel", "probeShareLabel", "waitShareLabel"}) {
            parts << bar->findChild<QLabel*>(name);
        }
        for (const QWidget* part : parts) {
            SCOPED_TRACE(part->objectName().toStdString());
            const QRect place(part->mapTo(bar, QPoint()), part->size());
            EXPECT_TRUE(part->isVisible());
            EXPECT_TRUE(bar->rect().contains(place));
        }
    }
    EXPECT_LT(lower, 2 * bar->findChild<QToolButton*>("trainActionButton")->height());
}

/// In a window as low as a small screen, a second line would make it higher than the screen.
TEST_F(TransportBarTest, InALowWindowReadoutsThatHaveNoRoomAreInToolTips) {
    QMainWindow window;
    auto* bar = new TransportBar(&window);
    window.addToolBar(bar);
    window.setCentralWidget(new QWidget(&window));
    window.resize(683, 360);
    window.show();
    bar->setState(State::training);
    TrainingNews news = steps(1, 12);
    EpochEvent epoch;
    epoch.epoch = 1;
    epoch.values.setRun(MetricId::waitShare, 0.125);
    news.run.epochs.push_back(epoch);
    bar->addNews(news);
    const auto* left = bar->findChild<QLabel*>("timeLeftLabel");
    const auto* wait = bar->findChild<QLabel*>("waitShareLabel");
    const int button = bar->findChild<QToolButton*>("trainActionButton")->height();
    ASSERT_TRUE(QTest::qWaitFor([&] { return bar->height() < 2 * button; }));
    EXPECT_TRUE(left->isVisible());
    EXPECT_FALSE(wait->isVisible());
    EXPECT_TRUE(left->toolTip().contains("wait 12.5 %")) << left->toolTip().toStdString();
    EXPECT_TRUE(bar->progress()->toolTip().contains("wait 12.5 %"));
    bar->setState(State::starting);
    EXPECT_TRUE(bar->findChild<QLabel*>("epochLabel")->isVisible()) << "what is read";
    bar->setState(State::training);
    window.resize(683, 600);
    ASSERT_TRUE(QTest::qWaitFor([&] { return wait->isVisible(); }));
    EXPECT_FALSE(left->toolTip().contains("wait"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return bar->height() >= 2 * button; }));
}

TEST_F(TransportBarTest, SaysAtOnceThatItIsGoingToPause) {
    bar_.setState(State::training);
    bar_.addNews(steps(1, 5));
    bar_.setState(State::pausing);
    EXPECT_EQ(text("timeLeftLabel"), "pausing…");
    EXPECT_FALSE(button("pauseActionButton").isEnabled()) << "it is asked already";
    EXPECT_TRUE(button("stopActionButton").isEnabled());
    EXPECT_TRUE(button("stepActionButton").isEnabled());
    const auto* left = bar_.findChild<QLabel*>("timeLeftLabel");
    const int width = left->width();
    bar_.addNews(steps(6, 9));
    EXPECT_EQ(text("timeLeftLabel"), "pausing…");
    bar_.setState(State::paused);
    EXPECT_EQ(text("timeLeftLabel"), "paused");
    EXPECT_EQ(left->width(), width) << "long words keep no room";
    EXPECT_EQ(button("pauseActionButton").text(), "Resume");
    EXPECT_TRUE(button("pauseActionButton").isEnabled());
    bar_.setState(State::training);
    EXPECT_TRUE(text("timeLeftLabel").ends_with("left")) << text("timeLeftLabel");
}

/// Commands that change the network wait then for the end of the evaluation.
TEST_F(TransportBarTest, SaysThatTheTrainingIsPausedInAnEvaluation) {
    bar_.setState(State::training);
    bar_.addNews(steps(1, 10));
    bar_.setState(State::paused);
    EXPECT_EQ(text("timeLeftLabel"), "paused in the evaluation");
    const auto* left = bar_.findChild<QLabel*>("timeLeftLabel");
    EXPECT_TRUE(left->toolTip().contains("wait for its end")) << left->toolTip().toStdString();
    TrainingNews end;
    end.run.epochs.emplace_back().epoch = 1;
    bar_.addNews(end);
    EXPECT_EQ(text("timeLeftLabel"), "paused");
    EXPECT_FALSE(left->toolTip().contains("wait for its end")) << left->toolTip().toStdString();
}

TEST_F(TransportBarTest, AResumedRunShowsItsEpochBeforeItsFirstStep) {
    bar_.setState(State::training);
    TrainingNews resumed = steps(1, 0);
    auto past = std::make_shared<RunRecord>();
    past->epochs.emplace_back().epoch = 1;
    resumed.run.reset = past;
    bar_.addNews(resumed);
    EXPECT_EQ(text("epochLabel"), "epoch 2 of 3");
    EXPECT_NEAR(done(), 1.0 / 3, 0.001);
    TrainingNews branch = steps(1, 0);
    branch.started->lineage = Lineage{};
    branch.started->lineage->epoch = 2;
    bar_.addNews(branch);
    EXPECT_EQ(text("epochLabel"), "epoch 3 of 3");
    bar_.addNews(steps(1, 0));
    EXPECT_EQ(text("epochLabel"), "epoch 1 of 3") << "a new one begins at its beginning";
    EXPECT_EQ(done(), 0);
}

/// As the header does: a training may be paused between two epochs.
TEST_F(TransportBarTest, AfterTheEndOfAnEpochTheNextOneIsInProgress) {
    bar_.setState(State::training);
    bar_.addNews(steps(1, 10));
    EXPECT_EQ(text("epochLabel"), "epoch 1 of 3");
    TrainingNews end;
    end.run.epochs.emplace_back().epoch = 1;
    bar_.addNews(end);
    EXPECT_EQ(text("epochLabel"), "epoch 2 of 3");
    bar_.addNews(steps(11, 30));
    end.run.epochs.front().epoch = 3;
    bar_.addNews(end);
    EXPECT_EQ(text("epochLabel"), "epoch 3 of 3") << "there is no other";
}

TEST_F(TransportBarTest, ShowsTheProgressOfATraining) {
    bar_.setState(State::training);
    bar_.addNews(steps(1, 5));
    EXPECT_EQ(text("epochLabel"), "epoch 1 of 3");
    EXPECT_EQ(text("speedLabel"), "25 images/s");
    EXPECT_EQ(text("timeLeftLabel"), "0:50 left");
    EXPECT_NEAR(done(), 0.5 / 3, 0.001);
    EXPECT_EQ(text("waitShareLabel"), "") << "no epoch has ended";
    TrainingNews more = steps(6, 12);
    EpochEvent epoch;
    epoch.values.setRun(MetricId::probeShare, 0.0149);
    epoch.values.setRun(MetricId::waitShare, 0.125);
    more.run.epochs.push_back(epoch);
    bar_.addNews(more);
    EXPECT_EQ(text("epochLabel"), "epoch 2 of 3");
    EXPECT_EQ(text("timeLeftLabel"), "0:36 left");
    EXPECT_EQ(text("probeShareLabel"), "probes 1.5 %");
    EXPECT_EQ(text("waitShareLabel"), "wait 12.5 %");
    bar_.addNews(steps(13, 30));
    EXPECT_EQ(text("timeLeftLabel"), "0:00 left");
    EXPECT_DOUBLE_EQ(done(), 1);
}

TEST_F(TransportBarTest, ShowsTheShareOfProbesInTheEpochInProgress) {
    bar_.setState(State::training);
    TrainingNews news = steps(1, 1);
    news.probeTime = ProbeTime{0, 0.1};
    bar_.addNews(news);
    EXPECT_EQ(text("probeShareLabel"), "probes 5.0 %");
    bar_.addNews(steps(2, 5));
    EXPECT_EQ(text("probeShareLabel"), "probes 1.0 %") << "of 10 seconds";
    TrainingNews end = steps(6, 10);
    EpochEvent epoch;
    epoch.values.setRun(MetricId::probeShare, 0.015);
    end.run.epochs.push_back(epoch);
    end.probeTime = ProbeTime{21, 0}; // the next epoch begins
    bar_.addNews(end);
    EXPECT_EQ(text("probeShareLabel"), "probes 1.5 %") << "of the epoch that has ended";
    bar_.addNews(steps(11, 12));
    EXPECT_EQ(text("probeShareLabel"), "probes 0.0 %");
}

TEST_F(TransportBarTest, TheLimitOfProbesCanBeChangedWhileARunTrains) {
    auto& limit = *bar_.findChild<QDoubleSpinBox*>("probeBudget");
    QSignalSpy requested(&bar_, &TransportBar::commandRequested);
    EXPECT_FALSE(limit.isEnabled());
    EXPECT_EQ(limit.value(), 1) << "the default";
    bar_.setState(State::training);
    TrainingNews news = steps(1, 1);
    Experiment experiment = test::tinyExperiment();
    experiment.probe.budget = 0.03;
    news.started->experimentJson = toJson(experiment);
    bar_.addNews(news);
    EXPECT_TRUE(limit.isEnabled());
    EXPECT_EQ(limit.value(), 3);
    EXPECT_EQ(requested.size(), 0);
    limit.setValue(20);
    ASSERT_EQ(requested.size(), 1);
    EXPECT_EQ(requested[0][0].value<Command>(), (Command{CommandKind::probeBudget, 0, 0.2}));
    bar_.showProbeBudget();
    EXPECT_EQ(limit.value(), 3) << "the training has not taken it over";
    TrainingNews changed; // for example by another program
    Intervention event;
    event.kind = "probe_budget";
    event.value = 0.5;
    changed.run.interventions.push_back(event);
    bar_.addNews(changed);
    EXPECT_EQ(limit.value(), 50);
    EXPECT_EQ(requested.size(), 1);
}

TEST_F(TransportBarTest, ResetsForTheNextTraining) {
    bar_.setState(State::training);
    TrainingNews news = steps(1, 30);
    news.run.epochs.emplace_back();
    bar_.addNews(news);
    bar_.setState(State::idle);
    EXPECT_EQ(text("timeLeftLabel"), "");
    EXPECT_EQ(text("speedLabel"), "");
    bar_.setState(State::starting);
    EXPECT_EQ(text("epochLabel"), "reading data…");
    EXPECT_EQ(done(), 0);
    bar_.setState(State::training);
    bar_.addNews(steps(1, 0));
    EXPECT_EQ(text("epochLabel"), "epoch 1 of 3");
    EXPECT_EQ(text("waitShareLabel"), "") << "it belonged to the previous training";
    EXPECT_EQ(text("timeLeftLabel"), "") << "unknown before the first step";
}

TEST_F(TransportBarTest, ShowsItsState) {
    EXPECT_EQ(text("epochLabel"), "");
    bar_.setState(State::training);
    bar_.addNews(steps(1, 5));
    bar_.setState(State::paused);
    EXPECT_EQ(text("timeLeftLabel"), "paused");
    bar_.addNews(steps(6, 6));
    EXPECT_EQ(text("timeLeftLabel"), "paused") << "events from before the pause change nothing";
    bar_.setState(State::stopping);
    EXPECT_EQ(text("timeLeftLabel"), "stopping…");
    EXPECT_FALSE(button("stopActionButton").isEnabled());
    bar_.setState(State::idle);
    EXPECT_TRUE(button("trainActionButton").isEnabled());
    EXPECT_TRUE(button("stepActionButton").toolTip().contains("No run is being trained."));
    bar_.setReady(false);
    EXPECT_FALSE(button("trainActionButton").isEnabled());
    EXPECT_TRUE(button("trainActionButton").toolTip().contains("has an error"));
}

TEST_F(TransportBarTest, ButtonsEmitTheirRequests) {
    bar_.resize(1600, 40);
    bar_.show();
    QSignalSpy train(&bar_, &TransportBar::trainRequested);
    std::vector<std::string> sent;
    QObject::connect(&bar_, &TransportBar::commandRequested, &bar_,
                     [&](const Command& command) { sent.push_back(toText(command)); });
    QTest::mouseClick(&button("trainActionButton"), Qt::LeftButton);
    QTest::mouseClick(&button("stepActionButton"), Qt::LeftButton); // has no effect yet
    bar_.setState(State::training);
    QSignalSpy queue(&bar_, &TransportBar::queueRequested);
    EXPECT_EQ(button("trainActionButton").text(), "Queue");
    EXPECT_TRUE(button("trainActionButton").toolTip().contains("queue"));
    const int left = button("pauseActionButton").x();
    QTest::qWait(750); // a quick second press of Train would be taken for the first
    QTest::mouseClick(&button("trainActionButton"), Qt::LeftButton);
    EXPECT_EQ(queue.size(), 1);
    QTest::mouseClick(&button("pauseActionButton"), Qt::LeftButton);
    bar_.setState(State::paused);
    for (const char* name : {"pauseActionButton", "stepActionButton", "epochActionButton",
                             "checkpointActionButton", "stopActionButton"}) {
        QTest::mouseClick(&button(name), Qt::LeftButton);
    }
    EXPECT_EQ(train.size(), 1);
    bar_.setState(State::idle);
    EXPECT_EQ(button("trainActionButton").text(), "Train");
    EXPECT_EQ(button("pauseActionButton").x(), left) << "the buttons keep their places";
    EXPECT_THAT(sent,
                testing::ElementsAre("pause", "resume", "step", "epoch", "checkpoint", "stop"));
}

TEST_F(TransportBarTest, QuickPressesOfTrainQueueNothing) {
    bar_.show();
    const QSignalSpy queued(&bar_, &TransportBar::queueRequested);
    const QSignalSpy trained(&bar_, &TransportBar::trainRequested);
    QObject::connect(&bar_, &TransportBar::trainRequested, &bar_,
                     [this] { bar_.setState(State::starting); });
    for (int i = 0; i < 9; ++i) {
        QTest::mouseClick(&button("trainActionButton"), Qt::LeftButton);
        QTest::qWait(90);
    }
    EXPECT_EQ(trained.count(), 1);
    EXPECT_EQ(queued.count(), 0) << "nine presses are meant as one";
    QTest::qWait(750);
    for (int i = 0; i < 3; ++i) {
        QTest::mouseClick(&button("trainActionButton"), Qt::LeftButton);
    }
    EXPECT_EQ(queued.count(), 1);
}

TEST_F(TransportBarTest, ActsOnTheShownRunOfAnotherProcess) {
    bar_.resize(1600, 40);
    bar_.show();
    std::vector<std::string> sent;
    QObject::connect(&bar_, &TransportBar::commandRequested, &bar_,
                     [&](const Command& command) { sent.push_back(toText(command)); });
    bar_.setOther(7, true);
    EXPECT_EQ(text("targetLabel"), "acts on run 7");
    EXPECT_TRUE(button("trainActionButton").isEnabled()) << "this window trains nothing";
    EXPECT_EQ(button("pauseActionButton").text(), "Resume");
    QTest::mouseClick(&button("pauseActionButton"), Qt::LeftButton);
    bar_.setOther(7, false);
    QTest::mouseClick(&button("pauseActionButton"), Qt::LeftButton);
    EXPECT_THAT(sent, testing::ElementsAre("resume", "pause"));
    bar_.setOtherPausing(true);
    EXPECT_EQ(text("targetLabel"), "acts on run 7: pausing…");
    EXPECT_FALSE(button("pauseActionButton").isEnabled());
    bar_.setOther(7, true);
    EXPECT_EQ(text("targetLabel"), "acts on run 7");
    EXPECT_TRUE(button("pauseActionButton").isEnabled());
    bar_.setOther(0, false);
    EXPECT_FALSE(button("pauseActionButton").isEnabled());
    EXPECT_EQ(text("targetLabel"), "");
}

TEST_F(TransportBarTest, ShowsTheProgressOfReadingData) {
    bar_.setState(State::starting);
    EXPECT_EQ(text("epochLabel"), "reading data…");
    TrainingNews news;
    news.loading = LoadProgress{"reading images", 1500, 6000};
    bar_.addNews(news);
    EXPECT_EQ(text("epochLabel"), "reading images: 1500 of 6000");
    EXPECT_NEAR(done(), 0.25, 0.001);
    EXPECT_TRUE(button("stopActionButton").isEnabled());
    bar_.setState(State::training);
    bar_.addNews(steps(1, 5));
    EXPECT_EQ(text("epochLabel"), "epoch 1 of 3");
    bar_.setState(State::idle);
    bar_.setState(State::starting);
    bar_.addNews(news);
    EXPECT_NEAR(done(), 0.25, 0.001) << "of the next training";
    bar_.setState(State::idle); // it was stopped before its first batch
    EXPECT_EQ(text("epochLabel"), "");
    EXPECT_TRUE(bar_.progress()->isHidden());
}

} // namespace
} // namespace asge
