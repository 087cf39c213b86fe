// SPDX-License-Identifier: GPL-3.0-or-later

// Problems of a store are found and named, and a salvage saves the rest.
#include "core/store/check.h"

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"
#include "version1_store.h"
#include "version2_store.h"
#include "version3_store.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <random>

namespace asge {
namespace {

using namespace test;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Check : public StoreTest {
  protected:
    void makeRuns(int count, int epochs = 3) const {
        RunWriter writer(path());
        for (int i = 1; i <= count; ++i) {
            const RunId id = writer.createRun(sampleRun("run " + std::to_string(i)));
            for (std::int64_t step = 1; step <= 50; ++step) {
                writer.addSteps(id, {sampleStep(step)});
            }
            for (int epoch = 1; epoch <= epochs; ++epoch) {
                commitSample(writer, id, epoch);
            }
            writer.setStatus(id, RunStatus::finished);
        }
    }
    std::vector<std::string> problems() const { return lines(checkStore(path()).problems); }
    static std::vector<std::string> lines(const std::vector<StoreProblem>& problems) {
        std::vector<std::string> lines;
        for (const StoreProblem& problem : problems) {
            lines.push_back(toLine(problem));
        }
        return lines;
    }
    fs::path saved() const { return folder() / "saved.sqlite"; }
    std::string bytes() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    void write(const std::string& content) const {
        for (const char* ending : {"-wal", "-shm"}) {
            fs::remove(path().string() + ending);
        }
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << content;
    }
    /// Expects that the salvaged store has no problems.
    void expectSavedSound() const { EXPECT_THAT(lines(checkStore(saved()).problems), IsEmpty()); }
};

TEST_F(Check, ASoundStoreHasNoProblems) {
    makeRuns(3);
    RunWriter(path()).discard(2);
    const StoreCheck check = checkStore(path());
    EXPECT_EQ(check.runs, 3) << "including those in the bin";
    EXPECT_THAT(lines(check.problems), IsEmpty());
    const Salvage salvage = salvageStore(path(), saved());
    EXPECT_EQ(salvage.runs, 3);
    EXPECT_THAT(lines(salvage.lost), IsEmpty());
    EXPECT_EQ(RunReader(saved()).detail(1).steps, RunReader(path()).detail(1).steps);
    EXPECT_EQ(RunReader(saved()).bin().size(), 1U);
}

TEST_F(Check, AFileThatIsNotAStoreIsBadInput) {
    EXPECT_THROW(checkStore(path()), BadInput);
    write("hello");
    EXPECT_THROW(checkStore(path()), BadInput);
    EXPECT_THROW(salvageStore(path(), saved()), BadInput);
    EXPECT_FALSE(fs::exists(saved()));
}

TEST_F(Check, AnOldStoreIsCheckedAndSalvagedWithoutMigration) {
    SQLite::Database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec(withCheckpoint(kVersion1Store));
    EXPECT_THAT(problems(), IsEmpty());
    EXPECT_EQ(salvageStore(path(), saved()).runs, 2);
    expectSavedSound();
    EXPECT_EQ(integer("PRAGMA user_version"), 1);
}

TEST_F(Check, AFaultThatIsHiddenByAnotherIsLeftOutToo) {
    makeRuns(1);
    sql("UPDATE epoch_value SET value = 7 WHERE run = 1 AND part = 2;"
        "UPDATE run_tag SET tag = 'two words' WHERE run = 1 AND tag = 'baseline'");
    EXPECT_EQ(salvageStore(path(), saved()).runs, 1);
    expectSavedSound();
}

TEST_F(Check, DamagedPartsAreNamedAndLeftOut) {
    makeRuns(3);
    sql("UPDATE layer_maps SET goodness = x'00' WHERE run = 1 AND epoch = 2;"
        "UPDATE checkpoint_part SET bytes = zeroblob(10) WHERE run = 2;"
        "UPDATE step SET scores = x'00' WHERE run = 3 AND step = 7;"
        "PRAGMA foreign_keys = OFF; DELETE FROM epoch WHERE run = 3 AND epoch = 2");
    EXPECT_THAT(
        problems(),
        ElementsAre(StartsWith("store: epoch_value: 11 rows without the epoch that they belong to"),
                    StartsWith("store: outcome: 1 row without"),
                    StartsWith("store: snapshot: 1 row without"),
                    "run 1: epoch 2: maps: 1 byte is not a whole number of values",
                    StartsWith("run 2: epoch 3: checkpoint: its checkpoint of step 300 has 10 of"),
                    StartsWith("run 3: epochs: values of epoch 2 without the epoch"),
                    StartsWith("run 3: steps: 1 byte is not a whole")));

    const Salvage salvage = salvageStore(path(), saved());
    EXPECT_EQ(salvage.runs, 3);
    EXPECT_THAT(lines(salvage.lost),
                ElementsAre("run 1: epoch 2: maps: 1 byte is not a whole number of values",
                            StartsWith("run 2: epoch 3: checkpoint: "),
                            StartsWith("run 3: left out: some of epoch_value: FOREIGN KEY"),
                            StartsWith("run 3: left out: some of snapshot: FOREIGN KEY"),
                            StartsWith("run 3: left out: some of layer_maps: FOREIGN KEY"),
                            StartsWith("run 3: left out: some of channel_stats: FOREIGN KEY"),
                            StartsWith("run 3: left out: some of outcome: FOREIGN KEY"),
                            StartsWith("run 3: steps: 1 byte")));
    expectSavedSound();
    const RunReader reader(saved());
    EXPECT_EQ(*reader.snapshot(1, 1), *sampleSnapshot(1));
    EXPECT_EQ(reader.snapshot(1, 2), nullptr);
    EXPECT_EQ(reader.detail(2).epochs.size(), 3U);
    EXPECT_EQ(reader.detail(3).epochs, (std::vector{sampleEpoch(1), sampleEpoch(3)}));
}

TEST_F(Check, AnExistingFileIsNotOverwritten) {
    makeRuns(1);
    std::ofstream(saved()) << "mine";
    EXPECT_EQ(errorOf<BadInput>([&] { salvageStore(path(), saved()); }),
              saved().string() + ": already exists");
}

TEST_F(Check, ATruncatedStoreIsSalvagedAsFarAsItGoes) {
    makeRuns(8);
    const std::string whole = bytes();
    int saved8 = 0;
    for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9, 0.97}) {
        write(whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size()))));
        EXPECT_FALSE(checkStore(path()).problems.empty()) << share;
        fs::remove(saved());
        const Salvage salvage = salvageStore(path(), saved());
        EXPECT_FALSE(salvage.lost.empty()) << share;
        if (fs::exists(saved())) {
            expectSavedSound();
            saved8 = salvage.runs;
        }
    }
    EXPECT_EQ(saved8, 8) << "only the last pages were missing";
}

