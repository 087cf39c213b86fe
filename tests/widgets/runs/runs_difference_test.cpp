// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/runs/runs_difference.h"
#include "widgets/runs/runs_group_button.h"

#include <gmock/gmock.h>

#include <QHeaderView>
#include <QLabel>
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
    EXPECT_EQ(note(),
              "The groups have no seed in common, so no runs can be paired. Without a partner "
              "in A: run 1. Without a partner in B: run 2.");
    panel.setGroups({"A", {&a}}, {"B", {&b, &c}});
    EXPECT_TRUE(note().endsWith("Without a partner in B: runs 2, 3.")) << note().toStdString();
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
