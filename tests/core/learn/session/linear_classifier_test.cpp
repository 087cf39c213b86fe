// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/linear_classifier.h"

#include "core/base/error.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <limits>

namespace asge {
namespace {

constexpr int kClasses = 3;

/// Features whose direction `label` is raised, under noise, with scales that differ by 10⁶, and one
/// feature that does not vary.
LabelledFeatures separable(std::int64_t images, std::uint64_t seed, double raised = 6) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    LabelledFeatures made;
    made.labels = at::arange(images) % kClasses;
    made.features = at::randn({images, 6}, generator, at::kFloat);
    for (int k = 0; k < kClasses; ++k) {
        made.features.select(1, k) += made.labels.eq(k).to(at::kFloat) * raised;
    }
    made.features *= at::tensor({1.0F, 1000.0F, 0.001F, 1.0F, 5.0F, 1.0F});
    made.features.select(1, 5).fill_(7);
    return made;
}

LinearClassifier trained(LabelledFeatures train, LabelledFeatures validation,
                         std::uint64_t seed = 1) {
    train.features = train.features.clone(); // they are standardised in place
    validation.features = validation.features.clone();
    return trainLinearClassifier(train, validation, kClasses, seed, [](int, int) {});
}

double accuracyOf(const LinearClassifier& classifier, const LabelledFeatures& images) {
    return classifier.scores(images.features)
        .argmax(1)
        .eq(images.labels)
        .to(at::kDouble)
        .mean()
        .item<double>();
}

TEST(LinearClassifier, SeparatesWhatIsSeparable) {
    const LinearClassifier found = trained(separable(600, 1), separable(150, 2));
    EXPECT_GT(found.validationAccuracy, 0.98);
    EXPECT_GT(found.trainAccuracy, 0.98);
    EXPECT_GT(accuracyOf(found, separable(300, 3)), 0.98) << "on raw features";
    EXPECT_TRUE(found.weight.isfinite().all().item<bool>());
    EXPECT_EQ(found.scale[5].item<float>(), 0) << "a feature that does not vary says nothing";
}

TEST(LinearClassifier, ReportsTheAccuraciesOfItsOwnScores) {
    const LabelledFeatures train = separable(300, 1, 1.5);
    const LabelledFeatures validation = separable(150, 2, 1.5);
    const LinearClassifier found = trained(train, validation);
    EXPECT_LT(found.validationAccuracy, 0.98) << "the case is not trivial";
    EXPECT_NEAR(accuracyOf(found, validation), found.validationAccuracy, 1e-9);
    EXPECT_NEAR(accuracyOf(found, train), found.trainAccuracy, 1e-9);
}

TEST(LinearClassifier, ShuffledLabelsStayNearChance) {
    LabelledFeatures train = separable(600, 1);
    LabelledFeatures validation = separable(300, 2);
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(5);
    train.labels = train.labels.index_select(0, at::randperm(600, generator, at::kLong));
    validation.labels = validation.labels.index_select(0, at::randperm(300, generator, at::kLong));
    EXPECT_NEAR(trained(train, validation).validationAccuracy, 1.0 / kClasses, 0.1);
}

TEST(LinearClassifier, IsDeterministic) {
    const LabelledFeatures train = separable(300, 1, 1.5);
    const LabelledFeatures validation = separable(150, 2, 1.5);
    const LinearClassifier one = trained(train, validation);
    const LinearClassifier again = trained(train, validation);
    EXPECT_TRUE(at::equal(one.weight, again.weight));
    EXPECT_TRUE(at::equal(one.bias, again.bias));
    EXPECT_EQ(one.l2, again.l2);
    EXPECT_EQ(one.epoch, again.epoch);
    EXPECT_FALSE(at::equal(one.weight, trained(train, validation, 2).weight))
        << "another seed, another order";
}

TEST(LinearClassifier, StopsAndRefuses) {
    LabelledFeatures train = separable(60, 1);
    LabelledFeatures validation = separable(30, 2);
    int epochs = 0;
    EXPECT_THROW(trainLinearClassifier(train, validation, kClasses, 1,
                                       [&](int done, int) {
                                           epochs = done;
                                           if (done == 3) {
                                               throw Interrupted("stopped");
                                           }
                                       }),
                 Interrupted);
    EXPECT_EQ(epochs, 3);
    LabelledFeatures broken = separable(60, 1);
    broken.features[3][2] = std::numeric_limits<float>::infinity();
    EXPECT_THROW(trainLinearClassifier(broken, validation, kClasses, 1, [](int, int) {}), Error);
}

} // namespace
} // namespace asge
