// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/common/find_field.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_table.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

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

TEST_F(RunsViewTest, TheRowNextToADeletedOrArchivedOneIsSelected) {
    auto runs = fourRuns();
    view.setRuns(runs);
    const auto remove = [&](RunId id) {
        std::erase_if(runs, [id](const RunSummary& run) { return run.id == id; });
        view.setRuns(runs);
    };
    click("gamma");
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    remove(3);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(2)) << "the row below";
    EXPECT_EQ(table()->currentIndex(), cell("beta")) << "the arrow keys go on from there";
    find<QAction>("runsArchive")->trigger();
    runs[1].archived = true;
    view.setRuns(runs);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(1));
    find<QAction>("runsDelete")->trigger();
    remove(1);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(4)) << "the row above the last one";
    find<QLineEdit>("runsFilter")->setText("nothing like this");
    view.setRuns(runs);
    EXPECT_THAT(view.selectedRuns(), IsEmpty());
}

TEST_F(RunsViewTest, FindGoesToTheFilterAndEscapeBack) {
    view.setRuns(fourRuns());
    for (QWidget* from : {static_cast<QWidget*>(table()), find<QWidget>("runsColumns")}) {
        from->setFocus();
        ASSERT_NE(findFieldOf(from), nullptr);
        goToField(*findFieldOf(from));
        EXPECT_EQ(view.focusWidget(), find<QWidget>("runsFilter"));
    }
    QTest::keyClicks(find<QLineEdit>("runsFilter"), "beta");
    QTest::keyClick(find<QLineEdit>("runsFilter"), Qt::Key_Escape);
    EXPECT_EQ(find<QLineEdit>("runsFilter")->text(), "");
    QTest::keyClick(find<QLineEdit>("runsFilter"), Qt::Key_Escape);
    EXPECT_EQ(view.focusWidget(), table());
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

TEST_F(RunsViewTest, ANarrowViewIsAListWithTheSameSelectionAndActions) {
    auto runs = fourRuns();
    runs[2].tags = {"baseline", "a-tag-that-is-too-long-for-the-room-that-there-is"};
    view.setRuns(runs);
    auto* list = find<QListView>("runsList");
    EXPECT_FALSE(list->isVisible());
    click("beta");
    table()->setFocus();
    view.resize(300, 500);
    EXPECT_TRUE(list->isVisible());
    EXPECT_FALSE(table()->isVisible());
    EXPECT_FALSE(find<QWidget>("runsTools")->isVisible());
    EXPECT_LE(view.minimumSizeHint().width(), 300);
    EXPECT_EQ(view.focusWidget(), list);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(2));
    QTest::keyClick(list, Qt::Key_Down);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(1));
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_THAT(opened, ElementsAre(1));
    const QPoint gamma = list->visualRect(cell("gamma")).center();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, gamma);
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, gamma);
    EXPECT_THAT(opened, ElementsAre(1, 3));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      list->visualRect(cell("alpha")).center());
    EXPECT_THAT(view.selectedRuns(), ElementsAre(3, 1));
    QTest::keyClick(list, Qt::Key_C);
    EXPECT_THAT(compared, ElementsAre(3, 1));
    QTest::keyClick(list, Qt::Key_Slash);
    EXPECT_EQ(view.focusWidget(), find<QWidget>("runsFilter"));
    find<QLineEdit>("runsFilter")->setText("tag:baseline");
    EXPECT_EQ(list->model()->rowCount(), 1);
    QTest::keyClick(find<QLineEdit>("runsFilter"), Qt::Key_Down);
    EXPECT_EQ(view.focusWidget(), list);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(2));
    find<QAction>("runsRename")->trigger();
    auto* editor = list->findChild<QLineEdit*>("runsNameEditor");
    ASSERT_NE(editor, nullptr);
    QTest::keyClicks(editor, "renamed");
    QTest::keyClick(editor, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([this] { return !renamed.empty(); }, 60000));
    view.resize(900, 500);
    EXPECT_TRUE(table()->isVisible());
    EXPECT_THAT(view.selectedRuns(), ElementsAre(2));
}

