// SPDX-License-Identifier: GPL-3.0-or-later

#include "curves_data.h"
#include "widgets/curves/curves_model.h"

#include <gmock/gmock.h>

#include <limits>

namespace asge {
namespace {

using curves::EpochClock;
using testing::DoubleEq;
using testing::DoubleNear;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

TEST(CurvesEpochClock, PlacesFinishedEpochsExactly) {
    EpochClock clock;
    EXPECT_TRUE(clock.update(test::run(1, 2, 3, 40)));
    EXPECT_TRUE(clock.isExact());
    EXPECT_THAT(clock.place(1, 1), DoubleEq(1.0 / 40));
    EXPECT_THAT(clock.place(1, 40), DoubleEq(1));
    EXPECT_THAT(clock.place(2, 60), DoubleEq(1.5));
    EXPECT_THAT(clock.place(3, 120), DoubleEq(3));
}

TEST(CurvesEpochClock, AssumesTheLengthOfTheLastEpoch) {
    EpochClock clock;
    clock.update(test::run(1, 2, 2, 50, 25));
    EXPECT_THAT(clock.place(3, 125), DoubleEq(2.5));
    EXPECT_THAT(clock.place(3, 500), DoubleEq(3)) << "never beyond the epoch's end";
}

TEST(CurvesEpochClock, GrowingWithEqualEpochsMovesNothing) {
    EpochClock clock;
    RunCurves run = test::run(1, 2, 2, 50);
    clock.update(run);
    for (std::int64_t s = 101; s <= 150; ++s) {
        run.steps.push_back(test::step(2, 3, s));
        EXPECT_FALSE(clock.update(run)) << s;
    }
    run.epochs.push_back(test::epoch(2, 3, 50));
    EXPECT_FALSE(clock.update(run));
}

TEST(CurvesEpochClock, ALongerEpochThanAssumedMovesPlaces) {
    EpochClock clock;
    RunCurves run = test::run(1, 2, 2, 50);
    clock.update(run);
    run.epochs.push_back(test::epoch(2, 3, 50));
    run.epochs.back().step = 180;
    EXPECT_TRUE(clock.update(run));
}

TEST(CurvesEpochClock, UsesTheRunsStepsPerEpochForTheFirstEpoch) {
    EpochClock clock;
    RunCurves run = test::run(1, 1, 0, 1000, 1);
    run.stepsPerEpoch = 1000;
    clock.update(run);
    EXPECT_TRUE(clock.isExact());
    EXPECT_THAT(clock.place(1, 1), DoubleEq(0.001));
    for (std::int64_t s = 2; s <= 1000; ++s) {
        run.steps.push_back(test::step(1, 1, s));
        EXPECT_FALSE(clock.update(run)) << s;
    }
    EXPECT_THAT(clock.place(1, 1000), DoubleEq(1));
    run.epochs.push_back(test::epoch(1, 1, 1000));
    EXPECT_FALSE(clock.update(run));
}

TEST(CurvesEpochClock, TheAssumedFirstEpochChangesRarely) {
    EpochClock clock;
    RunCurves run = test::run(1, 1, 0, 1000, 1);
    clock.update(run);
    EXPECT_FALSE(clock.isExact());
    int moves = 0;
    double before = 0;
    for (std::int64_t s = 2; s <= 1000; ++s) {
        run.steps.push_back(test::step(1, 1, s));
        const bool moved = clock.update(run);
        moves += moved ? 1 : 0;
        const double place = clock.place(1, s);
        EXPECT_LE(place, 1.0);
        EXPECT_TRUE(moved || place > before) << "the newest point goes to the right";
        before = place;
    }
    EXPECT_EQ(moves, 4) << "64 to 128, 256, 512 and 1024";
}

TEST(CurvesSmoother, CorrectsTheBiasOfTheStart) {
    curves::Smoother smoother(20);
    for (int i = 0; i < 5; ++i) {
        EXPECT_THAT(smoother.next(3.5), DoubleNear(3.5, 1e-12)) << i;
    }
}

TEST(CurvesSmoother, ForgetsWithItsHorizon) {
    curves::Smoother smoother(2); // weights 1/2, 1/4, …
    EXPECT_THAT(smoother.next(1), DoubleEq(1));
    EXPECT_THAT(smoother.next(4), DoubleEq((0.25 * 1 + 0.5 * 4) / 0.75));
}

TEST(CurvesSmoother, ContinuesAfterAGap) {
    curves::Smoother smoother(10);
    smoother.next(2);
    EXPECT_TRUE(std::isnan(smoother.next(kNoNumber)));
    EXPECT_TRUE(std::isnan(smoother.next(std::numeric_limits<double>::infinity())));
    EXPECT_THAT(smoother.next(2), DoubleNear(2, 1e-12));
}

TEST(CurvesModel, SelectsARunsLayer) {
    const RunCurves run = test::run(1, 4, 1, 10);
    curves::Options options;
    EXPECT_EQ(curves::chosenLayer(run, options), 3);
    options.layer = 1;
    EXPECT_EQ(curves::chosenLayer(run, options), 1);
    options.layer = 7;
    EXPECT_EQ(curves::chosenLayer(run, options), -1);
    EXPECT_EQ(curves::layerCount(RunCurves{}), 0);
}

TEST(CurvesModel, NamesALayer) {
    EXPECT_EQ(curves::layerText(test::run(1, 2, 0, 1), 1),
              QStringLiteral("layer 2 · 64 · P\u00A04"));
    EXPECT_EQ(curves::layerText(RunCurves{}, 0), QStringLiteral("layer 1"));
    EXPECT_EQ(curves::percentText(0.4123), QStringLiteral("41.2 %"));
    EXPECT_EQ(curves::percentText(kNoNumber), QStringLiteral("–"));
}

TEST(CurvesCsv, HasAColumnForEachFurtherMetric) {
    RunCurves run = test::run(1, 2, 2, 5);
    const MetricId top5 = findMetric("top5").value();
    run.epochs[1].values.set(top5, Split::test,
                             Predictions{.last = 0.75, .fusion = 0.875, .best = 1});
    run.epochs[1].values.setLayers(findMetric("gradient_norm").value(), Split::train,
                                   std::vector<double>{1.5, 2.5});
    const QByteArray csv = curves::csvOf({run});
    EXPECT_TRUE(csv.startsWith(
        "run,name,kind,epoch,step,seconds,layer,split,loss,accuracy,top5,gradient_norm,"
        "linear_probe,readout\r\n"));
    EXPECT_TRUE(csv.contains("1,run 1,epoch,2,10,2.6,fusion,test,,0.625,0.875,,,trained\r\n"));
    EXPECT_TRUE(csv.contains("1,run 1,epoch,1,5,1.35,fusion,test,,0.625,,,,trained\r\n"));
    EXPECT_EQ(csv.count(",,2.5,,trained\r\n"), 1) << "of the second layer";
}

TEST(CurvesCsv, HasColumnsForOtherQuantitiesAndLabelsUntrainedReadouts) {
    RunCurves run = test::run(1, 2, 1, 1);
    run.scores = {findMethodFacts("forward-forward"), 10, 0};
    RunCurves other = test::run(2, 2, 1, 1);
    other.scores = {findMethodFacts("backprop"), 10, 1};
    const QList<QByteArray> lines = curves::csvOf({run, other}).split('\n');
    EXPECT_TRUE(lines[0].endsWith(
        "gradient_norm,linear_probe,readout,positive_negative_loss,positive_negative_accuracy\r"));
    const auto line = [&](const QByteArray& begin) {
        const auto found = std::find_if(lines.begin(), lines.end(), [&](const QByteArray& each) {
            return each.startsWith(begin);
        });
        return found == lines.end() ? QByteArray() : *found;
    };
    const QByteArray step = line("1,run 1,step,1,1,0.25,1,train,");
    EXPECT_TRUE(step.startsWith("1,run 1,step,1,1,0.25,1,train,,,,,,trained,"))
        << step.toStdString() << ": not in the columns of class scores";
    EXPECT_FALSE(step.endsWith(",,\r"));
    EXPECT_TRUE(line("1,run 1,epoch,1,1,0.35,1,train,").contains(",train,,,,,,trained,"));
    EXPECT_TRUE(line("1,run 1,epoch,1,1,0.35,1,test,").endsWith(",trained,,\r"));
    EXPECT_TRUE(line("2,run 2,epoch,1,1,0.35,1,test,").endsWith(",untrained,,\r"));
    EXPECT_TRUE(line("2,run 2,epoch,1,1,0.35,2,test,").endsWith(",trained,,\r"));
    EXPECT_TRUE(line("2,run 2,epoch,1,1,0.35,fusion,test,").endsWith(",untrained,,\r"));
}

} // namespace
} // namespace asge