TEST_F(Check, ADestroyedHeaderIsReplaced) {
    makeRuns(3);
    const std::string whole = bytes();
    for (const std::size_t size :
         {16U, 100U, 101U, 4096U}) { // the magic text, the header, and more
        const std::string damaged = std::string(size, '\0') + whole.substr(size);
        write(damaged);
        const std::string line = path().string() + ": is damaged (its header is destroyed); 'asge "
                                                   "runs check --salvage FILE' saves what is left "
                                                   "of it";
        EXPECT_EQ(errorOf<StoreError>([&] { RunReader reader(path()); }), line);
        EXPECT_EQ(errorOf<StoreError>([&] { RunWriter writer(path()); }), line);
        EXPECT_THAT(problems(),
                    ElementsAre("store: file: its header is destroyed",
                                "store: file: nothing can be read until it is salvaged"));
        fs::remove(saved());
        const Salvage salvage = salvageStore(path(), saved());
        EXPECT_EQ(salvage.runs, 3) << size;
        EXPECT_THAT(lines(salvage.lost), ElementsAre("store: file: its header is destroyed"));
        expectSavedSound();
        EXPECT_EQ(RunReader(saved()).detail(3).steps.size(), 50U);
        EXPECT_EQ(bytes(), damaged) << "the damaged file does not change";
        EXPECT_EQ(std::distance(fs::directory_iterator(folder()), {}), 2)
            << "no scratch file is left";
    }
}

TEST_F(Check, AHeaderIsReplacedInAStoreOfAnyVersion) {
    for (const char* old : {kVersion1Store, kVersion2Store, kVersion3Store}) {
        write("");
        fs::remove(saved());
        SQLite::Database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(withCheckpoint(old));
        write(std::string(100, '\0') + bytes().substr(100));
        EXPECT_EQ(salvageStore(path(), saved()).runs, 2);
        expectSavedSound();
        EXPECT_EQ(RunReader(saved()).checkpoint(1), sampleCheckpoint(2));
    }
}

TEST_F(Check, PagesOfTheSchemaAreReplaced) {
    makeRuns(3);
    std::string damaged = bytes();
    int pages = 0;
    for (std::size_t at = 4096; at < damaged.size(); at += 4096) {
        if (damaged.find("CREATE TABLE", at) < at + 4096) {
            damaged.replace(at, 4096, std::string(4096, '\0'));
            ++pages;
        }
    }
    ASSERT_GT(pages, 1);
    write(damaged);
    EXPECT_FALSE(checkStore(path()).problems.empty());
    EXPECT_EQ(salvageStore(path(), saved()).runs, 3);
    expectSavedSound();
}

