#include "core/error.h"
#include "core/store/run_store.h"
#include "core/store/schema.h"
#include "store_fixture.h"
#include "version1_store.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include <unistd.h>

namespace asge {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

/// A store of each version before this one must be read as it is, and become one of this version.
class OldStore : public StoreTest {
  protected:
    void SetUp() override {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(kVersion1Store);
    }
    fs::path beside(const std::string& ending) const { return path().string() + ending; }
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
};

/// All that the fixture holds, whoever reads it.
void expectItsRuns(const RunReader& reader) {
    const auto runs = reader.runs();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].name, "second");
    EXPECT_EQ(runs[0].status, RunStatus::failed);
    EXPECT_EQ(runs[0].reason, "layer 2: loss is not finite");
    EXPECT_THAT(runs[0].tags, IsEmpty());
    const RunDetail detail = reader.detail(1);
    EXPECT_EQ(detail.summary.name, "first");
    EXPECT_EQ(detail.summary.created, "2026-01-01T00:00:00Z");
    EXPECT_EQ(detail.classNames, sampleRun().classNames);
    EXPECT_EQ(detail.layers, sampleRun().layers);
    EXPECT_EQ(detail.steps, (std::vector<StepEvent>{sampleStep(1), sampleStep(2)}));
    EXPECT_THAT(detail.interventions, ElementsAre(Intervention{50, 1.5, "pause", ""}));
    ASSERT_EQ(detail.epochs.size(), 2U);
    for (int i = 0; i < 2; ++i) {
        EpochEvent epoch = detail.epochs[static_cast<std::size_t>(i)];
        EXPECT_TRUE(std::isnan(epoch.waitShare)) << "it was not measured";
        epoch.waitShare = sampleEpoch(i + 1).waitShare;
        EXPECT_EQ(epoch, sampleEpoch(i + 1));
    }
    EXPECT_EQ(reader.snapshot(1, 2)->layers, sampleSnapshot(2)->layers);
    EXPECT_EQ(reader.checkpoint(1), sampleCheckpoint(2));
    EXPECT_EQ(reader.lastEpoch(1)->step, 200);
}

TEST_F(OldStore, IsBroughtUpToDateWithAllItsRuns) {
    RunWriter writer(path());
    EXPECT_EQ(integer("PRAGMA user_version"), schemaVersion());
    expectItsRuns(RunReader(path()));

    // What is new can be used, and what is old goes on.
    writer.changeTags(1, {"baseline"});
    EXPECT_THAT(RunReader(path()).find(1)->tags, ElementsAre("baseline"));
    const RunId id = writer.createRun(sampleRun("third"));
    EXPECT_EQ(id, 3) << "numbers are never used again";
    EpochEvent epoch = sampleEpoch(1);
    epoch.waitShare = 0.25;
    writer.commitEpoch(id, epoch, nullptr, sampleCheckpoint(1)).get();
    EXPECT_EQ(RunReader(path()).lastEpoch(id), epoch);
    writer.remove(1);
    EXPECT_EQ(integer("SELECT count(*) FROM run_tag WHERE run = 1"), 0);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(OldStore, BecomesTheSameSchemaAsANewOne) {
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

TEST_F(OldStore, IsCopiedBeforeItIsChanged) {
    fs::permissions(path(), static_cast<fs::perms>(0600));
    RunWriter{path()};
    RunWriter{path()};
    RunWriter{folder() / "new.sqlite"};
    EXPECT_THAT(files(), ElementsAre("new.sqlite", "runs.sqlite", "runs.sqlite.v1-backup"))
        << "only what changes is copied, and nothing is left over";
    const fs::path copy = beside(".v1-backup");
    EXPECT_EQ(versionOf(copy), 1);
    EXPECT_EQ(fs::status(copy).permissions(), static_cast<fs::perms>(0600));
    expectItsRuns(RunReader(copy));
}

TEST_F(OldStore, ACopyIsNeverWrittenOver) {
    std::ofstream(beside(".v1-backup")) << "somebody's";
    fs::create_symlink("nowhere", beside(".v1-backup-2"));
    RunWriter{path()};
    EXPECT_EQ(bytes(beside(".v1-backup")), "somebody's");
    EXPECT_TRUE(fs::is_symlink(beside(".v1-backup-2")));
    EXPECT_EQ(versionOf(beside(".v1-backup-3")), 1);
}

TEST_F(OldStore, HoldsWhatItsLogHeld) {
    // A program that was killed leaves its last commits in the log alone.
    SQLite::Database open(path().string(), SQLite::OPEN_READWRITE);
    open.exec("PRAGMA wal_autocheckpoint = 0; UPDATE run SET name = 'in the log' WHERE id = 1");
    RunWriter{path()};
    EXPECT_EQ(RunReader(beside(".v1-backup")).find(1)->name, "in the log");
    EXPECT_EQ(RunReader(path()).find(1)->name, "in the log");
}

TEST_F(OldStore, IsLeftAloneWhereItCannotBeCopied) {
    fs::create_directories(beside(".v1-backup.part") / "in the way");
    const std::string what = errorOf<StoreError>([&] { RunWriter writer(path()); });
    EXPECT_THAT(what, HasSubstr(path().string() + ": is of an older version, and the copy of it"));
    EXPECT_EQ(versionOf(path()), 1);
    expectItsRuns(RunReader(path()));
}

TEST_F(OldStore, IsReadAsItIs) {
    const std::string before = bytes(path());
    {
        const RunReader reader(path());
        expectItsRuns(reader);
        EXPECT_GE(reader.version(), 0);
    }
    EXPECT_EQ(bytes(path()), before);
    EXPECT_EQ(versionOf(path()), 1);
    EXPECT_FALSE(fs::exists(beside(".v1-backup")));
}

TEST_F(OldStore, IsReadWhereNothingCanBeWritten) {
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
