// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/outcomes.h"

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace asge {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace fs = std::filesystem;

/// Random outcomes of so many images in the two layers and four classes of sampleRun.
SplitOutcomes randomOutcomes(Split split, int images, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto below = [&](int end) { return std::uniform_int_distribution(0, end - 1)(random); };
    ImageOutcomes all;
    all.classes = 4;
    all.scorers.resize(3);
    for (int i = 0; i < images; ++i) {
        all.labels.push_back(below(4));
        for (ScorerOutcomes& scorer : all.scorers) {
            scorer.predicted.push_back(below(4));
        }
        for (std::size_t layer = 0; layer < 2; ++layer) {
            all.scorers[layer].margin.push_back(std::normal_distribution<float>(0, 9)(random));
        }
    }
    const auto correct = [&](std::size_t scorer) {
        std::int64_t count = 0;
        for (std::size_t i = 0; i < all.labels.size(); ++i) {
            count += all.labels[i] == all.scorers[scorer].predicted[i] ? 1 : 0;
        }
        return count;
    };
    all.rangeCorrect = {correct(0), correct(2), correct(1)};
    return countOutcomes(split, all);
}

std::vector<SplitOutcomes> bothSplits(std::uint32_t seed) {
    return {randomOutcomes(Split::validation, 50, seed),
            randomOutcomes(Split::test, 300, seed + 1)};
}

void expectEqual(const SplitOutcomes& one, const SplitOutcomes& other) {
    EXPECT_EQ(one.split, other.split);
    EXPECT_EQ(one.images, other.images);
    EXPECT_EQ(one.margins, other.margins);
    EXPECT_EQ(one.rangeCorrect, other.rangeCorrect);
}

class StoredOutcomes : public StoreTest {
  protected:
    RunId runWithOutcomes(int epochs) {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        for (int epoch = 1; epoch <= epochs; ++epoch) {
            writer
                .commitEpoch(id, sampleEpoch(epoch),
                             {sampleSnapshot(epoch), bothSplits(static_cast<std::uint32_t>(epoch))},
                             sampleCheckpoint(epoch))
                .get();
        }
        writer.setStatus(id, RunStatus::stopped);
        return id;
    }
};

TEST_F(StoredOutcomes, AreKeptPerEpoch) {
    const RunId id = runWithOutcomes(3);
    const RunReader reader(path());
    const auto history = reader.outcomes(id);
    ASSERT_EQ(history.size(), 3U);
    for (int epoch = 1; epoch <= 3; ++epoch) {
        const auto expected = bothSplits(static_cast<std::uint32_t>(epoch));
        const EpochOutcomes& listed = history[static_cast<std::size_t>(epoch - 1)];
        const EpochOutcomes whole = reader.outcomes(id, epoch);
        EXPECT_EQ(listed.epoch, epoch);
        EXPECT_EQ(whole.epoch, epoch);
        ASSERT_EQ(listed.splits.size(), 2U);
        ASSERT_EQ(whole.splits.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i) {
            expectEqual(listed.splits[i], expected[i]);
            expectEqual(whole.splits[i], expected[i]);
            EXPECT_EQ(listed.splits[i].confusions, nullptr);
            ASSERT_NE(whole.splits[i].confusions, nullptr);
            EXPECT_EQ(*whole.splits[i].confusions, *expected[i].confusions);
        }
    }
    EXPECT_THAT(reader.progress(id, 1, 100).outcomes, SizeIs(2));
    EXPECT_THAT(reader.outcomes(id, 7).splits, IsEmpty());
}

TEST_F(StoredOutcomes, GoWithTheirEpoch) {
    const RunId id = runWithOutcomes(2);
    RunWriter writer(path());
    writer.resume(id, "cpu", "asge", 200);
    writer.goBack(id, sampleCheckpoint(1), {});
    EXPECT_THAT(RunReader(path()).outcomes(id), SizeIs(1));
    writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1)).get();
    EXPECT_THAT(RunReader(path()).outcomes(id), IsEmpty());
}

TEST_F(StoredOutcomes, ThatDoNotFitTheRunAreRefused) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    auto wrong = bothSplits(1);
    wrong[0].margins.pop_back();
    EXPECT_THROW(
        writer.commitEpoch(id, sampleEpoch(1), {nullptr, wrong}, sampleCheckpoint(1)).get(),
        std::exception);
    EXPECT_THAT(RunReader(path()).outcomes(id), IsEmpty());
}

