// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/runs/runs_filter_box.h"
#include "widgets/runs/runs_table.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

#include <cstdlib>
#include <vector>

namespace asge {
namespace {

using RunsColumnsTest = test::RunsViewFixture;

TEST_F(RunsColumnsTest, ColumnsCanBeChosen) {
    view.resize(1400, 600);
    view.setRuns(fourRuns());
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::deviceColumn)) << "hidden by default";
    QTest::mouseClick(find<QWidget>("runsColumns"), Qt::LeftButton);
    auto* tree = view.findChild<QTreeWidget*>("runsColumnsTree");
    ASSERT_NE(tree, nullptr);
    const auto itemOf = [&](const char* title) {
        return tree->findItems(title, Qt::MatchExactly | Qt::MatchRecursive).value(0);
    };
    ASSERT_NE(itemOf("Device"), nullptr);
    itemOf("Device")->setCheckState(0, Qt::Checked);
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::deviceColumn));
    auto* header = table()->horizontalHeader();
    EXPECT_EQ(header->visualIndex(RunsModel::deviceColumn),
              header->visualIndex(RunsModel::createdColumn) + 1)
        << "behind those that are shown";
    EXPECT_TRUE(itemOf("Name")->isDisabled());
    view.findChild<QLineEdit*>("runsColumnsSearch")->setText("patch_rule");
    EXPECT_TRUE(itemOf("Device")->isHidden());
    view.findChild<QWidget*>("runsColumnsPopup")->hide();
}

TEST_F(RunsColumnsTest, TheHeadersMenuHidesAndGroups) {
    view.setRuns(fourRuns());
    QTimer::singleShot(0, &view, [] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(menu, nullptr);
        for (QAction* action : menu->actions()) {
            if (action->text() == "Hide column") {
                action->trigger();
            }
        }
        menu->close();
    });
    auto* header = table()->horizontalHeader();
    emit header->customContextMenuRequested(
        {header->sectionViewportPosition(RunsModel::idColumn) + 5, 5});
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::idColumn));
}

TEST_F(RunsColumnsTest, InformativeColumnsAreShownUnlessTheUserHidThem) {
    view.resize(1400, 600);
    auto runs = fourRuns();
    view.setRuns(runs);
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::methodColumn));
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::tagsColumn));
    runs.front().method = "channel-competition";
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::methodColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::tagsColumn));
    auto* runsTable = find<RunsTable>("runsTable");
    runsTable->setShown(RunsModel::tagsColumn, false);
    view.setRuns(runs);
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::tagsColumn)) << "the user has hidden it";
}

TEST_F(RunsColumnsTest, ANarrowWindowHidesTheLeastInformativeColumns) {
    auto runs = fourRuns();
    runs.front().method = "channel-competition";
    runs[2].tags = {"baseline"};
    runs[1].notes = "learns more slowly";
    view.setRuns(runs);
    view.resize(1800, 600);
    QCoreApplication::processEvents();
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::speedColumn));
    view.resize(820, 600);
    QCoreApplication::processEvents();
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::speedColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::methodColumn)) << "it says what was trained";
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::notesColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::epochsColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::fusionColumn));
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0);
    find<RunsTable>("runsTable")->setShown(RunsModel::speedColumn, true);
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::speedColumn)) << "the user has shown it";
}

TEST_F(RunsColumnsTest, ResultsStayTheLongest) {
    auto runs = fourRuns();
    runs.front().method = "backprop"; // its only result is that of the last layer
    runs[2].tags = {"baseline"};
    runs[1].notes = "learns more slowly";
    view.setRuns(runs);
    view.restoreState({{"groupedBy", QStringList{"method"}}});
    for (const int width : {1000, 866, 760, 620}) {
        view.resize(width, 600);
        QCoreApplication::processEvents();
        if (!table()->isVisible()) {
            continue; // a list
        }
        EXPECT_FALSE(table()->isColumnHidden(RunsModel::lastColumn)) << width;
        EXPECT_FALSE(table()->isColumnHidden(RunsModel::fusionColumn)) << width;
    }
}

/// Runs of one experiment have the same name, and other views name them by number.
TEST_F(RunsColumnsTest, TheNumberStaysLongerThanWhatOtherColumnsSayToo) {
    auto runs = fourRuns();
    runs.front().method = "backprop";
    view.setRuns(runs);
    for (const int width : {1000, 866, 760, 650}) {
        view.resize(width, 600);
        QCoreApplication::processEvents();
        ASSERT_TRUE(table()->isVisible()) << width;
        EXPECT_FALSE(table()->isColumnHidden(RunsModel::idColumn)) << width;
    }
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::bestColumn));
}

