// SPDX-License-Identifier: GPL-3.0-or-later

// The step paths, compared with each other; the plain operations are the reference.
#include "core/learn/train/step_path.h"

#include "core/experiment/layers.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/model/prediction.h"
#include "core/learn/train/lane_path.h"
#include "core/learn/train/plain_path.h"
#include "tests/support/gradients.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace asge {
namespace {

using test::laneGradient;
using test::plainGradient;

struct PathCase {
    const char* layers;
    double alpha;
    Goodness goodness;
    int channels, height, width;
    int images;
    int threads;
    Pooling pooling = Pooling::rms;
    Normalization normalization = Normalization::layer;
    Experiment::Optimizer optimizer = {};
    double smoothing = 0;
    double dropout = 0;
};

void PrintTo(const PathCase& c, std::ostream* out) {
    *out << c.layers << ", " << c.images << " images of " << c.channels << " × " << c.height
         << " × " << c.width << ", " << c.threads << " threads";
}

Network networkFor(const PathCase& c) {
    Experiment experiment;
    experiment.network.layers = parseLayers(c.layers);
    experiment.network.alpha = c.alpha;
    experiment.network.goodness = c.goodness;
    experiment.network.pooling = c.pooling;
    experiment.network.normalization = c.normalization;
    return makeNetwork(experiment, {c.channels, c.height, c.width, 10}, at::kCPU);
}

Batch batchFor(const PathCase& c, std::uint64_t seed) {
    at::manual_seed(seed);
    return {at::randn({c.images, c.channels, c.height, c.width}),
            at::randint(10, {c.images}, at::kLong)};
}

/// A network that is trained by one path.
struct Trained {
    Network network;
    Parameters parameters{network};
    std::unique_ptr<StepPath> path;

    Trained(const PathCase& c, const std::function<std::unique_ptr<StepPath>(Trained&)>& make)
        : network(networkFor(c)), path(make(*this)) {}

    std::vector<LayerScore> step(const Batch& batch) {
        path->step(sourceOf(batch), {step_++, std::vector<double>(network.layers.size(), 0.002)});
        StepScores scores = path->takeScores(true).back();
        norms = scores.measures.at(0).values;
        return scores.layers;
    }

    std::vector<double> norms; ///< of the gradients of the last step

  private:
    std::int64_t step_ = 0;
};

StepSettings stepSettings(const PathCase& c, Precision precision = Precision::float32) {
    StepSettings settings;
    settings.compute.precision = precision;
    settings.optimizer = c.optimizer;
    settings.optimizer.weightDecay = 0.01;
    settings.labelSmoothing = c.smoothing;
    settings.dropout = c.dropout;
    settings.threads = c.threads;
    return settings;
}

double relativeDistance(const at::Tensor& value, const at::Tensor& expected) {
    return ((value - expected).norm() / expected.norm()).item<double>();
}

class Paths : public testing::TestWithParam<PathCase> {};

TEST_P(Paths, FastGradientEqualsThePlainOneLayerByLayer) {
    const PathCase& c = GetParam();
    Network network = networkFor(c);
    const Parameters parameters(network);
    const Batch batch = batchFor(c, 5);
    const at::Tensor expected = plainGradient(network, parameters, batch);
    for (const kernels::Kernels* set : kernels::availableKernels()) {
        SCOPED_TRACE(set->name);
        const at::Tensor fast =
            laneGradient(network, parameters, batch, c.threads, Precision::float32, *set);
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            const auto error = [&](const at::Tensor& a, const at::Tensor& b) {
                return ((a - b).abs().max() / b.abs().max()).item<double>();
            };
            const LayerTensors a = parameters.viewsOf(fast, i);
            const LayerTensors b = parameters.viewsOf(expected, i);
            EXPECT_LT(error(a.weight, b.weight), 1e-4) << "layer " << i;
            EXPECT_LT(error(a.bias, b.bias), 1e-4) << "layer " << i;
        }
    }
}

