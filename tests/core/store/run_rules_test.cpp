// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <fstream>

namespace asge {
namespace {

using namespace test;
using ::testing::HasSubstr;
using RunRules = StoreTest;

TEST(RunIds, ArePlainWholeNumbersFrom1Up) {
    EXPECT_EQ(runIdFromText("1"), 1);
    EXPECT_EQ(runIdFromText("9223372036854775807"), 9223372036854775807);
    for (const char* text :
         {"", "0", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e3", "x", "١", "99999999999999999999"}) {
        EXPECT_EQ(errorOf<BadInput>([&] { runIdFromText(text); }),
                  "'" + std::string(text) +
                      "' is not a run's number, which is a whole number from 1 up");
    }
    EXPECT_LT(errorOf<BadInput>([] { runIdFromText(std::string(5000, '9')); }).size(), 200U);
}

TEST_F(RunRules, UnknownRunsAreBadInput) {
    RunWriter writer(path());
    const RunReader reader(path());
    constexpr const char* kLine = "run 12: no such run";
    EXPECT_EQ(errorOf<BadInput>([&] { reader.detail(12); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.rename(12, "x"); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.remove(12); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.setStatus(12, RunStatus::stopped); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.addIntervention(12, {}); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.saveCheckpoint(12, {}); }), kLine);
    EXPECT_EQ(errorOf<BadInput>([&] { commitSample(writer, 12, 1); }), kLine);
    EXPECT_FALSE(reader.find(12));
    EXPECT_FALSE(reader.checkpoint(12));
    EXPECT_TRUE(reader.channelHistory(12).empty());
    EXPECT_EQ(integer("SELECT count(*) FROM intervention"), 0);
}

TEST_F(RunRules, ARunningRunIsNotRemoved) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    EXPECT_EQ(errorOf<BadInput>([&] { writer.remove(id); }), "run 1: is running; stop it first");
    writer.setStatus(id, RunStatus::paused);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.remove(id); }), "run 1: is paused; stop it first");
    writer.setStatus(id, RunStatus::stopped);
    writer.remove(id);
    EXPECT_TRUE(RunReader(path()).runs().empty());
}

TEST_F(RunRules, RemovingLeavesNothingBehind) {
    RunWriter writer(path());
    std::vector<RunId> ids;
    for (int i = 0; i < 2; ++i) {
        NewRun run = sampleRun();
        run.lineage = Lineage{"parent's", 0, "parent", 0, 0, {}};
        const RunId id = ids.emplace_back(writer.createRun(run));
        writer.addSteps(id, {sampleStep(1), sampleStep(2)});
        commitSample(writer, id, 1);
        writer.addIntervention(id, {1, 0.5, "stop", "x"});
        writer.sendCommand(id, {CommandKind::freeze, 1, {}}, source::kTerminal);
        writer.setStatus(id, RunStatus::stopped);
    }
    std::vector<std::string> tables;
    {
        SQLite::Database database(path().string());
        SQLite::Statement select(
            database,
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
            " AND name NOT LIKE 'sqlite_%'"
            " AND name NOT IN ('metric', 'queue')"); // belong to the store, not to runs
        while (select.executeStep()) {
            tables.push_back(select.getColumn(0).getString());
        }
    }
    ASSERT_EQ(tables.size(), 20U);
    std::vector<std::int64_t> before;
    for (const auto& table : tables) {
        before.push_back(integer("SELECT count(*) FROM " + table));
        EXPECT_GT(before.back(), 0) << table << " is not covered by this test";
    }
    writer.remove(ids[0]);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        EXPECT_EQ(integer("SELECT count(*) FROM " + tables[i]) * 2, before[i]) << tables[i];
    }
    writer.remove(ids[1]);
    for (const auto& table : tables) {
        EXPECT_EQ(integer("SELECT count(*) FROM " + table), 0) << table;
    }
    EXPECT_EQ(writer.createRun(sampleRun()), ids[1] + 1); // numbers are never reused
}

TEST_F(RunRules, RemovingShrinksTheFile) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    const RunId other = writer.createRun(sampleRun());
    writer.saveCheckpoint(id, {1, 1, std::string(12'000'000, 'x')});
    commitSample(writer, other, 1);
    EXPECT_GT(integer("PRAGMA page_count"), 12'000'000 / 4096);
    writer.setStatus(id, RunStatus::finished);
    writer.remove(id);
    EXPECT_TRUE(eventually([&] { return integer("PRAGMA page_count") < 200; }));
    EXPECT_EQ(RunReader(path()).checkpoint(other), sampleCheckpoint(1));
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(RunRules, ContinuingDropsStepsAfterTheCheckpoint) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.addSteps(id, {sampleStep(99), sampleStep(100), sampleStep(101, 2)});
    commitSample(writer, id, 1); // with a checkpoint of step 100
    writer.setStatus(id, RunStatus::paused);
    writer.setStatus(id, RunStatus::running);
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(id).steps.size(), 3U); // a pause drops nothing
    writer.setStatus(id, RunStatus::stopped, "enough");
    EXPECT_EQ(reader.detail(id).steps.size(), 3U);
    writer.setStatus(id, RunStatus::running);
    const RunDetail detail = reader.detail(id);
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(99), sampleStep(100)}));
    EXPECT_EQ(detail.epochs.size(), 1U);
    EXPECT_EQ(detail.summary.status, RunStatus::running);
    EXPECT_EQ(detail.summary.reason, "");
}

