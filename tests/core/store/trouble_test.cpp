// SPDX-License-Identifier: GPL-3.0-or-later

// The store's file is deleted, moved or replaced, its disk becomes full, or its folder read-only,
// while a training writes to it.
#include "child_process.h"
#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include <sys/stat.h>

namespace asge {
namespace {

using namespace test;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Trouble : public StoreTest {
  protected:
    void removeStore() const {
        for (const char* ending : {"", "-wal", "-shm"}) {
            fs::remove(path().string() + ending);
        }
    }
    /// Expects that all of a run with `epochs` sample epochs is stored.
    void expectSound(RunId id, int epochs) const {
        EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
        const RunReader reader(path());
        const RunDetail detail = reader.detail(id);
        ASSERT_EQ(detail.epochs.size(), static_cast<std::size_t>(epochs));
        for (int epoch = 1; epoch <= epochs; ++epoch) {
            EXPECT_EQ(detail.epochs[static_cast<std::size_t>(epoch) - 1], sampleEpoch(epoch));
            EXPECT_EQ(*reader.snapshot(id, epoch), *sampleSnapshot(epoch));
        }
        EXPECT_EQ(reader.checkpoint(id), sampleCheckpoint(epochs));
    }
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }
};

TEST_F(Trouble, ADeletedStoreIsWrittenBack) {
    fs::path file = path();
    {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        fs::permissions(path(), static_cast<fs::perms>(0600));
        removeStore();
        commitSample(writer, id, 2);
        EXPECT_EQ(writer.trouble(), std::nullopt);
        expectSound(id, 2);
        writer.rename(id, "renamed");
        commitSample(writer, id, 3);
        expectSound(id, 3);
    }
    EXPECT_EQ(names(), std::vector<std::string>{"runs.sqlite"});
    EXPECT_EQ(RunReader(path()).runs().at(0).name, "renamed");
}

TEST_F(Trouble, PermissionsAreKept) {
    { const RunWriter writer(path()); }
    fs::permissions(path(), static_cast<fs::perms>(0600));
    RunWriter writer(path());
    removeStore();
    writer.createRun(sampleRun());
    EXPECT_EQ(fs::status(path()).permissions(), static_cast<fs::perms>(0600));
}

TEST_F(Trouble, ADeletedStoreIsWrittenBackAtTheEnd) {
    {
        RunWriter writer(path());
        commitSample(writer, writer.createRun(sampleRun()), 1);
        removeStore();
    }
    expectSound(1, 1);
}

TEST_F(Trouble, AFolderIsWrittenBackToo) {
    const fs::path deep = folder() / "a" / "b" / "runs.sqlite";
    RunWriter writer(deep);
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    fs::remove_all(folder() / "a");
    commitSample(writer, id, 2);
    EXPECT_EQ(RunReader(deep).detail(id).epochs.size(), 2U);
}

TEST_F(Trouble, ALinkToTheStoreStays) {
    const fs::path link = folder() / "link.sqlite";
    fs::create_symlink(path(), link);
    RunWriter writer(link);
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    removeStore();
    commitSample(writer, id, 2);
    EXPECT_TRUE(fs::is_symlink(link));
    expectSound(id, 2);
}

TEST_F(Trouble, AMovedStoreIsWrittenBack) {
    const fs::path elsewhere = folder() / "elsewhere.sqlite";
    {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        fs::rename(path(), elsewhere); // without its log
        commitSample(writer, id, 2);
        expectSound(id, 2);
    }
    expectSound(1, 2);
}

TEST_F(Trouble, AFileThatTookItsPlaceIsNotChanged) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    removeStore();
    std::ofstream(path()) << "other file";
    auto future = writer.commitEpoch(id, sampleEpoch(2), sampleSnapshot(2), sampleCheckpoint(2));
    const std::string line = path().string() +
                             ": was deleted or moved while it was open, and another file has "
                             "taken its place; once that is moved away, it is written back";
    EXPECT_TRUE(eventually([&] { return writer.trouble() == line; }));
    EXPECT_EQ(errorOf<StoreError>([&] { writer.rename(id, "x"); }), line);
    EXPECT_EQ(fs::file_size(path()), 10U);
    fs::rename(path(), folder() / "theirs");
    future.get();
    expectSound(id, 2);
    EXPECT_EQ(fs::file_size(folder() / "theirs"), 10U);
}

TEST_F(Trouble, AFolderThatBecameReadOnly) {
    if (geteuid() != 0) {
        GTEST_SKIP() << "only root can play two users";
    }
    fs::permissions(folder(), fs::perms::all);
    std::unique_ptr<RunWriter> writer;
    std::future<void> future;
    {
        const AsNobody nobody;
        writer = std::make_unique<RunWriter>(path());
        commitSample(*writer, writer->createRun(sampleRun()), 1);
    }
    fs::permissions(folder(), static_cast<fs::perms>(0555));
    {
        const AsNobody nobody;
        commitSample(*writer, 1, 2); // its files are open
    }
    removeStore();
    {
        const AsNobody nobody;
        future = writer->commitEpoch(1, sampleEpoch(3), sampleSnapshot(3), sampleCheckpoint(3));
        EXPECT_TRUE(eventually([&] { return writer->trouble().has_value(); }));
        EXPECT_EQ(*writer->trouble(), path().string() +
                                          ": was deleted or moved while it was open, and it can't "
                                          "be written back: its folder can't be written");
    }
    fs::permissions(folder(), fs::perms::all);
    future.get();
    expectSound(1, 3);
}

