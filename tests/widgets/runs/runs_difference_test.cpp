// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "tests/widgets/runs/runs_view_fixture.h"
#include "tests/widgets/settle.h"
#include "widgets/runs/runs_difference.h"
#include "widgets/runs/runs_group_button.h"

#include <gmock/gmock.h>

#include <QHeaderView>
#include <QLabel>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTableWidget>
#include <QTest>

namespace asge {
namespace {

using RunsGroupsViewTest = test::RunsViewFixture;

TEST_F(RunsGroupsViewTest, GroupsOpenAndTheirDifferenceIsShown) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 6; ++id) {
        runs.push_back(test::makeRun(id, "run " + std::to_string(id), 0.90 + 0.01 * (id % 3)));
        Experiment experiment;
        experiment.network.layers = {{32, false}};
        experiment.train.seed = id % 3;
        experiment.train.batch = id <= 3 ? 32 : 64;
        runs.back().experimentJson = toJson(experiment);
        runs.back().values.set(MetricId::accuracy, Split::test, kFusionPlace,
                               runs.back().accuracy()->fusion + (id <= 3 ? 0 : 0.02));
    }
    view.setRuns(runs);
    find<RunsGroupButton>("runsGroupBy")->toggle("train.batch");
    EXPECT_EQ(find<RunsGroupButton>("runsGroupBy")->text().trimmed(), "Group: batch");
    auto* model = static_cast<RunsModel*>(table()->model());
    ASSERT_EQ(model->rowCount(), 2);
    const auto arrow = [&](int row) {
        const QRect name = table()->visualRect(model->index(row, RunsModel::nameColumn));
        return QPoint(name.left() + 8, name.center().y());
    };
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, arrow(1));
    EXPECT_EQ(model->rowCount(), 5);
    EXPECT_TRUE(model->isOpen(1));
    table()->selectRow(1);
    EXPECT_EQ(view.selectedRuns().size(), 3) << "the members of a group";
    EXPECT_FALSE(find<QWidget>("runsDifference")->isVisible());
    QTest::keyClick(table(), Qt::Key_Left);
    EXPECT_EQ(model->rowCount(), 2);
    table()->selectAll();
    ASSERT_TRUE(find<QWidget>("runsDifference")->isVisible());
    auto* numbers = find<QTableWidget>("runsDifferenceTable");
    EXPECT_EQ(numbers->horizontalHeaderItem(1)->text(), "Fusion");
    const bool firstIs64 = model->titleAt(0) == "batch = 64";
    const QString before = numbers->item(0, 1)->text();
    EXPECT_EQ(before, firstIs64 ? "−2.00" : "+2.00") << "lower minus upper";
    QTest::mouseClick(find<QWidget>("runsDifferenceSwap"), Qt::LeftButton);
    EXPECT_EQ(numbers->item(0, 1)->text(), firstIs64 ? "+2.00" : "−2.00");
    EXPECT_TRUE(find<QLabel>("runsDifferenceNote")->text().startsWith("3 pairs of runs"));
    const QVariantMap state = view.saveState();
    EXPECT_EQ(state["groupedBy"].toStringList(), QStringList{"train.batch"});
    find<RunsGroupButton>("runsGroupBy")->toggle("train.batch");
    EXPECT_EQ(model->rowCount(), 6);
    EXPECT_FALSE(find<QWidget>("runsDifference")->isVisible());
}

TEST(RunsDifferenceTest, ExplainsTooFewPairs) {
    RunsDifference panel;
    const auto seeded = [](RunId id, double fusion, int seed) {
        RunSummary run = test::makeRun(id, "run", fusion);
        run.experimentJson = R"({"train": {"seed": )" + std::to_string(seed) + "}}";
        return RunEntry(run);
    };
    const RunEntry a = seeded(1, 0.90, 1);
    const RunEntry same = seeded(2, 0.91, 1);
    const RunEntry b = seeded(2, 0.91, 2);
    const RunEntry c = seeded(3, 0.92, 3);
    const auto note = [&] { return panel.findChild<QLabel*>("runsDifferenceNote")->text(); };
    panel.setGroups({"A", {&a}}, {"B", {&same}});
    EXPECT_TRUE(note().startsWith("Only seed 1 is in both groups"));
    auto* table = panel.findChild<QTableWidget*>("runsDifferenceTable");
    EXPECT_EQ(table->item(0, 1)->text(), "+1.00");
    EXPECT_EQ(table->item(1, 1)->text(), "–");
    panel.setGroups({"A", {&a}}, {"B", {&b}});
    EXPECT_EQ(
        note(),
        "Not compared: the groups have no seed in common, so no runs can be paired. Without a "
        "partner in group 1: run 1. Without a partner in group 2: run 2.");
    panel.setGroups({"A", {&a}}, {"B", {&b, &c}});
    EXPECT_TRUE(note().endsWith("Without a partner in group 2: runs 2, 3."))
        << note().toStdString();
    EXPECT_TRUE(table->isHidden());
}

