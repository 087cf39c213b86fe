// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/trials.h"

#include "tests/support/trial_samples.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <set>
#include <utility>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// Runs of a sweep over the learning rate and the batch size.
class TrialsTest : public testing::Test {
  protected:
    RunSummary& add(double rate, int batch, int seed, double validation) {
        runs_.push_back(test::makeTrial(static_cast<RunId>(runs_.size() + 1),
                                        test::trialExperiment(rate, batch, seed), validation));
        return runs_.back();
    }
    std::vector<const RunEntry*> entries() {
        entries_ = makeEntries({runs_.begin(), runs_.end()});
        return pointersTo(entries_);
    }

    std::deque<RunSummary> runs_;
    RunEntries entries_;
};

TEST_F(TrialsTest, GroupSeedsAndRankByValidation) {
    add(0.001, 32, 1, 0.5);
    add(0.001, 32, 2, 0.6);
    add(0.1, 32, 1, 0.8);
    add(0.1, 32, 2, 0.7);
    const Trials trials = trialsOf(entries(), TrialRows::settings);
    ASSERT_EQ(trials.settings.size(), 1U);
    EXPECT_EQ(trials.settings[0].field.name(), "optimizer.learning_rate");
    EXPECT_TRUE(trials.settings[0].isLogarithmic);
    ASSERT_EQ(trials.rows.size(), 2U);
    EXPECT_THAT(trials.rows[0].values, ElementsAre("0.1"));
    EXPECT_THAT(trials.rows[0].runs, ElementsAre(2, 3));
    EXPECT_EQ(trials.rows[0].results[0].n, 2);
    EXPECT_NEAR(trials.rows[0].results[0].mean, 0.75, 1e-12);
    EXPECT_NEAR(trials.rows[0].results[0].standardDeviation, std::sqrt(0.005), 1e-12);
    EXPECT_THAT(trials.best, ElementsAre(0U));
}

TEST_F(TrialsTest, TestAccuraciesChooseNothing) {
    add(0.001, 32, 1, 0.5).values.set(MetricId::accuracy, Split::test, Accuracies{1, 1, 1});
    add(0.1, 32, 1, 0.8).values.set(MetricId::accuracy, Split::test, Accuracies{0.1, 0.1, 0.1});
    const Trials trials = trialsOf(entries(), TrialRows::settings);
    EXPECT_THAT(trials.rows[0].values, ElementsAre("0.1"));
}

TEST_F(TrialsTest, UnfinishedRunsCountInNoMean) {
    add(0.001, 32, 1, 0.5);
    add(0.001, 32, 2, 0.9).status = RunStatus::failed;
    add(0.1, 32, 1, 0.99).status = RunStatus::running;
    const Trials trials = trialsOf(entries(), TrialRows::settings);
    EXPECT_THAT(trials.rows[0].values, ElementsAre("0.001"));
    EXPECT_EQ(trials.rows[0].results[0].mean, 0.5);
    EXPECT_EQ(stateText(trials.rows[0].counts), "1 finished, 1 failed");
    EXPECT_TRUE(std::isnan(trials.rows[1].results[0].mean));
    EXPECT_EQ(stateText(trials.rows[1].counts), "running (epoch 10 of 10)");
    EXPECT_EQ(stateText(trials.counts), "1 finished, 1 running (epoch 10 of 10), 1 failed");
}

TEST_F(TrialsTest, ResultsSoFarAreInParentheses) {
    add(0.001, 32, 1, 0.5);
    RunSummary& stopped = add(0.1, 32, 1, 0.99);
    stopped.status = RunStatus::stopped;
    stopped.epochsDone = 1;
    const auto runs = entries();
    const Trials trials = trialsOf(runs, TrialRows::settings);
    EXPECT_FALSE(isResultSoFar(trials.rows[0], 0));
    EXPECT_TRUE(isResultSoFar(trials.rows[1], 0));
    const TextTable table = trialsTable(trials, runs, TrialRows::settings, plainNumber);
    EXPECT_EQ(table.rows[0][2], "50.00");
    EXPECT_EQ(table.rows[1][2], "(99.00)");
    EXPECT_EQ(table.rows[1].back(), "stopped 1/10");
    EXPECT_EQ(trialsData(trials, runs, TrialRows::settings).rows[1][2], "")
        << "programs get results of finished runs";
}

