// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/query/run_rows.h"
#include "tests/support/run_samples.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

RunSummary configured(RunId id, const std::string& name, double fusion, int batch, int seed) {
    RunSummary run = test::makeRun(id, name, fusion);
    Experiment experiment;
    experiment.network.layers = {{32, false}};
    experiment.train.batch = batch;
    experiment.train.seed = seed;
    run.experimentJson = toJson(experiment);
    return run;
}

/// The ids of the runs, with 0 for the heading of a group.
std::vector<RunId> idsOf(const RunEntries& runs, const RunRows& rows) {
    std::vector<RunId> ids;
    for (const RunRow& row : rows.rows) {
        ids.push_back(row.run < 0 ? 0 : runs[static_cast<std::size_t>(row.run)]->summary().id);
    }
    return ids;
}

std::vector<RunId> sorted(const RunEntries& runs, const char* field, bool ascending) {
    RowsWanted wanted;
    wanted.sortedBy = *RunField::named(field);
    wanted.ascending = ascending;
    return idsOf(runs, arrangeRows(runs, wanted));
}

TEST(RunRowsTest, MissingValuesComeLastAndTheNewestOfEqualsFirst) {
    const RunEntries runs = makeEntries(
        {test::makeRun(1, "run 10", 0.9), test::makeRun(2, "Run 9", 0.8),
         test::makeEmptyRun(3, "run 9", RunStatus::failed), test::makeRun(4, "a", 0.9)});
    EXPECT_THAT(sorted(runs, "fusion", false), ElementsAre(4, 1, 2, 3));
    EXPECT_THAT(sorted(runs, "fusion", true), ElementsAre(2, 4, 1, 3));
    EXPECT_THAT(sorted(runs, "name", true), ElementsAre(4, 3, 2, 1));
    EXPECT_THAT(sorted(runs, "name", false), ElementsAre(1, 3, 2, 4));
    EXPECT_THAT(sorted(runs, "reason", true), ElementsAre(4, 3, 2, 1)) << "no run has a reason";
}

TEST(RunRowsTest, ArchivedRunsAreHiddenUnlessTheyAreAskedFor) {
    RunSummary archived = test::makeRun(1, "a", 0.9);
    archived.archived = true;
    const RunEntries runs = makeEntries({archived, test::makeRun(2, "b", 0.9)});
    RowsWanted wanted;
    EXPECT_THAT(idsOf(runs, arrangeRows(runs, wanted)), ElementsAre(2));
    EXPECT_EQ(arrangeRows(runs, wanted).hiddenArchived, 1);
    wanted.filter = RunFilter("name = a or archived");
    EXPECT_THAT(idsOf(runs, arrangeRows(runs, wanted)), ElementsAre(1));
    wanted.filter = {};
    wanted.archived = true;
    EXPECT_EQ(arrangeRows(runs, wanted).rows.size(), 2U);
}

TEST(RunRowsTest, GroupsAreSortedByTheirMeans) {
    const RunEntries runs =
        makeEntries({configured(1, "a", 0.5, 32, 1), configured(2, "a", 0.9, 32, 2),
                     configured(3, "b", 0.8, 64, 1), configured(4, "b", 0.7, 64, 2)});
    RowsWanted wanted;
    wanted.groupedBy = {kAllButSeed};
    wanted.sortedBy = *RunField::named("fusion");
    const RunRows rows = arrangeRows(runs, wanted);
    ASSERT_EQ(rows.groups.size(), 2U);
    EXPECT_EQ(groupTitle(rows.groups[0], runs), "batch = 64");
    EXPECT_THAT(rows.groups[1].members, ElementsAre(1U, 0U)) << "in the order of the rows";
    EXPECT_NEAR(spreadOf(*RunField::named("fusion"), runs, rows.groups[0]).mean, 0.75, 1e-12);
    wanted.open = {rows.groups[0].identity};
    EXPECT_THAT(idsOf(runs, arrangeRows(runs, wanted)), ElementsAre(0, 3, 4, 0));
}

TEST(RunRowsTest, GroupsByFieldsAndTags) {
    RunSummary failed = configured(2, "a", 0.9, 32, 2);
    failed.status = RunStatus::failed;
    failed.tags = {"x"};
    const RunEntries runs = makeEntries({configured(1, "a", 0.5, 32, 1), failed});
    const auto titles = [&](const std::string& word) {
        RowsWanted wanted;
        wanted.groupedBy = {groupKeyFrom(word, {}, "--group-by")};
        std::vector<std::string> titles;
        for (const RunGroup& group : arrangeRows(runs, wanted).groups) {
            titles.push_back(groupTitle(group, runs));
        }
        return titles;
    };
    EXPECT_THAT(titles("status"), ElementsAre("status = failed", "status = finished"));
    EXPECT_THAT(titles("best_epoch.last"), ElementsAre("best_epoch.last = none"));
    EXPECT_THAT(titles("tag:x"), ElementsAre("tag:x", "not tag:x"));
    EXPECT_THAT(titles("data"), ElementsAre("fashion-mnist"));
    EXPECT_THAT(titles("seed"), ElementsAre("fashion-mnist · 32 64M 128M"));
    EXPECT_THAT(titles("train.seed"), ElementsAre("seed = 2", "seed = 1"));
    EXPECT_THROW(titles("sead"), BadInput);
}

TEST(RunRowsTest, GroupsAreDistinctForAnyText) {
    RunSummary one = test::makeRun(1, "a", 0.9);
    RunSummary other = one;
    one.notes = "x\ny";
    one.reason = "z";
    other.notes = "x";
    other.reason = "y\nz";
    const RunEntries runs = makeEntries({one, other});
    EXPECT_EQ(groupRuns(pointersTo(runs), {"field:notes", "field:reason"}).size(), 2U);
}

TEST(RunRowsTest, SettingsAndValuesThatRunsHave) {
    RunSummary foreign = test::makeRun(3, "c", 0.9);
    foreign.experimentJson = R"({"train": {"batch": 32, "mixup": 0.5}})";
    foreign.tags = {"b", "A"};
    const RunEntries runs =
        makeEntries({configured(1, "B", 0.5, 32, 10), configured(2, "a", 0.9, 32, 9), foreign});
    const SeenSettings seen = seenSettings(runs);
    EXPECT_THAT(seen.unknown, ElementsAre("train.mixup"));
    EXPECT_TRUE(seen.differing.contains("train.seed"));
    EXPECT_FALSE(seen.differing.contains("train.batch"));
    EXPECT_THAT(seenValues(*RunField::named("train.seed"), runs), ElementsAre("9", "10"));
    EXPECT_THAT(seenValues(*RunField::named("name"), runs), ElementsAre("a", "B", "c"));
    EXPECT_THAT(seenValues(*RunField::named("tag"), runs), ElementsAre("A", "b"));
    EXPECT_THAT(seenValues(*RunField::named("reason"), runs), IsEmpty());
}

} // namespace
} // namespace asge
