#include "core/experiment/experiment.h"
#include "tests/widgets/runs_samples.h"
#include "widgets/runs_annotations.h"
#include "widgets/runs_difference.h"
#include "widgets/runs_filter_box.h"
#include "widgets/runs_group_button.h"
#include "widgets/runs_model.h"
#include "widgets/runs_table.h"
#include "widgets/runs_view.h"

#include <gmock/gmock.h>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

namespace asge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RunsViewTest : public testing::Test {
  protected:
    void SetUp() override {
        view.resize(900, 500);
        view.show();
        view.activateWindow(); // shortcuts need the focus
        ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
        QObject::connect(&view, &RunsView::openRequested, &view,
                         [this](RunId id) { opened.push_back(id); });
        QObject::connect(&view, &RunsView::compareRequested, &view,
                         [this](const QList<RunId>& ids) { compared = ids; });
        QObject::connect(&view, &RunsView::deleteRequested, &view,
                         [this](const QList<RunId>& ids) { deleted = ids; });
        QObject::connect(&view, &RunsView::selectionChanged, &view,
                         [this](const QList<RunId>& ids) { selections.push_back(ids); });
        QObject::connect(&view, &RunsView::renameRequested, &view,
                         [this](RunId id, const QString& name) { renamed.emplace_back(id, name); });
    }

    /// Ids 1 to 4: two finished, one failed, one running.
    std::vector<RunSummary> fourRuns() {
        RunSummary failed = test::makeEmptyRun(3, "gamma", RunStatus::failed);
        failed.reason = "layer 2: loss is not finite";
        return {test::makeEmptyRun(4, "delta", RunStatus::running), failed,
                test::makeRun(2, "beta", 0.92), test::makeRun(1, "alpha", 0.91)};
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return view.findChild<Widget*>(QString::fromLatin1(name));
    }
    QTableView* table() { return find<QTableView>("runsTable"); }
    QModelIndex cell(const char* name, int column = RunsModel::nameColumn) {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            const QModelIndex index = table()->model()->index(row, RunsModel::nameColumn);
            if (index.data().toString() == QLatin1String(name)) {
                return index.siblingAtColumn(column);
            }
        }
        return {};
    }
    void click(const char* name, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers,
                          table()->visualRect(cell(name)).center());
    }
    RunsView view;
    std::vector<RunId> opened;
    QList<RunId> compared;
    QList<RunId> deleted;
    std::vector<QList<RunId>> selections;
    std::vector<std::pair<RunId, QString>> renamed;
};

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
    EXPECT_FALSE(find<QAction>("runsDelete")->isEnabled()); // it trains
}

TEST_F(RunsViewTest, DeletesAtOnceAndTakesItBack) {
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
    EXPECT_THAT(deleted, testing::UnorderedElementsAre(1, 3)); // not the one that trains
    EXPECT_TRUE(find<QLabel>("runsUndoText")->text().startsWith("Deleted 2 runs. 1 that"));
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
    view.setRuns(refreshed); // the refresh leaves what is being typed
    EXPECT_EQ(editor->text(), " better ");
    QTest::keyClick(editor, Qt::Key_Return);
    EXPECT_TRUE(QTest::qWaitFor([this] { return !renamed.empty(); }, 60000));
    EXPECT_THAT(renamed, ElementsAre(std::pair<RunId, QString>(2, "better")));
    EXPECT_THAT(opened, IsEmpty()); // Enter ended the editing and nothing else
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

TEST_F(RunsViewTest, EmptyAndUnchangedNamesAreNoRenaming) {
    view.setRuns(fourRuns());
    auto* model = table()->model();
    EXPECT_FALSE(model->setData(cell("beta"), "  "));
    EXPECT_FALSE(model->setData(cell("beta"), "beta"));
    EXPECT_FALSE(model->setData(cell("beta", RunsModel::dataColumn), "x"));
    EXPECT_THAT(renamed, IsEmpty());
}

TEST_F(RunsViewTest, EveryColumnFitsAWindowOf1440Pixels) {
    view.resize(1076, 600); // what the form at the left leaves of it
    view.setRuns(fourRuns());
    const int created = RunsModel::createdColumn;
    EXPECT_LE(table()->columnViewportPosition(created) + table()->columnWidth(created),
              table()->viewport()->width());
    QCoreApplication::processEvents();
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0) << "there is nothing to scroll";
    EXPECT_GT(table()->columnWidth(created),
              table()->fontMetrics().horizontalAdvance("2026-01-31 12:00"));
}

