// SPDX-License-Identifier: GPL-3.0-or-later

// Steering a training with the real window's controls: one that trains in the window, and one that
// trains elsewhere, through the store.
#include "core/control/engine.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "tests/widgets/marks.h"
#include "widgets/layers/layers_panel.h"
#include "widgets/layers/steering_field.h"
#include "widgets/plot/plot_canvas.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLineEdit>

#include <algorithm>
#include <thread>

namespace asge {
namespace {

using State = TransportBar::State;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class SteeringTest : public test::WindowTest {
  protected:
    SteeringTest() {
        experiment_.network.layers = parseLayers("4 6 8M 12");
        experiment_.train.epochs = 100000;
    }

    ~SteeringTest() override {
        if (elsewhere_.joinable()) {
            stopElsewhere();
        }
    }

    /// Trains in another writer and thread, as another process does, until stopElsewhere().
    void trainElsewhere() {
        elsewhere_ = std::thread([this] {
            RunWriter writer(store());
            SessionListener listener;
            loadEngine().train(experiment_, "elsewhere", writer, control_, listener);
        });
        EXPECT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 60000));
        window_->openRun(1);
        EXPECT_TRUE(QTest::qWaitFor([&] { return panel().selectedLayer() == 1; }, 60000));
    }
    void stopElsewhere() {
        control_.stop();
        elsewhere_.join();
    }

    LayersPanel& panel() { return child<LayersPanel>("layersPanel"); }
    void enter(const char* field, const char* text) {
        QLineEdit& line = *child<SteeringField>(field).line();
        line.setFocus();
        line.selectAll();
        QTest::keyClicks(&line, QLatin1String(text));
        QTest::keyClick(&line, Qt::Key_Return);
    }
    /// The kinds of the stored interventions, with layer and value: "freeze 1".
    std::vector<std::string> stored() const {
        std::vector<std::string> all;
        for (const Intervention& each : RunReader(store()).interventions(1)) {
            const auto kind = findCommand(each.kind);
            all.push_back(kind ? toText({*kind, each.layer, each.value}) : each.kind);
        }
        return all;
    }
    bool waitForStored(const std::string& last) {
        return QTest::qWaitFor(
            [&] {
                const auto all = stored();
                return std::find(all.begin(), all.end(), last) != all.end();
            },
            20000);
    }
    std::size_t marks() {
        return test::marksOf(childOf<PlotCanvas>("curves", "curvesAccuracy")).size();
    }
    bool isEnabled(const char* button) { return child<QToolButton>(button).isEnabled(); }

    /// Freezes layer 1, halves layer 2's rate, resets layer 3, redraws layer 4.
    void steerEachLayer() {
        press("layer1Freeze");
        ASSERT_TRUE(waitForStored("freeze 1"));
        enter("layer2Rate", "0.5");
        ASSERT_TRUE(waitForStored("rate 2 0.5"));
        press("layer3Reset");
        ASSERT_TRUE(waitForStored("reset 3"));
        press("layer4Redraw");
        ASSERT_TRUE(waitForStored("redraw 4"));
    }
    void expectSteered() {
        const auto all = RunReader(store()).interventions(1);
        ASSERT_GE(all.size(), 4U);
        std::int64_t step = 0;
        for (const Intervention& each : all) {
            if (each.source == source::kGuard) { // it warns of a layer that learns nothing
                continue;
            }
            EXPECT_EQ(each.source, "window") << each.kind;
            EXPECT_GE(each.step, step);
            EXPECT_GT(each.epoch, 0);
            step = each.step;
        }
        EXPECT_TRUE(
            QTest::qWaitFor([&] { return child<QToolButton>("layer1Freeze").isChecked(); }, 20000));
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return child<SteeringField>("layer2Rate").line()->text() == "×0.5"; }, 20000));
        EXPECT_TRUE(QTest::qWaitFor([&] { return marks() >= 4; }, 20000)) << marks();
        auto* events = child<QWidget>("events").findChild<QTableView*>("eventsTable");
        EXPECT_TRUE(QTest::qWaitFor([&] { return events->model()->rowCount() >= 5; }, 20000));
    }

    TrainingControl control_;
    std::thread elsewhere_;
};

TEST_F(SteeringTest, EachLayerOfATrainingInThisWindow) {
    open();
    EXPECT_FALSE(isEnabled("stepActionButton"));
    startTraining(100000);
    steerEachLayer();
    expectSteered();
    EXPECT_TRUE(isEnabled("layersUndo"));
    press("layersUndo");
    ASSERT_TRUE(waitForStored("rate 2 1"))
        << testing::PrintToString(stored()) << message().toStdString()
        << "reset and redraw can't be undone";
    press("layersUndo");
    ASSERT_TRUE(waitForStored("thaw 1"));
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return !child<QToolButton>("layer1Freeze").isChecked(); }, 20000));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
    EXPECT_EQ(stored().back(), "stop");
    EXPECT_EQ(RunReader(store()).interventions(1).back().source, "window");
    EXPECT_FALSE(isEnabled("layer1Freeze"));
    EXPECT_EQ(child<QToolButton>("layer1Freeze").toolTip(), "The run is not training.");
}