TEST_F(TrialsTest, AllIsAboveTheLargestNumber) {
    for (const int limit : {0, 3000, 600}) {
        Experiment experiment = test::trialExperiment(0.1, 32, 1);
        experiment.data.limit = limit;
        add(0.1, 32, 1, 0.5).experimentJson = toJson(experiment);
    }
    const auto runs = entries();
    const Trials trials = trialsOf(runs, TrialRows::settings);
    ASSERT_EQ(trials.settings.size(), 1U);
    const TrialSetting& limit = trials.settings[0];
    EXPECT_THAT(limit.values, ElementsAre("600", "3000", "0"));
    EXPECT_FALSE(limit.isNumeric);
    EXPECT_TRUE(limit.holdsNumbers);
    EXPECT_EQ(limit.placeOf("0"), 2);
    EXPECT_EQ(trialsTable(trials, runs, TrialRows::settings, plainNumber).rows[0][0], "all");
    EXPECT_EQ(trialsData(trials, runs, TrialRows::settings).rows[0][0], "0");
}

TEST_F(TrialsTest, NoneIsTheNumberZero) {
    for (const int crop : {2, 0}) {
        Experiment experiment = test::trialExperiment(0.1, 32, 1);
        experiment.augment.crop = crop;
        add(0.1, 32, 1, 0.5).experimentJson = toJson(experiment);
    }
    const auto runs = entries();
    const Trials trials = trialsOf(runs, TrialRows::settings);
    ASSERT_EQ(trials.settings.size(), 1U);
    EXPECT_TRUE(trials.settings[0].isNumeric);
    EXPECT_THAT(trials.settings[0].values, ElementsAre("0", "2"));
    EXPECT_EQ(trialsTable(trials, runs, TrialRows::settings, plainNumber).rows[1][0], "none");
}

TEST_F(TrialsTest, HaveNoBestAmongEquals) {
    add(0.001, 32, 1, 0.5);
    add(0.1, 32, 1, 0.5);
    EXPECT_THAT(trialsOf(entries(), TrialRows::settings).best, IsEmpty());
    EXPECT_THAT(trialsOf({}, TrialRows::settings).best, IsEmpty());
}

TEST_F(TrialsTest, EachRunIsARowWithItsSeed) {
    add(0.01, 32, 1, 0.5);
    add(0.01, 64, 2, 0.6);
    const Trials trials = trialsOf(entries(), TrialRows::runs);
    ASSERT_EQ(trials.settings.size(), 2U);
    EXPECT_EQ(trials.settings[1].field.name(), "train.seed");
    EXPECT_FALSE(trials.settings[0].isLogarithmic);
    EXPECT_EQ(trials.settings[0].placeOf("64"), 64);
    EXPECT_TRUE(std::isnan(trials.settings[0].placeOf("")));
    EXPECT_THAT(trials.rows[0].values, ElementsAre("64", "2"));
}

TEST_F(TrialsTest, SettingsOfWordsHavePlacesInTheirOrder) {
    for (const char* order : {"together", "greedy"}) {
        Experiment experiment = test::trialExperiment(0.1, 32, 1);
        ASSERT_FALSE(setSetting(experiment, "train.order", order));
        add(0.1, 32, 1, 0.5).experimentJson = toJson(experiment);
    }
    const Trials trials = trialsOf(entries(), TrialRows::settings);
    ASSERT_EQ(trials.settings.size(), 1U);
    EXPECT_FALSE(trials.settings[0].isNumeric);
    EXPECT_EQ(trials.settings[0].placeOf("greedy"), 0);
    EXPECT_EQ(trials.settings[0].placeOf("together"), 1);
}

TEST_F(TrialsTest, UntrainedReadoutsHaveNoResults) {
    RunSummary& run = add(0.01, 32, 1, 0.5);
    Experiment experiment = parseExperiment(run.experimentJson, "run");
    ASSERT_FALSE(setSetting(experiment, "method", "backprop"));
    run.experimentJson = toJson(experiment);
    run.method = "backprop";
    run.values.setLayers(MetricId::accuracy, Split::validation, std::vector<double>{0.9, 0.6});
    run.values.setLayers(MetricId::accuracy, Split::test, std::vector<double>{0.9, 0.6});
    const Trials trials = trialsOf(entries(), TrialRows::settings);
    EXPECT_EQ(trials.rows[0].results[0].mean, 0.6) << "the last layer's readout alone learned";
    EXPECT_EQ(trials.rows[0].results[2].n, 0) << "fusion includes readouts that never learned";
}