TEST_F(RunsViewTest, ANameThatCantBeIsRefusedWithAWord) {
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

TEST_F(RunsViewTest, SelectionSortAndScrollOutliveARefresh) {
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
    EXPECT_THAT(selections, IsEmpty()); // nothing changed for whoever listens
    EXPECT_EQ(table()->verticalScrollBar()->value(), 300);
    EXPECT_EQ(table()->horizontalHeader()->sortIndicatorSection(), RunsModel::fusionColumn);

    runs.erase(std::find_if(runs.begin(), runs.end(),
                            [](const RunSummary& run) { return run.id == 120; }));
    view.setRuns(runs);
    EXPECT_THAT(selections, ElementsAre(ElementsAre(20)));
}

TEST_F(RunsViewTest, SelectsARunThatIsStillToCome) {
    view.setRuns(fourRuns());
    view.select({9});
    EXPECT_THAT(view.selectedRuns(), IsEmpty());
    std::vector<RunSummary> runs = fourRuns();
    runs.push_back(test::makeRun(9, "fresh", 0.3));
    view.setRuns(runs);
    EXPECT_THAT(view.selectedRuns(), ElementsAre(9));
    EXPECT_THAT(selections, ElementsAre(ElementsAre(9)));
}

TEST_F(RunsViewTest, FiltersAndExplainsWhatItCanNotRead) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    auto* error = find<QLabel>("runsFilterError");
    QTest::keyClicks(filter, "fusion>0.915");
    EXPECT_EQ(table()->model()->rowCount(), 1);
    EXPECT_TRUE(cell("beta").isValid());
    EXPECT_FALSE(error->isVisible());
    filter->setText("fusion>lots");
    EXPECT_TRUE(error->isVisible());
    EXPECT_EQ(error->text(),
              "fusion: 'lots' is not a number. Until then the table shows: fusion>0.915");
    EXPECT_EQ(table()->model()->rowCount(), 1) << "what could be read last";
    filter->setText("zeta");
    EXPECT_FALSE(error->isVisible());
    EXPECT_TRUE(table()->accessibleDescription().startsWith("No run matches"));
    QTest::keyClick(filter, Qt::Key_Escape);
    EXPECT_EQ(table()->model()->rowCount(), 4);
    QTest::keyClick(filter, Qt::Key_Down);
    EXPECT_EQ(view.selectedRuns().size(), 1);
}

TEST_F(RunsViewTest, AnUnfinishedFilterIsExplainedWhenSomebodyStops) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    auto* error = find<QLabel>("runsFilterError");
    filter->setText("fusion >");
    EXPECT_FALSE(error->isVisible()) << "it is still being written";
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_TRUE(error->isVisible());
    EXPECT_TRUE(error->text().startsWith("fusion > needs a number. Until then the table isn't"));
}

TEST_F(RunsViewTest, TheWrongWordIsUnderlined) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    const auto reds = [&](int from, int to) { // pixels of the wave's colour
        const QImage image = filter->grab().toImage();
        int count = 0;
        for (int x = from; x < to; ++x) {
            for (int y = 0; y < image.height(); ++y) {
                const QColor color = image.pixelColor(x, y);
                count += color.red() > color.green() + 60 && color.red() > color.blue() + 60;
            }
        }
        return count;
    };
    filter->setText("beta fusion > lots");
    const int left = filter->fontMetrics().horizontalAdvance("beta fusion > ");
    EXPECT_EQ(reds(0, left), 0);
    EXPECT_GT(reds(left, left + 60), 10);
    filter->setText("beta fusion > 0");
    EXPECT_EQ(reds(0, 200), 0);
}

TEST_F(RunsViewTest, SuggestsHowAFilterGoesOn) {
    auto runs = fourRuns();
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    auto* filter = find<QLineEdit>("runsFilter");
    filter->setFocus();
    QTest::keyClicks(filter, "tag:b");
    auto* popup = qobject_cast<QAbstractItemView*>(QApplication::activePopupWidget());
    ASSERT_NE(popup, nullptr);
    ASSERT_EQ(popup->model()->rowCount(), 1);
    EXPECT_EQ(popup->model()->index(0, 0).data().toString(), "baseline");
    QTest::keyClick(popup, Qt::Key_Down);
    QTest::keyClick(popup, Qt::Key_Return);
    EXPECT_EQ(filter->text(), "tag:baseline ");
    EXPECT_EQ(table()->model()->rowCount(), 1);
}