TEST_F(Check, RunsBetweenLostPagesAreSaved) {
    constexpr std::size_t kRuns = 40;
    {
        RunWriter writer(path());
        for (std::size_t i = 1; i <= kRuns; ++i) {
            NewRun run = sampleRun("run " + std::to_string(i));
            run.experimentJson = R"({"x": ")" + std::string(1000, 'x') + R"("})"; // 3 runs per page
            writer.setStatus(writer.createRun(run), RunStatus::finished);
        }
    }
    sql("PRAGMA foreign_keys = OFF; DELETE FROM layer"); // an index of this table has the run
                                                         // numbers too
    std::string damaged = bytes();
    std::size_t lost = 0;
    for (const char* name : {"run 10", "run 30"}) {
        const std::size_t page = damaged.find(name) / 4096 * 4096;
        for (std::size_t at = page; (at = damaged.find("{\"x\"", at + 1)) < page + 4096;) {
            ++lost;
        }
        damaged.replace(page, 4096, std::string(4096, '\0'));
    }
    ASSERT_LT(lost, 10U);
    write(damaged);
    const Salvage salvage = salvageStore(path(), saved());
    EXPECT_EQ(static_cast<std::size_t>(salvage.runs), kRuns - lost);
    EXPECT_THAT(lines(salvage.lost), Contains(StartsWith("store: the list of runs: ")));
    expectSavedSound();
}

TEST_F(Check, ARunWithoutItsRowKeepsItsEpochsAndWeights) {
    makeRuns(2);
    const std::string uid = RunReader(path()).find(2)->uid;
    std::string damaged = bytes();
    const std::size_t page =
        damaged.find("run 1", 4096) / 4096 * 4096; // both runs are on this page
    write(damaged.replace(page, 4096, std::string(4096, '\0')));
    const Salvage salvage = salvageStore(path(), saved());
    EXPECT_EQ(salvage.runs, 2);
    EXPECT_THAT(lines(salvage.lost), Contains(StartsWith("run 2: left out: its own row: run: ")));
    expectSavedSound();
    const RunReader reader(saved());
    const RunDetail detail = reader.detail(2);
    EXPECT_EQ(detail.summary.name, "lost run 2");
    EXPECT_EQ(detail.summary.status, RunStatus::failed);
    EXPECT_EQ(detail.summary.uid, uid) << "read from the index";
    EXPECT_EQ(detail.summary.networkLayers, "2M 3");
    EXPECT_EQ(detail.summary.epochsDone, 3);
    EXPECT_EQ(detail.summary.device, "cuda:0");
    EXPECT_EQ(detail.epochs.size(), 3U);
    EXPECT_EQ(detail.steps.size(), 50U);
    EXPECT_EQ(reader.checkpoint(2), sampleCheckpoint(3));
}

TEST_F(Check, BackupsAreNamedIfSomethingIsLost) {
    SQLite::Database(path().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec(withCheckpoint(kVersion2Store));
    RunWriter{path()};
    std::ofstream(path().string() + ".v2-backup.part") << "half";
    EXPECT_THAT(checkStore(path()).backups, IsEmpty()) << "the store has no problems";
    write(std::string(100, '\0') + bytes().substr(100));
    EXPECT_THAT(checkStore(path()).backups, ElementsAre(path().string() + ".v2-backup"));
}

TEST_F(Check, FlippedBytesAreFoundOrHarmless) {
    makeRuns(4, 2);
    const std::string whole = bytes();
    std::mt19937 random(5);
    int found = 0;
    int runs = 0;
    constexpr int kStores = 60;
    for (int i = 0; i < kStores; ++i) {
        std::string damaged = whole;
        for (int flips = 0; flips < 8; ++flips) {
            const std::size_t at = 100 + random() % (whole.size() - 100);
            damaged[at] = static_cast<char>(~damaged[at]);
        }
        write(damaged);
        fs::remove(saved());
        try {
            found += checkStore(path()).problems.empty() ? 0 : 1;
            runs += salvageStore(path(), saved()).runs;
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), StartsWith(path().string() + ": "));
            ++found;
        }
        if (fs::exists(saved())) {
            expectSavedSound();
        }
    }
    EXPECT_GT(found, kStores / 4);
    EXPECT_GT(runs, 2 * kStores);
}

} // namespace
} // namespace asge