TEST_F(TrialsTest, WaitingEntriesAreTrialsToo) {
    add(0.01, 32, 1, 0.5);
    const QueueEntry entry = test::waitingTrial(1, test::trialExperiment(0.02, 32, 1));
    QueueEntry other = entry;
    other.tags = {};
    QueueEntry begun = entry;
    begun.run = 1;
    RunEntries all = makeEntries({runs_.begin(), runs_.end()});
    const RunEntries waiting = waitingTrials({entry, other, begun}, "sweep:rates");
    ASSERT_EQ(waiting.size(), 1U);
    QueueEntry starting = entry;
    starting.status = QueueEntry::Status::running;
    EXPECT_EQ(waitingTrials({starting}, "sweep:rates").size(), 1U)
        << "its data are being read, so that it has no run yet";
    all.push_back(waiting.front());
    const Trials trials = trialsOf(pointersTo(all), TrialRows::settings);
    ASSERT_EQ(trials.rows.size(), 2U);
    EXPECT_EQ(stateText(trials.rows[1].counts), "waiting");
    EXPECT_EQ(trials.secondsLeft, 600) << "the mean duration of the finished runs";
}

TEST_F(TrialsTest, WaitingEntriesAreReadAgainOnlyIfTheyChange) {
    std::vector<QueueEntry> entries;
    for (int id = 1; id <= 5; ++id) {
        entries.push_back(test::waitingTrial(id, test::trialExperiment(0.1 * id, 32, 1)));
    }
    entries[4].tags = {"other"};
    WaitingTrials waiting;
    EXPECT_FALSE(waiting.of(entries, "sweep:rates", 3)) << "four are new";
    const auto first = waiting.of(entries, "sweep:rates", 1);
    ASSERT_TRUE(first) << "three have been read before";
    ASSERT_EQ(first->size(), 4U);
    EXPECT_TRUE(first->back()->hasSettings());
    entries.erase(entries.begin());
    entries[1].experiment.train.batch = 64;
    entries[2].name = "renamed";
    const auto next = waiting.of(entries, "sweep:rates", 2);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->at(0), first->at(1));
    EXPECT_NE(next->at(1), first->at(2));
    EXPECT_EQ(next->at(2)->summary().name, "renamed");
    entries.front().run = 7;
    EXPECT_EQ(waiting.of(entries, "sweep:rates", 0)->size(), 2U);
}

TEST_F(TrialsTest, SettingsThatOnlySomeRunsHaveDiffer) {
    add(0.1, 32, 1, 0.5);
    add(0.1, 32, 1, 0.6).experimentJson = R"({"network": {"layers": "8"}, "later": {"x": 1}})";
    for (const bool turned : {false, true}) {
        if (turned) {
            std::swap(runs_[0], runs_[1]);
        }
        const Trials trials = trialsOf(entries(), TrialRows::settings);
        std::set<std::string> paths;
        for (const TrialSetting& setting : trials.settings) {
            paths.insert(setting.field.path());
        }
        EXPECT_TRUE(paths.contains("later.x"));
        EXPECT_TRUE(paths.contains("train.batch"));
        EXPECT_FALSE(paths.contains("train.seed"));
        EXPECT_FALSE(paths.contains("threads")) << "changes no result";
    }
}

TEST_F(TrialsTest, EachDataSetHasItsBest) {
    add(0.001, 32, 1, 0.5);
    add(0.1, 32, 1, 0.8);
    for (const double validation : {0.9, 0.95, 0.95}) {
        add(0.1, 64, 1, validation).dataName = "mnist";
    }
    const Trials trials = trialsOf(entries(), TrialRows::runs);
    std::vector<double> best;
    for (const std::size_t row : trials.best) {
        best.push_back(trials.rows[row].results.front().mean);
    }
    EXPECT_THAT(best, UnorderedElementsAre(0.8, 0.95, 0.95));
}