TEST_F(RunsViewTest, KeepsFiltersUnderNames) {
    view.setRuns(fourRuns());
    auto* box = find<RunsFilterBox>("runsFilterBox");
    QSignalSpy changes(&view, &RunsView::stateChanged);
    box->setText("status:failed");
    box->saveAs("failures");
    box->setText("status:finished");
    box->saveAs("successes");
    box->saveAs("failures"); // replaces what had that name
    box->setText("status:failed");
    box->saveAs("failures");
    ASSERT_EQ(box->savedFilters().size(), 2);
    EXPECT_EQ(changes.size(), 4);
    box->setText("");
    auto* menu = find<QToolButton>("runsSavedFilters")->menu();
    emit menu->aboutToShow();
    ASSERT_EQ(menu->actions().front()->text(), "failures");
    menu->actions().front()->trigger();
    EXPECT_EQ(table()->model()->rowCount(), 1);
    box->renameSaved(0, "successes");
    EXPECT_EQ(box->savedFilters()[0].toList()[0].toString(), "failures") << "the name is taken";
    box->renameSaved(0, "broken");
    box->removeSaved(1);
    ASSERT_EQ(box->savedFilters().size(), 1);
    EXPECT_EQ(box->savedFilters()[0].toList()[0].toString(), "broken");
}

TEST_F(RunsViewTest, ArchivedRunsAreOutOfSightUntilSomebodyAsks) {
    auto runs = fourRuns();
    runs[2].archived = true;
    view.setRuns(runs);
    EXPECT_FALSE(cell("beta").isValid());
    auto* hint = find<QToolButton>("runsArchived");
    ASSERT_TRUE(hint->isVisible());
    EXPECT_EQ(hint->text(), "1 archived hidden · Show");
    QTest::mouseClick(hint, Qt::LeftButton);
    EXPECT_TRUE(cell("beta").isValid());
    EXPECT_EQ(hint->text(), "Archived shown · Hide");

    std::vector<std::pair<QList<RunId>, bool>> archived;
    QObject::connect(&view, &RunsView::archiveRequested, &view,
                     [&](const QList<RunId>& ids, bool on) { archived.emplace_back(ids, on); });
    click("beta");
    EXPECT_EQ(find<QAction>("runsArchive")->text(), "Unarchive");
    click("alpha", Qt::ControlModifier);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_A);
    QTest::keyClick(table(), Qt::Key_Z, Qt::ControlModifier);
    ASSERT_EQ(archived.size(), 2U);
    EXPECT_EQ(archived[0], std::pair(QList<RunId>{1}, true)) << "the other one is already";
    EXPECT_EQ(archived[1], std::pair(QList<RunId>{1}, false));
}

TEST_F(RunsViewTest, TagsAreGivenToSeveralRuns) {
    auto runs = fourRuns();
    runs[2].tags = {"draft", "wide"}; // beta
    runs[3].tags = {"wide"};          // alpha
    view.setRuns(runs);
    QStringList added;
    QStringList removed;
    QObject::connect(
        &view, &RunsView::tagsRequested, &view,
        [&](const QList<RunId>& ids, const QStringList& more, const QStringList& less) {
            EXPECT_THAT(ids, testing::UnorderedElementsAre(1, 2));
            added = more;
            removed = less;
        });
    view.select({1, 2});
    find<QAction>("runsTags")->trigger();
    auto* dialog = find<TagsDialog>("runsTagsDialog");
    ASSERT_NE(dialog, nullptr);
    auto* list = dialog->findChild<QListWidget*>("runsTagsList");
    ASSERT_EQ(list->count(), 2);
    EXPECT_EQ(list->item(0)->checkState(), Qt::PartiallyChecked) << "draft is beta's alone";
    EXPECT_EQ(list->item(1)->checkState(), Qt::Checked);
    list->item(1)->setCheckState(Qt::Unchecked);
    auto* fresh = dialog->findChild<QLineEdit*>("runsTagsNew");
    fresh->setText("two words");
    QTest::mouseClick(dialog->findChild<QWidget*>("runsTagsAdd"), Qt::LeftButton);
    EXPECT_EQ(list->count(), 2) << "that is no tag";
    fresh->setText("baseline");
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok),
                      Qt::LeftButton);
    EXPECT_EQ(added, QStringList{"baseline"});
    EXPECT_EQ(removed, QStringList{"wide"}) << "draft stays as it was";
}

