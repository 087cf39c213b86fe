// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment.h"
#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/runs/runs_filter_box.h"
#include "widgets/runs/runs_table.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using RunsViewTest = test::RunsViewFixture;

TEST_F(RunsViewTest, OpensByDoubleClickEnterAndButton) {
    view.setRuns(fourRuns());
    const QPoint place = table()->visualRect(cell("beta")).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(table()->viewport(), Qt::LeftButton, {}, place);
    EXPECT_THAT(opened, ElementsAre(2));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Return);
    EXPECT_THAT(opened, ElementsAre(2, 2));
    QTest::mouseClick(find<QWidget>("runsOpenButton"), Qt::LeftButton);
    EXPECT_THAT(opened, ElementsAre(2, 2, 2));
}

TEST_F(RunsViewTest, ActionsFollowTheSelection) {
    view.setRuns(fourRuns());
    EXPECT_FALSE(find<QAction>("runsOpen")->isEnabled());
    click("alpha");
    EXPECT_TRUE(find<QAction>("runsUseSettings")->isEnabled());
    EXPECT_FALSE(find<QAction>("runsCompare")->isEnabled());
    QSignalSpy settings(&view, &RunsView::experimentRequested);
    find<QAction>("runsUseSettings")->trigger();
    EXPECT_EQ(settings.size(), 1);
    click("beta", Qt::ControlModifier);
    EXPECT_FALSE(find<QAction>("runsOpen")->isEnabled());
    ASSERT_TRUE(find<QAction>("runsCompare")->isEnabled());
    find<QAction>("runsCompare")->trigger();
    EXPECT_THAT(compared, testing::UnorderedElementsAre(1, 2));
    click("delta");
    EXPECT_FALSE(find<QAction>("runsDelete")->isEnabled()); // the run is training
}

TEST_F(RunsViewTest, DeletesAtOnceAndUndoes) {
    view.setRuns(fourRuns());
    QList<RunId> restored;
    QObject::connect(&view, &RunsView::restoreRequested, &view,
                     [&](const QList<RunId>& ids) { restored = ids; });
    click("alpha");
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    EXPECT_THAT(deleted, ElementsAre(1));
    EXPECT_EQ(find<QLabel>("runsUndoText")->text(), "Deleted run 1, alpha.");
    ASSERT_TRUE(find<QWidget>("runsUndoBar")->isVisible());
    QTest::mouseClick(find<QWidget>("runsUndoButton"), Qt::LeftButton);
    EXPECT_THAT(restored, ElementsAre(1));
    EXPECT_FALSE(find<QWidget>("runsUndoBar")->isVisible());

    click("gamma", Qt::ControlModifier);
    click("delta", Qt::ControlModifier);
    find<QAction>("runsDelete")->trigger();
    EXPECT_THAT(deleted, testing::UnorderedElementsAre(1, 3)); // without the one that is training
    EXPECT_TRUE(
        find<QLabel>("runsUndoText")->text().startsWith("Deleted 2 runs. 1 still training"));
    QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
    EXPECT_THAT(restored, testing::UnorderedElementsAre(1, 3));
    EXPECT_FALSE(find<QAction>("runsUndo")->isEnabled()) << "there is nothing before it";
}

TEST_F(RunsViewTest, RenamesInline) {
    view.setRuns(fourRuns());
    click("beta");
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_F2);
    auto* editor = find<QLineEdit>("runsNameEditor");
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, " better ");
    std::vector<RunSummary> refreshed = fourRuns();
    refreshed[2].seconds += 1;
    view.setRuns(refreshed); // the refresh keeps what was typed
    EXPECT_EQ(editor->text(), " better ");
    QTest::keyClick(editor, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([this] { return !renamed.empty(); }, 60000));
    EXPECT_THAT(renamed, ElementsAre(std::pair<RunId, QString>(2, "better")));
    EXPECT_THAT(opened, IsEmpty()); // Enter only ended the editing
    EXPECT_TRUE(cell("better").isValid());
}