TEST_F(RunsViewTest, TheListSortsGroupsAndShowsArchivedRuns) {
    auto runs = fourRuns();
    runs[0].archived = true;
    view.setRuns(runs);
    view.resize(300, 500);
    auto* list = find<QListView>("runsList");
    auto* menu = find<QToolButton>("runsArrangement")->menu();
    const auto choose = [&](const QString& text) {
        emit menu->aboutToShow();
        for (QAction* action : menu->actions()) {
            if (action->text() == text) {
                action->trigger();
                return;
            }
        }
        ADD_FAILURE() << text.toStdString();
    };
    EXPECT_EQ(list->model()->rowCount(), 3);
    choose("By name");
    EXPECT_EQ(cell("alpha").row(), 0);
    choose("Best Fusion first");
    EXPECT_EQ(cell("beta").row(), 0);
    choose("Show archived runs");
    EXPECT_EQ(list->model()->rowCount(), 4);
    view.restoreState({{"groupedBy", QStringList{"field:status"}}});
    EXPECT_EQ(list->model()->rowCount(), 2);
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, RunsModel::nameColumn));
    QTest::keyClick(list, Qt::Key_Right);
    EXPECT_GT(list->model()->rowCount(), 2);
    const QRect heading = list->visualRect(list->currentIndex());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      {heading.left() + 8, heading.center().y()});
    EXPECT_EQ(list->model()->rowCount(), 2);
}

TEST_F(RunsViewTest, ALongTitleOfAGroupGoesOnInASecondLine) {
    RunSummary one = test::makeRun(1, "alpha", 0.91);
    RunSummary other = test::makeRun(2, "beta", 0.92);
    one.experimentJson =
        R"({"data": {"limit": 600, "validation": 100}, "train": {"batch": 32, "epochs": 17},
            "network": {"layers": "16 16 16M 16 16 16M 16 16 16M 16 16 16 16 16 16 16"}})";
    other.experimentJson = R"({"train": {"batch": 64}})";
    view.setRuns({one, other});
    view.restoreState({{"groupedBy", QStringList{"data.limit", "data.validation", "train.batch",
                                                 "train.epochs", "network.layers"}}});
    ASSERT_EQ(table()->model()->rowCount(), 2);
    const auto title = [&](int row) {
        return table()->model()->index(row, RunsModel::nameColumn).data().toString();
    };
    const int longer = title(0).size() > title(1).size() ? 0 : 1;
    EXPECT_GT(table()->rowHeight(longer), table()->verticalHeader()->defaultSectionSize());
    const QModelIndex heading = table()->model()->index(longer, RunsModel::nameColumn);
    const auto* delegate = static_cast<RunsDelegate*>(table()->itemDelegate());
    const QString gap = QStringLiteral(" · ");
    const QStringList parts = title(longer).split(gap);
    for (int width = 150; width < 900; width += 25) {
        QStyleOptionViewItem option;
        option.initFrom(table());
        option.widget = table();
        option.rect = QRect(0, 0, width, table()->rowHeight(longer));
        delegate->initStyleOption(&option, heading);
        const QStringList lines = option.text.split(QChar(QChar::LineSeparator));
        EXPECT_LE(lines.size(), 2);
        for (const QString& line : lines) {
            EXPECT_LE(QFontMetrics(option.font).horizontalAdvance(line),
                      style::textRoom(width, table()));
            for (const QString& part : line.split(gap)) {
                EXPECT_TRUE(parts.contains(part) || part.endsWith(u'…')) << line.toStdString();
                EXPECT_FALSE(part.isEmpty()) << line.toStdString();
            }
        }
    }
    EXPECT_EQ(heading.siblingAtColumn(RunsModel::idColumn).data().toString(), QStringLiteral("1"))
        << "the numbers of the group's runs";
    for (const QString& part : parts) {
        EXPECT_TRUE(heading.data(Qt::ToolTipRole).toString().contains(part)) << part.toStdString();
    }
    view.restoreState({{"groupedBy", QStringList{}}});
    EXPECT_EQ(table()->rowHeight(0), table()->rowHeight(1)) << "runs are equally high";
}

