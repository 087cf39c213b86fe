// SPDX-License-Identifier: GPL-3.0-or-later

#include "child_process.h"
#include "core/base/error.h"
#include "core/store/files.h"
#include "core/store/run_export.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_copy.h"
#include "core/store/store_file.h"
#include "store_fixture.h"
#include "tests/support/sample_checkpoint.h"
#include "tests/support/small_disk.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

namespace asge {
namespace {

using namespace test;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

class Space : public StoreTest {
  protected:
    /// Writes a run with a checkpoint of 12 MB; its size grows with the square of `channels`.
    static RunId bigRun(RunWriter& writer, int channels = 330) {
        NewRun run = sampleRun();
        for (LayerInfo& layer : run.layers) {
            layer.channels = channels;
        }
        const std::string number = std::to_string(channels);
        run.experimentJson =
            R"({"method": "asge", "network": {"layers": ")" + number + "M " + number + "\"}}";
        const RunId id = writer.createRun(run);
        writer.saveCheckpoint(id, {1, 1, checkpointBytes(run, 0.5F, {1, 1})});
        writer.setStatus(id, RunStatus::finished);
        return id;
    }
    static std::uintmax_t sizeWithLog(const fs::path& store) {
        std::error_code none;
        const auto log = fs::file_size(store.string() + "-wal", none);
        return fs::file_size(store) + (none ? 0 : log);
    }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator(folder())) {
            all.push_back(entry.path().filename().string());
        }
        std::sort(all.begin(), all.end());
        return all;
    }
};

TEST_F(Space, IsReturnedBeforeACommandEnds) {
    {
        RunWriter writer(path());
        const RunId id = bigRun(writer, 740);
        writer.remove(id);
        writer.shrinkAtEnd();
    }
    EXPECT_LT(sizeWithLog(path()), 1'000'000U);
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
}

TEST_F(Space, IsReturnedWhileAnotherProgramReads) {
    RunWriter writer(path());
    const RunReader reader(path());
    writer.remove(bigRun(writer));
    EXPECT_TRUE(eventually([&] { return sizeWithLog(path()) < 1'000'000U; }));
}

TEST_F(Space, IsReturnedByAStoreWithoutIncrementalVacuum) {
    { RunWriter{path()}; }
    sql("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM");
    ASSERT_EQ(integer("PRAGMA auto_vacuum"), 0);
    {
        RunWriter writer(path());
        bigRun(writer);
        writer.discard(1);
        EXPECT_EQ(writer.emptyBin(), 1);
        writer.shrinkAtEnd();
    }
    EXPECT_LT(sizeWithLog(path()), 1'000'000U);
}

TEST_F(Space, TheBinIsEmptiedOnlyWhenAsked) {
    RunWriter(path()).discard([&] {
        RunWriter writer(path());
        return bigRun(writer, 1);
    }());
    sql("UPDATE run SET deleted = 5"); // decades ago, by a wrong clock
    { RunWriter{path()}; }
    EXPECT_EQ(RunReader(path()).bin().size(), 1U);
}

TEST_F(Space, AFailedExportLeavesNothing) {
    RunWriter writer(path());
    const RunId id = bigRun(writer);
    const SmallDisk disk(folder() / "disk");
    if (!disk.isThere()) {
        GTEST_SKIP() << "only root can mount a small disk";
    }
    EXPECT_THROW(exportRun(path(), id, disk.folder() / "run.asge"), StoreError);
    EXPECT_EQ(errorOf<StoreError>([&] { exportStore(path(), disk.folder() / "all.asge"); }),
              (disk.folder() / "all.asge").string() + ": disk is full");
    EXPECT_TRUE(fs::is_empty(disk.folder()));
}

TEST_F(Space, AFailedImportLeavesNoStoreAndNoFolder) {
    const fs::path file = folder() / "run.asge";
    {
        RunWriter writer(path());
        exportRun(path(), bigRun(writer), file);
    }
    const SmallDisk disk(folder() / "disk");
    if (disk.isThere()) {
        EXPECT_THROW(importInto(disk.folder() / "a" / "b" / "runs.sqlite", file), StoreError);
        EXPECT_TRUE(fs::is_empty(disk.folder()));
    }
    const fs::path fresh = folder() / "new" / "runs.sqlite";
    EXPECT_EQ(errorOf<BadInput>([&] { importInto(fresh, file, 7); }),
              file.string() + ": run 7: no such run");
    EXPECT_FALSE(fs::exists(fresh.parent_path()));
}