TEST_F(RunsViewTest, ClosingWhileANameIsEditedIsSafe) {
    auto closing = std::make_unique<RunsView>();
    closing->setRuns(fourRuns());
    closing->show();
    closing->select({2});
    closing->findChild<QAction*>("runsRename")->trigger();
    auto* editor = closing->findChild<QLineEdit*>("runsNameEditor");
    ASSERT_NE(editor, nullptr);
    editor->setText("half typed");
    closing.reset();
}

TEST_F(RunsViewTest, EmptyAndUnchangedNamesDoNotRename) {
    view.setRuns(fourRuns());
    auto* model = table()->model();
    EXPECT_FALSE(model->setData(cell("beta"), "  "));
    EXPECT_FALSE(model->setData(cell("beta"), "beta"));
    EXPECT_FALSE(model->setData(cell("beta", RunsModel::dataColumn), "x"));
    EXPECT_THAT(renamed, IsEmpty());
}

TEST_F(RunsViewTest, EveryColumnFitsAWindowOf1440Pixels) {
    view.resize(1076, 600); // its width beside the form
    view.setRuns(fourRuns());
    const int created = RunsModel::createdColumn;
    EXPECT_LE(table()->columnViewportPosition(created) + table()->columnWidth(created),
              table()->viewport()->width());
    QCoreApplication::processEvents();
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0) << "there is nothing to scroll";
    EXPECT_GT(table()->columnWidth(created),
              table()->fontMetrics().horizontalAdvance("2026-01-31 12:00"));
}

TEST_F(RunsViewTest, AnInvalidNameIsRefusedWithAMessage) {
    view.setRuns(fourRuns());
    QStringList said;
    QObject::connect(&view, &RunsView::message, &view, [&](const QString& text) { said << text; });
    auto* model = table()->model();
    EXPECT_FALSE(model->setData(cell("beta"), QString(300, u'x')));
    EXPECT_FALSE(model->setData(cell("beta"), QStringLiteral("two\nlines")));
    EXPECT_THAT(renamed, IsEmpty());
    ASSERT_EQ(said.size(), 2);
    EXPECT_EQ(said[0], "The name is longer than 200 bytes");
    EXPECT_TRUE(cell("beta").isValid());
}

TEST_F(RunsViewTest, SelectionSortingAndScrollSurviveARefresh) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 200; ++id) {
        runs.push_back(test::makeRun(id, "run " + std::to_string(id), 0.5 + 0.001 * (id % 7)));
    }
    view.setRuns(runs);
    table()->sortByColumn(RunsModel::fusionColumn, Qt::DescendingOrder);
    view.select({20, 120});
    table()->verticalScrollBar()->setValue(300);
    selections.clear();

    runs.erase(runs.begin() + 49);
    for (RunSummary& run : runs) {
        run.seconds += 1;
    }
    runs.insert(runs.begin(), test::makeRun(500, "new", 0.1));
    view.setRuns(runs);
    EXPECT_THAT(view.selectedRuns(), testing::UnorderedElementsAre(20, 120));
    EXPECT_THAT(selections, IsEmpty()); // the selection has not changed
    EXPECT_EQ(table()->verticalScrollBar()->value(), 300);
    EXPECT_EQ(table()->horizontalHeader()->sortIndicatorSection(), RunsModel::fusionColumn);

    runs.erase(std::find_if(runs.begin(), runs.end(),
                            [](const RunSummary& run) { return run.id == 120; }));
    view.setRuns(runs);
    EXPECT_THAT(selections, ElementsAre(ElementsAre(20)));
}

