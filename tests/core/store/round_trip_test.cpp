// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_validity.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <limits>
#include <span>

#include <time.h>

namespace asge {
namespace {

using namespace test;
using RoundTrip = StoreTest;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<std::uint64_t> bits(std::span<const LayerScore> scores) {
    std::vector<std::uint64_t> result;
    for (const LayerScore& score : scores) {
        result.push_back(std::bit_cast<std::uint64_t>(score.loss));
        result.push_back(std::bit_cast<std::uint64_t>(score.accuracy));
    }
    return result;
}

/// Losses may have any value.
std::vector<LayerScore> extremes() {
    return {{kNan, -0.0},
            {kInfinity, kNan},
            {-kInfinity, std::numeric_limits<double>::denorm_min()},
            {std::numeric_limits<double>::max(), 1},
            {1.0 / 3.0, 0.1},
            {9007199254740993.0, 0.3}};
}

NewRun runOfLayers(std::size_t count) {
    NewRun run = sampleRun();
    std::string layers;
    for (std::size_t i = 0; i < count; ++i) {
        layers += "4 ";
    }
    run.experimentJson = R"({"network": {"layers": ")" + layers + "\"}}";
    run.layers.assign(count, {4, 2, 14, 14, false});
    return run;
}

/// An SQL blob literal of eight equal numbers.
std::string eightReals(const std::string& digits) {
    std::string blob = "x'";
    for (int i = 0; i < 8; ++i) {
        blob += digits;
    }
    return blob + "'";
}

/// The values of an epoch that a list shows.
MetricValues listed(MetricValues values) {
    values.eraseIf([](const MetricValues::Entry& entry) {
        return entry.place == kRunPlace || !isListed(entry.metric, entry.split);
    });
    return values;
}

/// Processor time of this thread, which does not depend on other programs.
double threadSeconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

TEST_F(RoundTrip, EverythingOfARunComesBack) {
    RunWriter writer(path());
    const NewRun run = sampleRun();
    const RunId id = writer.createRun(run);
    writer.addSteps(id, {sampleStep(1), sampleStep(2)});
    writer.addSteps(id, {sampleStep(3)});
    commitSample(writer, id, 1);
    commitSample(writer, id, 2);
    const std::vector<Intervention> interventions{
        {150, 3.25, "pause", ""},
        {150, 3.25, "resume", "line\nand \"quotes\""},
        {151, 3.5, "rate", "", 2, 1, 0.5, "terminal", "2026-11-28T12:00:00Z"}};
    for (const auto& intervention : interventions) {
        writer.addIntervention(id, intervention);
    }

    const RunReader reader(path());
    const RunDetail detail = reader.detail(id);
    EXPECT_EQ(detail.software, run.software);
    EXPECT_EQ(detail.dataIdentity, run.dataIdentity);
    EXPECT_EQ(detail.inputScale, run.inputScale);
    EXPECT_EQ(detail.parameters, run.parameters);
    EXPECT_EQ(detail.summary.tags, (std::vector<std::string>{"baseline", "sweep:gain"}));
    EXPECT_EQ(detail.classNames, run.classNames);
    EXPECT_EQ(detail.layers, run.layers);
    EXPECT_EQ(detail.probeImages, run.probeImages);
    EXPECT_EQ(detail.steps, StepSeries(std::vector{sampleStep(1), sampleStep(2), sampleStep(3)}));
    EXPECT_EQ(detail.epochs, (std::vector{sampleEpoch(1), sampleEpoch(2)}));
    EXPECT_EQ(detail.interventions, interventions);
    for (const int epoch : {1, 2}) {
        const auto snapshot = reader.snapshot(id, epoch);
        ASSERT_NE(snapshot, nullptr);
        EXPECT_EQ(*snapshot, *sampleSnapshot(epoch));
    }
    const std::vector<EpochChannels> channels{{1, sampleSnapshot(1)->channels},
                                              {2, sampleSnapshot(2)->channels}};
    EXPECT_EQ(reader.channelHistory(id), channels);
    EXPECT_EQ(reader.checkpoint(id), sampleCheckpoint(2)); // only the last checkpoint is kept
}

TEST_F(RoundTrip, SummaryIsOfTheCommittedEpochs) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    const RunReader reader(path());

