// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace asge {
namespace {

TEST(OneLine, KeepsReadableText) {
    EXPECT_EQ(oneLine("plain, 1 × √D – “quoted” 日本 😀"), "plain, 1 × √D – “quoted” 日本 😀");
    EXPECT_EQ(oneLine(""), "");
}

TEST(OneLine, ReplacesControlAndDirectionCharacters) {
    EXPECT_EQ(oneLine("a\nb\rc\td\x1b[0m\x7f"), "a?b?c?d?[0m?");
    EXPECT_EQ(oneLine(std::string_view("a\0b", 3)), "a?b");
    EXPECT_EQ(oneLine("\u0085|\u2028|\u2029|\u202E|\u2066"), "?|?|?|?|?");
}

TEST(OneLine, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(oneLine("a\xff"
                      "b\xc3"),
              "a?b?");
    EXPECT_EQ(oneLine("\xed\xa0\x80"), "???");
}

TEST(OneLine, CutsBetweenCharacters) {
    EXPECT_EQ(oneLine("abcdef", 6), "abcdef");
    EXPECT_EQ(oneLine("abcdef", 5), "abcde…");
    EXPECT_EQ(oneLine("ab√cd", 4), "ab…");
    EXPECT_EQ(oneLine("ab√cd", 5), "ab√…");
}

TEST(OneLine, ReplacesInvisibleCharacters) {
    EXPECT_EQ(oneLine("\u061C|\u200E|\u200F|\u00AD|\u200B|\u2060|\u206F|\uFEFF|\uFFF9"),
              "?|?|?|?|?|?|?|?|?");
    EXPECT_EQ(oneLine("\U000E0041|\uFFFE|\U0010FFFF|\uFDD0"), "?|?|?|?");
    EXPECT_EQ(oneLine("👩\u200D🔬 می\u200Cخواهم"), "👩\u200D🔬 می\u200Cخواهم") << "joiners are needed";
}

TEST(HoldsControl, DoesNotCountInvisibleCharacters) {
    for (const char* text : {"a\n", "\x1b", "a\u009b", "\u2028", "\u202e", "\u2069b", "\x7f"}) {
        EXPECT_TRUE(holdsControl(text)) << oneLine(text);
    }
    for (const char* text : {"", "/data/Sil\u00ADben \u200F\u05D0/\u200B", "\xff"}) {
        EXPECT_FALSE(holdsControl(text)) << oneLine(text);
    }
}

TEST(SeveralLines, KeepsLineFeedsAndTabs) {
    EXPECT_EQ(severalLines("one\n\ttwo\r\n\x1b[2J\x9b\u009b\u202e\n"), "one\n\ttwo?\n?[2J???\n");
    EXPECT_EQ(severalLines(std::string(5000, 'x')).size(), 5000U);
}

TEST(EscapedJson, EscapesControlCharacters) {
    EXPECT_EQ(escapedJson("{\"a\":\"x\x7f\u009b\u202e\U000E0041é\"}"),
              "{\"a\":\"x\\u007f\\u009b\\u202e\\udb40\\udc41é\"}");
}

TEST(SpreadsheetText, IsNeverAFormula) {
    for (const char* text : {"=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)",
                             "\t=1", "\uFF1D1", "-", "=", "-x", "+1-E1"}) {
        EXPECT_EQ(spreadsheetText(text), "'" + std::string(text));
    }
    for (const char* text : {"", "a=1", "-1", "+1.5", "-1e-05", "-0.25 ± 0.1", "-3 %", "1", "–"}) {
        EXPECT_EQ(spreadsheetText(text), text);
    }
}

TEST(RunNames, MayBeAnyReadableText) {
    for (const char* name : {"a", " vgg8, seed 1 ", "böhm's √ run", "日本 😀", "--name", "<b>"}) {
        EXPECT_EQ(nameProblem(name), std::nullopt) << name;
    }
    EXPECT_EQ(nameProblem(std::string(kLongestName, 'x')), std::nullopt);
}

TEST(RunNames, MustBeVisibleAndOfOneLine) {
    for (const char* name : {"", " ", "   ", "\u00a0\u3000", "\u200b", "\ufeff "}) {
        EXPECT_EQ(nameProblem(name), "is blank");
    }
    for (const char* name :
         {"a\nb", "a\r", "\t", "\x1b[2J", "a\x7f", "a\u009b", "a\u2028b", "\u202e"}) {
        EXPECT_EQ(nameProblem(name), "holds a control character or a line break");
    }
    EXPECT_EQ(nameProblem(std::string_view("a\0b", 3)),
              "holds a control character or a line break");
    EXPECT_EQ(nameProblem("a\xff"), "is not UTF-8 text");
    EXPECT_EQ(nameProblem(std::string(120000, 'x')), "is longer than 200 bytes");
    EXPECT_EQ(nameProblem(std::string(199, 'x') + "ü"), "is longer than 200 bytes");
}

TEST(RunNames, FollowTheFile) {
    EXPECT_EQ(nameAfter("experiments/quick.json"), "quick");
    EXPECT_EQ(nameAfter("a.b.json"), "a.b");
    for (const std::string& file : {std::string("a\nb.json"), std::string("\xff.json"),
                                    std::string(" .json"), std::string(250, 'x') + ".json",
                                    std::string(), std::string("ü") + std::string(230, 'y')}) {
        EXPECT_EQ(nameProblem(nameAfter(file)), std::nullopt) << file;
    }
}

TEST(TagProblem, AWordOfAtMost64Bytes) {
    for (const std::string& tag : {std::string("a"), std::string("sweep:patch-count"),
                                   std::string("ü/+-'\"%"), std::string(64, 'x')}) {
        EXPECT_EQ(tagProblem(tag), std::nullopt) << tag;
    }
    for (const char* tag :
         {"two words", " a", "a,b", "tab\t", "\u00a0", "a\u200bb", "\x7f", "\n"}) {
        EXPECT_EQ(tagProblem(tag), "holds a blank, a comma or a control character") << tag;
    }
    EXPECT_EQ(tagProblem(""), "is empty");
    EXPECT_EQ(tagProblem("\xff"), "is not UTF-8 text");
    EXPECT_EQ(tagProblem(std::string(65, 'x')), "is longer than 64 bytes");
}

TEST(Elided, CountsCharacters) {
    EXPECT_EQ(elided("abc", 3), "abc");
    EXPECT_EQ(elided("abcd", 3), "ab…");
    EXPECT_EQ(elided("äöüß", 3), "äö…");
    EXPECT_EQ(elided("äöü", 3), "äöü");
    EXPECT_EQ(elided("", 3), "");
    EXPECT_EQ(elided("ab", 1), "…");
}

TEST(Utf8, AcceptsTheSmallestAndLargestOfEachLength) {
    for (const char* text : {"\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff",
                             "\U00010000", "\U0010ffff", ""}) {
        EXPECT_FALSE(findInvalidUtf8(text)) << text;
    }
}

TEST(Utf8, FindsTheFirstBadByte) {
    const std::vector<std::pair<std::string, std::size_t>> texts{
        {"\x80", 0},                 // nothing to continue
        {"ab\xc3", 2},               // cut off
        {"ab\xc3(", 2},              // not continued
        {"\xc0\x80", 0},             // longer than needed
        {"\xe0\x9f\xbf", 0},         // longer than needed
        {"\xf0\x8f\xbf\xbf", 0},     // longer than needed
        {"é\xed\xa0\x80", 2},        // half of a surrogate pair
        {"\xf4\x90\x80\x80", 0},     // beyond U+10FFFF
        {"\xf8\x88\x80\x80\x80", 0}, // five bytes
        {"\xff\xfe{", 0},            // UTF-16's mark
    };
    for (const auto& [text, position] : texts) {
        EXPECT_EQ(findInvalidUtf8(text), position) << oneLine(text);
    }
}

TEST(NumberText, IsShortAndReadsBack) {
    EXPECT_EQ(numberText(0), "0");
    EXPECT_EQ(numberText(65536), "65536");
    EXPECT_EQ(numberText(0.1), "0.1");
    EXPECT_EQ(numberText(-2.5), "-2.5");
    EXPECT_EQ(numberText(1e6), "1000000");
    EXPECT_EQ(numberText(9007199254740992.0), "9007199254740992");
    EXPECT_EQ(numberText(1e300), "1e+300");
    EXPECT_EQ(numberText(1e-300), "1e-300");
    EXPECT_EQ(numberText(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(numberText(std::nan("")), "nan");
}

TEST(WordList, JoinsTheLastTwo) {
    EXPECT_EQ(wordList({}, "or"), "");
    EXPECT_EQ(wordList({"a"}, "or"), "a");
    EXPECT_EQ(wordList({"a", "b"}, "or"), "a or b");
    EXPECT_EQ(wordList({"a", "b", "c"}, "and"), "a, b and c");
}

TEST(Closest, FindsTheMostSimilarWord) {
    const std::vector<std::string> words{"train.batch", "train.epochs", "probe.batch"};
    EXPECT_EQ(closest("train.bach", words), "train.batch");   // left out
    EXPECT_EQ(closest("train.battch", words), "train.batch"); // added
    EXPECT_EQ(closest("train.betch", words), "train.batch");  // replaced
    EXPECT_EQ(closest("train.bacth", words), "train.batch");  // swapped
    EXPECT_EQ(closest("probe.bach", words), "probe.batch");
}

TEST(CodePoints, AreThoseOfTheTextAndAQuestionMarkForABadByte) {
    EXPECT_EQ(codePoints("aö狗\U0001F600"), U"aö狗\U0001F600");
    EXPECT_EQ(codePoints("a\xFF\xC3"), U"a??");
    EXPECT_EQ(codePoints(""), U"");
}

TEST(DurationText, IsAClock) {
    EXPECT_EQ(durationText(0), "0:00");
    EXPECT_EQ(durationText(54.4), "0:54");
    EXPECT_EQ(durationText(59.6), "1:00");
    EXPECT_EQ(durationText(367), "6:07");
    EXPECT_EQ(durationText(3723), "1:02:03");
    EXPECT_EQ(durationText(-1), "0:00");
    EXPECT_EQ(durationText(std::nan("")), "0:00");
    EXPECT_EQ(durationText(1e300), "277777777:46:40") << "the longest";
}

TEST(Closest, CountsASwapAsOne) {
    EXPECT_EQ(closest("ba", {"ab"}), "ab");
}

TEST(Closest, FindsNothingIfNoWordIsSimilar) {
    EXPECT_EQ(closest("colour", {"train.batch", "device"}), std::nullopt);
    EXPECT_EQ(closest("", {"a"}), std::nullopt);
    EXPECT_EQ(closest("x", {}), std::nullopt);
    EXPECT_EQ(closest(std::string(65, 'a'), {std::string(64, 'a')}), std::nullopt);
}

} // namespace
} // namespace asge
