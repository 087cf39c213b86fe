// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/layers_panel.h"

#include "tests/support/locale_guard.h"
#include "tests/widgets/run_records.h"
#include "widgets/layers/sparkline.h"
#include "widgets/layers/steering_field.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <gmock/gmock.h>

namespace asge {
namespace {

using test::act;
using testing::ElementsAre;
using testing::HasSubstr;

class LayersPanelTest : public testing::Test {
  protected:
    LayersPanelTest() {
        QObject::connect(&panel_, &LayersPanel::commandRequested, &panel_,
                         [this](const Command& command) { sent_.push_back(toText(command)); });
        panel_.resize(320, 800);
    }

    void open(RunStatus status = RunStatus::running, int epochs = 2) {
        state_.apply(test::resetTo(test::tinyRecord(1, epochs, status)));
        panel_.setRun(&state_);
        panel_.show();
    }
    void intervene(const std::vector<Intervention>& interventions) {
        state_.apply(test::interventionsOf(1, interventions));
    }
    template <typename Widget = QToolButton>
    Widget& child(const char* name) {
        auto* widget = panel_.findChild<Widget*>(QLatin1String(name));
        EXPECT_NE(widget, nullptr) << name;
        return *widget;
    }
    void press(const char* name) { QTest::mouseClick(&child(name), Qt::LeftButton); }
    void enter(const char* field, const char* text) {
        QLineEdit& line = *child<SteeringField>(field).line();
        line.setFocus();
        line.selectAll();
        QTest::keyClicks(&line, QLatin1String(text));
        QTest::keyClick(&line, Qt::Key_Return);
    }
    std::string text(const char* label) { return child<QLabel>(label).text().toStdString(); }
    std::string rate(const char* field) {
        return child<SteeringField>(field).line()->text().toStdString();
    }

    RunState state_;
    LayersPanel panel_;
    std::vector<std::string> sent_;
};

TEST_F(LayersPanelTest, SaysWhatWillAppear) {
    panel_.show();
    EXPECT_TRUE(child<QLabel>("layersEmpty").isVisible());
    open();
    EXPECT_FALSE(child<QLabel>("layersEmpty").isVisible());
    panel_.setRun(nullptr);
    EXPECT_TRUE(child<QLabel>("layersEmpty").isVisible());
}

TEST_F(LayersPanelTest, ShowsWhatEachLayerIsAndDoes) {
    open();
    const LayerInfo& layer = state_.curves().layers[1];
    const QString shape = QStringLiteral("%1 × %2 × %3 · P %4")
                              .arg(layer.channels)
                              .arg(layer.height)
                              .arg(layer.width)
                              .arg(layer.patches);
    const auto labels = panel_.findChildren<QLabel*>();
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(),
                            [&](const QLabel* label) { return label->text() == shape; }));
    EXPECT_THAT(text("layer1Accuracy"), testing::MatchesRegex("[0-9]+[.,][0-9] %"));
    EXPECT_EQ(child<Sparkline>("layer1Sparkline").values().size(), 20U) << "a point per step";
    EXPECT_THAT(text("layer1Measures"), HasSubstr("dead 1"));
    EXPECT_THAT(text("layer2Measures"), HasSubstr("dead 0"));
    EXPECT_EQ(rate("layer1Rate"), "×1");
    RunDelta delta;
    delta.run = 1;
    delta.layerShares.assign(state_.curves().layers.size(), 0.0);
    delta.layerShares[0] = 0.25;
    delta.steps.push_back(test::step(3, 3, 21));
    state_.apply(delta);
    EXPECT_TRUE(
        QTest::qWaitFor([&] { return text("layer1Measures").starts_with("time 25 %\ndead "); }));
}

TEST_F(LayersPanelTest, SaysWhichAccuracyIsThatOfTraining) {
    open();
    EXPECT_TRUE(text("layersQuantity").starts_with("Local accuracy: ")) << text("layersQuantity");
    RunRecord record = test::tinyRecord(2, 2);
    Experiment experiment = test::tinyExperiment();
    experiment.method = "forward-forward";
    record.experimentJson = toJson(experiment);
    record.classNames = {"a", "b", "c", "d"};
    state_.apply(test::resetTo(record));
    EXPECT_TRUE(child<QLabel>("layersQuantity").isVisible());
    EXPECT_EQ(text("layersQuantity"), "Positive against negative accuracy: mean over the last 20 "
                                      "training batches; chance 50 %");
    EXPECT_EQ(child<QLabel>("layer1Accuracy").toolTip().toStdString(), text("layersQuantity"));
}