TEST_P(Paths, FastStepsEqualPlainOnes) {
    const PathCase& c = GetParam();
    const StepSettings settings = stepSettings(c);
    Trained fast(c, [&](Trained& t) { return makeLanePath(t.network, t.parameters, settings); });
    Trained plain(
        c, [&](Trained& t) { return makePlainPath(t.network, t.parameters, settings, false); });
    for (std::uint64_t i = 0; i < 3; ++i) {
        const Batch batch = batchFor(c, i);
        const auto a = fast.step(batch);
        const auto b = plain.step(batch);
        for (std::size_t layer = 0; layer < a.size(); ++layer) {
            EXPECT_NEAR(a[layer].loss, b[layer].loss, 1e-4 * b[layer].loss) << "layer " << layer;
            EXPECT_NEAR(a[layer].accuracy, b[layer].accuracy, 1.01 / c.images);
            EXPECT_NEAR(fast.norms[layer], plain.norms[layer], 1e-3 * plain.norms[layer]);
        }
    }
    EXPECT_LT(relativeDistance(fast.parameters.values, plain.parameters.values), 1e-4);
}

TEST_P(Paths, FastEvaluationEqualsThePlainOne) {
    const PathCase& c = GetParam();
    Network network = networkFor(c);
    const Batch batch = batchFor(c, 9);
    Evaluator plain(network);
    plain.add(asgeMethod().logits(network, batch.input), batch.labels);
    LanePass pass(network, Precision::float32, c.threads);
    Evaluator fast(network);
    fast.add(pass.forward(sourceOf(batch)));
    const Evaluation a = fast.result();
    const Evaluation b = plain.result();
    for (std::size_t i = 0; i < b.layers.size(); ++i) {
        EXPECT_NEAR(a.layers[i].loss, b.layers[i].loss, 1e-4 * b.layers[i].loss);
        EXPECT_NEAR(a.layers[i].accuracy, b.layers[i].accuracy, 1.01 / c.images);
    }
    EXPECT_NEAR(a.fusion, b.fusion, 1.01 / c.images);
    // What the images' outcomes say must be the same up to the rounding of logits.
    EXPECT_EQ(a.outcomes.labels, b.outcomes.labels);
    ASSERT_EQ(a.outcomes.scorers.size(), b.outcomes.scorers.size());
    for (std::size_t i = 0; i < a.outcomes.scorers.size(); ++i) {
        const ScorerOutcomes& one = a.outcomes.scorers[i];
        const ScorerOutcomes& other = b.outcomes.scorers[i];
        ASSERT_EQ(one.predicted.size(), static_cast<std::size_t>(c.images));
        ASSERT_EQ(one.margin.size(), other.margin.size());
        for (std::size_t n = 0; n < one.predicted.size(); ++n) {
            EXPECT_NEAR(one.confidence[n], other.confidence[n], 1e-3F) << i;
            if (n < one.margin.size()) {
                EXPECT_NEAR(one.margin[n], other.margin[n], 1e-2F) << i;
            }
        }
    }
    ASSERT_EQ(a.outcomes.rangeCorrect.size(), b.outcomes.rangeCorrect.size());
    for (std::size_t i = 0; i < a.outcomes.rangeCorrect.size(); ++i) {
        EXPECT_LE(std::abs(a.outcomes.rangeCorrect[i] - b.outcomes.rangeCorrect[i]), 1) << i;
    }
}

TEST_P(Paths, ABatchInChunksAndLanesIsTheSameBatch) {
    const PathCase& c = GetParam();
    Network network = networkFor(c);
    const Parameters parameters(network);
    const Batch batch = batchFor(c, 5);
    const at::Tensor one = laneGradient(network, parameters, batch, 1, Precision::float32);
    for (const int lanes : {2, 3, 7}) {
        const at::Tensor many = laneGradient(network, parameters, batch, lanes, Precision::float32);
        EXPECT_LT(relativeDistance(many, one), 1e-5) << lanes << " lanes";
    }
    const at::Tensor again = laneGradient(network, parameters, batch, 3, Precision::float32);
    EXPECT_TRUE(again.equal(laneGradient(network, parameters, batch, 3, Precision::float32)))
        << "bit for bit";
}

