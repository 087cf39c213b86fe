// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/score_facts.h"

#include "core/experiment/experiment_json.h"
#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

std::string experimentOf(const char* method, ProjectionTraining training) {
    Experiment experiment = test::tinyExperiment();
    experiment.method = method;
    experiment.projection.training = training;
    return toJson(experiment);
}

ScoreFacts factsOf(const char* method, ProjectionTraining training = ProjectionTraining::frozen) {
    return scoreFactsOf(experimentOf(method, training), 10, 3);
}

TEST(ScoreFacts, ForwardForwardTrainsOnAnotherQuantityThanItIsEvaluatedOn) {
    const ScoreFacts facts = factsOf("forward-forward");
    EXPECT_TRUE(facts.trainsOtherQuantity());
    EXPECT_EQ(facts.chance(Split::train), 0.5) << "of a positive and a negative image";
    EXPECT_EQ(facts.chance(Split::test), 0.1) << "of ten classes";
    EXPECT_EQ(facts.keyOf(MetricId::accuracy, Split::train), "positive_negative_accuracy");
    EXPECT_EQ(facts.keyOf(MetricId::loss, Split::train), "positive_negative_loss");
    EXPECT_EQ(facts.keyOf(MetricId::accuracy, Split::validation), "accuracy");
    EXPECT_EQ(facts.keyOf(*findMetric("gradient_norm"), Split::train), "gradient_norm");
}

TEST(ScoreFacts, OtherMethodsPredictClassesInTraining) {
    for (const MethodFacts& method : methodFacts()) {
        const ScoreFacts facts = factsOf(std::string(method.name).c_str());
        EXPECT_EQ(facts.trainsOtherQuantity(), !method.usesProbabilities) << method.name;
        EXPECT_EQ(facts.chance(Split::test), 0.1) << method.name;
    }
    EXPECT_FALSE(scoreFactsOf("not json", 10, 3).trainsOtherQuantity());
    EXPECT_EQ(scoreFactsOf("not json", 10, 3).chance(Split::test), std::nullopt);
}

TEST(ScoreFacts, BackpropagationTrainsTheLastReadoutOnly) {
    const ScoreFacts facts = factsOf("backprop");
    EXPECT_FALSE(facts.isTrained(0));
    EXPECT_FALSE(facts.isTrained(1));
    EXPECT_TRUE(facts.isTrained(2));
    EXPECT_TRUE(facts.isTrained(kLastPlace));
    EXPECT_FALSE(facts.isTrained(kFusionPlace));
    EXPECT_FALSE(facts.isTrained(kBestPlace));
    const ScoreFacts one =
        scoreFactsOf(experimentOf("backprop", ProjectionTraining::frozen), 10, 1);
    EXPECT_TRUE(one.isTrained(kFusionPlace)) << "the only layer is the last one";
}

TEST(ScoreFacts, OneResultStandsForARun) {
    RunSummary run;
    run.method = "asge";
    EXPECT_FALSE(mainResult(run)) << "no epoch has ended";
    run.values.set(MetricId::accuracy, Split::test, {.last = 0.7, .fusion = 0.8, .best = 0.6});
    run.values.setLayers(MetricId::accuracy, Split::test, std::vector{0.5, 0.6, 0.7});
    run.experimentJson = experimentOf("asge", ProjectionTraining::frozen);
    EXPECT_EQ(mainResult(run)->place, kFusionPlace);
    EXPECT_EQ(mainResult(run)->accuracy, 0.8);
    run.method = "backprop";
    run.experimentJson = experimentOf("backprop", ProjectionTraining::frozen);
    EXPECT_EQ(mainResult(run)->place, kLastPlace) << "Fusion is made of random readouts";
    EXPECT_EQ(mainResult(run)->accuracy, 0.7);
}

TEST(ScoreFacts, TrainedReadoutsAreResults) {
    EXPECT_TRUE(factsOf("backprop", ProjectionTraining::trained).isTrained(kFusionPlace));
    for (const char* method : {"asge", "deep-supervision", "forward-forward"}) {
        EXPECT_TRUE(factsOf(method).isTrained(0)) << method;
        EXPECT_TRUE(factsOf(method).isTrained(kBestPlace)) << method;
    }
}

} // namespace
} // namespace asge
