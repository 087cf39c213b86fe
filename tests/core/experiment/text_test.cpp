#include "core/experiment/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace asge {
namespace {

TEST(OneLine, KeepsReadableText) {
    EXPECT_EQ(oneLine("plain, 1 × √D – “quoted” 日本 😀"), "plain, 1 × √D – “quoted” 日本 😀");
    EXPECT_EQ(oneLine(""), "");
}

TEST(OneLine, ReplacesWhatBreaksOrHidesALine) {
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

TEST(Closest, FindsTheLeastMistyped) {
    const std::vector<std::string> words{"train.batch", "train.epochs", "probe.batch"};
    EXPECT_EQ(closest("train.bach", words), "train.batch");   // left out
    EXPECT_EQ(closest("train.battch", words), "train.batch"); // added
    EXPECT_EQ(closest("train.betch", words), "train.batch");  // replaced
    EXPECT_EQ(closest("train.bacth", words), "train.batch");  // swapped
    EXPECT_EQ(closest("probe.bach", words), "probe.batch");
}

TEST(Closest, CountsASwapAsOne) {
    EXPECT_EQ(closest("ba", {"ab"}), "ab");
}

TEST(Closest, DoesNotGuessWildly) {
    EXPECT_EQ(closest("colour", {"train.batch", "device"}), std::nullopt);
    EXPECT_EQ(closest("", {"a"}), std::nullopt);
    EXPECT_EQ(closest("x", {}), std::nullopt);
    EXPECT_EQ(closest(std::string(65, 'a'), {std::string(64, 'a')}), std::nullopt);
}

} // namespace
} // namespace asge