TEST_F(RunsColumnsTest, TheArrangementIsRestored) {
    view.resize(1400, 600);
    auto runs = fourRuns();
    runs[2].values.setScores(Split::test, std::vector<LayerScore>{{0.5, 0.7}, {0.4, 0.8}});
    view.setRuns(runs);
    auto* here = find<RunsTable>("runsTable");
    const auto columnOf = [](RunsTable* of, const char* name) {
        return *static_cast<RunsModel*>(of->model())->columnNamed(name);
    };
    here->setShown(columnOf(here, "layer2"), true);
    here->setShown(columnOf(here, "train.batch"), true);
    here->setShown(RunsModel::speedColumn, false);
    here->horizontalHeader()->moveSection(
        here->horizontalHeader()->visualIndex(RunsModel::fusionColumn), 0);
    here->horizontalHeader()->resizeSection(RunsModel::dataColumn, 77);
    here->sortByColumn(RunsModel::fusionColumn, Qt::AscendingOrder);
    find<RunsFilterBox>("runsFilterBox")->setText("status:finished");
    find<RunsFilterBox>("runsFilterBox")->saveAs("done");
    find<RunsFilterBox>("runsFilterBox")->setText("fusion > 91.5%");
    const QVariantMap state = view.saveState();

    RunsView other;
    other.resize(1400, 600);
    other.show();
    other.restoreState(state);
    auto* there = other.findChild<RunsTable*>("runsTable");
    EXPECT_EQ(other.saveState(), state) << "also while there is no layer yet";
    other.setRuns(runs);
    EXPECT_EQ(other.saveState(), state);
    EXPECT_TRUE(there->isShown(columnOf(there, "layer2")));
    EXPECT_FALSE(there->isShown(columnOf(there, "layer1")));
    EXPECT_TRUE(there->isShown(columnOf(there, "train.batch")));
    EXPECT_FALSE(there->isShown(RunsModel::speedColumn));
    EXPECT_EQ(there->horizontalHeader()->visualIndex(RunsModel::fusionColumn), 0);
    EXPECT_EQ(there->columnWidth(RunsModel::dataColumn), 77);
    EXPECT_EQ(there->horizontalHeader()->sortIndicatorSection(), RunsModel::fusionColumn);
    EXPECT_EQ(other.findChild<RunsFilterBox*>("runsFilterBox")->savedFilters().size(), 1);
    EXPECT_EQ(other.findChild<RunsFilterBox*>("runsFilterBox")->text(), "fusion > 91.5%");
    EXPECT_EQ(there->model()->rowCount(), 1) << "the restored filter is applied";
    other.restoreState({}); // an empty state changes nothing
    EXPECT_EQ(there->horizontalHeader()->visualIndex(RunsModel::fusionColumn), 0);
}

TEST_F(RunsColumnsTest, ARestoredFilterMayNameASettingThatOnlyARunHas) {
    RunsView other;
    other.restoreState({{"filter", "new.setting = 3"}});
    auto* there = other.findChild<RunsTable*>("runsTable");
    auto* error = other.findChild<QLabel*>("runsFilterError");
    EXPECT_FALSE(error->isHidden()) << "there are no values yet";
    auto runs = fourRuns();
    runs[2].experimentJson = R"({"new": {"setting": 3}})";
    other.setRuns(runs);
    EXPECT_TRUE(QTest::qWaitFor([&] { return there->model()->rowCount() == 1; }, 60000));
    EXPECT_TRUE(error->isHidden());
}

/// The number of dark pixels in each row of a header's arrow; a downward arrow begins wide.
std::vector<int> inkOfArrow(QTableView& table, int column, Qt::SortOrder order) {
    table.sortByColumn(column == 0 ? 1 : 0, order); // the same header without an arrow
    QHeaderView* header = table.horizontalHeader();
    const QRect section(header->sectionViewportPosition(column), 0, header->sectionSize(column),
                        header->height());
    const QImage bare = header->grab(section).toImage();
    table.sortByColumn(column, order);
    const QImage arrow = header->grab(section).toImage();
    std::vector<int> rows;
    for (int y = 0; y < arrow.height(); ++y) {
        int ink = 0;
        for (int x = arrow.width() / 2; x < arrow.width(); ++x) {
            ink += std::abs(qGray(arrow.pixel(x, y)) - qGray(bare.pixel(x, y))) > 60;
        }
        if (ink > 0) {
            rows.push_back(ink);
        }
    }
    return rows;
}

TEST_F(RunsColumnsTest, TheArrowPointsUpForAscendingOrder) {
    view.setRuns(fourRuns());
    const auto up = inkOfArrow(*table(), RunsModel::createdColumn, Qt::AscendingOrder);
    ASSERT_GE(up.size(), 3u);
    EXPECT_LT(up.front(), up.back());
    const auto down = inkOfArrow(*table(), RunsModel::createdColumn, Qt::DescendingOrder);
    ASSERT_GE(down.size(), 3u);
    EXPECT_GT(down.front(), down.back());
}

} // namespace
} // namespace asge