    RunSummary expected;
    expected.id = id;
    expected.name = "first";
    expected.status = RunStatus::running;
    expected.method = "asge";
    expected.dataName = "fashion-mnist";
    expected.networkLayers = "2M 3";
    expected.device = "cuda:0";
    expected.epochs = 12;
    expected.experimentJson = sampleRun().experimentJson;
    expected.tags = {"baseline", "sweep:gain"};
    auto summary = reader.find(id);
    ASSERT_TRUE(summary);
    EXPECT_THAT(summary->created, ::testing::MatchesRegex("20[0-9][0-9]-[01][0-9]-[0-3][0-9]T"
                                                          "[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z"));
    expected.created = summary->created;
    EXPECT_THAT(summary->uid, ::testing::MatchesRegex("[0-9a-f]+"));
    expected.uid = summary->uid;
    EXPECT_EQ(*summary, expected);

    commitSample(writer, id, 1);
    commitSample(writer, id, 2);
    commitSample(writer, id, 3);
    writer.setStatus(id, RunStatus::stopped, "as asked");
    expected.status = RunStatus::stopped;
    expected.reason = "as asked";
    expected.epochsDone = 3;
    expected.imagesPerSecond = 1002; // mean of 1001, 1002, 1003
    expected.seconds = sampleEpoch(3).seconds;
    expected.values = listed(sampleEpoch(3).values);
    expected.bestEpoch = 1; // it has the highest validation accuracy
    expected.bestValues.set(MetricId::accuracy, Split::test, sampleEpoch(1).accuracy());
    summary = reader.find(id);
    ASSERT_TRUE(summary);
    EXPECT_GE(summary->ended, summary->created) << "the time of the end is known";
    EXPECT_EQ(summary->ended.size(), summary->created.size());
    expected.ended = summary->ended;
    EXPECT_EQ(*summary, expected);
    EXPECT_EQ(reader.runs(), std::vector{expected});
}

TEST_F(RoundTrip, RunsAreListedNewestFirst) {
    RunWriter writer(path());
    const RunId first = writer.createRun(sampleRun("a"));
    const RunId second = writer.createRun(sampleRun("b"));
    commitSample(writer, first, 1);
    const auto runs = RunReader(path()).runs();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].id, second);
    EXPECT_TRUE(runs[0].layers().empty());
    EXPECT_FALSE(runs[0].accuracy());
    EXPECT_EQ(runs[1].id, first);
    EXPECT_EQ(runs[1].layers(), sampleEpoch(1).test());
}

TEST_F(RoundTrip, ADescriptionIsADetailWithoutItsHistory) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.addSteps(id, {sampleStep(1)});
    writer.addIntervention(id, {1, 0.5, "pause", ""});
    writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1)).get();

    const RunReader reader(path());
    const RunDetail detail = reader.detail(id), description = reader.description(id);
    EXPECT_FALSE(detail.steps.empty() || detail.epochs.empty() || detail.interventions.empty() ||
                 detail.segments.empty());
    EXPECT_TRUE(description.steps.empty() && description.epochs.empty() &&
                description.interventions.empty() && description.segments.empty());
    EXPECT_EQ(description.summary.name, detail.summary.name);
    EXPECT_EQ(description.layers, detail.layers);
    EXPECT_EQ(description.classNames, detail.classNames);
    EXPECT_EQ(description.dataIdentity, detail.dataIdentity);
    EXPECT_EQ(description.probeImages.pixels, detail.probeImages.pixels);
    EXPECT_THROW(reader.description(id + 1), BadInput);
}