TEST_F(LayersPanelTest, UntrainedReadoutsHaveNoAccuracy) {
    RunRecord record = test::tinyRecord(1, 2);
    Experiment experiment = test::tinyExperiment();
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    state_.apply(test::resetTo(record));
    panel_.setRun(&state_);
    panel_.show();
    EXPECT_EQ(text("layer1Accuracy"), "–");
    EXPECT_EQ(child<Sparkline>("layer1Sparkline").note(), "untrained readout");
    EXPECT_TRUE(child<Sparkline>("layer1Sparkline").values().empty());
    EXPECT_NE(text("layer3Accuracy"), "–") << "the last readout learns";
    EXPECT_TRUE(child<Sparkline>("layer3Sparkline").note().isEmpty());
}

TEST_F(LayersPanelTest, ACardWithoutALineSaysWhy) {
    open(RunStatus::failed, 0);
    EXPECT_EQ(child<Sparkline>("layer1Sparkline").note(), "no finished step");
    EXPECT_EQ(text("layer1Accuracy"), "–");
    RunRecord record = test::tinyRecord(2, 1, RunStatus::failed);
    record.steps = {};
    for (EpochEvent& epoch : record.epochs) {
        std::vector<LayerScore> scores = epoch.test();
        scores[1].accuracy = std::numeric_limits<double>::quiet_NaN();
        epoch.values.setScores(Split::test, scores);
    }
    state_.apply(test::resetTo(record));
    EXPECT_EQ(child<Sparkline>("layer2Sparkline").note(), "no finite accuracy");
    EXPECT_TRUE(child<Sparkline>("layer1Sparkline").note().isEmpty());
}

TEST_F(LayersPanelTest, TheRecentAccuracyFollowsTheSteps) {
    open();
    const std::string before = text("layer1Accuracy");
    RunDelta delta;
    delta.run = 1;
    for (int i = 0; i < kRecentSteps; ++i) {
        delta.steps.push_back(test::step(3, 3, 21 + i));
        delta.steps.back().layers[0].accuracy = 0.5;
    }
    state_.apply(delta);
    EXPECT_NE(text("layer1Accuracy"), before);
    EXPECT_THAT(text("layer1Accuracy"), HasSubstr("50"));
}

TEST_F(LayersPanelTest, ControlsSendCommands) {
    open();
    press("layer1Freeze");
    enter("layer2Rate", "0.5");
    press("layer3Reset");
    press("layer3Redraw");
    enter("network_rate", "x2");
    enter("network_weight_decay", "0.001");
    EXPECT_THAT(sent_, ElementsAre("freeze 1", "rate 2 0.5", "reset 3", "redraw 3", "rate 2",
                                   "weight_decay 0.001"));
}

TEST_F(LayersPanelTest, ShowsTheSteeringOfTheRun) {
    open();
    intervene({act(5, "freeze", 1), act(6, "rate", 2, 0.25), act(7, "rate", 0, 2.0),
               act(8, "label_smoothing", 0, 0.1)});
    EXPECT_TRUE(child("layer1Freeze").isChecked());
    EXPECT_EQ(rate("layer2Rate"), "×0.25");
    EXPECT_EQ(rate("network_rate"), "×2");
    EXPECT_EQ(rate("network_label_smoothing"), "0.1");
    press("layer1Freeze");
    EXPECT_THAT(sent_, ElementsAre("thaw 1"));
}

TEST_F(LayersPanelTest, OnlyATrainingRunCanBeSteered) {
    open(RunStatus::stopped);
    EXPECT_FALSE(child("layer1Freeze").isEnabled());
    EXPECT_FALSE(child<SteeringField>("network_rate").isEnabled());
    EXPECT_EQ(child("layer1Freeze").toolTip(), "The run is not training.");
    EXPECT_EQ(text("layersNotice"), "The run is not training.");
    RunDelta resumed;
    resumed.run = 1;
    resumed.status = RunStatus::paused;
    state_.apply(resumed);
    EXPECT_TRUE(child("layer1Freeze").isEnabled()) << "a paused run can be steered";
    EXPECT_EQ(text("layersNotice"), "");
}

