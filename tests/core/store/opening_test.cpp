// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/schema.h"
#include "core/store/store_options.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <optional>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asge {
namespace {

using namespace test;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Opening : public StoreTest {
  protected:
    void makeStore() const {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        writer.setStatus(id, RunStatus::stopped);
    }
    std::string bytes() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    void write(const std::string& content) const {
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << content;
    }
    template <typename Expected = StoreError>
    std::string writerError() const {
        return errorOf<Expected>([&] { RunWriter writer(path()); });
    }
    template <typename Expected = StoreError>
    std::string readerError() const {
        return errorOf<Expected>([&] { RunReader reader(path()); });
    }
    std::string line(const std::string& what) const { return path().string() + ": " + what; }
    std::string damaged(const std::string& what) const {
        return line("is damaged (" + what +
                    "); 'asge runs check --salvage FILE' saves what is left of it");
    }
};

TEST_F(Opening, TheWriterCreatesItsFolder) {
    const fs::path deep = folder() / "a" / "b c" / "ü" / "runs.sqlite";
    RunWriter writer(deep);
    EXPECT_EQ(writer.path(), deep);
    const RunId id = writer.createRun(sampleRun());
    EXPECT_TRUE(RunReader(deep).find(id));
}

TEST_F(Opening, FilesHaveTheDocumentedSettings) {
    makeStore();
    EXPECT_EQ(integer("PRAGMA application_id"), kApplicationId);
    EXPECT_EQ(integer("PRAGMA user_version"), schemaVersion());
    EXPECT_EQ(text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(integer("PRAGMA auto_vacuum"), 2);
}

TEST_F(Opening, NamesThatSqliteReadsDifferently) {
    const fs::path before = fs::current_path();
    fs::current_path(folder());
    for (const char* name : {":memory:", "file:a?mode=memory", "file::memory:", "x%41#y"}) {
        RunWriter(name).createRun(sampleRun());
        EXPECT_TRUE(fs::is_regular_file(folder() / name)) << name;
        EXPECT_EQ(RunReader(name).runs().size(), 1U) << name;
    }
    fs::current_path(before);
    EXPECT_THROW(RunWriter(fs::path()), BadInput);
    EXPECT_THROW(RunReader(fs::path()), BadInput);
}

TEST_F(Opening, NoStore) {
    EXPECT_EQ(readerError<BadInput>(), line("there is no such run store"));
    EXPECT_FALSE(fs::exists(path()));
}

TEST_F(Opening, AFolder) {
    fs::create_directory(path());
    EXPECT_EQ(writerError<BadInput>(), line("is a folder, not a run store"));
    EXPECT_EQ(readerError<BadInput>(), line("is a folder, not a run store"));
}

TEST_F(Opening, AFolderThatCannotBeCreated) {
    write("a file");
    const fs::path below = path() / "runs.sqlite";
    const auto what = errorOf<StoreError>([&] { RunWriter writer(below); });
    EXPECT_THAT(what, StartsWith(below.string() + ": its folder cannot be created: "));
}

TEST_F(Opening, AnEmptyFileBecomesAStore) {
    write("");
    EXPECT_EQ(readerError<BadInput>(), line("is empty, not a run store"));
    makeStore();
    EXPECT_EQ(RunReader(path()).runs().size(), 1U);
    EXPECT_EQ(integer("PRAGMA auto_vacuum"), 2);
}

TEST_F(Opening, AMissingOrEmptyFileIsRefusedIfNoneIsToBeCreated) {
    StoreOptions options;
    options.createIfMissing = false;
    const fs::path missing = folder() / "typo" / "runs.sqlite";
    EXPECT_EQ(errorOf<BadInput>([&] { RunWriter writer(missing, options); }),
              missing.string() + ": there is no such run store");
    EXPECT_FALSE(fs::exists(missing.parent_path()));
    write("");
    EXPECT_EQ(errorOf<BadInput>([&] { RunWriter writer(path(), options); }),
              line("is empty, not a run store"));
    EXPECT_EQ(bytes(), "");
}

TEST_F(Opening, OnlyRegularFilesAreOpened) {
    ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
    EXPECT_EQ(readerError<BadInput>(), line("is not a regular file, so not a run store"));
    EXPECT_EQ(writerError<BadInput>(), line("is not a regular file, so not a run store"));
    EXPECT_THROW(exportRun(path(), 1, folder() / "x"), BadInput);
    EXPECT_THROW(RunReader("/dev/zero"), BadInput);
    fs::remove(path());
    makeStore();
    const fs::path link = folder() / "link.sqlite";
    fs::create_symlink(path(), link);
    for (const char* ending : {"-wal", "-shm", "-journal"}) {
        const fs::path log = path().string() + ending;
        ASSERT_EQ(mkfifo(log.c_str(), 0600), 0);
        EXPECT_EQ(readerError<BadInput>(), line(std::string("cannot be opened: runs.sqlite") +
                                                ending + " beside it is not a regular file"));
        EXPECT_THROW(RunWriter{path()}, BadInput);
        EXPECT_THROW(RunReader{link}, BadInput);
        fs::remove(log);
        fs::create_symlink("/dev/null", log);
        EXPECT_THROW(RunReader{path()}, BadInput);
        fs::remove(log);
    }
    EXPECT_EQ(RunReader(path()).runs().size(), 1U);
}

TEST_F(Opening, AStoreWithTwoNamesIsOnlyRead) {
    makeStore();
    const fs::path second = folder() / "second.sqlite";
    fs::create_hard_link(path(), second);
    for (const fs::path& name : {path(), second}) {
        EXPECT_EQ(errorOf<BadInput>([&] { RunWriter writer(name); }),
                  name.string() + ": is not written to: it has 2 names (hard links), and programs "
                                  "that use it by different names would destroy each other's work; "
                                  "'asge runs export --all FILE' copies it");
        const RunReader reader(name);
        EXPECT_EQ(reader.runs().size(), 1U);
        EXPECT_THAT(reader.warnings(), testing::ElementsAre(HasSubstr("has 2 names (hard links)")));
    }
    for (const char* ending : {"", "-wal", "-shm"}) { // a read-only connection leaves its logs
        fs::remove(second.string() + ending);
    }
    EXPECT_NO_THROW(RunWriter{path()});
    fs::create_symlink(path(), second); // SQLite follows symbolic links
    RunWriter writer(second);
    writer.createRun(sampleRun());
    EXPECT_TRUE(fs::exists(path().string() + "-wal"));
    EXPECT_FALSE(fs::exists(second.string() + "-wal"));
}

TEST_F(Opening, AFileThatIsABindMountIsOnlyRead) {
    makeStore();
    const fs::path mounted = folder() / "mounted.sqlite";
    std::ofstream(mounted) << "";
    if (mount(path().c_str(), mounted.c_str(), nullptr, MS_BIND, nullptr) != 0) {
        GTEST_SKIP() << "only root can mount";
    }
    EXPECT_THAT(errorOf<BadInput>([&] { RunWriter writer(mounted); }),
                HasSubstr("is a file that is mounted by itself"));
    EXPECT_EQ(RunReader(mounted).runs().size(), 1U);
    EXPECT_EQ(umount(mounted.c_str()), 0);
}

TEST_F(Opening, ReadingDoesNotChangeAnExport) {
    makeStore();
    const fs::path file = folder() / "run.asge";
    exportRun(path(), 1, file);
    const auto content = [&] {
        std::ifstream stream(file, std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(stream), {}};
    };
    const std::string before = content();
    EXPECT_EQ(RunReader(path()).detail(1).epochs.size(), 1U);
    EXPECT_FALSE(fs::exists(path().string() + "-wal")) << "no log is left beside it";
    EXPECT_EQ(RunReader(file).detail(1).epochs.size(), 1U);
    EXPECT_EQ(content(), before);
    EXPECT_FALSE(fs::exists(file.string() + "-wal"));
    exportRun(path(), 1, file, {.overwrite = true});
}

TEST_F(Opening, AWaitForALockIsReported) {
    makeStore();
    std::optional<SQLite::Database> other;
    other.emplace(path().string(), SQLite::OPEN_READWRITE);
    other->exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    std::vector<std::string> reported;
    StoreOptions options;
    options.onWait = [&](const std::string& what) {
        reported.push_back(what);
        other.reset();
    };
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(RunReader(path(), options).runs().size(), 1U);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
    EXPECT_THAT(reported,
                testing::ElementsAre(line("is locked by another program; waiting up to 30 s")));
}

TEST_F(Opening, AWriterReportsAWaitForALockToo) {
    makeStore();
    std::atomic<int> reported = 0;
    StoreOptions options;
    SQLite::Database other(path().string(), SQLite::OPEN_READWRITE);
    options.onWait = [&](const std::string&) { ++reported; };
    RunWriter writer(path(), options);
    EXPECT_EQ(reported, 0);
    other.exec("BEGIN IMMEDIATE");
    std::thread change([&] { writer.rename(1, "late"); });
    EXPECT_TRUE(eventually([&] { return reported == 1; }));
    other.exec("COMMIT");
    change.join();
}

TEST_F(Opening, NotADatabase) {
    for (const std::string& content :
         {std::string("hello"), std::string(100, 'q'), std::string(5000, '\0') + "end"}) {
        write(content);
        EXPECT_EQ(writerError<BadInput>(), line("is not a run store (not an SQLite file)"));
        EXPECT_EQ(readerError<BadInput>(), line("is not a run store (not an SQLite file)"));
        EXPECT_EQ(bytes(), content);
    }
}

TEST_F(Opening, AnotherProgramsDatabaseIsNotChanged) {
    for (const char* content :
         {"CREATE TABLE run (id INTEGER)", "PRAGMA application_id = 77",
          "PRAGMA application_id = 77; CREATE TABLE t (x)", "PRAGMA user_version = 3"}) {
        fs::remove(path());
        SQLite::Database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(content);
        const std::string before = bytes();
        EXPECT_EQ(writerError<BadInput>(),
                  line("is a database of another program, not a run store"));
        EXPECT_EQ(readerError<BadInput>(),
                  line("is a database of another program, not a run store"));
        EXPECT_EQ(bytes(), before) << content;
    }
}

TEST_F(Opening, ANewerStoreIsNotChanged) {
    makeStore();
    const std::string newer = std::to_string(schemaVersion() + 1);
    sql("PRAGMA user_version = " + newer + "; DROP TABLE step; PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string before = bytes();
    const std::string expected = line("is a run store of version " + newer +
                                      ", made by a newer program; this "
                                      "one knows versions up to " +
                                      std::to_string(schemaVersion()));
    EXPECT_EQ(writerError<BadInput>(), expected);
    EXPECT_EQ(readerError<BadInput>(), expected);
    EXPECT_EQ(bytes(), before);
}

TEST_F(Opening, ANewerStoreWithAllKnownColumnsIsRead) {
    makeStore();
    EXPECT_THAT(RunReader(path()).warnings(), testing::IsEmpty());
    sql("PRAGMA user_version = 9; ALTER TABLE run ADD COLUMN mood TEXT;"
        "CREATE TABLE dream (run INTEGER); PRAGMA wal_checkpoint(TRUNCATE)");
    const std::string before = bytes();
    EXPECT_EQ(writerError<BadInput>(),
              line("is a run store of version 9, made by a newer program; this one knows versions "
                   "up to " +
                   std::to_string(schemaVersion()) + " and can only read it"));
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(1).epochs, std::vector{sampleEpoch(1)});
    EXPECT_EQ(reader.checkpoint(1), sampleCheckpoint(1));
    EXPECT_THAT(reader.warnings(),
                testing::ElementsAre(line("made by a newer program (version 9); it is only read")));
    EXPECT_EQ(errorOf<BadInput>([&] { exportRun(path(), 1, folder() / "run.asge"); }),
              line("is a run store of version 9, made by a newer program; this one can't copy what "
                   "it doesn't know"));
    EXPECT_EQ(bytes(), before);
}

TEST_F(Opening, TruncatedFiles) {
    makeStore();
    const std::string whole = bytes();
    for (const std::size_t size : {std::size_t{50}, std::size_t{1000}, std::size_t{4096},
                                   std::size_t{4096 * 5 + 17}, whole.size() - 4096}) {
        write(whole.substr(0, size));
        for (const std::string& what : {writerError<Error>(), readerError<Error>()}) {
            EXPECT_TRUE(what.starts_with(line("is damaged (")) ||
                        what == line("is not a run store (not an SQLite file)"))
                << size << ": " << what;
        }
    }
}

TEST_F(Opening, AFlippedByteInTheHeaderIsFoundOrHarmless) {
    makeStore();
    const std::string whole = bytes();
    int refused = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        std::string flipped = whole;
        flipped[i] = static_cast<char>(~flipped[i]);
        write(flipped);
        try {
            RunWriter writer(path());
            RunReader(path()).detail(1);
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), StartsWith(path().string() + ": "));
            ++refused;
        }
        fs::remove(path().string() + "-wal");
        fs::remove(path().string() + "-shm");
    }
    EXPECT_GT(refused,
              30); // in the magic text, page size, versions, sizes, encoding, application id
}