TEST_F(RoundTrip, StepsKeepEveryBit) {
    RunWriter writer(path());
    const RunId id = writer.createRun(runOfLayers(extremes().size() + 1));
    const auto signalling = std::bit_cast<double>(std::uint64_t{0xFFF8000000000123});
    StepEvent step{1, 1, 1.0 / 3, extremes()};
    step.layers.push_back({signalling, -signalling});
    writer.addSteps(id, {step, {1, 2, kNan, step.layers}, {1, kMostSteps, 2.5, step.layers}});
    writer.setStatus(id, RunStatus::failed, "diverged");

    const auto steps = RunReader(path()).detail(id).steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_EQ(bits(steps[0].layers), bits(step.layers));
    EXPECT_TRUE(std::isnan(steps[1].seconds));
    EXPECT_EQ(steps[2].step, kMostSteps);
}

TEST_F(RoundTrip, ADivergedEpochIsStoredAsItWas) {
    RunWriter writer(path());
    const RunId id = writer.createRun(runOfLayers(extremes().size()));
    EpochEvent epoch = sampleEpoch(1);
    for (const Split split : kImageSplits) {
        epoch.values.setScores(split, extremes());
    }
    epoch.values.setRun(MetricId::learningRate, -0.0);
    epoch.values.setRun(MetricId::imagesPerSecond, kInfinity);
    epoch.values.setRun(MetricId::probeShare, kNan);
    epoch.values.set(MetricId::accuracy, Split::test, Predictions{kNan, 0.1, -0.0});
    writer.commitEpoch(id, epoch, {}, {}).get();

    const RunReader reader(path());
    const auto read = reader.detail(id).epochs.at(0);
    EXPECT_EQ(bits(read.train()), bits(extremes()));
    EXPECT_EQ(bits(read.validation()), bits(extremes()));
    EXPECT_EQ(bits(read.test()), bits(extremes()));
    EXPECT_TRUE(std::signbit(read.learningRate()));
    EXPECT_TRUE(std::isnan(read.probeShare()));
    EXPECT_TRUE(std::isnan(read.accuracy().last));
    EXPECT_EQ(read.accuracy().fusion, 0.1);
    EXPECT_TRUE(std::signbit(read.accuracy().best));
    const auto summary = reader.find(id);
    EXPECT_EQ(bits(summary->layers()), bits(extremes()));
    EXPECT_EQ(summary->imagesPerSecond, kInfinity);
    ASSERT_TRUE(summary->accuracy());
    EXPECT_TRUE(std::isnan(summary->accuracy()->last));
}

TEST_F(RoundTrip, Top5AccuraciesAreStoredIfTheyWereMeasured) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    EpochEvent first = sampleEpoch(1);
    const MetricId top5 = findMetric("top5").value();
    first.values.set(top5, Split::test, Predictions{0.875, 1, 1.0 / 3 + 0.5});
    writer.commitEpoch(id, first, {}, sampleCheckpoint(1)).get();
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(id).epochs, std::vector{first});
    EXPECT_EQ(reader.find(id)->values.predictions(top5), first.values.predictions(top5));
    commitSample(writer, id, 2);
    EXPECT_EQ(reader.detail(id).epochs, (std::vector{first, sampleEpoch(2)}));
    EXPECT_FALSE(reader.find(id)->values.predictions(top5)) << "the last epoch has none";
}

TEST_F(RoundTrip, MetricsOfANewerProgramAreIgnored) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    sql("INSERT INTO metric VALUES (40, 'unheard_of');"
        "INSERT INTO epoch_value VALUES (1, 1, 3, 40, 2, x'000000000000e03f000000000000e03f'),"
        " (1, 1, 0, 40, 1, 17.5), (1, 1, 3, 40, 0, 'of another form')");
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(id).epochs, std::vector{sampleEpoch(1)});
    EXPECT_EQ(reader.find(id)->values, listed(sampleEpoch(1).values));
    commitSample(writer, id, 1);
    EXPECT_EQ(integer("SELECT count(*) FROM epoch_value WHERE metric = 40"), 0)
        << "the epoch was replaced";
}

