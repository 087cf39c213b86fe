// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "tests/support/run_samples.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_text.h"

#include <gmock/gmock.h>

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(RunsModelTest, ShowsValuesAndMarksMissingOnes) {
    RunsModel model;
    RunSummary failed = test::makeEmptyRun(2, "b", RunStatus::failed);
    failed.reason = "loss is not finite";
    failed.tags = {"a", "sweep:gain"};
    model.setRuns({test::makeRun(1, "a", 0.9234), failed});
    model.sort(RunsModel::idColumn, Qt::AscendingOrder);
    const auto shown = [&](int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString().toStdString();
    };
    EXPECT_EQ(shown(0, RunsModel::statusColumn), "✓ finished");
    EXPECT_EQ(shown(0, RunsModel::fusionColumn), "92.34");
    EXPECT_EQ(shown(0, RunsModel::lastColumn), "91.34");
    EXPECT_EQ(shown(0, RunsModel::epochsColumn), "10 / 10");
    EXPECT_EQ(shown(0, RunsModel::durationColumn), "10 min");
    EXPECT_EQ(shown(0, RunsModel::tagsColumn), "");
    EXPECT_EQ(shown(1, RunsModel::tagsColumn), "a, sweep:gain");
    EXPECT_EQ(shown(1, RunsModel::fusionColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::speedColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::durationColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::statusColumn, Qt::ToolTipRole), "✕ failed: loss is not finite");
    EXPECT_THAT(shown(0, RunsModel::createdColumn, Qt::ToolTipRole),
                testing::HasSubstr("2026-01-02T12:00:00Z"));
}

std::vector<RunId> idsOf(const RunsModel& model) {
    std::vector<RunId> ids;
    for (int row = 0; row < model.rowCount(); ++row) {
        const RunEntry* run = model.runAt(row);
        ids.push_back(run != nullptr ? run->summary().id : 0);
    }
    return ids;
}

/// Runs with seeds 1 to `seeds` and this batch size.
std::vector<RunSummary> makeSeeds(RunId first, int seeds, int batch, double fusion) {
    std::vector<RunSummary> runs;
    for (int i = 0; i < seeds; ++i) {
        runs.push_back(
            test::makeRun(first + i, "run " + std::to_string(first + i), fusion + 0.01 * i));
        Experiment experiment;
        experiment.network.layers = {{32, false}, {64, true}};
        experiment.train.seed = i + 1;
        experiment.train.batch = batch;
        runs.back().experimentJson = toJson(experiment);
        runs.back().networkLayers = "32 64M";
        runs.back().values.setScores(Split::test,
                                     std::vector<LayerScore>{{0.5, 0.5 + 0.1 * i}, {0.4, 0.8}});
    }
    return runs;
}

TEST(RunsModelTest, ARefreshUpdatesOnlyChangedRows) {
    RunsModel model;
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 6; ++id) {
        runs.push_back(test::makeRun(id, "run", 0.9));
    }
    model.setRuns(runs);
    model.sort(RunsModel::idColumn, Qt::AscendingOrder);
    std::vector<std::string> log;
    QObject::connect(&model, &RunsModel::dataChanged, &model,
                     [&](const QModelIndex& first, const QModelIndex& last) {
                         log.push_back("changed " + std::to_string(first.row()) + '-' +
                                       std::to_string(last.row()));
                     });
    QObject::connect(&model, &RunsModel::layoutChanged, &model, [&] { log.push_back("rows"); });
    QObject::connect(&model, &RunsModel::modelReset, &model, [&] { log.push_back("reset"); });

    model.setRuns(runs);
    EXPECT_THAT(log, IsEmpty());
    runs[3].seconds = 700;
    runs[4].seconds = 700;
    model.setRuns(runs);
    EXPECT_THAT(log, ElementsAre("changed 3-4"));
    log.clear();

    const QPersistentModelIndex fifth = model.index(4, RunsModel::nameColumn);
    const QPersistentModelIndex second = model.index(1, RunsModel::nameColumn);
    runs.erase(runs.begin() + 1, runs.begin() + 3); // ids 2 and 3
    runs.insert(runs.begin(), test::makeRun(9, "new", 0.5));
    model.setRuns(runs);
    EXPECT_THAT(log, ElementsAre("rows"));
    EXPECT_THAT(idsOf(model), ElementsAre(1, 4, 5, 6, 9));
    EXPECT_EQ(fifth.row(), 2) << "persistent indexes stay with their runs";
    EXPECT_FALSE(second.isValid());
    EXPECT_EQ(model.rowOf(9), 4);
    EXPECT_EQ(model.rowOf(2), std::nullopt);
    EXPECT_EQ(model.find(2), nullptr);
    EXPECT_EQ(model.find(5)->summary().seconds, 700);
}

