// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/intervention_text.h"

#include "tests/widgets/run_records.h"
#include "widgets/common/epoch_marks.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using test::act;

std::string textOf(const Intervention& intervention) {
    return interventionText(intervention).toStdString();
}

TEST(InterventionText, SaysWhatWasDone) {
    EXPECT_EQ(textOf(act(1, "freeze", 1)), "Freeze layer 1");
    EXPECT_EQ(textOf(act(1, "redraw", 4)), "Redraw projection of layer 4");
    EXPECT_EQ(textOf(act(1, "rate", 2, 0.5)), "Learning rate of layer 2: × 0.5");
    EXPECT_EQ(textOf(act(1, "rate", 0, 2)), "Learning rate: × 2");
    EXPECT_EQ(textOf(act(1, "weight_decay", 0, 0.001)), "Weight decay: 0.001");
    EXPECT_EQ(textOf(act(1, "pause")), "Pause");
    EXPECT_EQ(textOf(act(1, "dead_channels", 3, 7)), "Dead channels, layer 3");
    EXPECT_EQ(textOf(act(1, "of_the_future\n", 3)), "of_the_future?, layer 3");
}

TEST(InterventionText, ALineHasEverything) {
    Intervention freeze = act(1200, "freeze", 1);
    freeze.source = "rule";
    freeze.text = "no better %1";
    EXPECT_EQ(interventionLine(freeze).toStdString(), "Freeze layer 1 · rule · step " +
                                                          QLocale().toString(1200).toStdString() +
                                                          ": no better %1");
    freeze.text = std::string(1000, 'x');
    EXPECT_LT(interventionLine(freeze).size(), 250);
    freeze.source.clear();
    EXPECT_TRUE(interventionLine(freeze).contains("· – ·")) << "a store of an old version";
}

TEST(InterventionText, ALayerIsNamedOnce) {
    Intervention warning = act(1, "dead_channels", 3, 7);
    EXPECT_EQ(interventionTitle(warning), "Dead channels, layer 3");
    warning.text = "7 of the 12 channels of layer 31 are dead";
    EXPECT_EQ(interventionTitle(warning), "Dead channels, layer 3");
    warning.text = "7 of the 12 channels of layer 3 are dead";
    EXPECT_EQ(interventionTitle(warning), "Dead channels");
    EXPECT_TRUE(interventionLine(warning).startsWith("Dead channels · "));
    Intervention freeze = act(1, "freeze", 3);
    freeze.text = "layer 3 is no better";
    EXPECT_EQ(interventionTitle(freeze), "Freeze layer 3") << "the title is a sentence";
}

TEST(InterventionText, HasAGroup) {
    EXPECT_EQ(groupOf(act(1, "freeze", 1)), EventGroup::steering);
    EXPECT_EQ(groupOf(act(1, "probe_budget", 0, 0.1)), EventGroup::steering);
    EXPECT_EQ(groupOf(act(1, "step")), EventGroup::pace);
    EXPECT_EQ(groupOf(act(1, "stop")), EventGroup::run);
    EXPECT_EQ(groupOf(act(1, "nonfinite", 1)), EventGroup::warning);
    Intervention resume = act(1, "resume");
    EXPECT_EQ(groupOf(resume), EventGroup::pace);
    resume.source = "program";
    EXPECT_EQ(groupOf(resume), EventGroup::run);
    EXPECT_FALSE(isMarked(resume));
}

TEST(EpochMarks, AreThoseThatChartsShow) {
    RunCurves run = test::run(1, 2, 3, 10);
    Intervention program = act(5, "stop");
    program.source = "program";
    Intervention old = act(15, "pause");
    old.epoch = 0; // not known in a store of an old version
    run.interventions = {act(25, "freeze", 2), program, old};
    const auto marks = epochMarks(run);
    ASSERT_EQ(marks.size(), 2U);
    EXPECT_EQ(marks[0].epoch, 2);
    EXPECT_EQ(marks[1], (EpochMark{3, 2, interventionLine(run.interventions[0])}));
}

} // namespace
} // namespace asge
