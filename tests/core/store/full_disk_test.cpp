// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <future>
#include <limits>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

namespace asge {
namespace {

using namespace test;

/// The end of the simulated disk: SQLite's writes beyond it fail as on a full disk.
std::atomic<off_t> diskEnd = std::numeric_limits<off_t>::max();

ssize_t writeToSmallDisk(int file, const void* data, std::size_t size, off_t offset) {
    if (offset + static_cast<off_t>(size) > diskEnd) {
        errno = ENOSPC;
        return -1;
    }
    return pwrite(file, data, size, offset);
}

/// Makes SQLite write through the simulated disk.
class FullDisk : public StoreTest {
  protected:
    void SetUp() override { setCalls(reinterpret_cast<sqlite3_syscall_ptr>(writeToSmallDisk)); }
    void TearDown() override {
        diskEnd = std::numeric_limits<off_t>::max();
        setCalls(nullptr);
    }
    static void setCalls(sqlite3_syscall_ptr call) {
        sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
        for (const char* name : {"pwrite", "pwrite64"}) {
            const int result = vfs->xSetSystemCall(vfs, name, call);
            ASSERT_TRUE(result == SQLITE_OK || result == SQLITE_NOTFOUND);
        }
    }
    std::string full() const { return path().string() + ": disk is full"; }
};

TEST_F(FullDisk, AnEpochWaitsForFreeSpace) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    EXPECT_EQ(writer.trouble(), std::nullopt);

    diskEnd = 0;
    auto future = writer.commitEpoch(id, sampleEpoch(2), sampleSnapshot(2), sampleCheckpoint(2));
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    EXPECT_EQ(errorOf<StoreError>([&] { writer.rename(id, "no space"); }), full()) << "at once";
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(id).epochs, std::vector{sampleEpoch(1)});
    EXPECT_EQ(reader.checkpoint(id), sampleCheckpoint(1));

    diskEnd = std::numeric_limits<off_t>::max();
    future.get();
    EXPECT_TRUE(eventually([&] { return !writer.trouble(); }));
    EXPECT_EQ(reader.detail(id).epochs, (std::vector{sampleEpoch(1), sampleEpoch(2)}));
    EXPECT_EQ(reader.checkpoint(id), sampleCheckpoint(2));
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(FullDisk, ARunBeginsWhenThereIsSpace) {
    RunWriter writer(path());
    diskEnd = 0;
    auto made = std::async(std::launch::async, [&] { return writer.createRun(sampleRun()); });
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    diskEnd = std::numeric_limits<off_t>::max();
    const RunId id = made.get();
    EXPECT_EQ(writer.trouble(), std::nullopt);
    EXPECT_EQ(RunReader(path()).detail(id).segments.size(), 1U);
    writer.setStatus(id, RunStatus::stopped);

    diskEnd = 0;
    std::thread training([&] { writer.resume(id, "cpu", "asge", 0); });
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    EXPECT_EQ(RunReader(path()).find(id)->status, RunStatus::stopped);
    diskEnd = std::numeric_limits<off_t>::max();
    training.join();
    EXPECT_EQ(RunReader(path()).find(id)->status, RunStatus::running);
}

TEST_F(FullDisk, ARunThatWasGivenUpIsNotCreated) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.setStatus(id, RunStatus::stopped);
    diskEnd = 0;
    auto made = std::async(std::launch::async, [&] { writer.createRun(sampleRun()); });
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    writer.giveUp();
    EXPECT_EQ(errorOf<StoreError>([&] { made.get(); }), full());
    EXPECT_EQ(errorOf<StoreError>([&] { writer.resume(id, "cpu", "asge", 0); }), full());
    diskEnd = std::numeric_limits<off_t>::max();
    writer.rename(id, "space");
    const auto runs = RunReader(path()).runs();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].status, RunStatus::stopped);
}

TEST_F(FullDisk, AWriteThatFitsIsWritten) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    diskEnd = 1'000'000;
    writer.addSteps(id, {sampleStep(101, 2)});
    auto future = writer.commitEpoch(id, sampleEpoch(2), sampleSnapshot(2),
                                     {2, 200, std::string(8'000'000, 'x')});
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    writer.rename(id, "small enough"); // does not wait for the epoch
    const RunDetail detail = RunReader(path()).detail(id);
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(101, 2)}));
    EXPECT_EQ(detail.epochs.size(), 1U);
    EXPECT_EQ(detail.summary.name, "small enough");
    EXPECT_EQ(writer.trouble(), full()) << "the epoch still waits";
    diskEnd = std::numeric_limits<off_t>::max();
    future.get();
    EXPECT_EQ(RunReader(path()).detail(id).epochs.size(), 2U);
}

