// SPDX-License-Identifier: GPL-3.0-or-later

// Facts about methods and data sets that need neither their code nor their files.
#include "core/experiment/data_facts.h"
#include "core/experiment/method_facts.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace asge {
namespace {

TEST(MethodFactsTest, HaveUniqueNamesAndDescriptions) {
    std::set<std::string_view> names;
    for (const MethodFacts& facts : methodFacts()) {
        EXPECT_TRUE(names.insert(facts.name).second) << facts.name;
        EXPECT_FALSE(facts.description.empty()) << facts.name;
        EXPECT_EQ(findMethodFacts(facts.name), &facts);
        for (const ScoreQuantities& scores : {facts.training, facts.evaluated}) {
            EXPECT_FALSE(scores.accuracy.title.empty()) << facts.name;
            EXPECT_FALSE(scores.loss.title.empty()) << facts.name;
            EXPECT_NE(scores.accuracy.chance, nullptr) << facts.name;
        }
    }
    EXPECT_EQ(findMethodFacts("alchemy"), nullptr);
}

TEST(DataFactsTest, TitlesAreAsPeopleWriteThem) {
    EXPECT_EQ(dataTitle("fashion-mnist"), "Fashion-MNIST");
    EXPECT_EQ(dataTitle("emnist-byclass"), "EMNIST ByClass");
    EXPECT_EQ(dataTitle("imagenet"), "ImageNet");
    EXPECT_EQ(dataTitle("tiny-imagenet"), "Tiny-ImageNet");
    EXPECT_EQ(dataTitle("sign-language-digits"), "Sign-Language-Digits");
    EXPECT_EQ(dataTitle(""), "");
}

TEST(DataFactsTest, NamesAreUniqueAndClassesAreNamed) {
    std::set<std::string> names;
    for (const DataFacts& facts : dataFacts()) {
        EXPECT_TRUE(names.insert(facts.name).second) << facts.name;
        EXPECT_GE(facts.classNames.size(), 2U) << facts.name;
        EXPECT_EQ(findDataFacts(facts.name), &facts);
    }
    EXPECT_EQ(findDataFacts("my-photographs"), nullptr);
}

} // namespace
} // namespace asge