TEST_P(Paths, ARecordedStepEqualsAPlainOne) {
    const PathCase& c = GetParam();
    const StepSettings settings = stepSettings(c);
    const auto make = [&](bool captures) {
        return [&settings, captures](Trained& t) {
            return makePlainPath(t.network, t.parameters, settings, captures);
        };
    };
    Trained recorded(c, make(true));
    Trained plain(c, make(false));
    PathCase smaller = c;
    smaller.images = c.images / 2 + 1; // the last batch of an epoch
    for (std::uint64_t i = 0; i < 8; ++i) {
        const Batch batch = batchFor(i == 5 ? smaller : c, i);
        EXPECT_EQ(recorded.step(batch), plain.step(batch)) << "step " << i;
    }
    EXPECT_TRUE(recorded.parameters.values.equal(plain.parameters.values));
}

TEST_P(Paths, Bfloat16IsNearFloat32) {
    if (__builtin_cpu_supports("avx512bw") == 0) {
        GTEST_SKIP() << "this processor has no AVX-512";
    }
    const PathCase& c = GetParam();
    Network network = networkFor(c);
    const Parameters parameters(network);
    const Batch batch = batchFor(c, 5);
    const at::Tensor exact = laneGradient(network, parameters, batch, 2, Precision::float32);
    const at::Tensor rounded = laneGradient(network, parameters, batch, 2, Precision::bfloat16);
    EXPECT_LT(relativeDistance(rounded, exact), 0.05);

    const StepSettings settings = stepSettings(c, Precision::bfloat16);
    Trained fast(c, [&](Trained& t) { return makeLanePath(t.network, t.parameters, settings); });
    Trained plain(
        c, [&](Trained& t) { return makePlainPath(t.network, t.parameters, settings, false); });
    for (std::uint64_t i = 0; i < 3; ++i) {
        const Batch step = batchFor(c, i);
        const auto a = fast.step(step);
        const auto b = plain.step(step);
        for (std::size_t layer = 0; layer < a.size(); ++layer) {
            EXPECT_NEAR(a[layer].loss, b[layer].loss, 0.05 * b[layer].loss + 0.05);
        }
    }
}

const Experiment::Optimizer kSgd{OptimizerKind::sgd, 0.01, {}, 0, 0.8, Schedule::constant, 0};

INSTANTIATE_TEST_SUITE_P(
    Networks, Paths,
    testing::Values(PathCase{"8 16M 16", 1.0, Goodness::mean, 1, 28, 28, 33, 2},
                    PathCase{"6 10M 7", 1.7, Goodness::mean, 3, 13, 9, 5, 2},
                    PathCase{"4M 8M 12 20M", 2.0, Goodness::sum, 2, 20, 20, 16, 3},
                    PathCase{"3", 0.4, Goodness::mean, 1, 5, 5, 1, 2},
                    PathCase{"16 32M", 1.0, Goodness::mean, 3, 8, 8, 40, 4},
                    PathCase{"8M 16M 16", 1.0, Goodness::mean, 1, 14, 14, 9, 2, Pooling::max,
                             Normalization::rms, kSgd, 0.1, 0.3},
                    PathCase{"8M 12 16M 6",
                             1.0,
                             Goodness::mean,
                             2,
                             11,
                             16,
                             12,
                             3,
                             Pooling::mean,
                             Normalization::channel,
                             {},
                             0.2,
                             0.5},
                    PathCase{"4 8M 8", 1.0, Goodness::mean, 1, 9, 9, 7, 2, Pooling::rms,
                             Normalization::none, kSgd, 0.0, 0.2}));

