// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/steering.h"
#include "core/experiment/layers.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace asge {
namespace {

Intervention steeringEvent(std::int64_t step, const std::string& kind, int layer = 0,
                           std::optional<double> value = {}) {
    Intervention made;
    made.step = step;
    made.kind = kind;
    made.layer = layer;
    made.value = value;
    return made;
}

Experiment threeLayers() {
    Experiment experiment;
    experiment.network.layers = parseLayers("4 8 12");
    return experiment;
}

TEST(Steering, IsWhatTheInterventionsLeftInTheOrderOfTheirSteps) {
    // The second one was given after a resume, before a step that was already recorded.
    const Steering steering = steeringAfter(
        threeLayers(),
        {steeringEvent(9, "rate", 2, 0.25), steeringEvent(4, "rate", 2, 0.5),
         steeringEvent(1, "freeze", 1), steeringEvent(2, "thaw", 1), steeringEvent(3, "freeze", 3),
         steeringEvent(5, "reset", 3), steeringEvent(6, "reset", 3),
         steeringEvent(7, "rate", 0, 2.0), steeringEvent(8, "epochs", 0, 7)});
    EXPECT_EQ(steering.factorOf(0), 2.0);
    EXPECT_EQ(steering.factorOf(1), 0.5) << "2 times 0.25";
    EXPECT_EQ(steering.factorOf(2), 0.0) << "frozen";
    EXPECT_EQ(steering.layers[2].resets, 2);
    EXPECT_EQ(steering.experiment.train.epochs, 7);
}

TEST(Steering, HasTheProbeBudgetThoughNoTrainingRepeatsIt) {
    const std::vector<Intervention> events{steeringEvent(1, "probe_budget", 0, 0.25)};
    EXPECT_EQ(steeringAfter(threeLayers(), events).experiment.probe.budget, 0.25);
    EXPECT_TRUE(effective(events).empty());
}

TEST(Steering, IgnoresWhatWasUndoneAndWhatIsNoCommand) {
    std::vector<Intervention> events{steeringEvent(1, "freeze", 2),
                                     steeringEvent(2, "nonfinite", 1), steeringEvent(3, "pause"),
                                     steeringEvent(4, "reset", 40)};
    markUndone(events[0]);
    EXPECT_EQ(events[0].text, "freeze 2");
    EXPECT_EQ(steeringAfter(threeLayers(), events), Steering(threeLayers()));
}

} // namespace
} // namespace asge