TEST_F(RunsViewTest, TheSelectionOfAllStaysWithItsRuns) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 2000; ++id) {
        runs.push_back(test::makeRun(id, "run " + std::to_string(id), 0.9));
        runs.back().dataName = id % 2 == 0 ? "even" : "odd";
    }
    view.setRuns(runs);
    auto* filter = find<QLineEdit>("runsFilter");
    filter->setText("odd");
    table()->selectAll();
    EXPECT_EQ(view.selectedRuns().size(), 1000);
    filter->setText("\"run 7\" odd id < 10");
    EXPECT_THAT(view.selectedRuns(), ElementsAre(7));
    filter->setText("odd");
    table()->selectAll();
    filter->setText("even"); // the same number of rows, but other runs
    EXPECT_THAT(view.selectedRuns(), IsEmpty());
    filter->setText("");
    EXPECT_THAT(view.selectedRuns(), IsEmpty()) << "hidden runs are not acted on";
}

TEST_F(RunsViewTest, SelectsARunThatAppearsLater) {
    view.setRuns(fourRuns());
    view.select({9});
    EXPECT_THAT(view.selectedRuns(), IsEmpty());
    std::vector<RunSummary> runs = fourRuns();
    runs.push_back(test::makeRun(9, "fresh", 0.3));
    view.setRuns(runs);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(9));
    EXPECT_THAT(selections, ElementsAre(ElementsAre(9)));
}

TEST_F(RunsViewTest, SaysWhyARunFailed) {
    view.setRuns(fourRuns());
    click("gamma");
    EXPECT_TRUE(find<QLabel>("runsReason")->isVisible());
    EXPECT_EQ(find<QLabel>("runsReason")->text(), "✕ failed: layer 2: loss is not finite");
    click("alpha");
    EXPECT_FALSE(find<QLabel>("runsReason")->isVisible());
}

TEST_F(RunsViewTest, ColumnsCanBeChosen) {
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

TEST_F(RunsViewTest, TheHeadersMenuHidesAndGroups) {
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

TEST_F(RunsViewTest, InformativeColumnsAreShownUnlessTheUserHidThem) {
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

TEST_F(RunsViewTest, ANarrowWindowHidesTheLeastInformativeColumns) {
    auto runs = fourRuns();
    runs.front().method = "channel-competition";
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    view.resize(1440, 600);
    QCoreApplication::processEvents();
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::speedColumn));
    view.resize(760, 600);
    QCoreApplication::processEvents();
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::speedColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::fusionColumn));
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0);
    find<RunsTable>("runsTable")->setShown(RunsModel::speedColumn, true);
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::speedColumn)) << "the user has shown it";
}

TEST_F(RunsViewTest, TheArrangementIsRestored) {
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

TEST_F(RunsViewTest, ARestoredFilterMayNameASettingThatOnlyARunHas) {
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

TEST_F(RunsViewTest, TheArrowPointsUpForAscendingOrder) {
    view.setRuns(fourRuns());
    const auto up = inkOfArrow(*table(), RunsModel::createdColumn, Qt::AscendingOrder);
    ASSERT_GE(up.size(), 3u);
    EXPECT_LT(up.front(), up.back());
    const auto down = inkOfArrow(*table(), RunsModel::createdColumn, Qt::DescendingOrder);
    ASSERT_GE(down.size(), 3u);
    EXPECT_GT(down.front(), down.back());
}

TEST_F(RunsViewTest, TagsAreShownAndFound) {
    auto runs = fourRuns();
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    EXPECT_EQ(cell("beta", RunsModel::tagsColumn).data().toString(), "baseline");
    find<QLineEdit>("runsFilter")->setText("tag:baseline");
    EXPECT_EQ(table()->model()->rowCount(), 1);
}

TEST_F(RunsViewTest, RefreshesThousandsWithoutBlockingTheWindow) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 2000; ++id) {
        runs.push_back(test::makeRun(id, "run", 0.9));
        runs.back().experimentJson.assign(800, 'x');
    }
    view.setRuns(runs);
    for (std::size_t i = 0; i < runs.size(); i += 2) {
        runs[i].seconds += 1; // the worst pattern: every other row
    }
    QElapsedTimer clock;
    clock.start();
    view.setRuns(runs);
    QApplication::processEvents();
    // Takes about 50 ms without optimisation; sorting again for each row would take many seconds.
    EXPECT_LT(clock.elapsed(), 1500);
}

} // namespace
} // namespace asge
