#include "tests/widgets/runs_samples.h"
#include "widgets/runs_model.h"
#include "widgets/runs_view.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTimer>

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
    /// Answers the question that `act` opens; its text.
    QString answer(bool yes, const std::function<void()>& act) {
        QString text;
        QTimer::singleShot(0, &view, [&] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            ASSERT_NE(box, nullptr);
            text = box->text() + '\n' + box->informativeText();
            QTest::mouseClick(yes ? box->findChild<QPushButton*>("runsDeleteYes")
                                  : box->button(QMessageBox::Cancel),
                              Qt::LeftButton);
        });
        act();
        return text;
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

TEST_F(RunsViewTest, DeletesOnlyWhatWasConfirmed) {
    view.setRuns(fourRuns());
    click("alpha");
    table()->setFocus();
    QString text = answer(false, [&] { QTest::keyClick(table(), Qt::Key_Delete); });
    EXPECT_TRUE(text.contains("1 · alpha")) << text.toStdString();
    EXPECT_THAT(deleted, IsEmpty());
    click("gamma", Qt::ControlModifier);
    click("delta", Qt::ControlModifier);
    text = answer(true, [&] { find<QAction>("runsDelete")->trigger(); });
    EXPECT_THAT(deleted, testing::UnorderedElementsAre(1, 3)); // not the one that trains
    EXPECT_TRUE(text.contains("these 2 runs")) << text.toStdString();
    EXPECT_FALSE(text.contains("delta")) << text.toStdString();
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
    QTest::keyClicks(filter, "fusion>0.915");
    EXPECT_EQ(table()->model()->rowCount(), 1);
    EXPECT_TRUE(cell("beta").isValid());
    EXPECT_FALSE(find<QLabel>("runsFilterError")->isVisible());
    filter->setText("fusion>lots");
    EXPECT_TRUE(find<QLabel>("runsFilterError")->isVisible());
    EXPECT_EQ(find<QLabel>("runsFilterError")->text(), "fusion: 'lots' is not a number");
    filter->setText("zeta");
    EXPECT_TRUE(table()->accessibleDescription().startsWith("No run matches"));
    QTest::keyClick(filter, Qt::Key_Escape);
    EXPECT_EQ(table()->model()->rowCount(), 4);
    QTest::keyClick(filter, Qt::Key_Down);
    EXPECT_EQ(view.selectedRuns().size(), 1);
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
    view.setRuns(fourRuns());
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::deviceColumn)) << "as long as nobody wants it";
    QTimer::singleShot(0, &view, [this] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        ASSERT_NE(menu, nullptr);
        QAction* device = menu->actions().last();
        EXPECT_EQ(device->text(), "Device");
        EXPECT_FALSE(menu->actions()[RunsModel::nameColumn]->isEnabled());
        device->trigger();
        menu->close();
    });
    emit table()->horizontalHeader()->customContextMenuRequested({5, 5});
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::deviceColumn));
}

TEST_F(RunsViewTest, ColumnsThatTellSomethingShowUnlessSomebodyHasDecided) {
    auto runs = fourRuns();
    view.setRuns(runs);
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::methodColumn));
    EXPECT_TRUE(table()->isColumnHidden(RunsModel::tagsColumn));
    runs.front().method = "channel-competition";
    runs[2].tags = {"baseline"};
    view.setRuns(runs);
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::methodColumn));
    EXPECT_FALSE(table()->isColumnHidden(RunsModel::tagsColumn));
    for (const RunsModel::Column column : {RunsModel::methodColumn, RunsModel::tagsColumn}) {
        QTimer::singleShot(0, &view, [column] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            ASSERT_NE(menu, nullptr);
            menu->actions()[column]->trigger();
            menu->close();
        });
        emit table()->horizontalHeader()->customContextMenuRequested({5, 5});
        view.setRuns(runs);
        EXPECT_TRUE(table()->isColumnHidden(column)) << "somebody doesn't want it";
    }
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