TEST_F(FullDisk, WaitingWritesKeepTheirOrder) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    diskEnd = 0;
    writer.addSteps(id, {sampleStep(1)});
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    writer.addSteps(id, {sampleStep(2)});
    auto future = writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1));
    std::thread end([&] { writer.setStatus(id, RunStatus::finished); });
    EXPECT_EQ(future.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
    diskEnd = std::numeric_limits<off_t>::max();
    end.join();
    const RunDetail detail = RunReader(path()).detail(id);
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(1), sampleStep(2)}));
    EXPECT_EQ(detail.epochs.size(), 1U);
    EXPECT_EQ(detail.summary.status, RunStatus::finished);
}

TEST_F(FullDisk, GivingUpFailsTheWaitingWrites) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.giveUp(); // has no effect without trouble
    diskEnd = 0;
    writer.addSteps(id, {sampleStep(1)});
    auto future = writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1));
    EXPECT_TRUE(eventually([&] { return writer.trouble() == full(); }));
    writer.giveUp();
    EXPECT_EQ(errorOf<StoreError>([&] { future.get(); }), full());
    EXPECT_EQ(errorOf<StoreError>([&] { writer.addSteps(id, {sampleStep(2)}); }), full());
    EXPECT_EQ(errorOf<StoreError>([&] { writer.saveCheckpoint(id, sampleCheckpoint(1)); }), full())
        << "no write waits any more";
    diskEnd = std::numeric_limits<off_t>::max();
    writer.rename(id, "space");
    EXPECT_EQ(writer.trouble(), std::nullopt);
    writer.addSteps(id, {sampleStep(3)});
    writer.setStatus(id, RunStatus::finished);
    EXPECT_EQ(RunReader(path()).detail(id).steps, StepSeries(std::vector{sampleStep(3)}));
}

TEST_F(FullDisk, AnEndThatWasGivenUpIsWrittenWhenThereIsSpace) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    diskEnd = 0;
    std::thread user([&] {
        EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
        writer.giveUp();
    });
    EXPECT_EQ(errorOf<StoreError>([&] { writer.setStatus(id, RunStatus::failed, "no space"); }),
              full());
    user.join();
    const RunReader reader(path());
    EXPECT_EQ(reader.find(id)->status, RunStatus::running);
    diskEnd = std::numeric_limits<off_t>::max();
    EXPECT_TRUE(eventually([&] { return reader.find(id)->status == RunStatus::failed; }));
    EXPECT_EQ(reader.find(id)->reason, "no space");
    writer.remove(id);
}

TEST_F(FullDisk, TheEndOfTheProgramDoesNotWait) {
    RunId id = 0;
    std::future<void> future;
    {
        RunWriter writer(path());
        id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
        diskEnd = 0;
        future = writer.commitEpoch(id, sampleEpoch(2), {}, sampleCheckpoint(2));
        EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
    }
    EXPECT_EQ(errorOf<StoreError>([&] { future.get(); }), full());
    diskEnd = std::numeric_limits<off_t>::max();
    EXPECT_EQ(RunReader(path()).detail(id).epochs.size(), 1U);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(FullDisk, NoSpaceForANewStore) {
    diskEnd = 0;
    EXPECT_EQ(errorOf<StoreError>([&] { RunWriter writer(path()); }), full());
    diskEnd = std::numeric_limits<off_t>::max();
    EXPECT_EQ(RunWriter(path()).createRun(sampleRun()), 1);
}

/// Sets the system's limit on a file's size until the end of the scope.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

using FileLimit = StoreTest;

TEST_F(FileLimit, IsNamed) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    std::thread training;
    {
        const FileSizeLimit limit(500'000);
        training = std::thread([&] {
            writer.saveCheckpoint(id, {1, 1, std::string(3'000'000, 'x')});
        });
        EXPECT_TRUE(eventually([&] { return writer.trouble().has_value(); }));
        EXPECT_EQ(writer.trouble(),
                  path().string() + ": cannot grow: the limit on a file's size is reached");
    }
    training.join();
    EXPECT_EQ(RunReader(path()).checkpoints(id).size(), 1U);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

} // namespace
} // namespace asge
