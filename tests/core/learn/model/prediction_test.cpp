// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/prediction.h"

#include "core/learn/compute/lane_pass.h"
#include "core/learn/methods/method.h"
#include "tests/support/tiny_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace asge {
namespace {

constexpr float kNoNumber = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

/// For each label, whether an image of that label with these scores counts as correct by its five
/// largest scores.
std::vector<bool> rightLabels(const std::vector<float>& scores) {
    const auto classes = static_cast<std::int64_t>(scores.size());
    const at::Tensor row = at::tensor(scores).view({1, classes});
    std::vector<bool> right;
    for (std::int64_t label = 0; label < classes; ++label) {
        right.push_back(countTop5(row, at::tensor({label})).item<std::int64_t>() == 1);
    }
    return right;
}

std::vector<bool> only(std::size_t classes, const std::vector<std::size_t>& labels) {
    std::vector<bool> right(classes);
    for (const std::size_t label : labels) {
        right[label] = true;
    }
    return right;
}

TEST(Top5, IsTheFiveLargestOfElevenScores) {
    // By size: 10, 3, 7, 0, 5 | 1, …
    EXPECT_EQ(rightLabels({7, 5, 0, 9, 1, 6, 2, 8, 3, 4, 10}), only(11, {10, 3, 7, 0, 5}))
        << "label 5 has rank 5, label 1 rank 6";
}

TEST(Top5, TakesTheLowerClassOfEqualScores) {
    EXPECT_EQ(rightLabels(std::vector<float>(11, 0.25F)), only(11, {0, 1, 2, 3, 4}));
    EXPECT_EQ(rightLabels({0, 0, 0, 1, 2, 3, 0, 0, 9, 0, 0}), only(11, {8, 5, 4, 3, 0}));
}

TEST(Top5, AScoreThatIsNotFiniteIsWrong) {
    EXPECT_EQ(rightLabels({1, 2, 3, kNoNumber, 5, 6, 7, 8, 9, 10, 11}), only(11, {}))
        << "nothing ranks";
    EXPECT_EQ(rightLabels({1, 2, 3, kInfinite, 5, 6, 7, 8, 9, 10, 11}), only(11, {10, 9, 8, 7}))
        << "an infinite score is ranked, and is wrong";
    EXPECT_EQ(rightLabels({-kInfinite, 2, 3, 4, -kInfinite, 6, 7, 8, 9, 10, 11}),
              only(11, {10, 9, 8, 7, 6}));
    EXPECT_EQ(rightLabels(std::vector<float>(11, -kInfinite)), only(11, {}));
}

/// A network whose layers have these scores for every image.
Network networkWith(const std::vector<std::vector<float>>& scores) {
    Experiment experiment = test::tinyExperiment();
    const auto classes = static_cast<int>(scores.front().size());
    Network network = makeNetwork(experiment, {1, 12, 12, classes}, at::kCPU);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        network.layers[i].projection.zero_();
        network.layers[i].projectionBias.copy_(at::tensor(scores[i]));
    }
    return network;
}

Batch batchOf(std::int64_t classes, std::int64_t count) {
    at::manual_seed(3);
    return {at::randn({count, 1, 12, 12}), at::arange(count).remainder(classes)};
}

Evaluation plainOf(const Network& network, const Batch& batch) {
    Evaluator evaluator(network);
    evaluator.add(asgeMethod().logits(network, batch.input), batch.labels);
    return evaluator.result();
}

/// The evaluation in lanes, in batches of `size` images.
Evaluation fastOf(const Network& network, const Batch& batch, std::int64_t size) {
    LanePass pass(network, Precision::float32, 2);
    Evaluator evaluator(network);
    for (std::int64_t first = 0; first < batch.labels.size(0); first += size) {
        const std::int64_t count = std::min(size, batch.labels.size(0) - first);
        evaluator.add(pass.forward(
            sourceOf({batch.input.narrow(0, first, count), batch.labels.narrow(0, first, count)})));
    }
    return evaluator.result();
}

