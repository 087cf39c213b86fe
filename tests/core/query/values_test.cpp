// SPDX-License-Identifier: GPL-3.0-or-later

// How values are written in filters and shown in tables.
#include "core/query/shown_value.h"
#include "core/query/times.h"
#include "core/query/written_value.h"
#include "tests/support/run_samples.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace asge {
namespace {

using filter::readDate;
using filter::readNumber;

double duration(const char* text) {
    const auto written = readNumber(FieldKind::duration, text);
    return written ? written->value : -1;
}

TEST(WrittenValueTest, Durations) {
    EXPECT_EQ(duration("90"), 90);
    EXPECT_EQ(duration("90s"), 90);
    EXPECT_EQ(duration("1H30M"), 5400);
    EXPECT_EQ(duration("1.5h"), 5400);
    EXPECT_EQ(duration("2min5sec"), 125);
    EXPECT_EQ(duration("2d"), 172800);
    EXPECT_EQ(duration("1:30"), 90);
    EXPECT_EQ(duration("1:00:05"), 3605);
    EXPECT_EQ(duration(".5m"), 30);
    for (const char* wrong : {"", "soon", "-5s", "1:2", "1:2:3:04", "h", ".", "5x", "1:", ":30"}) {
        EXPECT_EQ(duration(wrong), -1) << wrong;
    }
}

TEST(WrittenValueTest, NumbersAreFinite) {
    EXPECT_EQ(readNumber(FieldKind::number, " +2.5e1 ")->value, 25);
    EXPECT_EQ(readNumber(FieldKind::accuracy, "85 %")->value, 0.85);
    EXPECT_EQ(readNumber(FieldKind::accuracy, "1")->value, 1);
    for (const char* wrong : {"nan", "inf", "1e999", "0x10", "1,5", "", "+-1", "1 2"}) {
        EXPECT_FALSE(readNumber(FieldKind::number, wrong)) << wrong;
    }
}

TEST(WrittenValueTest, Dates) {
    EXPECT_EQ(readDate("2026"), "2026");
    EXPECT_EQ(readDate("2026-11-01 08:15"), "2026-11-01T08:15");
    EXPECT_EQ(readDate("2026-11-01t08"), "2026-11-01T08");
    EXPECT_EQ(readDate("Today"), localDate(0));
    for (const char* wrong : {"", "20", "2026-13", "2026-00", "2026-11-32", "2026/11", "2026-1",
                              "2026-11-01T25", "2026-11-01T08:60", "tuesday"}) {
        EXPECT_FALSE(readDate(wrong)) << wrong;
    }
}

TEST(TimesTest, AreReadStrictly) {
    EXPECT_EQ(parsedTime("1970-01-02T00:00:01Z"), 86401);
    EXPECT_EQ(parsedTime("2024-02-29T00:00:00Z"), 1709164800);
    for (const char* wrong : {"", "1970-01-02", "1970-01-02T00:00:01", "2023-02-29T00:00:00Z",
                              "2023-13-01T00:00:00Z", "2023-01-01T24:00:00Z"}) {
        EXPECT_FALSE(parsedTime(wrong)) << wrong;
    }
    EXPECT_EQ(parsedTime(localTime(0) + "Z").has_value(), true);
}

TEST(ShownValueTest, OfARun) {
    RunSummary run = test::makeRun(5, "a", 0.92346);
    run.notes = "\n first line \nsecond";
    run.lineage = Lineage{"uid", 3, "root", 3, 300, {}};
    const RunEntry entry(run);
    const auto shown = [&](const char* name) {
        return shownValue(*RunField::named(name), entry, plainNumber);
    };
    EXPECT_EQ(shown("fusion"), "92.35");
    EXPECT_EQ(shown("layer1"), "–");
    EXPECT_EQ(shown("epochs"), "10 / 10");
    EXPECT_EQ(shown("duration"), "10 min");
    EXPECT_EQ(shown("speed"), "1000");
    EXPECT_EQ(shown("parent"), "3 · root");
    EXPECT_EQ(shown("status"), "finished");
    EXPECT_EQ(shown("notes"), "first line ");
    EXPECT_EQ(shown("train.seed"), "–");
    const auto comma = [](double value, int decimals) {
        std::string text = plainNumber(value, decimals);
        std::replace(text.begin(), text.end(), '.', ',');
        return text;
    };
    EXPECT_EQ(shownValue(*RunField::named("fusion"), entry, comma), "92,35");
}

TEST(ShownValueTest, OfAGroup) {
    RunSummary first = test::makeRun(1, "a", 0.90);
    RunSummary second = test::makeRun(2, "b", 0.92);
    first.created = "2026-02-01T13:05:00Z";
    second.created = "2026-01-31T12:00:00Z";
    const RunEntries runs = makeEntries({first, second});
    const RunGroup group{{}, {}, {0, 1}, ""};
    const auto shown = [&](const char* name) {
        return shownOfGroup(*RunField::named(name), runs, group, plainNumber);
    };
    EXPECT_EQ(shown("fusion"), "91.00 ± 1.41");
    EXPECT_EQ(shown("speed"), "1000");
    EXPECT_EQ(shown("data"), "fashion-mnist");
    EXPECT_EQ(shown("name"), "") << "a value that the members do not share";
    EXPECT_EQ(shown("epochs"), "10 / 10");
    EXPECT_EQ(shown("created"), "2026-02-01 13:05") << "the last one";
    EXPECT_EQ(createdOfGroup(runs, group).first, "2026-01-31 12:00");
    EXPECT_EQ(shownRange(*RunField::named("fusion"), spreadOf(std::vector<double>{0.9, 0.92}),
                         plainNumber),
              "90.00 to 92.00, 2 runs");
}

} // namespace
} // namespace asge
