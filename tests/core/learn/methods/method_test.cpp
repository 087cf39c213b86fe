// SPDX-License-Identifier: GPL-3.0-or-later

// Properties that every method must have.
#include "core/learn/methods/method.h"

#include "core/base/error.h"
#include "core/experiment/method_facts.h"
#include "core/learn/train/plain_path.h"
#include "core/learn/train/training.h"
#include "tests/support/tiny_data.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

TEST(Methods, AreTheOnesThatHaveFacts) {
    std::vector<std::string> names, listed;
    for (const Method* method : allMethods()) {
        names.emplace_back(method->name());
        EXPECT_EQ(&methodNamed(method->name()), method);
    }
    for (const MethodFacts& facts : methodFacts()) {
        listed.emplace_back(facts.name);
    }
    EXPECT_EQ(names, listed);
    EXPECT_THROW(methodNamed("alchemy"), BadInput);
}

class EveryMethod : public testing::TestWithParam<const Method*> {
  protected:
    EveryMethod() {
        experiment_.method = std::string(GetParam()->name());
        experiment_.train.epochs = GetParam() == &forwardForwardMethod() ? 24 : 8;
    }

    Network network() const { return GetParam()->makeNetwork(experiment_, kShape, at::kCPU); }

    /// The last epoch and its checkpoint.
    std::pair<EpochEvent, Checkpoint> train() const {
        std::pair<EpochEvent, Checkpoint> end;
        const DataSet data = test::tinyData();
        Training training(experiment_, data, at::kCPU);
        TrainingControl control;
        TrainingHooks hooks;
        hooks.onEpoch = [&](const EpochEvent& event, const EpochMeasurements&, Checkpoint state) {
            end = {event, std::move(state)};
        };
        EXPECT_TRUE(training.run(control, hooks));
        return end;
    }

    static constexpr ImageShape kShape{1, 12, 12, 3};
    Experiment experiment_ = test::tinyExperiment();
};

INSTANTIATE_TEST_SUITE_P(Methods, EveryMethod, testing::ValuesIn(allMethods()),
                         [](const auto& info) {
                             std::string name(info.param->name());
                             std::erase(name, '-');
                             return name;
                         });

TEST_P(EveryMethod, Learns) {
    const EpochEvent end = train().first;
    EXPECT_GT(std::max(end.accuracy().last, end.accuracy().best), 0.9);
    EXPECT_GT(end.accuracy().fusion, 0.7);
    EXPECT_GT(end.train().back().accuracy, 0.8);
}

TEST_P(EveryMethod, IsReproducibleAndEvaluatesTheSameFromACheckpoint) {
    experiment_.train.epochs = 2;
    const auto [end, state] = train();
    EXPECT_TRUE(train().second.bytes == state.bytes);

    Network restored = network();
    restoreNetwork(restored, readCheckpointContent(state.bytes));
    const DataSet data = test::tinyData();
    NetworkObserver observer(restored, experiment_);
    const auto again =
        observer.evaluate(Batches(data.test, data.mean, data.inputDivisor, at::kCPU));
    EXPECT_EQ(again->layers, end.test());
    EXPECT_EQ(again->fusion, end.accuracy().fusion);
}

TEST_P(EveryMethod, LearnsInBfloat16) {
    if (__builtin_cpu_supports("avx512bw") == 0) {
        GTEST_SKIP() << "this processor has no AVX-512";
    }
    experiment_.compute.precision = Precision::bfloat16;
    EXPECT_GT(train().first.accuracy().best, 0.7);
}

TEST_P(EveryMethod, ARecordedStepEqualsAPlainOne) {
    experiment_.network.dropout = 0.2;
    const auto train = [&](bool captures) {
        Network trained = network();
        Parameters parameters(trained);
        const auto path =
            makePlainPath(trained, parameters, stepSettings(experiment_, 1), captures);
        at::manual_seed(3);
        for (std::int64_t step = 0; step < 6; ++step) {
            const Batch batch{at::randn({8, 1, 12, 12}), at::randint(3, {8}, at::kLong)};
            path->step(sourceOf(batch), {step, {0.01, 0.01, 0.01}});
        }
        return parameters.values;
    };
    EXPECT_TRUE(train(true).equal(train(false)));
}

TEST_P(EveryMethod, ALayerWithoutARateDoesNotChange) {
    Trainer trainer(network(), stepSettings(experiment_, 1));
    const Network untouched = network();
    at::manual_seed(3);
    trainer.step({at::randn({8, 1, 12, 12}), at::randint(3, {8}, at::kLong)}, {0, {0, 0.01, 0}});
    for (const std::size_t i : {0, 2}) {
        EXPECT_TRUE(trainer.network().layers[i].weight.equal(untouched.layers[i].weight));
    }
    EXPECT_FALSE(trainer.network().layers[1].weight.equal(untouched.layers[1].weight));
    trainer.step({at::randn({8, 1, 12, 12}), at::randint(3, {8}, at::kLong)}, {1, {0, 0, 0}});
}

TEST_P(EveryMethod, ShowsMapsByThePatchRule) {
    const Network shown = network();
    at::manual_seed(3);
    const Batch batch{at::randn({9, 1, 12, 12}), at::randint(3, {9}, at::kLong)};
    const ProbeSnapshot snapshot = NetworkObserver(shown, experiment_).probe(batch, 4);
    EXPECT_EQ(snapshot.classes, 3);
    const auto logits = GetParam()->logits(shown, batch.input.narrow(0, 0, 4));
    const auto infos = layerShapes(experiment_, kShape);
    for (std::size_t i = 0; i < infos.size(); ++i) {
        EXPECT_EQ(snapshot.layers[i].patches, infos[i].patches);
        EXPECT_EQ(
            snapshot.layers[i].goodness.size(),
            static_cast<std::size_t>(4 * infos[i].channels * infos[i].patches * infos[i].patches));
        const at::Tensor expected = logits[i].softmax(1).contiguous();
        const std::vector<float> probabilities(expected.data_ptr<float>(),
                                               expected.data_ptr<float>() + 12);
        EXPECT_THAT(snapshot.layers[i].probabilities,
                    testing::Pointwise(testing::FloatNear(1e-5F), probabilities));
    }
}

} // namespace
} // namespace asge
