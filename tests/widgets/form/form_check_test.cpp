// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "widgets/form/form_check.h"

#include <QLocale>

#include <gmock/gmock.h>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Experiment sampleForm() {
    Experiment experiment;
    experiment.network.layers = parseLayers("32 64M 128M 256M");
    return experiment;
}

FormTexts with(const std::string& path, const QString& text) {
    FormTexts texts = formTexts(sampleForm());
    texts.at(path) = text;
    return texts;
}

TEST(FormCheckTest, EverySettingHasAText) {
    const FormTexts texts = formTexts({});
    EXPECT_EQ(texts.size(), settings().size());
    for (const Setting& setting : settings()) {
        EXPECT_TRUE(texts.contains(setting.path)) << setting.path;
    }
}

TEST(FormCheckTest, ValidTextsGiveTheExperiment) {
    Experiment experiment = sampleForm();
    experiment.train.seed = 9007199254740992;
    experiment.data.path = "C:\\data \"new\"";
    experiment.optimizer.schedule = Schedule::constant;
    experiment.optimizer.learningRate = 1e-4;
    const CheckedForm checked = checkForm(formTexts(experiment));
    EXPECT_THAT(checked.wrong, IsEmpty());
    EXPECT_EQ(checked.experiment, experiment);
}

TEST(FormCheckTest, EachWrongValueGetsTheParsersMessage) {
    const auto wrong = [](const std::string& path, const char* text) {
        const FormTexts found = checkForm(with(path, QString::fromUtf8(text))).wrong;
        EXPECT_EQ(found.size(), 1U) << path;
        return found.contains(path) ? found.at(path).toStdString() : std::string();
    };
    EXPECT_EQ(wrong("train.batch", "-3"), "must be a whole number from 1 to 65536, is -3");
    EXPECT_EQ(wrong("train.batch", "1.5"), "must be a whole number from 1 to 65536, is 1.5");
    EXPECT_EQ(wrong("train.batch", "many"), "must be a whole number from 1 to 65536, is \"many\"");
    EXPECT_EQ(wrong("train.batch", ""), "must be a whole number from 1 to 65536, is \"\"");
    EXPECT_EQ(wrong("optimizer.learning_rate", "0"),
              "must be a number above 0 and at most 10, is 0");
    EXPECT_EQ(wrong("optimizer.schedule", "linear"),
              "must be \"constant\" or \"cosine\", is \"linear\"");
    EXPECT_EQ(wrong("network.layers", "32 64Q"),
              "'64Q' is not a number of channels, optionally followed by M");
    EXPECT_EQ(wrong("optimizer.learning_rate", "1e999"),
              "must be a number above 0 and at most 10, is \"1e999\"");
    EXPECT_THAT(wrong("train.batch", "99999999999999999999999"),
                testing::StartsWith("must be a whole number"));
    EXPECT_THAT(wrong("device", "cuda:x"), testing::HasSubstr("cuda:x"));
    EXPECT_THAT(wrong("data.name", ""), testing::StrEq("must not be empty"));
    EXPECT_THAT(wrong("train.batch", "1}, \"x\": {\"y\": 1"), testing::HasSubstr("is \"1}"));
}

TEST(FormCheckTest, AcceptsNumbersInSeveralNotations) {
    EXPECT_EQ(checkForm(with("optimizer.learning_rate", ".05")).experiment.optimizer.learningRate,
              0.05);
    EXPECT_EQ(checkForm(with("optimizer.learning_rate", " 2. ")).experiment.optimizer.learningRate,
              2.0);
    EXPECT_EQ(checkForm(with("optimizer.learning_rate", "+1e-3")).experiment.optimizer.learningRate,
              0.001);
    EXPECT_THAT(checkForm(with("optimizer.learning_rate", ".")).wrong, testing::SizeIs(1));
}

TEST(FormCheckTest, ReportsSeveralProblemsAtOnce) {
    FormTexts texts = with("train.batch", "0");
    texts["network.layers"] = "";
    texts["threads"] = "x";
    const CheckedForm checked = checkForm(texts);
    EXPECT_EQ(checked.wrong.size(), 3U);
    EXPECT_THAT(checked.experiment.network.layers, IsEmpty());
    EXPECT_EQ(checked.experiment.train.epochs, sampleForm().train.epochs);
}