TEST_F(RunsViewTest, ANetworkHasTheRoomThatNamesLeaveAndIsCutBetweenWords) {
    RunSummary run = test::makeRun(1, "alpha", 0.91);
    run.networkLayers = "16 16 16M 16 16 16M 16 16 16M 16 16 16 16 16 16 16";
    const QString network = QString::fromStdString(run.networkLayers);
    view.setRuns({run});
    view.resize(1700, 500);
    QCoreApplication::processEvents();
    const int column = RunsModel::networkColumn;
    const auto* delegate = static_cast<RunsDelegate*>(table()->itemDelegate());
    const auto textIn = [&](int width) {
        QStyleOptionViewItem option;
        option.initFrom(table());
        option.widget = table();
        option.rect = QRect(0, 0, width, 20);
        delegate->initStyleOption(&option, table()->model()->index(0, column));
        return option.text;
    };
    EXPECT_EQ(textIn(table()->columnWidth(column)), network) << table()->columnWidth(column);
    for (int width = 60; width < 300; width += 7) {
        for (const QString& word : textIn(width).split(u' ')) {
            EXPECT_TRUE(word == QStringLiteral("…") || network.split(u' ').contains(word))
                << textIn(width).toStdString();
        }
    }
    EXPECT_GE(table()->columnWidth(RunsModel::nameColumn), 150);
    for (int width = 1700; width > 900; width -= 20) {
        view.resize(width, 500);
        QCoreApplication::processEvents();
        const bool isShort =
            !table()->isColumnHidden(column) && textIn(table()->columnWidth(column)) != network;
        EXPECT_TRUE(!isShort || table()->columnWidth(RunsModel::nameColumn) < 200)
            << "a short name needs no room that the network needs, in " << width;
    }
}

/// The number of pixels in which two pictures differ.
int differences(const QImage& one, const QImage& other) {
    int count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            count += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
        }
    }
    return count;
}

TEST_F(RunsViewTest, TheOpenAndTheComparedRunAreMarked) {
    view.setRuns(fourRuns());
    for (const int width : {900, 300}) {
        view.resize(width, 500);
        QCoreApplication::processEvents();
        QAbstractItemView* rows = table();
        if (width == 300) {
            rows = find<QListView>("runsList");
        }
        const auto pictureOf = [&](const char* name) {
            return rows->viewport()->grab(rows->visualRect(cell(name))).toImage();
        };
        const QImage beta = pictureOf("beta");
        const QImage alpha = pictureOf("alpha");
        view.setShown(2);
        view.setOther(1);
        EXPECT_GT(differences(beta, pictureOf("beta")), 20);
        EXPECT_GT(differences(alpha, pictureOf("alpha")), 5);
        view.setShown(0);
        view.setOther(0);
        EXPECT_EQ(differences(beta, pictureOf("beta")), 0);
        EXPECT_EQ(differences(alpha, pictureOf("alpha")), 0);
    }
}