TEST_F(RunRules, ARunWithoutCheckpointRestartsFromTheBeginning) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.addSteps(id, {sampleStep(1), sampleStep(2)});
    writer.setStatus(id, RunStatus::failed, "no memory");
    writer.setStatus(id, RunStatus::running);
    EXPECT_TRUE(RunReader(path()).detail(id).steps.empty());
}

TEST_F(RunRules, InvalidArraysAreNotWritten) {
    RunWriter writer(path());
    NewRun run = sampleRun();
    run.probeImages.pixels.pop_back();
    EXPECT_EQ(errorOf<BadInput>([&] { writer.createRun(run); }),
              "probe images: pixels: 23 values instead of 3 x 2 x 2 x 2");
    run = sampleRun();
    run.probeImages.labels.push_back(1);
    EXPECT_THROW(writer.createRun(run), BadInput);
    run = sampleRun();
    run.probeImages.count = -3;
    EXPECT_THROW(writer.createRun(run), BadInput);
    EXPECT_EQ(integer("SELECT count(*) FROM run"), 0);

    const RunId id = writer.createRun(sampleRun());
    auto snapshot = std::make_shared<ProbeSnapshot>(*sampleSnapshot(1));
    snapshot->layers[1].goodness.pop_back();
    auto future = writer.commitEpoch(id, sampleEpoch(1), snapshot, sampleCheckpoint(1));
    EXPECT_EQ(errorOf<BadInput>([&] { future.get(); }),
              "run 1: epoch 1: layer 2: goodness: 35 values instead of 3 x 3 x 2 x 2");
    const RunReader reader(path());
    EXPECT_EQ(reader.find(id)->epochsDone, 0); // an epoch is written completely or not at all
    EXPECT_FALSE(reader.checkpoint(id));
}

TEST_F(RunRules, LostStepsAreReportedByTheNextCall) {
    RunWriter writer(path());
    const RunId lost = writer.createRun(sampleRun());
    const RunId other = writer.createRun(sampleRun());
    sql("DELETE FROM run WHERE id = " + std::to_string(lost));
    writer.addSteps(lost, {sampleStep(1)});
    writer.addSteps(other, {sampleStep(1)});
    commitSample(writer, other, 1); // calls for other runs succeed
    EXPECT_EQ(errorOf<BadInput>([&] { writer.addSteps(lost, {sampleStep(2)}); }),
              "run 1: no such run");
    writer.addSteps(lost, {}); // reported once; later writes are attempted again
    commitSample(writer, other, 2);
    EXPECT_THROW(writer.commitEpoch(lost, sampleEpoch(1), {}, {}), BadInput);
    EXPECT_EQ(RunReader(path()).detail(other).steps.size(), 1U);
}

TEST_F(RunRules, AFailedRunIsMarkedWhateverWasLost) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    const RunId other = writer.createRun(sampleRun());
    sql("DROP TABLE step");
    writer.addSteps(id, {sampleStep(1)});
    writer.rename(other, "waits until the steps are tried");
    writer.setStatus(id, RunStatus::failed, "a layer diverged");
    writer.rename(id, "no error is left");
    EXPECT_EQ(RunReader(path()).find(id)->reason, "a layer diverged");
}

TEST_F(RunRules, DestructionWritesWhatIsQueued) {
    RunId id = 0;
    {
        RunWriter writer(path());
        id = writer.createRun(sampleRun());
        for (int step = 1; step <= 500; ++step) {
            writer.addSteps(id, {sampleStep(step)});
        }
        writer.commitEpoch(id, sampleEpoch(1), sampleSnapshot(1), sampleCheckpoint(1));
        writer.addSteps(id, {sampleStep(501, 2)});
    }
    const RunDetail detail = RunReader(path()).detail(id);
    EXPECT_EQ(detail.steps.size(), 501U);
    EXPECT_EQ(detail.epochs.size(), 1U);
}

TEST_F(RunRules, StepsAreWrittenWithoutAnythingElse) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.addSteps(id, {sampleStep(1)});
    const RunReader reader(path());
    EXPECT_TRUE(eventually([&] { return reader.detail(id).steps.size() == 1; }));
}

} // namespace
} // namespace asge