TEST_F(LayersPanelTest, ACommandThatWouldBeRefusedIsDisabledWithTheReason) {
    RunRecord record = test::tinyRecord(1, 2);
    Experiment experiment = test::tinyExperiment();
    experiment.method = "mean-goodness";
    record.experimentJson = toJson(experiment);
    state_.apply(test::resetTo(record));
    panel_.setRun(&state_);
    panel_.show();
    EXPECT_FALSE(child("layer1Redraw").isEnabled());
    EXPECT_THAT(child("layer1Redraw").toolTip().toStdString(), HasSubstr("no random projection"));
    EXPECT_TRUE(child("layer1Reset").isEnabled());
}

TEST_F(LayersPanelTest, WrongValuesAreNotSent) {
    open();
    enter("layer1Rate", "fast");
    EXPECT_THAT(child<SteeringField>("layer1Rate").line()->toolTip().toStdString(),
                HasSubstr("not a number"));
    enter("layer1Rate", "1e7");
    EXPECT_THAT(child<SteeringField>("layer1Rate").line()->toolTip().toStdString(),
                HasSubstr("the factor must be from"));
    EXPECT_TRUE(sent_.empty());
    QTest::keyClick(child<SteeringField>("layer1Rate").line(), Qt::Key_Escape);
    EXPECT_EQ(rate("layer1Rate"), "×1");
}

TEST_F(LayersPanelTest, ADecimalCommaIsAPoint) {
    open();
    QLineEdit& line = *child<SteeringField>("layer1Rate").line();
    line.setFocus();
    line.selectAll();
    QTest::keyClicks(&line, "0,5");
    QTest::keyClick(&line, Qt::Key_Return);
    EXPECT_EQ(line.text(), "×0.5");
    EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(LayersPanelTest, FactorsHaveTheMarkOfTheLanguage) {
    const test::LocaleGuard german(QLocale::German);
    open();
    for (const char* typed : {"0,5", "0.25"}) {
        enter("layer1Rate", typed);
        const QString shown = QStringLiteral("×") + QString(typed).replace(u'.', u',');
        EXPECT_EQ(rate("layer1Rate"), shown.toStdString());
    }
    ASSERT_EQ(sent_.size(), 2U);
    EXPECT_NE(sent_[0].find("0.5"), std::string::npos) << sent_[0];
}

TEST_F(LayersPanelTest, WhatIsTypedStaysUntilEnterOrEscape) {
    open();
    panel_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&panel_));
    QLineEdit& line = *child<SteeringField>("layer1Rate").line();
    line.setFocus();
    line.selectAll();
    QTest::keyClicks(&line, "0.3");
    intervene({act(5, "rate", 2, 0.25)});
    EXPECT_EQ(line.text(), "0.3") << "a change elsewhere";
    line.clearFocus();
    EXPECT_EQ(line.text(), "×1");
    EXPECT_TRUE(sent_.empty());
}

