// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/schema.h"
#include "store_fixture.h"
#include "tests/support/small_disk.h"
#include "version1_store.h"
#include "version2_store.h"
#include "version3_store.h"
#include "version4_store.h"
#include "version5_store.h"
#include "version6_store.h"
#include "version7_store.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace asge {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
namespace fs = std::filesystem;

/// A store of an older version.
struct Old {
    int version = 0;
    std::string sql = {};
    bool tagsAndWaits = false; ///< it has the tags and wait shares of version 2
};

/// A store of each earlier version must be readable without a change and be migrated to this
/// version.
class OldStore : public StoreTest, public ::testing::WithParamInterface<Old> {
  protected:
    void SetUp() override {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(withCheckpoint(GetParam().sql));
    }
    fs::path beside(const std::string& ending) const { return path().string() + ending; }
    /// The ending of its backup's name.
    std::string copy() const { return ".v" + std::to_string(GetParam().version) + "-backup"; }
    std::int64_t versionOf(const fs::path& file) const {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
        return storeKind(database).version;
    }
    std::string bytes(const fs::path& file) const {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder())) {
            names.push_back(entry.path().filename());
        }
        std::sort(names.begin(), names.end());
        return names;
    }
    void expectItsRuns(const RunReader& reader) const;
};

INSTANTIATE_TEST_SUITE_P(
    Versions, OldStore,
    ::testing::Values(Old{1, kVersion1Store, false}, Old{2, kVersion2Store, true},
                      Old{3, kVersion3Store, true},
                      Old{4, std::string(kVersion3Store) + kVersion4Addition, true},
                      Old{5, kVersion5Store, true}, Old{6, kVersion6Store, true},
                      Old{7, kVersion7Store, true}),
    [](const auto& old) { return std::to_string(old.param.version); });

TEST(OldStores, HaveAFixtureOfEachVersion) {
    EXPECT_EQ(schemaVersion(), 8) << "add a fixture of the version before to OldStore";
}

/// Expects everything that the fixture holds.
void OldStore::expectItsRuns(const RunReader& reader) const {
    const auto runs = reader.runs();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].name, "second");
    EXPECT_EQ(runs[0].status, RunStatus::failed);
    EXPECT_EQ(runs[0].reason, "layer 2: loss is not finite");
    EXPECT_THAT(runs[0].tags, IsEmpty());
    EXPECT_FALSE(runs[0].lineage);
    const RunDetail detail = reader.detail(1);
    EXPECT_EQ(detail.summary.name, "first");
    EXPECT_EQ(detail.summary.created, "2026-01-01T00:00:00Z");
    EXPECT_EQ(detail.classNames, sampleRun().classNames);
    EXPECT_EQ(detail.layers, sampleRun().layers);
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(1), sampleStep(2)}));
    EXPECT_THAT(detail.interventions, ElementsAre(Intervention{50, 1.5, "pause", ""}));
    ASSERT_EQ(detail.epochs.size(), 2U);
    for (int i = 0; i < 2; ++i) {
        EpochEvent epoch = detail.epochs[static_cast<std::size_t>(i)];
        epoch.values.eraseIf(
            [](const MetricValues::Entry& entry) { // only the fixtures from version 5 on have them
                return rowOf(entry.metric).key == "top5";
            });
        EXPECT_EQ(std::isnan(epoch.waitShare()), !GetParam().tagsAndWaits)
            << "measured from version 2 on";
        epoch.values.setRun(MetricId::waitShare, sampleEpoch(i + 1).waitShare());
        EXPECT_EQ(epoch, sampleEpoch(i + 1));
    }
    EXPECT_EQ(runs[1].tags, GetParam().tagsAndWaits
                                ? (std::vector<std::string>{"baseline", "sweep:gain"})
                                : std::vector<std::string>{});
    EXPECT_EQ(reader.snapshot(1, 2)->layers, sampleSnapshot(2)->layers);
    EXPECT_EQ(reader.checkpoint(1), sampleCheckpoint(2));
    EXPECT_EQ(reader.lastEpoch(1)->step, 200);
    EXPECT_THAT(reader.accuracyHistories({1}),
                ElementsAre(AccuracyHistory{1, 2, {0.81 + 1 / 1000.0, 0.81 + 2 / 1000.0}}));
    EXPECT_EQ(detail.dataIdentity, "") << "not known for old runs";
    EXPECT_THAT(reader.outcomes(1), IsEmpty());
    EXPECT_THAT(reader.outcomes(1, 2).splits, IsEmpty());
}