TEST_F(RunsViewTest, NotesColoursAndTrainingOnAreAskedFor) {
    view.setRuns(fourRuns());
    QSignalSpy notes(&view, &RunsView::notesRequested);
    QSignalSpy colors(&view, &RunsView::colorRequested);
    QSignalSpy resumed(&view, &RunsView::resumeRequested);
    QSignalSpy branched(&view, &RunsView::branchRequested);
    click("gamma"); // failed
    find<QAction>("runsNotes")->trigger();
    auto* text = find<QPlainTextEdit>("runsNotesText");
    ASSERT_NE(text, nullptr);
    ASSERT_TRUE(QTest::qWaitForWindowActive(text->window()));
    text->setPlainText("try a smaller rate");
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_EQ(notes.size(), 1);
    EXPECT_EQ(notes[0][1].toString(), "try a smaller rate");
    find<QMenu>("runsColors")->actions().front()->trigger();
    ASSERT_EQ(colors.size(), 1);
    EXPECT_EQ(colors[0][1].toString(), runColors().front().code);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_R);
    EXPECT_EQ(resumed.size(), 1);
    EXPECT_FALSE(find<QAction>("runsBranch")->isEnabled()) << "it has no checkpoint";
    click("alpha"); // finished
    EXPECT_FALSE(find<QAction>("runsResume")->isEnabled());
    QTest::keyClick(table(), Qt::Key_B);
    EXPECT_EQ(branched.size(), 1);
}

TEST_F(RunsViewTest, GroupsOpenAndDiffer) {
    std::vector<RunSummary> runs;
    for (RunId id = 1; id <= 6; ++id) {
        runs.push_back(test::makeRun(id, "run " + std::to_string(id), 0.90 + 0.01 * (id % 3)));
        Experiment experiment;
        experiment.network.layers = {{32, false}};
        experiment.train.seed = id % 3;
        experiment.train.batch = id <= 3 ? 32 : 64;
        runs.back().experimentJson = toJson(experiment);
        runs.back().accuracy->fusion += id <= 3 ? 0 : 0.02;
    }
    view.setRuns(runs);
    find<RunsGroupButton>("runsGroupBy")->toggle("train.batch");
    EXPECT_EQ(find<RunsGroupButton>("runsGroupBy")->text(), "Group: batch");
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
    EXPECT_EQ(view.selectedRuns().size(), 3) << "of a group its members";
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

TEST(RunsDifferenceTest, SaysWhatTooFewPairsAllow) {
    RunsDifference panel;
    RunSummary a = test::makeRun(1, "a", 0.90);
    RunSummary b = test::makeRun(2, "b", 0.91);
    const RunSettings one(R"({"train": {"seed": 1}})");
    const RunSettings two(R"({"train": {"seed": 2}})");
    const auto note = [&] { return panel.findChild<QLabel*>("runsDifferenceNote")->text(); };
    panel.setGroups({"A", {{&a, &one}}}, {"B", {{&b, &one}}});
    EXPECT_TRUE(note().startsWith("Only seed 1 is in both groups"));
    auto* table = panel.findChild<QTableWidget*>("runsDifferenceTable");
    EXPECT_EQ(table->item(0, 1)->text(), "+1.00");
    EXPECT_EQ(table->item(1, 1)->text(), "–");
    panel.setGroups({"A", {{&a, &one}}}, {"B", {{&b, &two}}});
    EXPECT_EQ(note(), "The groups have no seed in common: nothing can be paired. Without a partner "
                      "in A: run 1. Without a partner in B: run 2.");
    EXPECT_TRUE(table->isHidden());
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
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::deviceColumn)) << "as long as nobody wants it";
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

TEST_F(RunsViewTest, ColumnsThatTellSomethingShowUnlessSomebodyHasDecided) {
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
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::tagsColumn)) << "somebody doesn't want it";
}

TEST_F(RunsViewTest, WhatTellsLeastGivesWayInANarrowWindow) {
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
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::speedColumn)) << "somebody wants it";
}

TEST_F(RunsViewTest, WhatSomebodyArrangedIsThereNextTime) {
    view.resize(1400, 600);
    auto runs = fourRuns();
    runs[2].layers = {{0.5, 0.7}, {0.4, 0.8}};
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
    other.restoreState({}); // nothing is known: all stays sound
    EXPECT_EQ(there->horizontalHeader()->visualIndex(RunsModel::fusionColumn), 0);
}

TEST_F(RunsViewTest, TagsAreShownAndFound) {
    auto runs = fourRuns();
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    EXPECT_EQ(cell("beta", RunsModel::tagsColumn).data().toString(), "baseline");
    find<QLineEdit>("runsFilter")->setText("tag:baseline");
    EXPECT_EQ(table()->model()->rowCount(), 1);
}

TEST_F(RunsViewTest, RefreshesThousandsWithoutHoldingTheWindow) {
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
    // Takes about 50 ms unoptimised; sorting anew for each row would take many seconds.
    EXPECT_LT(clock.elapsed(), 1500);
}

} // namespace
} // namespace asge
