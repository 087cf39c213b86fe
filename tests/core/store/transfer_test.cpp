// SPDX-License-Identifier: GPL-3.0-or-later

// Exporting runs to files and importing them into another store.
#include "core/base/error.h"
#include "core/store/check.h"
#include "core/store/imported_run.h"
#include "core/store/run_copy.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/schema.h"
#include "store_fixture.h"
#include "tests/core/data/mutate.h"
#include "version1_store.h"
#include "version2_store.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>

namespace asge {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

/// Writes a run that has rows in every table.
RunId fullRun(RunWriter& writer, const std::string& name = "first") {
    NewRun run = sampleRun(name);
    run.lineage = Lineage{"0123456789abcdef0123456789abcdef",
                          0,
                          "parent",
                          2,
                          20,
                          {{"train.epochs", "4", "8"}, {"x", "", "\"quoted\""}}};
    const RunId id = writer.createRun(run);
    writer.addSteps(id, {sampleStep(1), sampleStep(2)});
    commitSample(writer, id, 1);
    writer
        .commitEpoch(id, sampleEpoch(2), sampleSnapshot(2),
                     {2, 200, sampleCheckpoint(2).bytes, true, true})
        .get();
    // Split the checkpoint into two parts, like a larger one.
    SQLite::Database(writer.path().string(), SQLite::OPEN_READWRITE, 5000)
        .exec("INSERT INTO checkpoint_part SELECT run, step, 1, substr(bytes, 1001)"
              " FROM checkpoint_part WHERE step = 200;"
              "UPDATE checkpoint_part SET bytes = substr(bytes, 1, 1000)"
              " WHERE step = 200 AND part = 0");
    commitSample(writer, id, 3);
    writer.addIntervention(id, {5, 0.5, "pause", ""});
    writer.addIntervention(id, {5, 0.6, "resume", "why\0not"});
    writer.setNotes(id, "two\nlines");
    writer.setColor(id, "#00ff7f");
    writer.setArchived(id, true);
    return id;
}

class Transfer : public StoreTest {
  protected:
    fs::path file() const { return folder() / "run.asge"; }
    fs::path other() const { return folder() / "other.sqlite"; }

