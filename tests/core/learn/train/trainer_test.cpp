// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/trainer.h"

#include "core/base/error.h"
#include "core/experiment/layers.h"
#include "core/experiment/settings.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>

namespace asge {
namespace {

Experiment smallExperiment() {
    Experiment experiment;
    experiment.network.layers = parseLayers("4 6M 8");
    return experiment;
}

Network smallNetwork() {
    return makeNetwork(smallExperiment(), {1, 12, 12, 3}, at::kCPU);
}

StepSettings settingsFor(ComputePath path) {
    StepSettings settings;
    settings.compute.path = path;
    settings.threads = 2;
    return settings;
}

const StepPlan kPlan{0, {0.01, 0.01, 0.01}};

Batch randomBatch(std::uint64_t seed) {
    at::manual_seed(seed);
    return {at::randn({8, 1, 12, 12}), at::randint(3, {8}, at::kLong)};
}

void expectSameWeights(const Network& a, const Network& b) {
    for (std::size_t i = 0; i < a.layers.size(); ++i) {
        EXPECT_TRUE(a.layers[i].weight.equal(b.layers[i].weight)) << "layer " << i;
        EXPECT_TRUE(a.layers[i].bias.equal(b.layers[i].bias)) << "layer " << i;
    }
}

/// Runs on each step path.
class TrainerTest : public testing::TestWithParam<ComputePath> {
  protected:
    StepSettings settings() const { return settingsFor(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Paths, TrainerTest, testing::Values(ComputePath::fast, ComputePath::plain),
                         [](const auto& info) {
                             return info.param == ComputePath::fast ? "Fast" : "Plain";
                         });

TEST_P(TrainerTest, EveryLayerOverfitsABatch) {
    Trainer trainer(smallNetwork(), settings());
    const Batch batch = randomBatch(1);
    const auto before = trainer.step(batch, kPlan);
    std::vector<LayerScore> after;
    for (int i = 0; i < 60; ++i) {
        after = trainer.step(batch, kPlan);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_LT(after[i].loss, 0.5 * before[i].loss) << "layer " << i;
    }
}

TEST_P(TrainerTest, DoesNotChangeFrozenProjections) {
    Trainer trainer(smallNetwork(), settings());
    const Network untouched = smallNetwork();
    trainer.step(randomBatch(1), kPlan);
    for (std::size_t i = 0; i < untouched.layers.size(); ++i) {
        EXPECT_TRUE(trainer.network().layers[i].projection.equal(untouched.layers[i].projection));
        EXPECT_FALSE(trainer.network().layers[i].weight.equal(untouched.layers[i].weight));
    }
}

TEST_P(TrainerTest, ADeeperLayerHasNoInfluenceOnAShallowerOne) {
    Network changed = smallNetwork();
    changed.layers[2].weight.mul_(-3);
    changed.layers[2].projection = changed.layers[2].projection * 7;
    Trainer plain(smallNetwork(), settings());
    Trainer other(changed, settings());
    for (std::uint64_t i = 0; i < 3; ++i) {
        plain.step(randomBatch(i), kPlan);
        other.step(randomBatch(i), kPlan);
    }
    for (const std::size_t i : {0, 1}) {
        EXPECT_TRUE(plain.network().layers[i].weight.equal(other.network().layers[i].weight));
    }
    EXPECT_FALSE(plain.network().layers[2].weight.equal(other.network().layers[2].weight));
}

TEST_P(TrainerTest, BuildsNoGraph) {
    Trainer trainer(smallNetwork(), settings());
    trainer.step(randomBatch(1), kPlan);
    for (const Layer& layer : trainer.network().layers) {
        EXPECT_FALSE(layer.weight.requires_grad());
        EXPECT_FALSE(layer.weight.grad_fn());
    }
}

TEST_P(TrainerTest, WeightDecayShrinksWeights) {
    StepSettings decaying = settings();
    decaying.optimizer.weightDecay = 0.5;
    Trainer plain(smallNetwork(), settings());
    Trainer decayed(smallNetwork(), decaying);
    plain.step(randomBatch(1), kPlan);
    decayed.step(randomBatch(1), kPlan);
    const at::Tensor start = smallNetwork().layers[0].weight;
    const at::Tensor difference =
        decayed.network().layers[0].weight - plain.network().layers[0].weight;
    EXPECT_TRUE(difference.allclose(start * (-0.01 * 0.5), 1e-4, 1e-7));
}

TEST_P(TrainerTest, ContinuesFromACheckpointBitForBit) {
    Trainer whole(smallNetwork(), settings());
    Trainer first(smallNetwork(), settings());
    for (std::uint64_t i = 0; i < 6; ++i) {
        whole.step(randomBatch(i), kPlan);
        if (i < 3) {
            first.step(randomBatch(i), kPlan);
        }
    }
    Experiment experiment = smallExperiment();
    experiment.train.seed = 77; // other initial weights: everything must come from the checkpoint
    Trainer second(makeNetwork(experiment, {1, 12, 12, 3}, at::kCPU), settings());
    second.restore(readCheckpointContent(first.save()));
    for (std::uint64_t i = 3; i < 6; ++i) {
        second.step(randomBatch(i), kPlan);
    }
    expectSameWeights(second.network(), whole.network());
    EXPECT_TRUE(second.network().layers[1].projection.equal(whole.network().layers[1].projection));
}

TEST_P(TrainerTest, EqualStatesGiveEqualBytes) {
    Trainer first(smallNetwork(), settings());
    Trainer second(smallNetwork(), settings());
    EXPECT_TRUE(first.save() == second.save());
    first.step(randomBatch(1), kPlan);
    EXPECT_FALSE(first.save() == second.save());
    second.step(randomBatch(1), kPlan);
    EXPECT_TRUE(first.save() == second.save());
}

TEST_P(TrainerTest, RestoreNamesWhatIsWrong) {
    Trainer trainer(smallNetwork(), settings());
    Experiment wider = smallExperiment();
    wider.network.layers = parseLayers("4 7M 8");
    Trainer other(makeNetwork(wider, {1, 12, 12, 3}, at::kCPU), settings());
    const auto messageOf = [&](const std::string& bytes) -> std::string {
        try {
            other.restore(readCheckpointContent(bytes));
        } catch (const Error& error) {
            return error.what();
        }
        return "no error";
    };
    EXPECT_THAT(messageOf(trainer.save()),
                testing::HasSubstr("layer2_weight has a different shape"));
    EXPECT_THAT(messageOf("rubbish"), testing::StartsWith("safetensors: "));
    const std::string half = trainer.save().substr(0, trainer.save().size() / 2);
    EXPECT_THAT(messageOf(half), testing::HasSubstr("outside the data"));
    EXPECT_THAT(messageOf(half), testing::Not(testing::HasSubstr("\n")));
}

TEST_P(TrainerTest, AFailedRestoreChangesNothing) {
    Trainer trainer(smallNetwork(), settings());
    trainer.step(randomBatch(1), kPlan);
    Trainer other(smallNetwork(), settings());
    other.step(randomBatch(2), kPlan);
    const std::string before = other.save();
    const std::string bytes = trainer.save();
    const auto refuses = [&](const std::function<void(CheckpointContent&)>& spoil) {
        CheckpointContent content = readCheckpointContent(bytes);
        spoil(content);
        EXPECT_THROW(other.restore(content), Error);
        EXPECT_TRUE(other.save() == before);
    };
    refuses([](CheckpointContent& content) { content.tensors.pop_back(); });
    refuses([](CheckpointContent& content) { content.tensors.push_back(content.tensors[0]); });
    refuses([](CheckpointContent& content) { content.tensors.back().info.name += "x"; });
    refuses([](CheckpointContent& content) { content.tensors.back().info.shape.push_back(1); });
    refuses([](CheckpointContent& content) { content.optimizerSteps.pop_back(); });
    other.restore(readCheckpointContent(bytes));
    EXPECT_TRUE(other.save() == bytes);
}

TEST_P(TrainerTest, NamesTheLayerWhoseStateIsNotFinite) {
    Trainer trainer(smallNetwork(), settings());
    EXPECT_NO_THROW(trainer.requireFiniteState());
    trainer.network().layers[2].bias.fill_(std::numeric_limits<float>::infinity());
    try {
        trainer.requireFiniteState();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("layer 3: its weights are not finite; "));
    }
}

TEST_P(TrainerTest, ALayerWithoutARateDoesNotChange) {
    Trainer trainer(smallNetwork(), settings());
    const Network untouched = smallNetwork();
    trainer.step(randomBatch(1), {0, {0.0, 0.01, 0.0}});
    const auto isUntouched = [&](std::size_t i) {
        return trainer.network().layers[i].weight.equal(untouched.layers[i].weight);
    };
    EXPECT_TRUE(isUntouched(0));
    EXPECT_FALSE(isUntouched(1));
    EXPECT_TRUE(isUntouched(2));
    // AdamW's bias correction counts a layer's own updates, so that the first one has full size
    // even in a later step.
    trainer.step(randomBatch(2), {1, {0.0, 0.0, 0.01}});
    Trainer once(smallNetwork(), settings());
    once.step(randomBatch(1), {0, {0.0, 0.01, 0.0}});
    const at::Tensor change = trainer.network().layers[2].weight - untouched.layers[2].weight;
    EXPECT_NEAR(change.abs().max().item<double>(), 0.01, 1e-4);
    EXPECT_TRUE(once.network().layers[1].weight.equal(trainer.network().layers[1].weight));
}

TEST_P(TrainerTest, ATrainedProjectionLearnsAndIsKept) {
    Experiment experiment = smallExperiment();
    experiment.projection.training = ProjectionTraining::trained;
    const auto network = [&] { return makeNetwork(experiment, {1, 12, 12, 3}, at::kCPU); };
    Trainer trainer(network(), settings());
    trainer.step(randomBatch(1), kPlan);
    const Layer& layer = trainer.network().layers[1];
    EXPECT_FALSE(layer.projection.equal(network().layers[1].projection));
    EXPECT_FALSE(layer.projectionBias.equal(network().layers[1].projectionBias));
    Trainer second(network(), settings());
    second.restore(readCheckpointContent(trainer.save()));
    trainer.step(randomBatch(2), kPlan);
    second.step(randomBatch(2), kPlan);
    EXPECT_TRUE(second.network().layers[1].projection.equal(layer.projection));
}

TEST_P(TrainerTest, NamesTheLayerThatDiverges) {
    Network network = smallNetwork();
    network.layers[1].weight.fill_(std::nan(""));
    Trainer trainer(network, settings());
    try {
        trainer.step(randomBatch(1), kPlan);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::StartsWith("layer 2: the local loss is not finite"));
    }
}

} // namespace
} // namespace asge