TEST_F(LayersPanelTest, TheWheelChangesNothing) {
    open();
    QLineEdit& line = *child<SteeringField>("layer1Rate").line();
    QWheelEvent wheel({5, 5}, line.mapToGlobal(QPointF(5, 5)), {0, -120}, {0, -120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(line.parentWidget(), &wheel);
    EXPECT_TRUE(sent_.empty());
    EXPECT_EQ(rate("layer1Rate"), "×1");
}

TEST_F(LayersPanelTest, UndoSendsTheInverse) {
    open();
    press("layer1Freeze");
    enter("layer2Rate", "0.5");
    enter("network_weight_decay", "0.001");
    const double decay = test::tinyExperiment().optimizer.weightDecay;
    intervene({act(5, "freeze", 1), act(5, "rate", 2, 0.5), act(5, "weight_decay", 0, 0.001)});
    sent_.clear();
    press("layersUndo");
    press("layersUndo");
    press("layersUndo");
    EXPECT_THAT(sent_,
                ElementsAre(toText({CommandKind::weightDecay, 0, decay}), "rate 2 1", "thaw 1"));
    EXPECT_FALSE(child("layersUndo").isEnabled());
    press("layersRedo");
    EXPECT_EQ(sent_.back(), "freeze 1");
}

TEST_F(LayersPanelTest, ResetAndRedrawCanNotBeUndone) {
    open();
    press("layer1Reset");
    press("layer1Redraw");
    EXPECT_FALSE(child("layersUndo").isEnabled());
    EXPECT_THAT(child("layer1Reset").toolTip().toStdString(), HasSubstr("can't be undone"));
    EXPECT_THAT(child("layer1Freeze").toolTip().toStdString(), HasSubstr("Ctrl+Z undoes it"));
}

TEST_F(LayersPanelTest, NothingIsUndoneAfterTheEnd) {
    open();
    press("layer1Freeze");
    intervene({act(5, "freeze", 1)});
    RunDelta end;
    end.run = 1;
    end.status = RunStatus::finished;
    state_.apply(end);
    EXPECT_FALSE(child("layersUndo").isEnabled());
}

TEST_F(LayersPanelTest, ARefusedCommandIsShownAsItIs) {
    open();
    enter("layer2Rate", "0.5");
    EXPECT_EQ(rate("layer2Rate"), "×0.5") << "until the answer";
    panel_.refuse({CommandKind::rate, 2, 0.5});
    EXPECT_EQ(rate("layer2Rate"), "×1");
}

TEST_F(LayersPanelTest, WhatWasAskedForStaysUntilTheTrainingHasTakenIt) {
    open();
    press("layer1Freeze");
    enter("layer2Rate", "0.5");
    intervene({act(5, "freeze", 1), act(5, "rate", 2, 0.5)});
    press("layersUndo");
    EXPECT_EQ(rate("layer2Rate"), "×1");
    const auto change = [this](RunDelta delta) { // of a run that evaluates an epoch
        delta.run = 1;
        state_.apply(delta);
    };
    RunDelta epoch;
    epoch.epochs.push_back(test::epoch(3, 3, 30));
    change(epoch);
    RunDelta paused;
    paused.status = RunStatus::paused;
    change(paused);
    EXPECT_EQ(rate("layer2Rate"), "×1") << "the undo is not taken yet";
    press("layersUndo");
    EXPECT_FALSE(child("layer1Freeze").isChecked());
    intervene({act(6, "rate", 2, 1)});
    EXPECT_FALSE(child("layer1Freeze").isChecked()) << "the other command is still awaited";
    intervene({act(6, "thaw", 1)});
    EXPECT_FALSE(child("layer1Freeze").isChecked());
    EXPECT_EQ(rate("layer2Rate"), "×1");
    intervene({act(7, "rate", 2, 2)});
    EXPECT_EQ(rate("layer2Rate"), "×2") << "by another program";
}

TEST_F(LayersPanelTest, KeysActOnTheSelectedLayer) {
    open();
    panel_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&panel_));
    panel_.focusLayer();
    EXPECT_EQ(panel_.selectedLayer(), 1);
    QTest::keyClick(panel_.focusWidget(), Qt::Key_Down);
    EXPECT_EQ(panel_.selectedLayer(), 2);
    for (const int key : {Qt::Key_F, Qt::Key_R, Qt::Key_P, Qt::Key_Minus}) {
        QTest::keyClick(panel_.focusWidget(), static_cast<Qt::Key>(key));
    }
    EXPECT_THAT(sent_, ElementsAre("freeze 2", "reset 2", "redraw 2", "rate 2 0.5"));
    QTest::keyClick(panel_.focusWidget(), Qt::Key_Return);
    QTest::keyClicks(panel_.focusWidget(), "2");
    QTest::keyClick(panel_.focusWidget(), Qt::Key_Return);
    EXPECT_EQ(sent_.back(), "rate 2 2") << "the field keeps the key";
    panel_.focusLayer();
    QTest::keyClick(panel_.focusWidget(), Qt::Key_Up);
    EXPECT_EQ(panel_.selectedLayer(), 1);
}

TEST_F(LayersPanelTest, AnUnreadableExperimentDisablesThePanel) {
    RunRecord record = test::tinyRecord(1, 2);
    record.experimentJson = "{\"method\": 3}";
    state_.apply(test::resetTo(record));
    panel_.setRun(&state_);
    panel_.show();
    EXPECT_FALSE(child("layer1Freeze").isEnabled());
    EXPECT_THAT(text("layersNotice"), HasSubstr("can't read"));
}

} // namespace
} // namespace asge