/// Three runs of a method with three layers; Fusion differs by more than the runs' spread.
std::vector<RunEntry> seedsOf(const char* method, RunId first, double fusion) {
    std::vector<RunEntry> runs;
    for (int seed = 1; seed <= 3; ++seed) {
        RunSummary run = test::makeRun(first + seed, "run", fusion + 0.001 * seed);
        run.method = method;
        run.experimentJson = R"({"train": {"seed": )" + std::to_string(seed) + "}}";
        run.values.setLayers(MetricId::accuracy, Split::test,
                             std::vector{fusion - 0.3, fusion - 0.2, fusion - 0.01});
        runs.emplace_back(run);
    }
    return runs;
}

TEST(RunsDifferenceTest, AccuraciesOfDifferentDataAreNotSubtracted) {
    std::vector<RunEntry> entries;
    for (const char* data : {"fashion-mnist", "cifar-100"}) {
        RunSummary run = test::makeRun(static_cast<RunId>(entries.size() + 1), "run", 0.5);
        run.dataName = data;
        run.experimentJson = R"({"train": {"seed": 1}})";
        entries.emplace_back(run);
    }
    RunsDifference panel;
    panel.setGroups({"A", {&entries[0]}}, {"B", {&entries[1]}});
    EXPECT_TRUE(panel.findChild<QTableWidget*>("runsDifferenceTable")->isHidden());
    EXPECT_EQ(panel.findChild<QLabel*>("runsDifferenceNote")->text(),
              "Not compared: the runs are of different data sets (group 1: fashion-mnist; group 2: "
              "cifar-100).");
    RunSummary fewer = test::makeRun(3, "run", 0.5);
    fewer.dataName = "cifar-100";
    fewer.experimentJson = R"({"data": {"test_limit": 100}, "train": {"seed": 1}})";
    entries.emplace_back(fewer);
    panel.setGroups({"A", {&entries[1]}}, {"B", {&entries[2]}});
    EXPECT_TRUE(panel.findChild<QTableWidget*>("runsDifferenceTable")->isHidden());
    EXPECT_TRUE(panel.findChild<QLabel*>("runsDifferenceNote")
                    ->text()
                    .contains("tested on different images of cifar-100"));
    panel.setGroups({"A", {&entries[0]}}, {"B", {&entries[0]}});
    EXPECT_FALSE(panel.findChild<QTableWidget*>("runsDifferenceTable")->isHidden());
}

TEST(RunsDifferenceTest, NothingIsCutInANarrowPanel) {
    RunSummary run = test::makeRun(1, "run", 0.5);
    run.experimentJson = R"({"train": {"seed": 1}})";
    run.values.setLayers(MetricId::accuracy, Split::test, std::vector<double>(16, 0.5));
    const RunEntry entry(run);
    RunsDifference panel;
    panel.resize(500, 200);
    panel.show();
    const QString longTitle =
        QStringLiteral("limit = 600 · validation = 100 · epochs = 2 · 16 16 16M 16 16 16M 16 16");
    panel.setGroups({longTitle, {&entry}}, {longTitle, {&entry}});
    QCoreApplication::processEvents();
    const auto* title = panel.findChild<QLabel*>("runsDifferenceTitle");
    for (const QString& line : title->text().split(u'\n')) {
        EXPECT_LE(title->fontMetrics().horizontalAdvance(line), title->width());
    }
    EXPECT_EQ(title->text().count(u'…'), 2) << title->text().toStdString();
    auto* table = panel.findChild<QTableWidget*>("runsDifferenceTable");
    ASSERT_GT(table->horizontalScrollBar()->maximum(), 0);
    EXPECT_LT(table->visualItemRect(table->item(2, 0)).bottom(), table->viewport()->height());
    panel.setGroups({"A", {&entry}}, {longTitle, {&entry}});
    EXPECT_EQ(title->text().count(u'…'), 1) << "what a short title leaves is the other's";
}

TEST(RunsDifferenceTest, TheCaptionIsInLineWithTheTitle) {
    const RunEntry entry(test::makeRun(1, "run", 0.5));
    RunsDifference panel;
    panel.resize(700, 200);
    panel.show();
    const QString longTitle(60, u'n');
    for (const QString& other : {QStringLiteral("B"), longTitle}) {
        panel.setGroups({longTitle, {&entry}}, {other, {&entry}});
        QCoreApplication::processEvents();
        const auto* title = panel.findChild<QLabel*>("runsDifferenceTitle");
        EXPECT_EQ(title->text().contains(u'\n'), other == longTitle);
        const auto* caption = panel.findChild<QLabel*>("runsDifferenceCaption");
        EXPECT_EQ(caption->geometry().top(), title->geometry().top());
        EXPECT_EQ(caption->height(), title->height());
        EXPECT_EQ(caption->alignment(), title->alignment());
    }
}