TEST_P(OldStore, IsBroughtUpToDateWithAllItsRuns) {
    RunWriter writer(path());
    EXPECT_EQ(integer("PRAGMA user_version"), schemaVersion());
    expectItsRuns(RunReader(path()));

    // New features can be used on old runs.
    writer.changeTags(1, {"baseline"});
    EXPECT_THAT(RunReader(path()).find(1)->tags, Contains("baseline"));
    EXPECT_THAT(RunReader(path()).find(1)->uid, SizeIs(32));
    EXPECT_EQ(RunReader(path()).find(1)->bestEpoch, 1) << "by validation accuracy";
    EXPECT_THAT(RunReader(path()).detail(1).segments, SizeIs(1));
    const RunId id = writer.createRun(sampleRun("third"));
    EXPECT_EQ(id, 3) << "numbers are never reused";
    EpochEvent epoch = sampleEpoch(1);
    epoch.values.setRun(MetricId::waitShare, 0.25);
    writer.commitEpoch(id, epoch, {}, sampleCheckpoint(1)).get();
    EXPECT_EQ(RunReader(path()).lastEpoch(id), epoch);
    writer.remove(1);
    EXPECT_EQ(integer("SELECT count(*) FROM run_tag WHERE run = 1"), 0);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_P(OldStore, IsStillReadAfterAnotherProgramMigratesIt) {
    const RunReader reader(path());
    expectItsRuns(reader);
    const std::int64_t before = reader.version();
    const RunWriter writer(path()); // the migration
    EXPECT_NE(reader.version(), before);
    expectItsRuns(reader);
}

/// A query for all epoch values as one text, with the metrics' keys.
constexpr const char* kAllValues =
    "SELECT group_concat(line, ';') FROM (SELECT v.run || ' ' || epoch || ' ' || split || ' ' || "
    "key"
    " || ' ' || part || ' ' || quote(value) AS line FROM epoch_value v JOIN metric m ON m.id ="
    " v.metric ORDER BY v.run, epoch, split, key, part)";

TEST_P(OldStore, HasTheSameValuesBeforeAndAfterItsMigration) {
    SQLite::Database old(path().string(), SQLite::OPEN_READONLY);
    addCompatibilityViews(old, GetParam().version);
    const std::string seen = old.execAndGet(kAllValues).getString();
    RunWriter{path()};
    EXPECT_EQ(text(kAllValues), seen);
    EXPECT_THAT(seen, HasSubstr("1 2 0 learning_rate 1 0.001"));
    EXPECT_THAT(seen, HasSubstr("1 1 3 accuracy 2 X'000000000000E83F52B81E85EB51E83F'"))
        << "0.75 and 0.76";
}

TEST_F(StoreTest, Top5AccuraciesOfVersion5AreKept) {
    {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(withCheckpoint(kVersion5Store));
    }
    RunWriter{path()};
    EXPECT_EQ(text("SELECT group_concat(epoch || ' ' || split || ' ' || part || ' ' || hex(value))"
                   " FROM epoch_value WHERE metric = (SELECT id FROM metric WHERE key = 'top5')"),
              "2 3 0 0000000000E0EC3F000000000080EE3F0000000000A0ED3F") // last, fusion, best
        << "and none for the epoch that has none";
}

TEST_F(StoreTest, Top5AccuraciesOfVersion5AreShown) {
    {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(withCheckpoint(kVersion5Store));
    }
    const auto shown = [&] {
        return RunReader(path()).find(1)->values.predictions(findMetric("top5").value());
    };
    const Predictions expected{0.90234375, 0.953125, 0.92578125};
    EXPECT_EQ(shown(), expected) << "without a migration";
    RunWriter{path()};
    EXPECT_EQ(shown(), expected);
}

TEST_F(StoreTest, InvalidScoresDoNotStopTheMigration) {
    {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(withCheckpoint(kVersion5Store));
        database.exec("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
                      "INSERT INTO layer_score VALUES (1, 77, 'test', 0, 0.5, 0.5);" // no epoch
                      "INSERT INTO layer_score VALUES (1, 2, 'more', 0, 0.5, 0.5);"
                      "INSERT INTO epoch SELECT 2, epoch, step, seconds, learning_rate,"
                      " images_per_second, probe_share, accuracy_last, accuracy_fusion,"
                      " accuracy_best, best_layer, wait_share, 'five', NULL, NULL FROM epoch;"
                      "INSERT INTO layer_score VALUES (2, 1, 'test', 0, 0.5, 'half'),"
                      " (2, 2, 'test', 7, 0.5, 0.5)");
    }
    RunWriter{path()};
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(1).epochs.size(), 2U);
    EXPECT_THAT(errorOf<StoreError>([&] { reader.detail(2); }), HasSubstr("run 2: epochs: "));
}