TEST(GradientNorm, IsThatOfEachLayersWeights) {
    const PathCase c{"4 6M 40", 1.0, Goodness::mean, 1, 8, 8, 6, 3};
    const StepSettings settings = stepSettings(c);
    const Batch batch = batchFor(c, 1);
    Network network = networkFor(c);
    const Parameters parameters(network);
    const at::Tensor gradient = test::plainGradient(network, parameters, batch);
    Trained lanes(c, [&](Trained& t) { return makeLanePath(t.network, t.parameters, settings); });
    Trained plain(
        c, [&](Trained& t) { return makePlainPath(t.network, t.parameters, settings, false); });
    for (Trained* each : {&lanes, &plain}) {
        each->step(batch);
        ASSERT_EQ(each->norms.size(), 3U);
        for (std::size_t i = 0; i < 3; ++i) {
            const double expected = parameters.viewsOf(gradient, i).weight.norm().item<double>();
            EXPECT_NEAR(each->norms[i], expected, 1e-4 * expected) << "layer " << i;
        }
    }
}

TEST(GradientNorm, IsMissingOfALayerThatDoesNotLearn) {
    const PathCase c{"4 6M", 1.0, Goodness::mean, 1, 8, 8, 6, 2};
    const StepSettings settings = stepSettings(c);
    for (const bool fast : {true, false}) {
        Trained trained(c, [&](Trained& t) {
            return fast ? makeLanePath(t.network, t.parameters, settings)
                        : makePlainPath(t.network, t.parameters, settings, false);
        });
        trained.path->step(sourceOf(batchFor(c, 1)), {0, {0.0, 0.002}});
        const StepScores scores = trained.path->takeScores(true).back();
        EXPECT_TRUE(std::isnan(scores.measures.at(0).values[0]));
        EXPECT_GT(scores.measures.at(0).values[1], 0);
    }
}

TEST(GradientNorm, IsRecordedWithTheStep) {
    const PathCase c{"4 6M", 1.0, Goodness::mean, 1, 8, 8, 6, 2};
    const StepSettings settings = stepSettings(c);
    Trained recorded(
        c, [&](Trained& t) { return makePlainPath(t.network, t.parameters, settings, true); });
    Trained plain(
        c, [&](Trained& t) { return makePlainPath(t.network, t.parameters, settings, false); });
    for (std::uint64_t i = 0; i < 8; ++i) { // the first steps are not recorded
        recorded.step(batchFor(c, i));
        plain.step(batchFor(c, i));
        EXPECT_EQ(recorded.norms, plain.norms) << "step " << i;
    }
}

TEST(LanePass, ReloadUsesChangedWeights) {
    const PathCase c{"4 6M", 1.0, Goodness::mean, 1, 8, 8, 6, 2};
    Network network = networkFor(c);
    const Batch batch = batchFor(c, 1);
    LanePass pass(network, Precision::float32, 2);
    const double before = pass.forward(sourceOf(batch)).loss.back();
    network.layers[1].projection.mul_(2);
    pass.reload();
    const double after = pass.forward(sourceOf(batch)).loss.back();
    EXPECT_NE(before, after);
}

TEST(LanePass, LibTorchUsesALanesThreadAlone) {
    const PathCase c{"4", 1.0, Goodness::mean, 1, 8, 8, 6, 2};
    Network network = networkFor(c);
    LanePass pass(network, Precision::float32, 2);
    std::vector<int> threads(2);
    pass.run([&](int lane) { threads[static_cast<std::size_t>(lane)] = at::get_num_threads(); });
    EXPECT_EQ(threads, (std::vector<int>{1, 1}));
}

TEST(LanePass, ReportsTheTimePerPhase) {
    const PathCase c{"8 16M", 1.0, Goodness::mean, 1, 28, 28, 64, 2};
    Network network = networkFor(c);
    const Parameters parameters(network);
    LanePass pass(network, Precision::float32, 2);
    pass.gradient(sourceOf(batchFor(c, 1)), parameters);
    const PhaseSeconds phases = pass.takePhases();
    for (const Phase phase :
         {Phase::data, Phase::forward, Phase::goodness, Phase::gradient, Phase::nextInput}) {
        EXPECT_GT(phases[phase], 0.0) << static_cast<int>(phase);
    }
    EXPECT_EQ(pass.takePhases()[Phase::forward], 0.0) << "times count from the last call";
}

} // namespace
} // namespace asge
