// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_values.h"

#include "tests/widgets/evidence/evidence_samples.h"

#include <gtest/gtest.h>

#include <QLocale>

#include <limits>

namespace asge {
namespace {

using Question = EvidenceQuestion;

/// A weight as the readout holds it.
double heldWeight(int layer, int label, int channel, int patch) {
    return static_cast<double>(static_cast<float>(test::weightOf(layer, label, channel, patch)));
}

/// The class with the largest logit except `label`.
int rivalOf(const ProbeSnapshot& maps, int layer, int sample, int label) {
    int rival = -1;
    for (int k = 0; k < 3; ++k) {
        const bool better = rival < 0 || test::logitOf(maps, layer, sample, k) >
                                             test::logitOf(maps, layer, sample, rival);
        rival = k != label && better ? k : rival;
    }
    return rival;
}

TEST(EvidenceAnswers, SumToTheMarginOverTheRival) {
    const auto maps = test::makeEvidenceMaps(4);
    const auto readouts = test::makeReadouts();
    for (int layer = 0; layer < 2; ++layer) {
        for (int sample = 0; sample < 4; ++sample) {
            const int label = sample % 3;
            const EvidenceAnswer found = answer(*maps, *readouts, layer, sample, label, {});
            const int rival = rivalOf(*maps, layer, sample, label);
            EXPECT_EQ(found.label, label);
            EXPECT_EQ(found.against, rival);
            EXPECT_EQ(found.rival, rival);
            const double logit = test::logitOf(*maps, layer, sample, label);
            const double other = test::logitOf(*maps, layer, sample, rival);
            EXPECT_NEAR(found.logit, logit, 1e-9);
            EXPECT_NEAR(found.rivalLogit, other, 1e-9);
            EXPECT_NEAR(found.total(), logit - other, 1e-9);
            EXPECT_NEAR(found.evidence.sum() + found.evidence.bias, logit - other, 1e-9);
            EXPECT_TRUE(found.belongs()) << found.mismatch;
            EXPECT_LT(found.mismatch, 1e-5);
        }
    }
}

TEST(EvidenceAnswers, AgainstNothingSumToTheLogit) {
    const auto maps = test::makeEvidenceMaps(2);
    const EvidenceAnswer found =
        answer(*maps, *test::makeReadouts(), 0, 1, 1, {.label = 2, .against = Question::kNothing});
    EXPECT_EQ(found.label, 2);
    EXPECT_EQ(found.against, -1);
    EXPECT_EQ(found.rival, rivalOf(*maps, 0, 1, 2));
    EXPECT_NEAR(found.total(), test::logitOf(*maps, 0, 1, 2), 1e-9);
    ASSERT_EQ(found.evidence.map.size(), 4U);
    for (int patch = 0; patch < 4; ++patch) {
        double sum = 0; // image 1: (channel + 1) · (patch + 1) · 2
        for (int channel = 0; channel < 3; ++channel) {
            sum += heldWeight(0, 2, channel, patch) * 2.0 * (channel + 1) * (patch + 1);
        }
        EXPECT_NEAR(found.evidence.map[static_cast<std::size_t>(patch)], sum, 1e-9);
    }
}

TEST(EvidenceAnswers, ThePredictedClassHasTheLargestLogit) {
    const auto maps = test::makeEvidenceMaps(3);
    for (int sample = 0; sample < 3; ++sample) {
        const auto found =
            answer(*maps, *test::makeReadouts(), 0, sample, 0, {.label = Question::kPredicted});
        EXPECT_EQ(found.label, rivalOf(*maps, 0, sample, -1));
        EXPECT_GT(found.margin(), 0);
    }
}

TEST(EvidenceAnswers, WorkWithoutProbabilities) {
    const auto maps = test::makeEvidenceMaps(2);
    const auto with = answer(*maps, *test::makeReadouts(), 0, 1, 1, {});
    maps->layers[0].probabilities.clear();
    const auto without = answer(*maps, *test::makeReadouts(), 0, 1, 1, {});
    EXPECT_EQ(without.rival, with.rival);
    EXPECT_EQ(without.total(), with.total());
    EXPECT_TRUE(std::isnan(without.probability));
    EXPECT_TRUE(without.belongs());
}

TEST(EvidenceAnswers, AReadoutOfOtherMapsIsNoticed) {
    const auto readouts = test::makeReadouts();
    for (const double fault : {0.0, 0.0005, 0.002, -0.3, 5.0}) {
        const auto maps = test::makeEvidenceMaps(1, 1.0F, fault);
        const auto found = answer(*maps, *readouts, 0, 0, 0, {});
        EXPECT_NEAR(found.mismatch, std::abs(std::log1p(fault)), 1e-5);
        EXPECT_EQ(found.belongs(), std::abs(fault) < 0.001) << fault;
    }
    const auto maps = test::makeEvidenceMaps(1);
    const auto other = test::makeReadouts();
    other->layers[0].weights[2] += 0.01F; // channel 0, patch 2: its goodness is 3
    EXPECT_NEAR(answer(*maps, *other, 0, 0, 0, {}).mismatch, 0.03, 1e-5);
    EXPECT_FALSE(answer(*maps, *other, 0, 0, 0, {}).belongs());
}

TEST(EvidenceAnswers, ProbabilitiesThatAreTooSmallBoundTheMargin) {
    const auto readouts = test::makeReadouts();
    const auto maps = test::makeEvidenceMaps(1);
    readouts->layers[0].bias = {100.0F, 0.0F, -1.0F};
    maps->layers[0].probabilities = {1.0F, 0.0F, 0.0F};
    const auto right = answer(*maps, *readouts, 0, 0, 0, {});
    EXPECT_TRUE(right.belongs());
    const bool first = test::logitOf(*maps, 0, 0, 1) - test::biasOf(0, 1) >
                       test::logitOf(*maps, 0, 0, 2) - test::biasOf(0, 2) - 1;
    EXPECT_EQ(right.rival, first ? 1 : 2) << "from the logits: both probabilities are 0";
    readouts->layers[0].bias[0] = 20.0F; // then the other probabilities would not be 0
    EXPECT_FALSE(answer(*maps, *readouts, 0, 0, 0, {}).belongs());
}

TEST(EvidenceAnswers, ChannelsAreOrderedByWhatTheyAdd) {
    const auto maps = test::makeEvidenceMaps(1);
    const auto found = answer(*maps, *test::makeReadouts(), 0, 0, 0,
                              {.label = 0, .against = 2, .channels = 3, .channel = 1});
    double totals[3] = {};
    for (int channel = 0; channel < 3; ++channel) {
        for (int patch = 0; patch < 4; ++patch) {
            totals[channel] +=
                (heldWeight(0, 0, channel, patch) - heldWeight(0, 2, channel, patch)) *
                (channel + 1.0) * (patch + 1.0);
        }
    }
    double sum = 0;
    for (const auto* list : {&found.adds, &found.takes}) {
        for (const ChannelEvidence& channel : *list) {
            EXPECT_NEAR(channel.total, totals[channel.channel], 1e-9);
            EXPECT_EQ(channel.total > 0, list == &found.adds);
            EXPECT_EQ(channel.map.size(), 4U);
            sum += channel.total;
        }
        for (std::size_t i = 1; i < list->size(); ++i) {
            EXPECT_GE(std::abs((*list)[i - 1].total), std::abs((*list)[i].total));
        }
    }
    EXPECT_NEAR(sum, found.evidence.sum(), 1e-9) << "all three channels are listed";
    EXPECT_EQ(found.wanted.channel, 1);
    EXPECT_NEAR(found.wanted.total, totals[1], 1e-9);
    EXPECT_NEAR(found.wanted.map[3], (heldWeight(0, 0, 1, 3) - heldWeight(0, 2, 1, 3)) * 8.0, 1e-9);
}

TEST(EvidenceAnswers, ALabelThatIsNoClassHasNone) {
    const auto maps = test::makeEvidenceMaps(1);
    for (const int label : {-1, 3, 1000000, std::numeric_limits<int>::min()}) {
        EXPECT_EQ(answer(*maps, *test::makeReadouts(), 0, 0, label, {}).label, -1);
    }
}

TEST(EvidenceReadouts, FaultyOnesAreRefused) {
    const auto maps = test::makeEvidenceMaps(2);
    EXPECT_EQ(invalidReason(*test::makeReadouts(), *maps), "");
    const auto reason = [&](const auto& change) {
        auto readouts = test::makeReadouts();
        change(*readouts);
        return invalidReason(*readouts, *maps).toStdString();
    };
    EXPECT_EQ(reason([](Readouts& r) { r.classes = 4; }), "they have 4 classes, the maps 3");
    EXPECT_EQ(reason([](Readouts& r) { r.layers.pop_back(); }), "they have 1 layer, the maps 2");
    EXPECT_EQ(reason([](Readouts& r) { r.layers[0].channels = 4; }),
              "layer 1 has 4 channels and P = 2, in the maps 3 and P = 2");
    EXPECT_EQ(reason([](Readouts& r) { r.layers[0].patches = 4; }),
              "layer 1 has 3 channels and P = 4, in the maps 3 and P = 2");
    EXPECT_EQ(reason([](Readouts& r) { r.layers[0].patches = 1; }),
              "the values of layer 1 are not complete");
    EXPECT_EQ(reason([](Readouts& r) { r.layers[1].bias.pop_back(); }),
              "the values of layer 2 are not complete");
    EXPECT_EQ(reason([](Readouts& r) { r.layers[1].weights.push_back(0); }),
              "the values of layer 2 are not complete");
    EXPECT_EQ(reason([](Readouts& r) {
                  r.layers.clear();
                  r.undefined = "It is not linear.";
              }),
              "");
}

TEST(EvidenceNumbers, HaveSignsAndAddUp) {
    EXPECT_EQ(signedText(3.214, 2), "+3.21");
    EXPECT_EQ(signedText(-0.104, 2), "−0.10");
    EXPECT_EQ(signedText(-0.001, 2), "0.00");
    EXPECT_EQ(signedText(std::numeric_limits<double>::quiet_NaN(), 2), "–");
    EXPECT_EQ(signedText(shownPart(1.008, 0.014, 2), 2), "+1.00") << "+1.00 + 0.01 = 1.01";
    EXPECT_EQ(decimalsFor({3.21}), 2);
    EXPECT_EQ(decimalsFor({0.0012, -0.0001}), 5);
    EXPECT_EQ(decimalsFor({0}), 2);
    EXPECT_EQ(decimalsFor({std::numeric_limits<double>::infinity(), 1234.5}), 2);
    EvidenceAnswer sum;
    sum.evidence = {1, -0.096, {3.214}};
    EXPECT_EQ(decimalsFor(sum), 3) << "3.21 − 0.10 is not 3.12";
    sum.evidence.bias = -0.1;
    EXPECT_EQ(decimalsFor(sum), 2);
    sum.evidence.bias = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(decimalsFor(sum), 2);
}

} // namespace
} // namespace asge