TEST(Evaluation, GivesValuesOfLayersAndPredictions) {
    const Network network = networkWith({{7, 5, 0, 9, 1, 6, 2, 8, 3, 4, 10},
                                         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                         {0, 0, 0, 1, 2, 3, 0, 0, 9, 0, 0}});
    Batch batch = batchOf(11, 23);
    batch.labels[22] = 8; // three images have this label, two have each of the others
    for (const Evaluation& found : {plainOf(network, batch), fastOf(network, batch, 9)}) {
        MetricValues values;
        found.addTo(values, Split::test, 1);
        EXPECT_EQ(values.scores(Split::test), found.layers);
        EXPECT_EQ(values.predictions(MetricId::accuracy),
                  (Predictions{.last = 3.0 / 23, .fusion = 3.0 / 23, .best = 2.0 / 23}));
        found.addTo(values, Split::validation);
        EXPECT_EQ(values.scores(Split::validation), found.layers);
        EXPECT_FALSE(values.predictions(MetricId::accuracy, Split::validation));
    }
}

const MetricId kTop5Scores = findMetric(kTop5Key).value();

TEST(Top5, OfAnEvaluationIsThatOfTheThreePredictions) {
    const Network network = networkWith({{7, 5, 0, 9, 1, 6, 2, 8, 3, 4, 10},
                                         {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                         {0, 0, 0, 1, 2, 3, 0, 0, 9, 0, 0}});
    Batch batch = batchOf(11, 23);
    batch.labels[22] = 5; // three images have this label, two have each of the others
    for (const Evaluation& found :
         {plainOf(network, batch), fastOf(network, batch, 23), fastOf(network, batch, 9)}) {
        EXPECT_EQ(found.measures.at(0).layers,
                  (std::vector<double>{11.0 / 23, 10.0 / 23, 11.0 / 23}));
        EXPECT_EQ(found.layers[0].accuracy, 2.0 / 23);
        EXPECT_EQ(found.measures.at(0).fusion, 10.0 / 23)
            << "8, 10, 3, 7 and 0 have the largest sums";
        MetricValues values;
        found.addTo(values, Split::test, 1);
        EXPECT_EQ(values.predictions(kTop5Scores), (Predictions{11.0 / 23, 10.0 / 23, 10.0 / 23}));
        EXPECT_EQ(values.layers(kTop5Scores, Split::test), 3U);
        found.addTo(values, Split::validation);
        EXPECT_EQ(values.layers(kTop5Scores, Split::validation), 3U);
        EXPECT_FALSE(values.predictions(kTop5Scores, Split::validation));
    }
}

TEST(Top5, OfNaNScoresIsZeroInLanesToo) {
    const Network network = networkWith({{7, 5, 0, 9, 1, 6, 2, 8, 3, 4, 10},
                                         {1, 2, 3, kNoNumber, 5, 6, 7, 8, 9, 10, 11},
                                         {1, 2, 3, kInfinite, 5, 6, 7, 8, 9, 10, 11}});
    const Batch batch = batchOf(11, 22);
    for (const Evaluation& found : {plainOf(network, batch), fastOf(network, batch, 22)}) {
        EXPECT_EQ(found.measures.at(0).layers, (std::vector<double>{10.0 / 22, 0, 8.0 / 22}));
        EXPECT_EQ(found.measures.at(0).fusion, 0);
    }
}

TEST(Top5, IsMeasuredFromSixClassesOn) {
    const std::vector<float> five{7, 5, 0, 9, 1};
    const Network few = networkWith({five, five, five});
    const Batch batch = batchOf(5, 20);
    for (const Evaluation& found : {plainOf(few, batch), fastOf(few, batch, 20)}) {
        EXPECT_TRUE(found.measures.empty());
        EXPECT_EQ(found.layers.back().accuracy, 0.2);
    }
    const std::vector<float> six{7, 5, 0, 9, 1, 6};
    const Network enough = networkWith({six, six, six});
    const Batch more = batchOf(6, 24);
    for (const Evaluation& found : {plainOf(enough, more), fastOf(enough, more, 24)}) {
        EXPECT_EQ(found.measures.at(0).layers, (std::vector<double>(3, 20.0 / 24)));
    }
}

TEST(Top5, OfLanesIsThatOfThePlainOperations) {
    const Experiment experiment = test::tinyExperiment();
    const Network network = makeNetwork(experiment, {1, 12, 12, 100}, at::kCPU);
    const Batch batch = batchOf(100, 300);
    const Evaluation plain = plainOf(network, batch);
    const Evaluation fast = fastOf(network, batch, 128);
    constexpr double kOneOther = 1.01 / 300; // rounding may change the order of two scores
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_GT(plain.measures.at(0).layers[i], 0);
        EXPECT_GE(plain.measures.at(0).layers[i], plain.layers[i].accuracy);
        EXPECT_NEAR(fast.measures.at(0).layers[i], plain.measures.at(0).layers[i], kOneOther)
            << "layer " << i;
    }
    EXPECT_NEAR(fast.measures.at(0).fusion, plain.measures.at(0).fusion, kOneOther);
}