TEST_F(TrialsTest, RanksAreWithinADataSet) {
    const auto addOn = [&](const char* data, const char* path, double rate, double validation) {
        Experiment experiment = test::trialExperiment(rate, 32, 1);
        experiment.data.name = data;
        experiment.data.path = path;
        RunSummary& run = add(rate, 32, 1, validation);
        run.dataName = data;
        run.experimentJson = toJson(experiment);
        return run.id;
    };
    addOn("fashion-mnist", "", 0.001, 0.7);
    addOn("cifar-100", "/data/cifar", 0.001, 0.8); // more than the worse one of another data set
    addOn("fashion-mnist", "", 0.01, 0.9);
    add(0.1, 32, 1, 0.99).status = RunStatus::failed;
    const auto runs = entries();
    const Trials trials = trialsOf(runs, TrialRows::runs);
    EXPECT_THAT(trials.dataSets, ElementsAre("fashion-mnist", "cifar-100"));
    std::vector<std::pair<std::size_t, std::size_t>> ranks;
    for (const Trial& trial : trials.rows) {
        ranks.emplace_back(trial.dataSet, trial.rank);
    }
    EXPECT_THAT(ranks, ElementsAre(Pair(0, 1), Pair(0, 2), Pair(0, 0), Pair(1, 1)));
    std::set<std::string> paths;
    for (const TrialSetting& setting : trials.settings) {
        paths.insert(setting.field.path());
    }
    EXPECT_TRUE(paths.contains("data.name"));
    EXPECT_FALSE(paths.contains("data.path")) << "it says nothing that the data set does not say";
    addOn("cifar-100", "/data/another", 0.001, 0.5);
    const Trials more = trialsOf(entries(), TrialRows::runs);
    EXPECT_TRUE(std::any_of(more.settings.begin(), more.settings.end(), [](const auto& setting) {
        return setting.field.path() == "data.path";
    }));
}

TEST_F(TrialsTest, TableHasTheBestInBold) {
    add(0.001, 32, 1, 0.5);
    add(0.1, 32, 1, 0.8);
    add(0.1, 32, 2, 0.7);
    const auto runs = entries();
    const Trials trials = trialsOf(runs, TrialRows::settings);
    const TextTable table = trialsTable(trials, runs, TrialRows::settings, plainNumber);
    EXPECT_THAT(table.columns,
                ElementsAre("optimizer.learning_rate", "n", "Validation (best layer) %", "Last %",
                            "Fusion %", "Best layer by validation %", "Duration", "State"));
    EXPECT_THAT(table.rows[0], ElementsAre("0.1", "2", "75.00 ± 7.07", "74.00 ± 7.07",
                                           "75.00 ± 7.07", "73.00 ± 7.07", "10 min", "finished"));
    EXPECT_THAT(table.bold, ElementsAre(Pair(0, 2)));
    EXPECT_EQ(textColumns(trials, TrialRows::settings), 1U);
    EXPECT_THAT(trialsTable(trialsOf({}, TrialRows::runs), {}, TrialRows::runs, plainNumber).rows,
                IsEmpty());
}

TEST_F(TrialsTest, DataHaveAColumnForEachNumber) {
    add(0.001, 32, 1, 0.5);
    add(0.1, 32, 1, 0.8);
    add(0.1, 32, 2, 0.7);
    const auto runs = entries();
    const TextTable table =
        trialsData(trialsOf(runs, TrialRows::settings), runs, TrialRows::settings);
    EXPECT_EQ(table.columns[2], "validation_mean");
    EXPECT_EQ(table.columns[3], "validation_sd");
    EXPECT_EQ(table.rows[0][2], "0.75") << "a fraction";
    EXPECT_EQ(table.rows[0][3].substr(0, 8), "0.070710");
    EXPECT_EQ(table.rows[1][3], "") << "of one run";
    EXPECT_EQ(table.rows[0].size(), table.columns.size());
}

TEST(MarkdownTest, EscapesWhatMarkdownReads) {
    const TextTable table{{"a|b", "n"}, {{"<x>", "1"}}, {{0, 1}}};
    EXPECT_EQ(toMarkdown(table, {false, true}), "| a\\|b | n |\n|---|---:|\n| \\<x> | **1** |\n");
}

TEST_F(TrialsTest, StatesHaveTheWordsOfRuns) {
    add(0.001, 32, 1, 0.5).status = RunStatus::stopped;
    runs_.back().epochsDone = 1;
    EXPECT_EQ(stateText(trialsOf(entries(), TrialRows::settings).counts), "stopped 1/10");
    add(0.1, 32, 1, 0.5).status = RunStatus::interrupted;
    runs_.back().epochsDone = 2;
    add(0.2, 32, 1, 0.5).status = RunStatus::paused;
    add(0.3, 32, 1, 0.5);
    EXPECT_EQ(stateText(trialsOf(entries(), TrialRows::settings).counts),
              "1 finished, 1 paused (epoch 10 of 10), 1 stopped 1/10, 1 interrupted 2/10");
}

} // namespace
} // namespace asge