TEST_F(StoredOutcomes, DamageIsFoundAndNamed) {
    const RunId id = runWithOutcomes(2);
    const std::vector<std::string> faults{
        "UPDATE outcome SET margins = x''",
        "UPDATE outcome SET margins = x'ff'",
        "UPDATE outcome SET margins = CAST(margins || x'0001' AS BLOB)",
        "UPDATE outcome SET confusions = x''",
        "UPDATE outcome SET confusions = CAST(x'ffffffffffffffffff01' || confusions AS BLOB)",
        "UPDATE outcome SET ranges = x'7f01'",
        "UPDATE outcome SET ranges = x'00ffffffff7f'",
        "UPDATE outcome SET ranges = x''",
        "UPDATE outcome SET images = images + 1",
        "UPDATE outcome SET images = -1",
        "UPDATE outcome SET split = 1 WHERE split = 2",
        "UPDATE outcome SET confusions = zeroblob(20000000)",
    };
    for (const std::string& fault : faults) {
        const fs::path copy = folder() / "damaged.sqlite";
        fs::copy_file(path(), copy, fs::copy_options::overwrite_existing);
        SQLite::Database(copy.string(), SQLite::OPEN_READWRITE, 5000).exec(fault);
        const RunReader reader(copy);
        try {
            for (const int epoch : {1, 2}) {
                reader.outcomes(id, epoch);
            }
            ADD_FAILURE() << fault;
        } catch (const StoreError& error) {
            EXPECT_THAT(error.what(), HasSubstr("run 1: outcomes: epoch 1: ")) << fault;
        }
    }
}

TEST_F(StoredOutcomes, AHistoryOfAnyLengthFitsIntoMemory) {
    const RunId id = runWithOutcomes(2);
    // 100,000 epochs, whose rows take a few bytes each in the store.
    sql("PRAGMA foreign_keys = OFF; WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 100000) INSERT INTO outcome SELECT o.run, n.i, o.split, 1, o.classes,"
        " x'00017f01', x'', x'' FROM n, outcome o WHERE o.epoch = 1");
    const auto history = RunReader(path()).outcomes(id);
    EXPECT_LT(history.size(), 70000U);
    EXPECT_GT(history.size(), 10000U);
    EXPECT_EQ(history.back().epoch, 100000) << "the newest is always read";
}

TEST_F(StoredOutcomes, TakeFewBytes) {
    const RunId id = runWithOutcomes(1);
    EXPECT_LT(integer("SELECT sum(length(margins) + length(ranges) + length(confusions)) FROM"
                      " outcome WHERE run = " +
                      std::to_string(id)),
              1200);
}

TEST_F(StoredOutcomes, ReadoutsComeFromACheckpoint) {
    NewRun run = sampleRun();
    run.experimentJson = R"({"method": "asge", "network": {"layers": "2M 3"}})";
    RunWriter writer(path());
    const RunId id = writer.createRun(run);
    for (const int epoch : {1, 2}) {
        writer.commitEpoch(id, sampleEpoch(epoch), {}, sampleCheckpoint(epoch)).get();
    }
    const StoredReadouts found = RunReader(path()).readouts(id, 1);
    ASSERT_NE(found.readouts, nullptr) << found.why;
    EXPECT_EQ(found.step, 200) << "the only checkpoint; projections are frozen";
    ASSERT_EQ(found.readouts->layers.size(), 2U);
    EXPECT_EQ(found.readouts->classes, 4);
    EXPECT_EQ(found.readouts->layers[0].patches, 4);
    EXPECT_EQ(found.readouts->layers[0].weights.size(), 4U * 2 * 16);
    EXPECT_EQ(found.readouts->layers[1].bias.size(), 4U);
    EXPECT_THROW(RunReader(path()).readouts(id, 3), BadInput);
}

TEST_F(StoredOutcomes, ReadoutsBeforeARedrawAreNotKnownFromLaterCheckpoints) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1)).get();
    Intervention redraw;
    redraw.kind = "redraw";
    redraw.step = 150;
    redraw.layer = 1;
    writer.addIntervention(id, redraw);
    // The checkpoint of epoch 2 says that it contains no intervention.
    writer.commitEpoch(id, sampleEpoch(2), {}, sampleCheckpoint(2)).get();
    EXPECT_NE(RunReader(path()).readouts(id, 1).readouts, nullptr);
    const StoredReadouts found = RunReader(path()).readouts(id, 2);
    EXPECT_EQ(found.readouts, nullptr);
    EXPECT_THAT(found.why, HasSubstr("No checkpoint"));
}

TEST_F(StoredOutcomes, ReadoutsAreConstantUnlessTheyAreRedrawn) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1)).get();
    EXPECT_TRUE(RunReader(path()).readouts(id, 1).areConstant);
    Intervention redraw;
    redraw.kind = "redraw";
    redraw.step = 150;
    redraw.layer = 1;
    writer.addIntervention(id, redraw);
    EXPECT_FALSE(RunReader(path()).readouts(id, 1).areConstant);
}

TEST_F(StoredOutcomes, ProbabilitiesAreThoseOfTheMaps) {
    const RunId id = runWithOutcomes(3);
    const RunReader reader(path());
    const auto history = reader.probabilities(id);
    ASSERT_EQ(history.size(), 3U);
    for (const EpochProbabilities& each : history) {
        const ProbeSnapshotPtr maps = reader.snapshot(id, each.epoch);
        EXPECT_EQ(each.samples, maps->samples);
        ASSERT_EQ(each.layers.size(), maps->layers.size());
        for (std::size_t i = 0; i < each.layers.size(); ++i) {
            EXPECT_EQ(each.layers[i], maps->layers[i].probabilities);
        }
    }
    EXPECT_THAT(reader.probabilities(id, 2), SizeIs(1));
    sql("UPDATE layer_maps SET probabilities = x'00000000' WHERE epoch = 2");
    EXPECT_THROW(RunReader(path()).probabilities(id), StoreError);
}

} // namespace
} // namespace asge
