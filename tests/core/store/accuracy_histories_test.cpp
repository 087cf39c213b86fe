// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/accuracy_histories.h"

#include "core/store/codec.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include <time.h>

namespace asge {
namespace {

using namespace test;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;
using ::testing::SizeIs;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

class AccuracyHistories : public StoreTest {
  protected:
    RunId add(RunWriter& writer, int epochs, const NewRun& run = sampleRun()) {
        const RunId id = writer.createRun(run);
        for (int epoch = 1; epoch <= epochs; ++epoch) {
            commitSample(writer, id, epoch);
        }
        return id;
    }
    std::vector<AccuracyHistory> read(const std::vector<RunId>& ids) const {
        return RunReader(path()).accuracyHistories(ids);
    }
    /// Replaces the stored test accuracies of the predictions of run 1 after its second epoch.
    void replace(const std::string& value) const {
        sql("UPDATE epoch_value SET value = " + value +
            " WHERE run = 1 AND epoch = 2 AND split = 3 AND part = 0"
            " AND metric = (SELECT id FROM metric WHERE key = 'accuracy')");
    }
};

std::string blobOf(const std::vector<double>& reals) {
    std::string digits = "x'";
    for (const char byte : encodeNumbers(reals)) {
        constexpr const char* kHexadecimal = "0123456789abcdef";
        digits += kHexadecimal[static_cast<unsigned char>(byte) >> 4U];
        digits += kHexadecimal[static_cast<unsigned char>(byte) & 15U];
    }
    return digits + "'";
}

TEST_F(AccuracyHistories, HaveTheFusionOfEachEpochInTheOrderOfTheRequest) {
    RunWriter writer(path());
    const RunId first = add(writer, 3);
    const RunId second = add(writer, 1);
    const RunId none = add(writer, 0);
    const RunId binned = add(writer, 2);
    writer.setStatus(binned, RunStatus::finished);
    writer.discard(binned);
    EXPECT_THAT(
        read({second, 99, none, binned, first}),
        ElementsAre(
            AccuracyHistory{second, 1, {0.81 + 1 / 1000.0}},
            AccuracyHistory{first, 3, {0.81 + 1 / 1000.0, 0.81 + 2 / 1000.0, 0.81 + 3 / 1000.0}}));
    EXPECT_THAT(read({}), IsEmpty());
}

TEST_F(AccuracyHistories, AreOfLastIfReadoutsOfFusionNeverLearned) {
    RunWriter writer(path());
    NewRun run = sampleRun();
    run.method = "backprop";
    run.experimentJson = R"({"method": "backprop", "network": {"layers": "4 8"}})";
    run.layers = {{4, 4, 28, 28, false}, {8, 2, 28, 28, false}};
    const RunId id = writer.createRun(run);
    for (int epoch = 1; epoch <= 2; ++epoch) {
        writer.commitEpoch(id, sampleEpoch(epoch), {}, sampleCheckpoint(epoch)).get();
    }
    ASSERT_THAT(read({id}), SizeIs(1));
    EXPECT_THAT(read({id})[0].accuracies,
                ElementsAre(DoubleEq(0.8 + 1 / 1000.0), DoubleEq(0.8 + 2 / 1000.0)));
}

TEST_F(AccuracyHistories, OfLongRunsAreThinnedAndReadAtOnce) {
    constexpr int kEpochs = 20'000;
    {
        RunWriter writer(path());
        writer.setStatus(add(writer, 1), RunStatus::finished);
    }
    SQLite::Database database(path().string(), SQLite::OPEN_READWRITE, 5000);
    SQLite::Transaction transaction(database);
    SQLite::Statement epochs(database, "INSERT INTO epoch VALUES (1, ?, ?, 1000000, 1)");
    SQLite::Statement values(database, "INSERT INTO epoch_value VALUES (1, ?, 3, 1, 0, ?)");
    for (int epoch = 2; epoch <= kEpochs; ++epoch) {
        epochs.reset();
        epochs.bind(1, epoch);
        epochs.bind(2, 100 * epoch);
        epochs.exec();
        values.reset();
        const std::string bytes = encodeNumbers(std::vector<double>(3, epoch / 20'000.0));
        values.bind(1, epoch);
        bindBlob(values, 2, bytes);
        values.exec();
    }
    database.exec("UPDATE run SET last_epoch = 20000, epochs = 20000 WHERE id = 1");
    transaction.commit();

    const RunReader reader(path());
    const auto seconds = [] { // processor time does not depend on other programs
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    const double start = seconds();
    const auto histories = reader.accuracyHistories({1});
    const double elapsed = seconds() - start;
    RecordProperty("microseconds", static_cast<int>(1e6 * elapsed));
    ASSERT_THAT(histories, SizeIs(1));
    EXPECT_EQ(histories[0].epochs, kEpochs);
    const std::vector<double>& points = histories[0].accuracies;
    ASSERT_THAT(points, SizeIs(kMostHistoryPoints));
    EXPECT_EQ(points.front(), 0.81 + 1 / 1000.0);
    EXPECT_EQ(points.back(), 1.0);
    for (std::size_t i = 2; i < points.size(); ++i) {
        EXPECT_NEAR(points[i] - points[i - 1], 1.0 / (kMostHistoryPoints - 1), 1e-4) << i;
    }
    EXPECT_LT(elapsed, 0.05) << "takes about 1 ms; reading all epochs would take longer";
}

TEST_F(AccuracyHistories, UnknownValuesAreNotNumbers) {
    {
        RunWriter writer(path());
        add(writer, 3);
    }
    const auto expectUnknown = [this] {
        ASSERT_THAT(read({1}), SizeIs(1));
        EXPECT_THAT(read({1})[0].accuracies,
                    ElementsAre(DoubleEq(0.811), NanSensitiveDoubleEq(kUnknown), DoubleEq(0.813)));
    };
    replace(blobOf({0.5, kUnknown, 0.5}));
    expectUnknown();
    sql("DELETE FROM epoch WHERE run = 1 AND epoch = 2");
    expectUnknown();
}

TEST_F(AccuracyHistories, OfAFaultyRunCostTheOthersNothing) {
    RunId sound = 0;
    {
        RunWriter writer(path());
        add(writer, 3);
        sound = add(writer, 2);
    }
    for (const std::string& hostile :
         {blobOf({0.5, 1.5, 0.5}), blobOf({0.5, -0.25, 0.5}),
          blobOf({0.5, std::numeric_limits<double>::infinity(), 0.5}), blobOf({0.5, 0.5}),
          std::string("x'00'"), std::string("x''"), std::string("zeroblob(1000000)"),
          std::string("'0.5'"), std::string("0.5"), std::string("NULL")}) {
        replace(hostile);
        const auto histories = read({1, sound});
        ASSERT_THAT(histories, SizeIs(1)) << hostile;
        EXPECT_EQ(histories[0].run, sound);
        EXPECT_THAT(histories[0].accuracies, SizeIs(2));
    }
    replace(blobOf({0.5, 0.5, 0.5}));
    EXPECT_THAT(read({1, sound}), SizeIs(2)) << "the faults were those of the values";
    sql("UPDATE run SET last_epoch = 90000 WHERE id = 1");
    EXPECT_THAT(read({1, sound}), SizeIs(1)) << "there is no such epoch";
    sql("UPDATE run SET last_epoch = 3, name = '' WHERE id = 1");
    EXPECT_THAT(read({1, sound}), SizeIs(1)) << "it is not listed either";
    sql("UPDATE metric SET key = 'other' WHERE key = 'accuracy'");
    EXPECT_THAT(read({1, sound}), IsEmpty()) << "the store has no accuracies";
}

} // namespace
} // namespace asge