TEST_F(SteeringTest, SingleStepsAndEpochsInThisWindow) {
    open();
    startTraining(100000);
    press("pauseActionButton");
    EXPECT_EQ(state(), State::pausing) << "until the training answers";
    ASSERT_TRUE(waitForState(State::paused));
    const auto lastStep = [&] { return RunReader(store()).detail(1).steps.back().step; };
    const std::int64_t paused = lastStep();
    press("stepActionButton");
    ASSERT_TRUE(waitForStored("step"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return lastStep() == paused + 1; }, 20000));
    ASSERT_TRUE(waitForState(State::paused));
    press("epochActionButton");
    ASSERT_TRUE(waitForStored("epoch"));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return storedRuns()[0].status == RunStatus::paused && lastStep() > paused + 1; },
        20000));
    EXPECT_EQ(lastStep() % RunReader(store()).detail(1).epochs.front().step, 0)
        << "to the end of the epoch";
    press("checkpointActionButton");
    ASSERT_TRUE(waitForStored("checkpoint"));
    ASSERT_TRUE(waitForState(State::paused)); // else the button would pause once more
    press("pauseActionButton");
    ASSERT_TRUE(waitForState(State::training));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
}

TEST_F(SteeringTest, CommandsActWithin200Milliseconds) {
    open();
    startTraining(100000);
    QElapsedTimer time;
    bool answered = false;
    time.start();
    window_->training().job().send({CommandKind::freeze, 1, {}},
                                   [&](const CommandAnswer&) { answered = true; });
    ASSERT_TRUE(QTest::qWaitFor([&] { return answered; }, 10000));
    EXPECT_LT(time.elapsed(), 2000) << "200 ms on an idle machine";
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
}

TEST_F(SteeringTest, EachLayerOfATrainingElsewhere) {
    open();
    trainElsewhere();
    ASSERT_TRUE(QTest::qWaitFor([&] { return isEnabled("pauseActionButton"); }, 20000));
    EXPECT_THAT(child<QLabel>("targetLabel").text().toStdString(), HasSubstr("run 1"));
    EXPECT_TRUE(isEnabled("trainActionButton")) << "this window can train another run";
    steerEachLayer();
    expectSteered();
    press("layersUndo");
    ASSERT_TRUE(waitForStored("rate 2 1"));
    press("pauseActionButton");
    ASSERT_TRUE(waitForStored("pause"));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return child<QToolButton>("pauseActionButton").text() == "Resume"; }, 20000));
    press("stepActionButton");
    ASSERT_TRUE(waitForStored("step"));
    press("epochActionButton");
    ASSERT_TRUE(waitForStored("epoch"));
    press("checkpointActionButton");
    ASSERT_TRUE(waitForStored("checkpoint"));
    press("stopActionButton");
    ASSERT_TRUE(waitForStored("stop"));
    elsewhere_.join();
    EXPECT_TRUE(QTest::qWaitFor([&] { return !isEnabled("layer1Freeze"); }, 20000));
    EXPECT_FALSE(isEnabled("pauseActionButton"));
}

TEST_F(SteeringTest, ARefusalIsShown) {
    open();
    trainElsewhere();
    // Another user has frozen the layer, which the window does not know yet.
    RunWriter other(store());
    other.sendCommand(1, {CommandKind::freeze, 1, {}}, source::kTerminal);
    ASSERT_TRUE(waitForStored("freeze 1"));
    emit panel().commandRequested({CommandKind::freeze, 1, {}});
    ASSERT_TRUE(QTest::qWaitFor([&] { return message().contains("frozen already"); }, 20000))
        << message().toStdString();
    EXPECT_THAT(message().toStdString(), HasSubstr("Run 1, freeze 1: "));
    stopElsewhere();
}

TEST_F(SteeringTest, AnEventLeadsToItsStepInTheCurves) {
    open();
    startTraining(100000);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 3; }, 60000));
    press("layer1Freeze");
    ASSERT_TRUE(waitForStored("freeze 1"));
    press("stopActionButton");
    ASSERT_TRUE(waitForState(State::idle));
    auto* table = child<QWidget>("events").findChild<QTableView*>("eventsTable");
    window_->views().showView(&child<QWidget>("events"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return table->model()->rowCount() >= 3; }, 20000));
    const QPoint at = table->visualRect(table->model()->index(1, 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
    EXPECT_EQ(window_->views().current()->objectName(), "curves");
    auto& canvas = childOf<PlotCanvas>("curves", "curvesAccuracy");
    EXPECT_TRUE(canvas.isZoomed())
        << table->model()->index(1, 4).data().toString().toStdString() << " "
        << canvas.xAxis->range().lower << " " << canvas.xAxis->range().upper;
    const double epoch = RunReader(store()).interventions(1).front().epoch;
    EXPECT_GE(canvas.xAxis->range().upper, epoch - 1);
    EXPECT_LE(canvas.xAxis->range().lower, epoch);
}

} // namespace
} // namespace asge