TEST(RunsModelTest, MissingValuesSortLastInBothDirections) {
    RunsModel model;
    model.setRuns({test::makeRun(1, "a", 0.91), test::makeEmptyRun(2, "b", RunStatus::running),
                   test::makeRun(3, "c", 0.93), test::makeRun(4, "d", 0.91),
                   test::makeEmptyRun(5, "e", RunStatus::failed)});
    model.sort(RunsModel::fusionColumn, Qt::AscendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(4, 1, 3, 5, 2)); // ties: the newest first
    model.sort(RunsModel::fusionColumn, Qt::DescendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(3, 4, 1, 5, 2));
    model.sort(RunsModel::idColumn, Qt::AscendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(1, 2, 3, 4, 5));
    model.sort(RunsModel::nameColumn, Qt::DescendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(5, 4, 3, 2, 1));
    model.sort(RunsModel::statusColumn, Qt::AscendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(2, 4, 3, 1, 5));
}

TEST(RunsModelTest, HidesArchivedRunsByDefault) {
    RunsModel model;
    std::vector<RunSummary> runs = makeSeeds(1, 3, 32, 0.9);
    runs[1].archived = true;
    model.setRuns(runs);
    model.sort(RunsModel::idColumn, Qt::AscendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(1, 3));
    EXPECT_EQ(model.hiddenArchived(), 1);
    model.setFilter(RunFilter("is:archived"));
    EXPECT_THAT(idsOf(model), ElementsAre(2));
    EXPECT_EQ(model.hiddenArchived(), 0);
    model.setFilter(RunFilter("\"run 3\""));
    EXPECT_EQ(model.hiddenArchived(), 0) << "of those that match";
    model.setFilter({});
    model.setShowsArchived(true);
    EXPECT_THAT(idsOf(model), ElementsAre(1, 2, 3));
}

TEST(RunsModelTest, ARunningRunHasItsLayerColumnsFromTheStart) {
    RunsModel model;
    std::vector<RunSummary> runs{test::makeEmptyRun(1, "fresh", RunStatus::running)};
    model.setRuns(runs);
    ASSERT_TRUE(model.columnNamed("layer3")) << "the columns exist before there are values";
    EXPECT_FALSE(model.columnNamed("layer4"));
    const int layer2 = *model.columnNamed("layer2");
    EXPECT_EQ(model.index(0, layer2).data().toString(), "–");
    runs[0].epochsDone = 1; // of ten
    runs[0].values.setScores(Split::test,
                             std::vector<LayerScore>{{0.9, 0.5}, {0.8, 0.625}, {0.7, 0.75}});
    model.setRuns(runs);
    EXPECT_EQ(model.index(0, layer2).data().toString(), "62.50");
    runs.push_back(test::makeEmptyRun(2, "odd", RunStatus::running));
    runs.back().networkLayers = "what no version writes";
    model.setRuns(runs);
    EXPECT_FALSE(model.columnNamed("layer4"));
}

TEST(RunsModelTest, HasAColumnForEveryLayerAndSetting) {
    RunsModel model;
    const int atFirst = model.columnCount();
    EXPECT_TRUE(model.columnNamed("train.batch"));
    EXPECT_FALSE(model.columnNamed("layer1"));
    EXPECT_EQ(model.columns()[RunsModel::reasonColumn].field.name(), "reason");
    EXPECT_EQ(model.columns()[RunsModel::firstSettingColumn].group, ColumnGroup::settings);
    std::vector<RunSummary> runs = makeSeeds(1, 2, 32, 0.9);
    model.setRuns(runs);
    const auto perLayer = std::count_if(metricRows().begin(), metricRows().end(),
                                        [](const MetricRow& row) { return row.perLayer; });
    EXPECT_EQ(model.columnCount(), atFirst + 2 * perLayer);
    EXPECT_EQ(model.index(0, *model.columnNamed("loss.layer2")).data().toString(), "0.4");
    EXPECT_EQ(model.columns()[static_cast<std::size_t>(*model.columnNamed("loss.layer2"))].title,
              "Layer 2 loss");
    const int layer1 = *model.columnNamed("layer1");
    const int seed = *model.columnNamed("train.seed");
    model.sort(layer1, Qt::DescendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(2, 1));
    EXPECT_EQ(model.index(0, layer1).data().toString(), "60.00");
    EXPECT_EQ(model.index(0, seed).data().toString(), "2");
    runs[0].experimentJson = R"({"train": {"mixup": 0.5}})";
    model.setRuns(runs);
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return model.columnNamed("train.mixup").has_value(); }, 60000));
    EXPECT_EQ(model.index(1, *model.columnNamed("train.mixup")).data().toString(), "0.5");
    EXPECT_EQ(model.index(1, seed).data().toString(), "–");
}

TEST(RunsModelTest, FindsTheSettingsInWhichRunsDiffer) {
    RunsModel model;
    std::vector<RunSummary> runs = makeSeeds(1, 2, 32, 0.9);
    model.setRuns(runs);
    EXPECT_THAT(model.differingSettings(), ElementsAre("train.seed"));
    const auto more = makeSeeds(3, 2, 64, 0.9);
    runs.insert(runs.end(), more.begin(), more.end());
    model.setRuns(runs);
    EXPECT_THAT(model.differingSettings(), ElementsAre("train.batch", "train.seed"));
    EXPECT_EQ(model.valuesSeen(*RunField::named("train.batch")), QStringList({"32", "64"}));
}