/// A and B are the open run and the one that it is compared with.
TEST(RunsDifferenceTest, GroupsAreNotNamedAAndB) {
    const std::vector<RunEntry> first = seedsOf("asge", 0, 0.6);
    const std::vector<RunEntry> second = seedsOf("asge", 10, 0.8);
    RunsDifference panel;
    panel.resize(900, 200);
    panel.show();
    panel.setGroups({"batch = 32", {&first[0], &first[1]}}, {"batch = 64", {&second[0]}});
    QStringList texts;
    for (const QLabel* label : panel.findChildren<QLabel*>()) {
        texts << label->text() << label->toolTip();
    }
    EXPECT_TRUE(texts.contains("Group 2 minus group 1")) << texts.join('\n').toStdString();
    EXPECT_TRUE(texts.filter(QRegularExpression("\\b[AB]:|\\b[AB] −|in [AB]\\b")).isEmpty())
        << texts.join('\n').toStdString();
    EXPECT_EQ(panel.findChild<QTableWidget*>("runsDifferenceTable")->item(0, 1)->text(), "+20.00");
}

TEST(RunsDifferenceTest, TheTitlesSayWhatDiffersInLittleRoom) {
    const RunEntry entry(test::makeRun(1, "run", 0.5));
    RunsDifference panel;
    panel.resize(300, 200);
    panel.show();
    panel.setGroups({"limit = 3000 · validation = 2000 · method A · epochs = 2", {&entry}},
                    {"limit = 3000 · validation = 2000 · method B · epochs = 2", {&entry}});
    QCoreApplication::processEvents();
    const auto* title = panel.findChild<QLabel*>("runsDifferenceTitle");
    EXPECT_TRUE(title->text().contains("1: method A")) << title->text().toStdString();
    EXPECT_TRUE(title->text().contains("2: method B")) << title->text().toStdString();
    panel.setGroups({"batch = 32", {&entry}}, {"batch = 64", {&entry}});
    EXPECT_FALSE(title->text().contains(u'\n')) << "both fit in a line";
}

TEST_F(RunsGroupsViewTest, TitlesOfGroupsBeginWithWhatFewHave) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 4; ++id) {
        runs.push_back(test::makeRun(id, "run", 0.9));
        Experiment experiment;
        experiment.network.layers = {{32, false}};
        experiment.train.batch = id == 1 ? 32 : 64;
        experiment.train.epochs = static_cast<int>(id) + 20;
        runs.back().experimentJson = toJson(experiment);
    }
    view.setRuns(runs);
    find<RunsGroupButton>("runsGroupBy")->toggle("train.batch");
    find<RunsGroupButton>("runsGroupBy")->toggle("train.epochs");
    const auto* model = static_cast<RunsModel*>(table()->model());
    for (int row = 0; row < model->rowCount(); ++row) {
        EXPECT_TRUE(model->titleAt(row).startsWith("epochs =") ||
                    model->titleAt(row).startsWith("batch = 32"))
            << model->titleAt(row).toStdString();
    }
}

TEST_F(RunsGroupsViewTest, RowsDoNotMakeADockScroll) {
    view.setRuns(fourRuns());
    view.resize(350, 300);
    test::settle(view);
    EXPECT_LE(view.heightForWidth(view.width()), 200);
}

TEST(RunsDifferenceTest, UntrainedReadoutsHaveNoDifference) {
    for (const char* method : {"asge", "backprop"}) {
        const bool learns = std::string(method) == "asge";
        const std::vector<RunEntry> a = seedsOf(method, 0, 0.6);
        const std::vector<RunEntry> b = seedsOf(method, 10, 0.8);
        RunsDifference panel;
        panel.setGroups({"A", {&a[0], &a[1], &a[2]}}, {"B", {&b[0], &b[1], &b[2]}});
        const auto* table = panel.findChild<QTableWidget*>("runsDifferenceTable");
        ASSERT_EQ(table->columnCount(), 6) << "three predictions and three layers";
        for (int column = 0; column < table->columnCount(); ++column) {
            const QString title = table->horizontalHeaderItem(column)->text();
            const bool isResult = learns || title == "Last" || title == "Layer 3";
            for (int row = 0; row < table->rowCount(); ++row) {
                const auto* item = table->item(row, column);
                EXPECT_EQ(item->text() == QStringLiteral("–"), !isResult)
                    << method << ' ' << title.toStdString() << ' ' << row;
                EXPECT_TRUE(isResult || !item->font().bold()) << title.toStdString();
            }
            EXPECT_EQ(table->item(0, column)->font().bold(), isResult)
                << method << ' ' << title.toStdString();
        }
    }
}

} // namespace
} // namespace asge