TEST_P(OldStore, GetsTheSameSchemaAsANewOne) {
    RunWriter{path()};
    const fs::path fresh = folder() / "new.sqlite";
    RunWriter{fresh};
    const auto schemaOf = [](const fs::path& file) {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
        return database
            .execAndGet("SELECT group_concat(sql, ';') FROM"
                        " (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)")
            .getString();
    };
    EXPECT_EQ(schemaOf(path()), schemaOf(fresh));
}

TEST_P(OldStore, IsBackedUpBeforeItsMigration) {
    fs::permissions(path(), static_cast<fs::perms>(0600));
    RunWriter{path()};
    RunWriter{path()};
    RunWriter{folder() / "new.sqlite"};
    EXPECT_THAT(files(), ElementsAre("new.sqlite", "runs.sqlite", "runs.sqlite" + copy()))
        << "only a migrated store is backed up, and no scratch file is left";
    const fs::path copied = beside(copy());
    EXPECT_EQ(versionOf(copied), GetParam().version);
    EXPECT_EQ(fs::status(copied).permissions(), static_cast<fs::perms>(0600));
    expectItsRuns(RunReader(copied));
}

TEST_P(OldStore, ABackupIsNeverOverwritten) {
    std::ofstream(beside(copy())) << "another file";
    fs::create_symlink("nowhere", beside(copy() + "-2"));
    RunWriter{path()};
    EXPECT_EQ(bytes(beside(copy())), "another file");
    EXPECT_TRUE(fs::is_symlink(beside(copy() + "-2")));
    EXPECT_EQ(versionOf(beside(copy() + "-3")), GetParam().version);
}

TEST_P(OldStore, IsBackedUpWithItsLog) {
    // The last commits of a killed program are only in the log.
    SQLite::Database open(path().string(), SQLite::OPEN_READWRITE);
    open.exec("PRAGMA wal_autocheckpoint = 0; UPDATE run SET name = 'in the log' WHERE id = 1");
    RunWriter{path()};
    EXPECT_EQ(RunReader(beside(copy())).find(1)->name, "in the log");
    EXPECT_EQ(RunReader(path()).find(1)->name, "in the log");
}

TEST_P(OldStore, IsNotMigratedWithoutABackup) {
    const SmallDisk disk(beside("disk"));
    if (!disk.isThere()) {
        GTEST_SKIP() << "only root can mount a small disk";
    }
    const fs::path full = disk.folder() / "runs.sqlite";
    fs::copy_file(path(), full);
    SQLite::Database open(full.string(), SQLite::OPEN_READWRITE); // creates the log's files
    open.exec("PRAGMA journal_mode = WAL; UPDATE run SET name = name");
    disk.fill();
    const std::string what = errorOf<StoreError>([&] { RunWriter writer(full); });
    EXPECT_THAT(what, HasSubstr(full.string() + ": is of an older version and can't be upgraded"));
    EXPECT_EQ(versionOf(full), GetParam().version);
    expectItsRuns(RunReader(full));
    for (const auto& entry : fs::directory_iterator(disk.folder())) {
        EXPECT_THAT(entry.path().string(), Not(HasSubstr("backup")));
    }
}

TEST_P(OldStore, IsReadWithoutAChange) {
    const std::string before = bytes(path());
    {
        const RunReader reader(path());
        expectItsRuns(reader);
        EXPECT_GE(reader.version(), 0);
    }
    EXPECT_EQ(bytes(path()), before);
    EXPECT_EQ(versionOf(path()), GetParam().version);
    EXPECT_FALSE(fs::exists(beside(copy())));
}

TEST_P(OldStore, IsReadIfNothingCanBeWritten) {
    fs::permissions(path(), static_cast<fs::perms>(0444));
    fs::permissions(folder(), static_cast<fs::perms>(0555));
    const bool root = geteuid() == 0 && seteuid(65534) == 0;
    EXPECT_THROW(RunWriter{path()}, StoreError);
    expectItsRuns(RunReader(path()));
    ASSERT_TRUE(!root || seteuid(0) == 0);
    fs::permissions(folder(), fs::perms::owner_all);
}

} // namespace
} // namespace asge
