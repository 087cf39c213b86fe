// SPDX-License-Identifier: GPL-3.0-or-later

// The GUI thread stays responsive while a real network trains on real images.
#include "app/window/presets.h"
#include "core/base/error.h"
#include "core/data/formats.h"
#include "tests/app/window/loop_watch.h"
#include "tests/app/window/open_views.h"
#include "tests/app/window/window_fixture.h"

namespace asge {
namespace {

constexpr qint64 kLongestHold = 100; // milliseconds

class Responsiveness : public test::WindowTest {
  protected:
    void requireData() {
        Experiment experiment = builtInExperiments().front().second;
        try {
            findDataSet(experiment.data);
        } catch (const BadInput& error) {
            GTEST_SKIP() << error.what();
        }
        experiment.data.limit = 1280;
        experiment.data.testLimit = 500;
        experiment.data.validation = 500;
        experiment.train.epochs = 3;
        experiment_ = experiment;
    }
    static test::WatchedApplication& watched() {
        return static_cast<test::WatchedApplication&>(*QApplication::instance());
    }
    void train() {
        window_->training().setExperiment(experiment_, "responsiveness");
        window_->training().train();
    }
    void expectSmoothTraining() {
        ASSERT_EQ(storedRuns().at(0).status, RunStatus::finished);
        RecordProperty("longest_hold_milliseconds", static_cast<int>(watched().longestHold()));
        EXPECT_LE(watched().longestHold(), kLongestHold) << watched().culprit().toStdString();
    }
};

TEST_F(Responsiveness, NoEventBlocksTheLoopDuringATraining) {
    requireData();
    if (IsSkipped()) {
        return;
    }
    open();
    window_->resize(1440, 900);
    for (int i = 0; i < window_->views().count(); ++i) { // the first drawing counts too
        window_->views().showView(i);
        QTest::qWait(100);
    }
    watched().reset();
    train();
    int shown = 0;
    while (state() != TransportBar::State::idle) {
        window_->views().showView(++shown % window_->views().count());
        QTest::qWait(200);
    }
    EXPECT_GT(shown, 10) << "too short to say anything";
    expectSmoothTraining();
}

TEST_F(Responsiveness, NoEventBlocksTheLoopWhileEveryViewIsOpen) {
    requireData();
    if (IsSkipped()) {
        return;
    }
    open();
    window_->resize(1440, 900);
    test::openViews(*window_);
    QTest::qWait(500);
    watched().reset();
    train();
    ASSERT_TRUE(waitForState(TransportBar::State::idle, 120000));
    expectSmoothTraining();
}

TEST_F(Responsiveness, NoEventBlocksTheLoopWhileLibTorchLoads) {
    open();
    window_->resize(1440, 900);
    for (int round = 0; round < 2; ++round) { // the first round draws everything for the first time
        watched().reset();
        if (round == 1) {
            window_->prepareTraining();
        }
        for (int i = 0; i < window_->views().count(); ++i) {
            window_->views().showView(i);
            QTest::qWait(200);
        }
    }
    EXPECT_LE(watched().longestHold(), kLongestHold) << watched().culprit().toStdString();
    trainToTheEnd(1);
    EXPECT_EQ(storedRuns().at(0).status, RunStatus::finished);
}

} // namespace
} // namespace asge