TEST_F(Opening, DamagedContentIsNamed) {
    makeStore();
    const RunReader reader(path());
    sql("UPDATE layer_maps SET goodness = x'00000000' WHERE layer = 1");
    EXPECT_EQ(errorOf<StoreError>([&] { reader.snapshot(1, 1); }),
              damaged("run 1: epoch 1: maps have a size that does not match their extents"));
    sql("UPDATE checkpoint_part SET bytes = x'0000'");
    EXPECT_EQ(errorOf<StoreError>([&] { reader.checkpoint(1); }),
              damaged("run 1: its checkpoint of step 100 has 2 of " +
                      std::to_string(sampleCheckpoint(1).bytes.size()) + " bytes"));
    sql("INSERT INTO step VALUES (1, 1, 1, 0.5, x'0000000000000000')");
    EXPECT_EQ(errorOf<StoreError>([&] { reader.detail(1); }),
              damaged("run 1: steps: a loss without an accuracy"));
    sql("UPDATE step SET scores = x'00'");
    EXPECT_EQ(errorOf<StoreError>([&] { reader.detail(1); }),
              damaged("run 1: steps: 1 byte is not a whole number of values"));
    sql("UPDATE run SET epochs = 3000000000");
    EXPECT_EQ(errorOf<StoreError>([&] { reader.find(1); }),
              damaged("run 1: summary: 3000000000 is out of range"));
    EXPECT_THAT(reader.runs(), testing::IsEmpty());
    EXPECT_THAT(reader.leftOut(),
                testing::ElementsAre("run 1: summary: 3000000000 is out of range; the run is left "
                                     "out, 'asge runs check' shows details"));
    sql("DROP TABLE intervention");
    EXPECT_EQ(errorOf<StoreError>([&] { RunWriter(path()).addIntervention(1, {}); }),
              damaged("no such table: intervention"));
}