TEST_F(Trouble, AnotherStoreIsNotMistakenForIt) {
    const fs::path older = folder() / "older.sqlite";
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    {
        SQLite::Database(path().string(), SQLite::OPEN_READWRITE)
            .exec("VACUUM INTO '" + older.string() + "'");
    }
    commitSample(writer, id, 1);
    removeStore();
    fs::rename(older, path()); // this store lacks the epoch
    auto future = writer.commitEpoch(id, sampleEpoch(2), sampleSnapshot(2), sampleCheckpoint(2));
    EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
    EXPECT_THAT(*writer.trouble(), HasSubstr("another file has taken its place"));
    fs::remove(path());
    future.get();
    expectSound(id, 2);
}

TEST_F(Trouble, TwoProcessesLoseOneStore) {
    // Reports when it has begun and continues when the store has been deleted.
    ChildProcess other([&](const ChildProcess::Report& report) {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun("other's"));
        commitSample(writer, id, 1);
        report(static_cast<int>(id));
        while (!fs::exists(folder() / "go")) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        for (int epoch = 2; epoch <= 10; ++epoch) {
            commitSample(writer, id, epoch);
        }
        writer.setStatus(id, RunStatus::finished);
    });
    const RunId others = other.next();
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun("ours"));
    commitSample(writer, id, 1);
    removeStore();
    std::ofstream(folder() / "go");
    for (int epoch = 2; epoch <= 10; ++epoch) {
        commitSample(writer, id, epoch);
    }
    EXPECT_TRUE(other.wait());
    expectSound(id, 10);
    expectSound(others, 10);
}

TEST_F(Trouble, AReaderFollows) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    const RunReader reader(path());
    const auto version = reader.version();
    EXPECT_EQ(reader.find(id)->epochsDone, 1);
    removeStore();
    EXPECT_EQ(reader.find(id)->epochsDone, 1) << "it still has the deleted file open";
    commitSample(writer, id, 2);
    EXPECT_GT(reader.version(), version);
    EXPECT_EQ(reader.find(id)->epochsDone, 2);
    const auto later = reader.version();
    commitSample(writer, id, 3);
    EXPECT_GT(reader.version(), later);
    EXPECT_EQ(reader.find(id)->epochsDone, 3);
}

class OnASmallDisk : public Trouble {
  protected:
    void SetUp() override {
        if (!disk_.isThere()) {
            GTEST_SKIP() << "only root can mount a small disk";
        }
    }
    fs::path store() const { return disk_.folder() / "runs.sqlite"; }

    SmallDisk disk_{folder() / "disk"};
};

TEST_F(OnASmallDisk, FullAndFreedAgain) {
    RunId id = 0;
    {
        RunWriter writer(store());
        id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        disk_.fill();
        writer.addSteps(id, {sampleStep(101, 2)});
        auto future = writer.commitEpoch(id, sampleEpoch(2), sampleSnapshot(2),
                                         {2, 200, std::string(500'000, 'x')});
        EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
        EXPECT_EQ(writer.trouble(), store().string() + ": disk is full");
        disk_.makeRoom();
        future.get();
        writer.setStatus(id, RunStatus::finished);
        EXPECT_EQ(writer.trouble(), std::nullopt);
    }
    const RunReader reader(store());
    const RunDetail detail = reader.detail(id);
    EXPECT_EQ(detail.epochs, (std::vector{sampleEpoch(1), sampleEpoch(2)}));
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(101, 2)}));
    EXPECT_EQ(reader.checkpoint(id)->bytes.size(), 500'000U);
    SQLite::Database database(store().string());
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(OnASmallDisk, AStoreInUseCanBeOpenedOnAFullDisk) {
    RunWriter writer(store());
    disk_.fill();
    const RunWriter another(store());
    EXPECT_EQ(RunReader(store()).runs().size(), 0U);
}

TEST_F(OnASmallDisk, AStoreOnAMissingDriveIsNotReplaced) {
    RunWriter writer(store());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    ASSERT_TRUE(disk_.pullOut());
    auto future = writer.commitEpoch(id, sampleEpoch(2), {}, sampleCheckpoint(2));
    EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
    EXPECT_THAT(*writer.trouble(), HasSubstr("its drive is not there"));
    EXPECT_TRUE(fs::is_empty(disk_.folder()));
    writer.giveUp();
    EXPECT_THROW(future.get(), StoreError);
}

} // namespace
} // namespace asge
