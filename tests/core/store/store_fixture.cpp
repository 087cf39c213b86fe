// SPDX-License-Identifier: GPL-3.0-or-later

#include "store_fixture.h"

#include "core/store/run_writer.h"
#include "tests/support/sample_checkpoint.h"

#include <cstdlib>

namespace asge::test {

TempFolder::TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "asge-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = name;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void StoreTest::sql(const std::string& statements) const {
    SQLite::Database database(path().string(), SQLite::OPEN_READWRITE, 5000);
    database.exec(statements);
}

std::int64_t StoreTest::integer(const std::string& query) const {
    SQLite::Database database(path().string(), SQLite::OPEN_READONLY, 5000);
    return database.execAndGet(query).getInt64();
}

std::string StoreTest::text(const std::string& query) const {
    SQLite::Database database(path().string(), SQLite::OPEN_READONLY, 5000);
    return database.execAndGet(query).getString();
}

NewRun sampleRun(const std::string& name) {
    NewRun run;
    run.name = name;
    run.experimentJson = R"({"method": "asge", "network": {"layers": "2M 3"}})";
    run.method = "asge";
    run.dataName = "fashion-mnist";
    run.epochs = 12;
    run.device = "cuda:0";
    run.software = "asge 0.1.0, LibTorch 1.13.0";
    run.parameters = 5'000'000'000;
    run.tags = {"sweep:gain", "baseline"};
    run.classNames = {"T-shirt", "", "Knöchelstiefel", "a\"b'c"};
    run.layers = {{2, 4, 28, 28, true}, {3, 2, 14, 13, false}};
    run.probeImages = {3, 2, 2, 2, {}, {0, 2, 1}, {9999, 0, 1234567}};
    for (int i = 0; i < 3 * 2 * 2 * 2; ++i) {
        run.probeImages.pixels.push_back(static_cast<std::uint8_t>(255 - 11 * i));
    }
    run.dataIdentity = std::string(64, 'd');
    run.inputScale = {{0.25F, 0.5F}, {0.5F, 1.25F}};
    return run;
}

StepEvent sampleStep(std::int64_t step, int epoch) {
    const auto x = static_cast<double>(step);
    return {epoch, step, 0.1 * x, {{1.0 / x, 0.3 / x}, {2.0 / x, 0.7 / x}}};
}

EpochEvent sampleEpoch(int epoch) {
    const double x = epoch;
    EpochEvent event;
    event.epoch = epoch;
    event.step = 100 * epoch;
    event.seconds = 12.3 * x;
    event.values.setRun(MetricId::learningRate, 0.002 / x);
    event.values.setRun(MetricId::imagesPerSecond, 1000 + x);
    event.values.setRun(MetricId::probeShare, 0.04 / x);
    event.values.setRun(MetricId::waitShare, 0.3 / x);
    event.values.setScores(Split::train,
                           std::vector<LayerScore>{{0.91 / x, 0.71}, {0.81 / x, 0.72}});
    event.values.setScores(Split::validation,
                           std::vector<LayerScore>{{0.92 / x, 0.73}, {0.82 / x, 0.74}});
    event.values.setScores(Split::test,
                           std::vector<LayerScore>{{0.93 / x, 0.75}, {0.83 / x, 0.76}});
    event.values.set(MetricId::accuracy, Split::test,
                     Predictions{0.8 + x / 1000, 0.81 + x / 1000, 0.82 + x / 1000});
    event.bestLayer = epoch % 2;
    return event;
}

ProbeSnapshotPtr sampleSnapshot(int epoch) {
    auto snapshot = std::make_shared<ProbeSnapshot>();
    snapshot->epoch = epoch;
    snapshot->step = 100 * epoch;
    snapshot->samples = 3;
    snapshot->classes = 4;
    auto numbers = [value = static_cast<float>(epoch)](int count) mutable {
        std::vector<float> result;
        for (int i = 0; i < count; ++i) {
            result.push_back(value += 0.1F);
        }
        return result;
    };
    snapshot->layers = {{2, 4, numbers(3 * 2 * 16), numbers(3 * 4)},
                        {3, 2, numbers(3 * 3 * 4), numbers(3 * 4)}};
    snapshot->channels = {{numbers(2), numbers(2), numbers(2)},
                          {numbers(3), numbers(3), numbers(3)}};
    return snapshot;
}

SplitOutcomes sampleOutcomes() {
    ImageOutcomes images;
    images.classes = 4;
    images.labels = {0, 1, 2, 3, 0};
    const std::vector<std::int32_t> predicted{0, 1, 1, 3, 2};
    images.scorers = {{predicted, {}, {1, 2, -1, 3, -4}},
                      {predicted, {}, {2, 3, -2, 4, -5}},
                      {predicted, {}, {}}};
    images.rangeCorrect = {3, 3, 3};
    return countOutcomes(Split::test, images);
}

Checkpoint sampleCheckpoint(int epoch) {
    return {epoch, 100 * epoch,
            checkpointBytes(sampleRun(), static_cast<float>(epoch), {epoch, 2 * epoch})};
}

std::string withCheckpoint(std::string sql) {
    const std::string bytes = sampleCheckpoint(2).bytes;
    const auto replace = [&](const std::string& before, const std::string& after) {
        const std::size_t place = sql.find(before);
        if (place != std::string::npos) {
            sql.replace(place, before.size(), after);
        }
    };
    std::string digits;
    for (const char each : bytes) {
        constexpr const char* kHexadecimal = "0123456789abcdef";
        digits += kHexadecimal[static_cast<unsigned char>(each) >> 4U];
        digits += kHexadecimal[static_cast<unsigned char>(each) & 15U];
    }
    replace("X'7374617465006f662032'", "X'" + digits + "'");
    const std::string size = std::to_string(bytes.size());
    replace("checkpoint VALUES(1,2,200,10)", "checkpoint VALUES(1,2,200," + size + ")");
    replace("checkpoint VALUES(1,200,2,10,", "checkpoint VALUES(1,200,2," + size + ",");
    return sql;
}

void commitSample(RunWriter& writer, RunId id, int epoch) {
    writer
        .commitEpoch(id, sampleEpoch(epoch), {sampleSnapshot(epoch), {sampleOutcomes()}},
                     sampleCheckpoint(epoch))
        .get();
}

} // namespace asge::test
