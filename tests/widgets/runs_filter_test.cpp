#include "tests/widgets/runs_samples.h"
#include "widgets/runs_filter.h"
#include "widgets/runs_model.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

bool matches(const char* text, const RunSummary& run) {
    return RunFilter(QString::fromUtf8(text)).matches(run);
}

std::string errorOf(const char* text) {
    return RunFilter(QString::fromUtf8(text)).error().toStdString();
}

TEST(RunsFilterTest, EveryWordMustAppearSomewhere) {
    const RunSummary run = test::makeRun(17, "VGG8 wide", 0.92);
    EXPECT_TRUE(matches("", run));
    EXPECT_TRUE(matches("vgg8 FASHION finished", run));
    EXPECT_FALSE(matches("vgg8 cifar", run));
    EXPECT_TRUE(matches("64M", run));
    EXPECT_TRUE(matches("17", run));
    EXPECT_TRUE(matches("\"vgg8 wide\"", run));
    EXPECT_FALSE(matches("\"wide vgg8\"", run));
    EXPECT_TRUE(matches("\"vgg8 wi", run)); // the last quote is still to come
}

TEST(RunsFilterTest, AWordInOneColumn) {
    const RunSummary run = test::makeRun(1, "finished early", 0.92);
    EXPECT_TRUE(matches("status:finished name:early", run));
    EXPECT_FALSE(matches("status:failed", run));
    EXPECT_FALSE(matches("data:finished", run));
    EXPECT_TRUE(matches("name=\"finished early\"", run));
    EXPECT_FALSE(matches("name=finished", run));
    EXPECT_TRUE(matches("cuda:0", run)); // a word with a colon is still a word
}

TEST(RunsFilterTest, ATagIsMeantAsAWhole) {
    RunSummary run = test::makeRun(1, "a", 0.92);
    run.tags = {"Baseline", "sweep:patch-count"};
    EXPECT_TRUE(matches("tag:baseline", run));
    EXPECT_TRUE(matches("tag:sweep:patch-count tag=baseline", run));
    EXPECT_FALSE(matches("tag:base", run));
    EXPECT_FALSE(matches("tag:baseline tag:draft", run));
    EXPECT_TRUE(matches("patch", run)) << "a word may stand in a tag";
    EXPECT_FALSE(matches("tag:baseline", test::makeRun(2, "baseline", 0.9)));
    EXPECT_EQ(errorOf("tag>a"), "tag is text; write tag:word");
}

TEST(RunsFilterTest, NumbersWithTheirUnits) {
    const RunSummary run = test::makeRun(5, "a", 0.925); // last 91.5 %, 600 s
    EXPECT_TRUE(matches("fusion>0.9", run));
    EXPECT_FALSE(matches("fusion>0.93", run));
    EXPECT_TRUE(matches("fusion>92", run));
    EXPECT_TRUE(matches("FUSION>=92.5%", run));
    EXPECT_FALSE(matches("fusion<0.5%", run));
    EXPECT_TRUE(matches("last<0.92 best<=0.905", run));
    EXPECT_TRUE(matches("duration<=10m", run));
    EXPECT_FALSE(matches("duration<9m", run));
    EXPECT_TRUE(matches("duration>0.1h", run));
    EXPECT_TRUE(matches("id=5 epochs:10 speed>999", run));
    EXPECT_FALSE(matches("fusion>0.9 vgg", run));
}

TEST(RunsFilterTest, MissingValuesMatchNoComparison) {
    const RunSummary run = test::makeEmptyRun(1, "a", RunStatus::running);
    EXPECT_FALSE(matches("fusion>0", run));
    EXPECT_FALSE(matches("fusion<1", run));
    EXPECT_FALSE(matches("duration<1h", run));
    EXPECT_TRUE(matches("epochs=0", run));
}

TEST(RunsFilterTest, DatesCompareByTheirStart) {
    const RunSummary run = test::makeRun(2, "a", 0.9); // 2026-01-03
    EXPECT_TRUE(matches("created>2026-01-02", run));
    EXPECT_FALSE(matches("created>2026-01-03", run));
    EXPECT_TRUE(matches("created>=2026-01", run));
    EXPECT_TRUE(matches("created<2027", run));
}

TEST(RunsFilterTest, ErrorsNameTheTermAndLeaveTheRest) {
    EXPECT_EQ(errorOf("fusion>0.9 status:failed x"), "");
    EXPECT_EQ(errorOf("fusion>abc"), "fusion: 'abc' is not a number");
    EXPECT_EQ(errorOf("fusion>"), "fusion> needs a number");
    EXPECT_EQ(errorOf("name>a"), "name is text; write name:word");
    EXPECT_THAT(errorOf("loss<1"),
                testing::StartsWith("There is no column 'loss'; columns are id"));
    const RunSummary run = test::makeRun(1, "vgg", 0.9);
    EXPECT_TRUE(matches("vgg fusion>abc", run));
    EXPECT_FALSE(matches("cnn fusion>abc", run));
}