TEST(FormCheckTest, ReportsSettingsThatConflict) {
    FormTexts texts = with("probe.samples", "300"); // the batch is 128
    EXPECT_THAT(checkForm(texts).wrong,
                ElementsAre(Pair("probe.batch", "must be at least probe.samples (300), is 128")));
    // A small batch is valid with fewer samples; the default of 24 does not matter.
    texts["probe.samples"] = "4";
    texts["probe.batch"] = "8";
    const CheckedForm checked = checkForm(texts);
    EXPECT_THAT(checked.wrong, IsEmpty());
    EXPECT_EQ(checked.experiment.probe.batch, 8);
    // If one of the two is invalid, they are not compared.
    texts["probe.samples"] = "none";
    EXPECT_THAT(checkForm(texts).wrong, ElementsAre(Pair("probe.samples", testing::_)));
}

/// The summary of a network on Fashion-MNIST.
std::string summaryOf(const char* layers, double alpha = 1, const char* data = "fashion-mnist") {
    Experiment experiment;
    experiment.network.layers = parseLayers(layers);
    experiment.network.alpha = alpha;
    experiment.data.name = data;
    return networkSummary(experiment).toStdString();
}

TEST(FormCheckTest, SummarisesTheNetwork) {
    // 9 · in + 1 weights per channel: 32 · 10 + 64 · 289 + 128 · 577 + 256 · 1153
    EXPECT_EQ(summaryOf("32 64M 128M 256M"),
              "P = 8, 4, 2, 1 · " + QLocale().toString(387840).toStdString() +
                  " convolution parameters (for 28 × 28 grey images)");
    EXPECT_THAT(summaryOf("4 512"), testing::StartsWith("P = 28, 1 ·")); // at most the side length
    EXPECT_THAT(summaryOf("4M 4M 512"), testing::StartsWith("P = 28, 14, 1 ·"));
    EXPECT_THAT(summaryOf("32 64", 0.4), testing::StartsWith("P = 1, 1 ·"));
    EXPECT_THAT(summaryOf("64 32"), testing::StartsWith("P = 1, 1 ·"));
    EXPECT_EQ(networkSummary({}), "");
}

TEST(FormCheckTest, CountsWeightsForTheDataSetsImages) {
    EXPECT_THAT(summaryOf("4 512", 1, "cifar-10"), testing::StartsWith("P = 32, 1 ·"));
    EXPECT_THAT(summaryOf("2", 1, "cifar-10"),
                testing::EndsWith("· 56 convolution parameters (for 32 × 32 colour images)"));
    EXPECT_EQ(summaryOf("4M 4M 4M 4M 4M 4"),
              "A 28 × 28 image has no pixels left at layer 6: too many layers pool");
    EXPECT_THAT(summaryOf("4M 4M 4M 4M 4M 4", 1, "cifar-10"), testing::StartsWith("P = 1,"));
    Experiment photographs;
    photographs.network.layers = parseLayers("4 512");
    photographs.data.name = "photographs";
    photographs.data.path = "/data/photographs";
    // 512 · (9 · 4 + 1) + 4, and 9 · 4 per channel
    EXPECT_EQ(networkSummary(photographs).toStdString(),
              "P = 128, 1, at most the side of the activations · " +
                  QLocale().toString(18948).toStdString() +
                  " convolution parameters, plus 36 per image channel");
    photographs.data.size = 64;
    EXPECT_EQ(networkSummary(photographs).toStdString(),
              "P = 64, 1 · " + QLocale().toString(18948).toStdString() +
                  " convolution parameters, plus 36 per image channel (for "
                  "64 × 64 images)");
}

TEST(FormCheckTest, PatchesFollowTheirRule) {
    Experiment experiment = sampleForm();
    experiment.network.patchRule = PatchRule::root;
    EXPECT_THAT(networkSummary(experiment).toStdString(), testing::StartsWith("P = 2, 2, 1, 1 ·"));
}

} // namespace
} // namespace asge
