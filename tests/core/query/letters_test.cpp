// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/letters.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace asge {
namespace {

using testing::ElementsAre;

TEST(LettersTest, CaseIsIgnoredInAllScripts) {
    EXPECT_EQ(lowered("VGG8 Wide_Ä"), "vgg8 wide_ä");
    EXPECT_EQ(lowered("ÉΣЖ"), "éσж");
    EXPECT_EQ(lowered("日本 😀"), "日本 😀");
    EXPECT_EQ(lowered("a\xff"), "a?") << "a byte that is not UTF-8";
    EXPECT_FALSE(containsCaseless("Größe", "össe")) << "each letter is mapped to one letter";
    EXPECT_TRUE(containsCaseless("Größe", "GRÖ"));
    EXPECT_TRUE(beginsCaseless("Finished", "fin"));
    EXPECT_FALSE(beginsCaseless("finished", "ished"));
}

TEST(LettersTest, BlanksIncludeUnicodeBlanks) {
    EXPECT_EQ(blankAt("a b", 1), 1U);
    EXPECT_EQ(blankAt("a b", 0), 0U);
    EXPECT_EQ(blankAt("a\u00A0b", 1), 2U);
    EXPECT_EQ(blankAt("\u3000", 0), 3U);
    EXPECT_EQ(trimmed(" \t a b\u2003\n"), "a b");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(LettersTest, NaturalOrder) {
    std::vector<std::string> names = {"run 10", "Run 9",  "zebra", "run 9b", "run",
                                      "10",     "_draft", "9",     "ähre",   "run 009"};
    std::stable_sort(names.begin(), names.end(), [](const auto& one, const auto& other) {
        return naturalKey(one) < naturalKey(other);
    });
    EXPECT_THAT(names, ElementsAre("_draft", "9", "10", "run", "Run 9", "run 009", "run 9b",
                                   "run 10", "zebra", "ähre"));
    EXPECT_LT(naturalKey("a" + std::string(300, '1')), naturalKey("a2" + std::string(300, '1')));
}

} // namespace
} // namespace asge
