// SPDX-License-Identifier: GPL-3.0-or-later

// A training that has diverged ends, and the checkpoints that it has stored can be resumed from.
#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/model/prediction.h"
#include "core/learn/train/training.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <tuple>

namespace asge {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Runs for each method on each path.
class Diverging : public testing::TestWithParam<std::tuple<std::string, ComputePath>> {
  protected:
    Diverging() {
        experiment_.method = std::get<0>(GetParam());
        experiment_.compute.path = std::get<1>(GetParam());
        experiment_.network.layers = parseLayers("4 8M 12");
    }

    /// Overwrites the second layer's weights after step `step` of a training. Returns its error.
    std::string errorOf(std::int64_t step, float weight, bool stops) {
        Training training(experiment_, data_, at::kCPU);
        TrainingControl control;
        TrainingHooks hooks;
        hooks.onStep = [&](const StepEvent& event) {
            if (event.step == step) {
                training.network().layers[1].weight.fill_(weight);
                if (stops) {
                    control.stop();
                }
            }
        };
        hooks.onEpoch = [&](const EpochEvent&, const EpochMeasurements&, const Checkpoint& state) {
            kept_.push_back(state);
        };
        hooks.onCheckpoint = [&](const Checkpoint& state) { kept_.push_back(state); };
        try {
            training.run(control, hooks);
            kept_.push_back(training.checkpoint());
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    }
    /// The last stored checkpoint is that of step `step`, and all of them can be resumed from.
    void expectGood(std::int64_t step) {
        ASSERT_FALSE(kept_.empty());
        EXPECT_EQ(kept_.back().step, step);
        for (const Checkpoint& each : kept_) {
            Training training(experiment_, data_, at::kCPU);
            EXPECT_NO_THROW(training.resume(each, 0)) << each.step;
        }
    }

    const DataSet data_ = test::tinyData();
    Experiment experiment_ = test::tinyExperiment();
    std::vector<Checkpoint> kept_;
};

INSTANTIATE_TEST_SUITE_P(
    Methods, Diverging,
    testing::Combine(testing::Values("asge", "backprop", "deep-supervision", "channel-competition",
                                     "mean-goodness", "forward-forward"),
                     testing::Values(ComputePath::fast, ComputePath::plain)),
    [](const auto& info) {
        std::string name = std::get<0>(info.param);
        std::replace(name.begin(), name.end(), '-', '_');
        return name + (std::get<1>(info.param) == ComputePath::fast ? "_fast" : "_plain");
    });

TEST_P(Diverging, EndsAtTheEndOfTheEpochAndKeepsTheCheckpointBefore) {
    EXPECT_THAT(
        errorOf(10, kNan, false),
        testing::StartsWith("epoch 2, step 10: layer 2: its weights are not finite; a lower"));
    expectGood(5);
}

TEST_P(Diverging, IsNoticedInTheLossesToo) {
    EXPECT_THAT(errorOf(10, 1e30F, false),
                testing::AllOf(testing::StartsWith("epoch 2, step 10: layer "),
                               testing::HasSubstr("the loss on the validation images is not")));
    expectGood(5);
}

TEST_P(Diverging, AStopWithinAnEpochKeepsTheCheckpointBefore) {
    EXPECT_THAT(errorOf(7, kNan, true),
                testing::StartsWith("epoch 2, step 7: layer 2: its weights are not finite; "));
    expectGood(5);
    kept_.clear();
    EXPECT_THAT(errorOf(7, 1e30F, true),
                testing::HasSubstr("the loss on the probe images is not finite"));
    expectGood(5);
}

TEST_P(Diverging, StoresNoCheckpointAfterwards) {
    experiment_.checkpoint.minutes = 1e-6;
    EXPECT_THAT(errorOf(7, kNan, false), testing::StartsWith("epoch 2, step 7: layer 2: "));
    expectGood(6);
}

TEST(CountCorrect, NaNIsNeverCorrect) {
    constexpr float kInfinite = std::numeric_limits<float>::infinity();
    const at::Tensor scores = at::tensor({1.0F, 2.0F, 0.0F,      //
                                          kNan, 2.0F, 0.0F,      //
                                          1.0F, kNan, 0.0F,      //
                                          kNan, kNan, kNan,      //
                                          1.0F, kInfinite, 0.0F, //
                                          1.0F, 1.0F, 0.0F})
                                  .view({6, 3});
    const auto correct = [&](std::int64_t image, std::int64_t label) {
        return countCorrect(scores.narrow(0, image, 1), at::tensor({label})).item<std::int64_t>();
    };
    EXPECT_EQ(correct(0, 1), 1);
    for (const std::int64_t image : {1, 2, 3, 4}) {
        for (const std::int64_t label : {0, 1, 2}) {
            EXPECT_EQ(correct(image, label), 0) << "image " << image << ", label " << label;
        }
    }
    EXPECT_EQ(correct(5, 0), 1) << "the first of equals";
    EXPECT_EQ(correct(5, 1), 0);
}

TEST(LanePass, NaNIsNeverCorrect) {
    Experiment experiment = test::tinyExperiment();
    Network network = makeNetwork(experiment, {1, 12, 12, 3}, at::kCPU);
    network.layers[1].bias.fill_(kNan);
    LanePass pass(network, Precision::float32, 2);
    const Batch batch{at::randn({9, 1, 12, 12}),
                      at::tensor({0, 1, 2, 0, 1, 2, 0, 0, 0}, at::kLong)};
    const PassTotals totals = pass.forward(sourceOf(batch));
    EXPECT_EQ(totals.correct[1], 0);
    EXPECT_EQ(totals.correct[2], 0);
    EXPECT_EQ(totals.rangeCorrect[rangeIndex(0, 2, 3)], 0);
    EXPECT_TRUE(std::isfinite(totals.loss[0]));
    EXPECT_FALSE(std::isfinite(totals.loss[1]));
    Evaluator evaluator(network);
    evaluator.add(asgeMethod().logits(network, batch.input), batch.labels);
    const Evaluation plain = evaluator.result();
    EXPECT_EQ(plain.layers[2].accuracy, 0);
    EXPECT_EQ(plain.fusion, 0);
}

/// The store requires the tensors that the trainer writes.
TEST(CheckpointLayout, OfTheStoreIsTheTrainers) {
    for (const Method* method : allMethods()) {
        for (const ProjectionTraining training :
             {ProjectionTraining::frozen, ProjectionTraining::trained}) {
            Experiment experiment = test::tinyExperiment();
            experiment.method = std::string(method->name());
            experiment.projection.training = training;
            const ImageShape shape{1, 12, 12, 3};
            const Trainer trainer(method->makeNetwork(experiment, shape, at::kCPU),
                                  stepSettings(experiment, 1));
            const CheckpointLayout stored = checkpointLayoutOf(
                {experiment.method, training == ProjectionTraining::trained,
                 layerShapes(experiment, shape), shape.channels, shape.classes, 20});
            EXPECT_THAT(stored.tensors,
                        testing::UnorderedElementsAreArray(trainer.checkpointLayout().tensors))
                << experiment.method;
            const std::string bytes = trainer.save();
            const CheckpointContent content = readCheckpointContent(bytes);
            EXPECT_NO_THROW(requireTensors(content, stored));
            EXPECT_LT(bytes.size(), largestCheckpoint(stored));
        }
    }
}

/// Training::resume() knows the data, and refuses a checkpoint of an epoch and step that the
/// training never reaches.
class MomentOfTraining : public testing::Test {
  protected:
    MomentOfTraining() {
        Training training(experiment_, data_, at::kCPU);
        TrainingControl control;
        TrainingHooks hooks;
        hooks.onStep = [&](const StepEvent& event) {
            if (event.step == 7) {
                control.stop();
            }
        };
        training.run(control, hooks);
        state_ = training.checkpoint();
    }
    std::string errorAfter(const std::function<void(Checkpoint&)>& change) const {
        Checkpoint state = state_;
        change(state);
        Training training(experiment_, data_, at::kCPU);
        const std::string before = training.checkpoint().bytes;
        try {
            training.resume(state, 0);
        } catch (const Error& error) {
            EXPECT_TRUE(training.checkpoint().bytes == before)
                << "nothing of the checkpoint is used";
            return error.what();
        }
        return "no error";
    }
    static void setCount(Checkpoint& state, const char* name, std::int64_t value) {
        CheckpointContent content = readCheckpointContent(state.bytes);
        TrainingProgress progress = *content.progress;
        (std::string(name) == "steps" ? progress.epochSteps : progress.epochImages) = value;
        content.progress = progress;
        state.bytes = toBytes(content);
    }