TEST_F(Space, AnImportCreatesACompleteStore) {
    const fs::path file = folder() / "run.asge";
    {
        RunWriter writer(path());
        exportRun(path(), bigRun(writer, 2), file);
    }
    const fs::path fresh = folder() / "new" / "runs.sqlite";
    EXPECT_EQ(importInto(fresh, file).size(), 1U);
    EXPECT_EQ(RunReader(fresh).runs().size(), 1U);
    EXPECT_FALSE(importInto(fresh, file).at(0).isNew);
}

TEST_F(Space, LeftoversOfAKilledProgramAreRemovedByTheNextOne) {
    const fs::path file = folder() / "run.asge";
    ChildProcess child([&](const auto& report) {
        const ScratchFile scratch(file);
        std::ofstream(scratch.path()) << "half";
        std::ofstream(scratch.path().string() + "-wal") << "half";
        report(1);
        std::this_thread::sleep_for(60s);
    });
    ASSERT_EQ(child.next(), 1);
    const auto during = names();
    ASSERT_EQ(during.size(), 2U);
    removeLeftovers(folder());
    EXPECT_EQ(names(), during) << "the process that made them is alive";
    child.kill();
    std::ofstream(folder() / "a.asge-x.part") << "not ours";
    std::ofstream(folder() / "b.1234.part") << "not ours";
    fs::create_directory(folder() / "c.asge-12.part");
    {
        const ScratchFile other(folder() / "other");
        EXPECT_EQ(names().size(), 4U);
    }
    EXPECT_THAT(names(), ElementsAre("a.asge-x.part", "b.1234.part", "c.asge-12.part"));
}

TEST_F(Space, AWriterRemovesLeftovers) {
    std::ofstream(folder() / "runs.sqlite.asge-99.part") << "half";
    { RunWriter{path()}; }
    EXPECT_THAT(names(), ElementsAre("runs.sqlite"));
}

TEST_F(Space, AStoreIsExportedConsistentlyWhileItIsWritten) {
    ChildProcess child([&](const auto& report) {
        RunWriter writer(path());
        writer.setStatus(writer.createRun(sampleRun("deleted")), RunStatus::stopped);
        writer.remove(1);
        writer.setStatus(writer.createRun(sampleRun("binned")), RunStatus::stopped);
        writer.discard(2);
        const RunId id = writer.createRun(sampleRun("trained"));
        commitSample(writer, id, 1);
        report(1);
        for (int epoch = 2;; ++epoch) {
            commitSample(writer, id, epoch);
        }
    });
    ASSERT_EQ(child.next(), 1);
    for (int i = 0; i < 5; ++i) {
        const fs::path file = folder() / ("all" + std::to_string(i));
        const int before = RunReader(path()).find(3)->epochsDone;
        exportStore(path(), file);
        EXPECT_FALSE(fs::exists(file.string() + "-wal"));
        const RunReader reader(file);
        EXPECT_GE(reader.find(3)->epochsDone, before);
        EXPECT_EQ(reader.find(3)->status, RunStatus::interrupted);
        EXPECT_EQ(reader.detail(3).epochs.size(),
                  static_cast<std::size_t>(reader.find(3)->epochsDone));
        EXPECT_EQ(reader.bin().at(0).id, 2);
        EXPECT_THAT(reader.warnings(), IsEmpty());
    }
    EXPECT_EQ(errorOf<BadInput>([&] { exportStore(path(), folder() / "all0"); }),
              (folder() / "all0").string() + ": already exists");
    EXPECT_EQ(errorOf<BadInput>([&] { exportStore(path(), path(), true); }),
              path().string() + ": is the store that is to be exported");
    sql("PRAGMA wal_checkpoint(PASSIVE)"); // writes the run to the main file
    const fs::path alone = folder() / "alone.sqlite";
    fs::copy_file(path(), alone);
    EXPECT_THAT(RunReader(alone).warnings(),
                ElementsAre(HasSubstr("the newest epochs may be missing")));
}

} // namespace
} // namespace asge
