// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "core/experiment/layers.h"
#include "core/experiment/problems.h"
#include "core/experiment/settings.h"

#include <gmock/gmock.h>

#include <vector>

namespace asge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

/// The settings without an effect, in the table's order.
std::vector<std::string> inactive(const Experiment& experiment) {
    std::vector<std::string> paths;
    for (const Setting& setting : settings()) {
        if (!inactiveReason(experiment, setting.path).empty()) {
            paths.push_back(setting.path);
        }
    }
    return paths;
}

/// An experiment in which all settings have an effect, except those of another data set or
/// optimizer.
Experiment broad() {
    Experiment experiment;
    experiment.data.name = "photographs";
    experiment.data.path = "/data/photographs";
    experiment.data.size = 64;
    experiment.network.layers = parseLayers("32 64M");
    experiment.optimizer.name = OptimizerKind::sgd;
    return experiment;
}

TEST(InactiveReason, MostSettingsHaveAnEffect) {
    EXPECT_THAT(inactive(broad()), ElementsAre("data.labels"));
    EXPECT_EQ(inactiveReason(broad(), "data.labels"), "only cifar-100 has two kinds of labels");
    EXPECT_EQ(inactiveReason(broad(), "no.such.setting"), "");
}

TEST(InactiveReason, DependsOnTheDataSet) {
    Experiment experiment = broad();
    experiment.data.path.clear();
    experiment.data.name = "fashion-mnist";
    EXPECT_THAT(inactive(experiment),
                ElementsAre("data.size", "data.centre_crop", "data.labels", "data.memory",
                            "augment.zoom_of", "augment.grey"));
    experiment.data.name = "cifar-10";
    EXPECT_THAT(inactive(experiment), ElementsAre("data.size", "data.centre_crop", "data.labels",
                                                  "data.memory", "augment.zoom_of"));
    experiment.data.name = "cifar-100";
    EXPECT_THAT(inactive(experiment),
                ElementsAre("data.size", "data.centre_crop", "data.memory", "augment.zoom_of"));
    experiment.data.path = "/data/any"; // the images in this folder are not known
    EXPECT_THAT(inactive(experiment), IsEmpty());
    experiment.data.size = 0;
    EXPECT_THAT(inactive(experiment), ElementsAre("data.centre_crop", "augment.zoom_of"));
}

TEST(InactiveReason, DependsOnTheMethod) {
    Experiment experiment = broad();
    const auto with = [&](const char* method) {
        experiment.method = method;
        return inactive(experiment);
    };
    for (const char* method : {"channel-competition", "mean-goodness"}) {
        EXPECT_THAT(with(method), ElementsAre("data.labels", "network.goodness",
                                              "projection.distribution", "projection.training"))
            << method;
    }
    EXPECT_THAT(with("forward-forward"), IsSupersetOf({"network.goodness", "train.label_smoothing",
                                                       "projection.distribution"}));
    for (const char* method : {"backprop", "deep-supervision"}) {
        EXPECT_THAT(with(method), ElementsAre("data.labels", "train.order")) << method;
    }
    EXPECT_THAT(with("magic"), ElementsAre("data.labels")) << "the method is unknown";
}

TEST(InactiveReason, OfAGreedyOrderIsAProblem) {
    Experiment experiment = broad();
    experiment.train.order = UpdateOrder::greedy;
    EXPECT_THAT(problems(experiment), IsEmpty());
    experiment.method = "backprop";
    ASSERT_EQ(problems(experiment).size(), 1U);
    EXPECT_EQ(problems(experiment)[0].field, "train.order");
    EXPECT_EQ(problems(experiment)[0].what,
              "must be \"together\" with method backprop, is \"greedy\"");
}

TEST(InactiveReason, DependsOnTheLayers) {
    Experiment experiment = broad();
    experiment.network.layers = parseLayers("32");
    EXPECT_THAT(inactive(experiment), ElementsAre("data.labels", "network.normalization",
                                                  "network.pooling", "network.dropout"));
    experiment.network.layers = parseLayers("32M");
    EXPECT_THAT(inactive(experiment), Not(Contains("network.pooling")));
    experiment.network.layers.clear(); // invalid anyway
    EXPECT_THAT(inactive(experiment), ElementsAre("data.labels"));
}

TEST(InactiveReason, OfMomentumIsAnotherOptimizer) {
    Experiment experiment = broad();
    experiment.optimizer.name = OptimizerKind::adamw;
    EXPECT_THAT(inactive(experiment), ElementsAre("data.labels", "optimizer.momentum"));
    EXPECT_EQ(inactiveReason(experiment, "optimizer.momentum"), "only SGD has momentum");
}

} // namespace
} // namespace asge