class GroupedModelTest : public testing::Test {
  protected:
    GroupedModelTest() {
        auto runs = makeSeeds(1, 3, 32, 0.90); // fusion 90, 91, 92
        const auto more = makeSeeds(11, 2, 64, 0.95);
        runs.insert(runs.end(), more.begin(), more.end());
        model.setRuns(runs);
        model.sort(RunsModel::fusionColumn, Qt::DescendingOrder);
        model.setGrouping({"train.batch"});
    }
    std::string shown(int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString().toStdString();
    }
    RunsModel model;
};

TEST_F(GroupedModelTest, ShowsMeansAndStandardDeviations) {
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(shown(0, RunsModel::nameColumn), "batch = 64") << "the better mean comes first";
    EXPECT_EQ(shown(1, RunsModel::nameColumn), "batch = 32");
    EXPECT_EQ(shown(1, RunsModel::fusionColumn), "91.00 ± 1.00");
    EXPECT_EQ(shown(1, RunsModel::fusionColumn, Qt::ToolTipRole), "90.00 to 92.00, 3 runs");
    EXPECT_EQ(shown(1, *model.columnNamed("layer1")), "60.00 ± 10.00");
    EXPECT_EQ(shown(1, RunsModel::dataColumn), "fashion-mnist") << "the value that all share";
    EXPECT_EQ(shown(1, *model.columnNamed("train.seed")), "") << "values differ";
    EXPECT_THAT(model.runsAt(1), ElementsAre(3, 2, 1)) << "members are sorted too";
    EXPECT_EQ(model.rowOf(1), std::nullopt);
    EXPECT_FALSE(model.flags(model.index(0, RunsModel::nameColumn)) & Qt::ItemIsEditable);
}

TEST(RunsModelTest, AGroupSaysWhichOfItsRunsHaveNotFinished) {
    RunsModel model;
    std::vector<RunSummary> runs = makeSeeds(1, 3, 32, 0.90);
    runs[1].status = RunStatus::failed;
    const auto more = makeSeeds(11, 1, 64, 0.95);
    runs.insert(runs.end(), more.begin(), more.end());
    runs.back().status = RunStatus::failed;
    const auto finished = makeSeeds(21, 1, 128, 0.99);
    runs.insert(runs.end(), finished.begin(), finished.end());
    model.setRuns(runs);
    model.sort(RunsModel::fusionColumn, Qt::AscendingOrder);
    model.setGrouping({"train.batch"});
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row) {
        texts << model.index(row, RunsModel::statusColumn).data().toString();
    }
    texts.sort();
    EXPECT_EQ(texts, (QStringList{"1 run", "1 run, failed", "3 runs, 1 failed"}));
}

TEST_F(GroupedModelTest, OpensAndStaysOpen) {
    model.setOpen(1, true);
    EXPECT_THAT(idsOf(model), ElementsAre(0, 0, 3, 2, 1));
    EXPECT_TRUE(model.isOpen(1) && model.isMember(2));
    const QPersistentModelIndex second = model.index(3, RunsModel::nameColumn);
    model.sort(RunsModel::fusionColumn, Qt::AscendingOrder);
    EXPECT_THAT(idsOf(model), ElementsAre(0, 1, 2, 3, 0));
    EXPECT_EQ(second.row(), 2);
    model.setFilter(RunFilter("fusion < 92"));
    EXPECT_THAT(idsOf(model), ElementsAre(0, 1, 2)) << "of the runs that match the filter";
    model.setFilter({});
    model.setOpen(0, false);
    EXPECT_THAT(idsOf(model), ElementsAre(0, 0));
    model.setGrouping({});
    EXPECT_THAT(idsOf(model), ElementsAre(1, 2, 3, 11, 12));
}

TEST_F(GroupedModelTest, GroupsBySeed) {
    model.setGrouping({kAllButSeed});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(shown(0, RunsModel::nameColumn), "batch = 64");
    model.setFilter(RunFilter("train.batch = 32"));
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(shown(0, RunsModel::nameColumn), "fashion-mnist · 32 64M") << "it does not differ";
}

TEST(RunNumbers, OfALongListAreThoseAtItsEnds) {
    EXPECT_EQ(idList({1, 2, 5}), "1, 2, 5");
    std::vector<RunId> many;
    for (RunId id = 1; id <= 24; ++id) {
        many.push_back(id);
    }
    EXPECT_FALSE(idList(many).contains(u'…'));
    for (RunId id = 25; id <= 2000; ++id) {
        many.push_back(id);
    }
    const QString list = idList(many);
    EXPECT_TRUE(list.startsWith(QStringLiteral("1, 2, "))) << list.toStdString();
    EXPECT_TRUE(list.contains(QStringLiteral("12, …, 1989"))) << list.toStdString();
    EXPECT_TRUE(list.endsWith(QStringLiteral("1999, 2000"))) << list.toStdString();
}

} // namespace
} // namespace asge