TEST(Top5, IsNotCountedInTraining) {
    const Experiment experiment = test::tinyExperiment();
    Network network = makeNetwork(experiment, {1, 12, 12, 12}, at::kCPU);
    const Parameters parameters(network);
    LanePass pass(network, Precision::float32, 2);
    EXPECT_TRUE(pass.gradient(sourceOf(batchOf(12, 24)), parameters).top5.empty());
    EXPECT_EQ(pass.forward(sourceOf(batchOf(12, 24))).top5.size(), 3U);
}

/// The class with the largest of `scores`.
int largest(const std::vector<double>& scores) {
    return static_cast<int>(std::max_element(scores.begin(), scores.end()) - scores.begin());
}

TEST(Outcomes, AreThoseOfTheLogits) {
    constexpr int kImages = 40;
    constexpr int kClasses = 3;
    Experiment experiment = test::tinyExperiment();
    const Network network = makeNetwork(experiment, {1, 12, 12, kClasses}, at::kCPU);
    const std::size_t layers = network.layers.size();
    std::vector<at::Tensor> logits;
    for (std::size_t i = 0; i < layers; ++i) {
        logits.push_back(at::randn({kImages, kClasses}));
    }
    const at::Tensor labels = at::randint(kClasses, {kImages}, at::kLong);
    Evaluator evaluator(network);
    evaluator.add(logits, labels);
    const ImageOutcomes found = evaluator.result().outcomes;

    std::vector<std::int64_t> ranges(layers * (layers + 1) / 2);
    for (int n = 0; n < kImages; ++n) {
        const int label = static_cast<int>(labels[n].item<std::int64_t>());
        std::vector<std::vector<double>> probabilities(layers);
        for (std::size_t i = 0; i < layers; ++i) {
            std::vector<double> scores;
            double sum = 0;
            for (int k = 0; k < kClasses; ++k) {
                scores.push_back(logits[i][n][k].item<double>());
                sum += std::exp(scores.back());
            }
            double rival = -std::numeric_limits<double>::infinity();
            for (int k = 0; k < kClasses; ++k) {
                probabilities[i].push_back(std::exp(scores[static_cast<std::size_t>(k)]) / sum);
                rival = k == label ? rival : std::max(rival, scores[static_cast<std::size_t>(k)]);
            }
            const ScorerOutcomes& scorer = found.scorers[i];
            const auto at = static_cast<std::size_t>(n);
            EXPECT_EQ(scorer.predicted[at], largest(scores));
            EXPECT_NEAR(static_cast<double>(scorer.margin[at]),
                        scores[static_cast<std::size_t>(label)] - rival, 1e-5);
            EXPECT_NEAR(static_cast<double>(scorer.confidence[at]),
                        probabilities[i][static_cast<std::size_t>(largest(scores))], 1e-5);
        }
        std::size_t range = 0;
        for (std::size_t from = 0; from < layers; ++from) {
            std::vector<double> fused(kClasses);
            for (std::size_t to = from; to < layers; ++to, ++range) {
                for (std::size_t k = 0; k < kClasses; ++k) {
                    fused[k] += probabilities[to][k];
                }
                ranges[range] += largest(fused) == label ? 1 : 0;
            }
            if (from == 0) {
                EXPECT_EQ(found.scorers.back().predicted[static_cast<std::size_t>(n)],
                          largest(fused));
            }
        }
    }
    EXPECT_EQ(found.rangeCorrect, ranges);
}

} // namespace
} // namespace asge