TEST(RunsModelTest, ShowsValuesAndTheirAbsence) {
    RunsModel model;
    RunSummary failed = test::makeEmptyRun(2, "b", RunStatus::failed);
    failed.reason = "loss is not finite";
    failed.tags = {"a", "sweep:gain"};
    model.setRuns({test::makeRun(1, "a", 0.9234), failed});
    const auto shown = [&](int row, int column, int role = Qt::DisplayRole) {
        return model.index(row, column).data(role).toString().toStdString();
    };
    EXPECT_EQ(shown(0, RunsModel::statusColumn), "✓ finished");
    EXPECT_EQ(shown(0, RunsModel::fusionColumn), "92.34");
    EXPECT_EQ(shown(0, RunsModel::lastColumn), "91.34");
    EXPECT_EQ(shown(0, RunsModel::epochsColumn), "10 / 10");
    EXPECT_EQ(shown(0, RunsModel::durationColumn), "10:00");
    EXPECT_EQ(shown(0, RunsModel::tagsColumn), "");
    EXPECT_EQ(shown(1, RunsModel::tagsColumn), "a, sweep:gain");
    EXPECT_EQ(shown(1, RunsModel::fusionColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::speedColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::durationColumn), "–");
    EXPECT_EQ(shown(1, RunsModel::statusColumn, Qt::ToolTipRole), "✕ failed: loss is not finite");
    EXPECT_THAT(shown(0, RunsModel::createdColumn, Qt::ToolTipRole),
                testing::HasSubstr("2026-01-02T12:00:00Z"));
    EXPECT_EQ(durationText(59.6), "1:00");
    EXPECT_EQ(durationText(3661), "1:01:01");
}

TEST(RunsModelTest, ARefreshTouchesOnlyWhatDiffers) {
    RunsModel model;
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 6; ++id) {
        runs.push_back(test::makeRun(id, "run", 0.9));
    }
    model.setRuns(runs);
    std::vector<std::string> log;
    const auto range = [](const char* what, int first, int last) {
        return std::string(what) + ' ' + std::to_string(first) + '-' + std::to_string(last);
    };
    QObject::connect(&model, &RunsModel::dataChanged, &model,
                     [&](const QModelIndex& first, const QModelIndex& last) {
                         log.push_back(range("changed", first.row(), last.row()));
                     });
    QObject::connect(&model, &RunsModel::rowsRemoved, &model,
                     [&](const QModelIndex&, int first, int last) {
                         log.push_back(range("removed", first, last));
                     });
    QObject::connect(&model, &RunsModel::rowsInserted, &model,
                     [&](const QModelIndex&, int first, int last) {
                         log.push_back(range("inserted", first, last));
                     });
    QObject::connect(&model, &RunsModel::modelReset, &model, [&] { log.push_back("reset"); });

    model.setRuns(runs);
    EXPECT_THAT(log, testing::IsEmpty());

    runs.erase(runs.begin() + 1, runs.begin() + 3); // ids 2 and 3
    runs[1].seconds = 700;                          // id 4
    runs[2].seconds = 700;                          // id 5
    runs.insert(runs.begin(), test::makeRun(9, "new", 0.5));
    model.setRuns(runs);
    EXPECT_THAT(log, testing::ElementsAre("removed 1-2", "changed 1-2", "inserted 4-4"));
    EXPECT_EQ(model.rowOf(5), 2);
    EXPECT_EQ(model.rowOf(9), 4);
    EXPECT_EQ(model.rowOf(2), std::nullopt);
    EXPECT_EQ(model.run(2).seconds, 700);
}

TEST(RunsModelTest, MissingValuesSortLastInBothDirections) {
    RunsModel model;
    RunsProxy proxy;
    proxy.setSourceModel(&model);
    model.setRuns({test::makeRun(1, "a", 0.91), test::makeEmptyRun(2, "b", RunStatus::running),
                   test::makeRun(3, "c", 0.93), test::makeRun(4, "d", 0.91),
                   test::makeEmptyRun(5, "e", RunStatus::failed)});
    const auto order = [&] {
        std::vector<int> ids;
        for (int row = 0; row < proxy.rowCount(); ++row) {
            ids.push_back(proxy.index(row, RunsModel::idColumn).data().toInt());
        }
        return ids;
    };
    proxy.sort(RunsModel::fusionColumn, Qt::AscendingOrder);
    EXPECT_THAT(order(), testing::ElementsAre(4, 1, 3, 5, 2)); // equal: the newest first
    proxy.sort(RunsModel::fusionColumn, Qt::DescendingOrder);
    EXPECT_THAT(order(), testing::ElementsAre(3, 4, 1, 5, 2));
    proxy.sort(RunsModel::idColumn, Qt::AscendingOrder);
    EXPECT_THAT(order(), testing::ElementsAre(1, 2, 3, 4, 5));
}

} // namespace
} // namespace asge