TEST_F(Opening, WithoutPermission) {
    makeStore();
    fs::permissions(folder(), fs::perms::all);
    fs::permissions(path(), static_cast<fs::perms>(0444));
    {
        const AsNobody nobody;
        EXPECT_EQ(writerError(), line("cannot be written: Permission denied"));
    }
    fs::permissions(path(), fs::perms::none);
    {
        const AsNobody nobody;
        EXPECT_EQ(writerError(), line("cannot be opened: Permission denied"));
        EXPECT_EQ(readerError(), line("cannot be opened: Permission denied"));
    }
    fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(Opening, InAReadOnlyFolder) {
    makeStore();
    fs::permissions(folder(), static_cast<fs::perms>(0555));
    fs::permissions(path(), fs::perms::all);
    {
        const AsNobody nobody;
        const fs::path fresh = folder() / "new.sqlite";
        EXPECT_EQ(errorOf<StoreError>([&] { RunWriter writer(fresh); }),
                  fresh.string() + ": cannot be opened: Permission denied");
        // SQLite can't create its -wal and -shm files.
        const std::string what = writerError();
        EXPECT_THAT(what, StartsWith(line("cannot be ")));
        EXPECT_TRUE(what.find("read-only") != std::string::npos ||
                    what.find("-shm") != std::string::npos)
            << what;
        // No user can create them, so the store can be read as immutable.
        EXPECT_EQ(RunReader(path()).runs().size(), 1U);
    }
    fs::permissions(folder(), fs::perms::owner_all);
}

TEST_F(Opening, InAFolderThatOnlyOthersMayWrite) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root can play two users";
    }
    makeStore();
    fs::permissions(folder(), static_cast<fs::perms>(0755));
    fs::permissions(path(), static_cast<fs::perms>(0644));
    {
        const AsNobody nobody;
        EXPECT_EQ(readerError(), line("cannot be opened: its folder is read-only for this user "
                                      "while others may write to it; a copy in another folder can "
                                      "be read"));
    }
    const RunWriter writer(path()); // its log's files exist and can be read
    const AsNobody nobody;
    EXPECT_EQ(RunReader(path()).runs().size(), 1U);
}

