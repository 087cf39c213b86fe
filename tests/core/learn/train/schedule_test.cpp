// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"
#include "core/learn/train/schedule.h"

#include <gmock/gmock.h>

#include <cmath>

namespace asge {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

/// Three layers, ten epochs of ten steps.
Experiment hundredSteps() {
    Experiment experiment;
    experiment.network.layers = parseLayers("2 2 2");
    experiment.optimizer.learningRate = 0.4;
    experiment.train.epochs = 10;
    return experiment;
}

TEST(LearningRates, FollowCosineAnnealing) {
    Experiment experiment = hundredSteps();
    const LearningRates cosine(experiment, 10);
    EXPECT_DOUBLE_EQ(cosine.base(0), 0.4);
    EXPECT_NEAR(cosine.base(50), 0.2, 1e-12);
    EXPECT_NEAR(cosine.base(25), 0.4 * (0.5 + std::sqrt(0.125)), 1e-12);
    EXPECT_LT(cosine.base(99), 0.001);
    experiment.optimizer.schedule = Schedule::constant;
    EXPECT_DOUBLE_EQ(LearningRates(experiment, 10).base(99), 0.4);
}

TEST(LearningRates, GrowDuringTheWarmUp) {
    Experiment experiment = hundredSteps();
    experiment.optimizer.warmup = 2;
    const LearningRates rates(experiment, 10);
    EXPECT_NEAR(rates.base(0), 0.02, 1e-12);
    EXPECT_NEAR(rates.base(9), 0.2, 1e-12);
    EXPECT_NEAR(rates.base(19), 0.4, 1e-12);
    EXPECT_NEAR(rates.base(20), 0.4, 1e-12) << "the cosine begins";
    EXPECT_NEAR(rates.base(60), 0.2, 1e-12);
    EXPECT_LT(rates.base(99), 0.001);
    experiment.optimizer.warmup = 1000; // longer than the run
    EXPECT_NEAR(LearningRates(experiment, 10).base(99), 0.4 * 100 / 10000, 1e-12);
}

TEST(LearningRates, HaveAFactorForEachLayer) {
    Experiment experiment = hundredSteps();
    experiment.optimizer.schedule = Schedule::constant;
    EXPECT_THAT(LearningRates(experiment, 10).at(3), ElementsAre(0.4, 0.4, 0.4));
    experiment.optimizer.layerRates = {1.0, 0.5, 0.0};
    EXPECT_THAT(LearningRates(experiment, 10).at(3),
                ElementsAre(DoubleEq(0.4), DoubleEq(0.2), DoubleEq(0.0)));
}

TEST(LearningRates, GreedilyGiveEachLayerItsOwnShare) {
    Experiment experiment = hundredSteps();
    experiment.train.order = UpdateOrder::greedy;
    const LearningRates rates(experiment, 10); // 4, 3 and 3 epochs
    EXPECT_THAT(rates.at(0), ElementsAre(DoubleEq(0.4), 0, 0));
    EXPECT_GT(rates.at(39)[0], 0);
    EXPECT_THAT(rates.at(40), ElementsAre(0, DoubleEq(0.4), 0));
    EXPECT_NEAR(rates.at(55)[1], 0.2, 1e-12);
    EXPECT_THAT(rates.at(70), ElementsAre(0, 0, DoubleEq(0.4)));
    EXPECT_GT(rates.at(99)[2], 0);
}

} // namespace
} // namespace asge