TEST_F(RoundTrip, AMetricsKeyIsStoredOnce) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    sql("DELETE FROM metric WHERE key IN ('loss', 'wait_share')"); // as if they were new metrics
    commitSample(writer, id, 1);
    commitSample(writer, id, 2);
    EXPECT_EQ(RunReader(path()).detail(id).epochs, (std::vector{sampleEpoch(1), sampleEpoch(2)}));
    EXPECT_EQ(integer("SELECT count(*) FROM metric WHERE key IN ('loss', 'wait_share')"), 2);
    EXPECT_EQ(integer("SELECT count(*) FROM epoch_value WHERE epoch = 1"), 11)
        << "one row per metric, split and part, not per layer";
}

TEST_F(RoundTrip, FloatsKeepEveryBit) {
    RunWriter writer(path());
    const RunId id = writer.createRun(runOfLayers(1));
    auto snapshot = std::make_shared<ProbeSnapshot>(*sampleSnapshot(1));
    snapshot->layers.clear();
    snapshot->channels = {{{}, {1, 2, 3, 4}, {1, 2, 3, 4}}};
    snapshot->channels[0].meanActivation = {
        std::bit_cast<float>(0x7FC01234U), std::bit_cast<float>(0x80000000U),
        std::bit_cast<float>(0x00000001U), std::bit_cast<float>(0xFF800000U)};
    EpochEvent epoch = sampleEpoch(1);
    for (const Split split : kImageSplits) {
        epoch.values.setScores(split, std::vector<LayerScore>{{0.5, 0.5}});
    }
    epoch.bestLayer = 0;
    writer.commitEpoch(id, epoch, snapshot, {}).get();
    const auto read = RunReader(path()).snapshot(id, 1)->channels[0].meanActivation;
    ASSERT_EQ(read.size(), 4U);
    for (std::size_t i = 0; i < read.size(); ++i) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(read[i]),
                  std::bit_cast<std::uint32_t>(snapshot->channels[0].meanActivation[i]));
    }
}

TEST_F(RoundTrip, AnEpochMayHaveNoMaps) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    writer.commitEpoch(id, sampleEpoch(1), {}, sampleCheckpoint(1)).get();
    const RunReader reader(path());
    EXPECT_EQ(reader.snapshot(id, 1), nullptr);
    EXPECT_EQ(reader.snapshot(id, 2), nullptr);
    EXPECT_EQ(reader.snapshot(id + 1, 1), nullptr);
    EXPECT_TRUE(reader.channelHistory(id).empty());
    EXPECT_EQ(reader.detail(id).epochs.size(), 1U);
}

TEST_F(RoundTrip, NamesAreCheckedBeforeTheyAreStored) {
    RunWriter writer(path());
    NewRun run = sampleRun();
    const RunId id = writer.createRun(run);
    run.name = "two\nlines";
    EXPECT_EQ(errorOf<BadInput>([&] { writer.createRun(run); }),
              "run name: holds a control character or a line break");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.rename(id, " "); }), "run 1: name: is blank");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.rename(id, std::string(201, 'x')); }),
              "run 1: name: is longer than 200 bytes");
    EXPECT_EQ(RunReader(path()).runs().size(), 1U);
    EXPECT_EQ(RunReader(path()).find(id)->name, sampleRun().name);
}

TEST_F(RoundTrip, ARunMayHaveOnlyANameAndAnExperiment) {
    RunWriter writer(path());
    NewRun bare;
    bare.name = "bare";
    bare.experimentJson = "{}";
    const RunId id = writer.createRun(bare);
    const RunReader reader(path());
    const RunDetail detail = reader.detail(id);
    EXPECT_EQ(detail.summary.networkLayers, "");
    EXPECT_EQ(detail.probeImages, ProbeImages{});
    EXPECT_FALSE(reader.checkpoint(id));
}