TEST_F(RunsViewTest, RowsAreCopiedAndExportedAsShown) {
    view.setRuns(fourRuns());
    auto* runsTable = find<RunsTable>("runsTable");
    for (int column = 0; column < table()->model()->columnCount(); ++column) {
        runsTable->setShown(column,
                            column == RunsModel::nameColumn || column == RunsModel::fusionColumn);
    }
    click("beta");
    click("alpha", Qt::ControlModifier);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QApplication::clipboard()->text(), "name\tfusion\nbeta\t0.92\nalpha\t0.91\n");
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    const auto exported = [&](const QString& ending) {
        const QTemporaryDir folder;
        const QString file = folder.filePath("runs." + ending);
        QTimer::singleShot(0, &view, [file] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            ASSERT_NE(dialog, nullptr);
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(file);
            QMetaObject::invokeMethod(dialog, "accept");
        });
        find<QAction>("runsExport")->trigger();
        QFile written(file);
        EXPECT_TRUE(written.open(QIODevice::ReadOnly)) << file.toStdString();
        return QString::fromUtf8(written.readAll());
    };
    find<QLineEdit>("runsFilter")->setText("fusion > 0");
    table()->sortByColumn(RunsModel::fusionColumn, Qt::AscendingOrder);
    EXPECT_EQ(exported("csv"), "name,fusion\r\nalpha,0.91\r\nbeta,0.92\r\n");
    EXPECT_EQ(exported("tsv"), "name\tfusion\nalpha\t0.91\nbeta\t0.92\n");
    EXPECT_TRUE(exported("tex").contains("\\toprule\n  Name & Fusion \\% \\\\\n  \\midrule"));
}

TEST_F(RunsViewTest, TagsAreShownAndFound) {
    auto runs = fourRuns();
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    EXPECT_EQ(cell("beta", RunsModel::tagsColumn).data().toString(), "baseline");
    find<QLineEdit>("runsFilter")->setText("tag:baseline");
    EXPECT_EQ(table()->model()->rowCount(), 1);
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(RunsViewTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    std::vector<RunSummary> runs = fourRuns();
    runs[0].epochsDone = 4;
    runs[0].values = test::makeRun(4, "", 0.873).values;
    runs[0].tags = {"baseline", "sweep:gain", "to-look-at", "one-more"};
    runs[1].color = "#d55e00";
    runs[2].tags = {"baseline"};
    runs[3].name = "a rather long name of a run that has to be shortened in the middle seed 12";
    runs[3].tags = {"baseline", "a-tag-that-is-much-too-long-for-its-room"};
    for (RunId id = 5; id < 14; ++id) {
        runs.push_back(test::makeRun(id, "vgg8 seed " + std::to_string(id), 0.9 + 0.003 * id));
        runs.back().archived = id == 7;
        runs.back().status = static_cast<RunStatus>(id % 6);
        runs.back().method = id % 2 == 0 ? "asge" : "channel-competition";
        runs.back().experimentJson =
            R"({"train": {"batch": )" + std::to_string(32 * (id % 3 + 1)) + "}}";
    }
    QObject::connect(&view, &RunsView::historiesRequested, &view, [this](const QList<RunId>& ids) {
        for (const RunId id : ids) {
            AccuracyHistory history{id, 10, {}};
            for (int i = 0; i < (id % 2 == 0 ? 10 : 150); ++i) {
                const double noise = 0.02 * std::sin(static_cast<double>(id * i * i));
                history.accuracies.push_back(id % 5 == 0 ? 0.9 - 0.002 * i
                                                         : 0.9 - 0.5 / (1 + i) + noise);
            }
            view.setHistories({history});
        }
    });
    view.setRuns(runs);
    view.setShown(2);
    view.setOther(1);
    view.restoreState({{"archived", true}});
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        const QString theme = dark ? "dark" : "light";
        for (const int width : {260, 300, 420, 760, 1300}) {
            view.resize(width, 620);
            view.select({3});
            QTest::qWait(200);
            view.grab().save(folder + QString("/runs-%1-%2.png").arg(theme).arg(width));
        }
        view.resize(300, 620);
        view.restoreState({{"archived", true}, {"groupedBy", QStringList{"train.batch"}}});
        auto* list = find<QListView>("runsList");
        list->setFocus();
        list->setCurrentIndex(list->model()->index(1, RunsModel::nameColumn));
        QTest::keyClick(list, Qt::Key_Right);
        QTest::qWait(200);
        view.grab().save(folder + QString("/runs-%1-groups.png").arg(theme));
        view.restoreState({{"archived", true}});
    }
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