TEST_F(Opening, AReadOnlyStoreWithAnOddName) {
    const fs::path odd = folder() / "a?b#c %41ü" / "r&s.sqlite";
    RunWriter(odd).createRun(sampleRun());
    fs::permissions(odd, static_cast<fs::perms>(0444));
    fs::permissions(odd.parent_path(), static_cast<fs::perms>(0555));
    fs::permissions(folder(), static_cast<fs::perms>(0755));
    {
        const AsNobody nobody;
        EXPECT_EQ(RunReader(odd).runs().size(), 1U);
    }
    fs::permissions(odd.parent_path(), fs::perms::owner_all);
    fs::permissions(folder(), fs::perms::owner_all);
}

class Migration : public StoreTest {
  protected:
    SQLite::Database database{path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
};

TEST_F(Migration, RunsOnlyTheMissingSteps) {
    constexpr std::array first{"CREATE TABLE a (x)"};
    constexpr std::array both{"CREATE TABLE a (x)", "INSERT INTO a VALUES (5)"};
    migrate(database, first);
    EXPECT_EQ(storeKind(database).version, 1);
    migrate(database, both);
    migrate(database, both);
    EXPECT_EQ(storeKind(database).version, 2);
    EXPECT_EQ(storeKind(database).family, StoreKind::Family::store);
    EXPECT_EQ(integer("SELECT sum(x) FROM a"), 5);
    migrate(database, first); // never downgrades
    EXPECT_EQ(storeKind(database).version, 2);
}

TEST_F(Migration, AFailingStepRollsBackAll) {
    constexpr std::array steps{"CREATE TABLE a (x)", "INSERT INTO nowhere VALUES (5)"};
    EXPECT_THROW(migrate(database, steps), SQLite::Exception);
    EXPECT_EQ(storeKind(database).family, StoreKind::Family::empty);
}

} // namespace
} // namespace asge