    /// Expects that everything of two runs is equal except their numbers.
    static void expectSame(const RunReader& a, RunId idA, const RunReader& b, RunId idB) {
        RunDetail first = a.detail(idA);
        RunDetail second = b.detail(idB);
        second.summary.id = first.summary.id;
        EXPECT_EQ(first.summary, second.summary);
        EXPECT_EQ(first.software, second.software);
        EXPECT_EQ(first.dataIdentity, second.dataIdentity);
        EXPECT_EQ(first.parameters, second.parameters);
        EXPECT_EQ(first.classNames, second.classNames);
        EXPECT_EQ(first.layers, second.layers);
        EXPECT_EQ(first.epochs, second.epochs);
        EXPECT_EQ(first.steps, second.steps);
        EXPECT_EQ(first.interventions, second.interventions);
        EXPECT_EQ(first.segments, second.segments);
        EXPECT_EQ(first.probeImages, second.probeImages);
        EXPECT_EQ(a.channelHistory(idA), b.channelHistory(idB));
        for (const EpochEvent& epoch : first.epochs) {
            const auto maps = a.snapshot(idA, epoch.epoch);
            ASSERT_EQ(maps == nullptr, b.snapshot(idB, epoch.epoch) == nullptr);
            EXPECT_TRUE(maps == nullptr || *maps == *b.snapshot(idB, epoch.epoch));
        }
        ASSERT_EQ(a.checkpoints(idA), b.checkpoints(idB));
        for (const CheckpointInfo& info : a.checkpoints(idA)) {
            EXPECT_EQ(a.checkpoint(idA, info.step), b.checkpoint(idB, info.step));
        }
    }
};

TEST_F(Transfer, TheListHasEveryTable) {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(database);
    std::set<std::string> tables;
    SQLite::Statement select(database, "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                       " AND name NOT LIKE 'sqlite_%'");
    while (select.executeStep()) {
        tables.insert(select.getColumn(0).getString());
    }
    std::set<std::string> listed;
    for (const RunTable& table : runTables()) {
        listed.insert(table.name);
    }
    for (const char* ofTheStore : {"metric", "queue", "command"}) { // not a part of runs
        tables.erase(ofTheStore);
    }
    EXPECT_EQ(listed, tables);
}

TEST_F(Transfer, MetricsAreCopiedByTheirKeysAlsoUnknownOnes) {
    RunWriter writer(path());
    const RunId id = fullRun(writer);
    sql("INSERT INTO metric VALUES (40, 'unheard_of');"
        "INSERT INTO epoch_value SELECT run, epoch, 3, 40, 1, 17.5 FROM epoch");
    exportRun(path(), id, file());
    const auto valuesIn = [](const fs::path& store) {
        SQLite::Database database(store.string(), SQLite::OPEN_READONLY);
        return database
            .execAndGet("SELECT group_concat(line, ';') FROM (SELECT epoch || ' ' || split || ' '"
                        " || key || ' ' || part || ' ' || quote(value) AS line FROM epoch_value v"
                        " JOIN metric m ON m.id = v.metric ORDER BY epoch, split, key, part)")
            .getString();
    };
    EXPECT_EQ(valuesIn(file()), valuesIn(path()));
    EXPECT_THAT(valuesIn(file()), HasSubstr("unheard_of 1 17.5"));
    // A store with other numbers for its metrics.
    {
        RunWriter another(other());
        SQLite::Database database(other().string(), SQLite::OPEN_READWRITE, 5000);
        database.exec(
            "DELETE FROM metric; INSERT INTO metric VALUES (40, 'accuracy'), (3, 'more')");
        another.importRuns(file());
    }
    EXPECT_EQ(valuesIn(other()), valuesIn(path()));
}

TEST_F(Transfer, AMetricWithAnInvalidKeyIsRefused) {
    RunWriter writer(path());
    const RunId id = fullRun(writer);
    sql("INSERT INTO metric VALUES (40, 'a key; of no program');"
        "INSERT INTO epoch_value SELECT run, epoch, 3, 40, 1, 17.5 FROM epoch");
    EXPECT_THAT(errorOf<StoreError>([&] { exportRun(path(), id, file()); }),
                HasSubstr("epoch_value: "));
}

TEST_F(Transfer, ARunIsExportedAndImported) {
    std::string uid;
    {
        RunWriter writer(path());
        writer.createRun(sampleRun("before it"));
        const RunId id = fullRun(writer);
        writer.setStatus(id, RunStatus::stopped, "by the user");
        uid = RunReader(path()).find(id)->uid;
        exportRun(path(), id, file());
    }
    const RunReader source(path());
    {
        const RunReader exported(file());
        ASSERT_EQ(exported.runs().size(), 1U);
        expectSame(source, 2, exported, 1);
    }
    for (const char* ending : {"-wal", "-shm", "-journal"}) {
        EXPECT_FALSE(fs::exists(file().string() + ending)) << ending;
    }
    RunWriter writer(other());
    for (int i = 0; i < 3; ++i) {
        writer.createRun(sampleRun("another"));
    }
    const auto imported = writer.importRuns(file());
    ASSERT_EQ(imported.size(), 1U);
    EXPECT_EQ(imported[0].id, 4);
    EXPECT_EQ(imported[0].uid, uid);
    EXPECT_EQ(imported[0].name, "first");
    EXPECT_TRUE(imported[0].isNew);
    expectSame(source, 2, RunReader(other()), 4);

    const auto again = writer.importRuns(file());
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].id, 4);
    EXPECT_FALSE(again[0].isNew);
    EXPECT_EQ(RunReader(other()).runs().size(), 4U);
}

TEST_F(Transfer, AnExportedFileIsAStore) {
    {
        RunWriter writer(path());
        exportRun(path(), fullRun(writer), file());
    }
    RunWriter writer(file());
    writer.rename(1, "edited");
    EXPECT_EQ(RunReader(file()).runs().at(0).name, "edited");
    fs::permissions(file(), static_cast<fs::perms>(0444));
    EXPECT_EQ(RunReader(file()).runs().size(), 1U);
}