    const DataSet data_ = test::tinyData();
    const Experiment experiment_ = test::tinyExperiment();
    Checkpoint state_;
};

TEST_F(MomentOfTraining, OfTheCheckpointIsAccepted) {
    EXPECT_EQ(errorAfter([](Checkpoint&) {}), "no error");
}

TEST_F(MomentOfTraining, OfAnotherCountIsRefused) {
    const auto refused = testing::HasSubstr("progress_");
    EXPECT_THAT(errorAfter([](Checkpoint& s) { setCount(s, "steps", -3); }), refused);
    EXPECT_THAT(errorAfter([](Checkpoint& s) { setCount(s, "steps", 6); }), refused);
    EXPECT_THAT(errorAfter([](Checkpoint& s) { setCount(s, "steps", 1); }), refused);
    EXPECT_THAT(errorAfter([](Checkpoint& s) { setCount(s, "images", 39); }), refused);
    EXPECT_THAT(errorAfter([](Checkpoint& s) { s.epoch = 2; }),
                testing::HasSubstr("its step is 7"));
    EXPECT_THAT(errorAfter([](Checkpoint& s) { s.epoch = 4; }), testing::HasSubstr("its epoch, 4"));
    EXPECT_THAT(errorAfter([](Checkpoint& s) { s.step = 8; }), testing::HasSubstr("its step is 8"));
    EXPECT_THAT(errorAfter([](Checkpoint& s) { s.step = -1; }), testing::HasSubstr("out of range"));
}

} // namespace
} // namespace asge