TEST_F(RoundTrip, NetworkLayersComeFromTheExperiment) {
    RunWriter writer(path());
    const RunReader reader(path());
    const auto layersOf = [&](const char* json) {
        NewRun run = sampleRun();
        run.experimentJson = json;
        return reader.find(writer.createRun(run))->networkLayers;
    };
    EXPECT_EQ(layersOf(R"({"network": {"layers": "32 64M"}})"), "32 64M");
    EXPECT_EQ(layersOf(R"({"network": {}})"), "");
    EXPECT_EQ(layersOf("not JSON"), "");
}

TEST_F(RoundTrip, CheckpointsOfAnySize) {
    RunWriter writer(path());
    NewRun run = sampleRun();
    run.experimentJson =
        R"({"network": {"layers": "512M 512"}})"; // large enough for these checkpoints
    const RunId id = writer.createRun(run);
    const RunReader reader(path());
    constexpr std::size_t kPart = std::size_t{4} << 20;
    for (const std::size_t size : {std::size_t{0}, kPart - 1, kPart, 2 * kPart + 1}) {
        Checkpoint checkpoint{3, 17, std::string(size, '\0')};
        for (std::size_t i = 0; i < size; i += 97) {
            checkpoint.bytes[i] = static_cast<char>(i * 31);
        }
        writer.saveCheckpoint(id, checkpoint);
        EXPECT_TRUE(reader.checkpoint(id) == checkpoint) << size;
    }
    EXPECT_EQ(integer("SELECT count(*) FROM checkpoint_part"), 3);
}

TEST_F(RoundTrip, ARepeatedEpochReplacesTheFirst) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    EpochEvent again = sampleEpoch(1);
    again.values.set(MetricId::loss, Split::test, 0, 7);
    writer.commitEpoch(id, again, {}, sampleCheckpoint(1)).get();
    writer.addSteps(id, {sampleStep(5), sampleStep(6)});
    StepEvent step = sampleStep(5);
    step.seconds = 99;
    writer.addSteps(id, {step});
    writer.rename(id, "again");
    const RunReader reader(path());
    EXPECT_EQ(reader.detail(id).epochs, std::vector{again});
    EXPECT_EQ(reader.detail(id).steps, StepSeries(std::vector{step, sampleStep(6)}));
    EXPECT_EQ(reader.snapshot(id, 1), nullptr);
    EXPECT_EQ(integer("SELECT count(*) FROM layer_maps"), 0);
}

TEST_F(RoundTrip, VersionGrowsWithEveryChange) {
    RunWriter writer(path());
    const RunReader reader(path());
    const auto before = reader.version();
    EXPECT_EQ(reader.version(), before);
    writer.createRun(sampleRun());
    const auto after = reader.version();
    EXPECT_GT(after, before);
    EXPECT_EQ(reader.version(), after);
}

TEST_F(RoundTrip, AReaderMayBeMoved) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    RunReader first(path());
    RunReader second(std::move(first));
    first = std::move(second);
    EXPECT_TRUE(first.find(id));
}

TEST_F(RoundTrip, TwoThousandRunsAreListedAtOnce) {
    {
        RunWriter writer(path());
        const RunId id = writer.createRun(sampleRun());
        commitSample(writer, id, 1);
    }
    sql("INSERT INTO run (status, owner, heartbeat, name, created, method, data_name,"
        " network_layers, device, software, epochs, parameters, experiment, uid)"
        " WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        " SELECT 'finished', owner, heartbeat, name, created, method, data_name, network_layers,"
        " device, software, epochs, parameters, experiment, printf('%032x', i) FROM run, n;"
        "INSERT INTO epoch WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
        "i < 40)"
        " SELECT r.id, i, 1, 1.5, 1 FROM run r, n WHERE r.id > 1;"
        "INSERT INTO epoch_value SELECT run, epoch, 3, 1, 2, " +
        eightReals("000000000000d03f") + // 0.25
        " FROM epoch WHERE run > 1;"
        "INSERT INTO epoch_value SELECT run, epoch, 3, 2, 2, " +
        eightReals("000000000000e03f") + // 0.5
        " FROM epoch WHERE run > 1;"
        "UPDATE run SET last_epoch = 40, images_per_second = 120.5 WHERE id > 1");
    const RunReader reader(path());
    const double start = threadSeconds();
    const auto runs = reader.runs();
    const double elapsed = threadSeconds() - start;
    ASSERT_EQ(runs.size(), 2000U);
    EXPECT_EQ(runs.front().id, 2000);
    EXPECT_EQ(runs.front().epochsDone, 40);
    EXPECT_EQ(runs.front().imagesPerSecond, 120.5);
    EXPECT_EQ(runs.front().layers(), std::vector<LayerScore>(8, {0.5, 0.25}));
    EXPECT_EQ(runs.back().layers(), sampleEpoch(1).test());
    EXPECT_LT(elapsed,
              5.0); // takes about 0.05 s; scanning all scores for each run would take minutes
}