TEST_F(Transfer, AnExportWithoutCheckpointsHasEverythingElse) {
    RunWriter writer(path());
    const RunId id = fullRun(writer);
    exportRun(path(), id, file(), {.checkpoints = false});
    const RunReader source(path());
    const RunReader exported(file());
    ASSERT_TRUE(source.checkpoint(id));
    EXPECT_FALSE(exported.checkpoint(1));
    EXPECT_EQ(exported.detail(1).epochs, source.detail(id).epochs);
    EXPECT_EQ(exported.detail(1).steps, source.detail(id).steps);
    EXPECT_THAT(checkStore(file()).problems, IsEmpty());
}

TEST_F(Transfer, ACopyIsInterrupted) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    exportRun(path(), id, file());
    EXPECT_EQ(RunReader(path()).find(id)->status, RunStatus::running);
    EXPECT_EQ(RunReader(file()).find(1)->status, RunStatus::interrupted);
    EXPECT_EQ(RunReader(file()).find(1)->reason,
              "it was still being trained when this copy was made");
    // A store that is imported directly while a run is being trained.
    RunWriter into(other());
    EXPECT_TRUE(into.importRuns(path()).at(0).isNew);
    EXPECT_EQ(RunReader(other()).find(1)->status, RunStatus::interrupted);
}

TEST_F(Transfer, OneRunOfMany) {
    RunWriter writer(path());
    for (const char* name : {"a", "b", "c", "d"}) {
        writer.setStatus(writer.createRun(sampleRun(name)), RunStatus::finished);
    }
    writer.discard(4);
    RunWriter into(other());
    EXPECT_EQ(into.importRuns(path(), 2).at(0).name, "b");
    EXPECT_EQ(errorOf<BadInput>([&] { into.importRuns(path(), 7); }),
              path().string() + ": run 7: no such run");
    EXPECT_EQ(errorOf<BadInput>([&] { into.importRuns(path(), 4); }),
              path().string() + ": run 4: no such run")
        << "the run is in the bin";
    std::vector<std::string> made;
    for (const ImportedRun& run : into.importRuns(path())) {
        made.push_back(run.name + (run.isNew ? "" : " exists"));
    }
    EXPECT_THAT(made, ElementsAre("a", "b exists", "c"));
}

TEST_F(Transfer, ABranchFindsItsImportedParent) {
    RunWriter writer(path());
    const RunId parent = writer.createRun(sampleRun("parent"));
    NewRun branch = sampleRun("branch");
    branch.lineage = Lineage{RunReader(path()).find(parent)->uid, 0, "parent", 1, 100, {}};
    const RunId child = writer.createRun(branch);
    exportRun(path(), child, file());
    RunWriter into(other());
    into.createRun(sampleRun("another"));
    into.importRuns(file());
    EXPECT_EQ(RunReader(other()).find(2)->lineage->parent, 0);
    into.importRuns(path(), parent);
    EXPECT_EQ(RunReader(other()).find(2)->lineage->parent, 3);
}

TEST_F(Transfer, ExistingFilesAreNotOverwritten) {
    RunWriter writer(path());
    const RunId id = fullRun(writer);
    std::ofstream(file()) << "mine";
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), id, file()); }),
              file().string() + ": already exists");
    EXPECT_EQ(fs::file_size(file()), 4U);
    exportRun(path(), id, file(), {.overwrite = true});
    EXPECT_EQ(RunReader(file()).runs().size(), 1U);
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), id, path(), {.overwrite = true}); }),
              path().string() + ": is the store that the run is in");
    {
        RunWriter open(other());
        open.createRun(sampleRun());
        EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), id, other(), {.overwrite = true}); }),
                  other().string() + ": is a store that a program has open");
    }
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), id, folder()); }),
              folder().string() + ": is a folder");
    const fs::path nowhere = folder() / "no" / "run.asge";
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), id, nowhere); }),
              nowhere.string() + ": there is no such folder");
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), 9, folder() / "x"); }),
              "run 9: no such run");
    for (const auto& entry : fs::directory_iterator(folder())) {
        EXPECT_THAT(entry.path().string(), Not(HasSubstr(".part")));
    }
}