TEST(RunStatusText, RoundTrips) {
    for (const RunStatus status : {RunStatus::running, RunStatus::paused, RunStatus::finished,
                                   RunStatus::stopped, RunStatus::interrupted, RunStatus::failed}) {
        EXPECT_EQ(runStatusFromString(toString(status)), status);
    }
    EXPECT_EQ(toString(RunStatus::interrupted), "interrupted");
    EXPECT_EQ(errorOf<StoreError>([] { runStatusFromString("Running"); }),
              "run status \"Running\" is unknown");
    EXPECT_THROW(toString(static_cast<RunStatus>(17)), StoreError);
}

TEST_F(RoundTrip, ValuesAreAddedToAnEpochAfterItsTraining) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    commitSample(writer, id, 1);
    commitSample(writer, id, 2);
    MetricValues values;
    values.setLayers(linearProbeMetric(), Split::test, std::vector{0.5, 0.75});
    const std::int64_t step = sampleEpoch(1).step;
    EXPECT_THAT(errorOf<RunUnavailable>([&] { writer.addEpochValues(id, 1, step, values); }),
                testing::HasSubstr("run " + std::to_string(id)))
        << "it is being trained";
    writer.setStatus(id, RunStatus::finished);
    writer.addEpochValues(id, 1, step, values);
    values.setLayers(linearProbeMetric(), Split::test, std::vector{0.25, 0.5});
    writer.addEpochValues(id, 1, step, values);

    const RunReader reader(path());
    MetricValues expected = sampleEpoch(1).values;
    expected.setLayers(linearProbeMetric(), Split::test, std::vector{0.25, 0.5});
    EXPECT_EQ(reader.epoch(id, 1)->values, expected);
    EXPECT_EQ(reader.epoch(id, 2)->values, sampleEpoch(2).values);
    EXPECT_FALSE(reader.epoch(id, 3).has_value());
    RunWriter copy(folder() / "copy.sqlite");
    const auto imported = copy.importRuns(path());
    ASSERT_EQ(imported.size(), 1U);
    EXPECT_EQ(RunReader(folder() / "copy.sqlite").epoch(1, 1)->values, expected);
}

TEST_F(RoundTrip, TheBestEpochIsThatOfReadoutsThatLearn) {
    RunWriter writer(path());
    NewRun run = sampleRun();
    run.method = "backprop";
    run.experimentJson = R"({"method": "backprop", "network": {"layers": "4 8"}})";
    const RunId id = writer.createRun(run);
    // The readout of the first layer, a random draw, is better in the second epoch.
    const std::vector<std::vector<LayerScore>> scores{{{1, 0.3}, {1, 0.8}}, {{1, 0.9}, {1, 0.7}}};
    for (int epoch = 1; epoch <= 2; ++epoch) {
        EpochEvent event = sampleEpoch(epoch);
        const auto& layers = scores[static_cast<std::size_t>(epoch - 1)];
        event.values.setScores(Split::validation, layers);
        event.bestLayer = epoch == 1 ? 1 : 0;
        writer.commitEpoch(id, event, {}, sampleCheckpoint(epoch)).get();
    }
    EXPECT_EQ(RunReader(path()).find(id)->bestEpoch, 1);
}

} // namespace
} // namespace asge