TEST_F(Transfer, StoresOfOldVersionsAreImported) {
    for (const char* schema : {kVersion1Store, kVersion2Store}) {
        const fs::path old = folder() / (schema == kVersion1Store ? "v1.sqlite" : "v2.sqlite");
        SQLite::Database(old.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(withCheckpoint(schema));
        const auto before = fs::file_size(old);
        const fs::path fresh = old.string() + ".new";
        RunWriter writer(fresh);
        const auto imported = writer.importRuns(old);
        ASSERT_FALSE(imported.empty());
        const RunReader reader(fresh);
        for (const ImportedRun& run : imported) {
            EXPECT_TRUE(run.isNew);
            EXPECT_EQ(run.uid.size(), 32U);
            EXPECT_EQ(reader.detail(run.id).segments.size(), 1U);
        }
        EXPECT_FALSE(writer.importRuns(old).at(0).isNew) << "its derived uid is the same";
        EXPECT_EQ(fs::file_size(old), before);
        EXPECT_EQ(SQLite::Database(old.string()).execAndGet("PRAGMA user_version").getInt(),
                  schema == kVersion1Store ? 1 : 2);
    }
}

TEST_F(Transfer, InvalidStoresAreRefused) {
    RunWriter writer(other());
    EXPECT_EQ(errorOf<BadInput>([&] { writer.importRuns(file()); }),
              file().string() + ": there is no such run store");
    std::ofstream(file()) << std::string(3000, 'x');
    EXPECT_EQ(errorOf<BadInput>([&] { writer.importRuns(file()); }),
              file().string() + ": is not a run store (not an SQLite file)");
    fs::remove(file());
    {
        RunWriter source(path());
        exportRun(path(), fullRun(source), file());
    }
    const auto change = [&](const char* statement) {
        SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec(statement);
    };
    change("UPDATE checkpoint_part SET bytes = zeroblob(10) WHERE step = 300");
    EXPECT_THAT(errorOf<BadInput>([&] { writer.importRuns(file()); }),
                StartsWith(file().string() + ": is damaged (run 1: epoch 3: checkpoint: "));
    change("DELETE FROM checkpoint_part WHERE step = 300; DELETE FROM checkpoint WHERE step = 300;"
           "CREATE TRIGGER t AFTER INSERT ON run BEGIN SELECT 1; END");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.importRuns(file()); }),
              file().string() +
                  ": is damaged (its schema has an object that no run store has: the trigger 't')");
    change("DROP TRIGGER t; DELETE FROM run");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.importRuns(file()); }),
              file().string() + ": holds no runs");
    EXPECT_TRUE(RunReader(other()).runs().empty());
}

/// 10,000 if ASGE_LONG_TESTS is set; each file takes milliseconds of disk time.
int manyFiles() {
    return std::getenv("ASGE_LONG_TESTS") != nullptr ? 10000 : 300;
}

TEST_F(Transfer, DamagedFilesAreImportedOrRefused) {
    {
        RunWriter source(path());
        const RunId id = source.createRun(sampleRun());
        source.addSteps(id, {sampleStep(1)});
        commitSample(source, id, 1);
        exportRun(path(), id, file());
    }
    std::ifstream stream(file(), std::ios::binary);
    const scratch::Bytes sound{std::istreambuf_iterator<char>(stream),
                               std::istreambuf_iterator<char>()};
    scratch::Mutator mutator(11);
    RunWriter writer(other());
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < manyFiles(); ++i) {
        const scratch::Bytes damaged = mutator.mutate(sound, sound);
        std::ofstream(file(), std::ios::binary | std::ios::trunc)
            .write(reinterpret_cast<const char*>(damaged.data()),
                   static_cast<std::streamsize>(damaged.size()));
        try {
            for (const ImportedRun& run : writer.importRuns(file())) {
                RunReader(other()).detail(run.id);
                writer.remove(run.id);
            }
            ++taken;
        } catch (const Error& error) {
            ASSERT_THAT(error.what(), StartsWith(file().string() + ": ")) << i;
            ASSERT_TRUE(scratch::isOneLine(error.what())) << error.what();
            ++refused;
        }
    }
    EXPECT_GT(taken, manyFiles() / 20);
    EXPECT_GT(refused, manyFiles() / 20);
    SQLite::Database database(other().string());
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
    EXPECT_TRUE(RunReader(other()).runs().empty());
}

} // namespace
} // namespace asge
