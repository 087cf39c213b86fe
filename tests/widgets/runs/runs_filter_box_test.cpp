// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/runs/runs_filter_box.h"

#include <gmock/gmock.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using RunsFilterBoxTest = test::RunsViewFixture;

TEST_F(RunsFilterBoxTest, FiltersAndExplainsErrors) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    auto* error = find<QLabel>("runsFilterError");
    QTest::keyClicks(filter, "fusion>0.915");
    EXPECT_EQ(table()->model()->rowCount(), 1);
    EXPECT_TRUE(cell("beta").isValid());
    EXPECT_FALSE(error->isVisible());
    filter->setText("fusion>lots");
    EXPECT_TRUE(error->isVisible());
    EXPECT_EQ(error->text(), "fusion: 'lots' is not a number. The table still shows: fusion>0.915");
    EXPECT_EQ(table()->model()->rowCount(), 1) << "the last valid filter";
    filter->setText("zeta");
    EXPECT_FALSE(error->isVisible());
    EXPECT_TRUE(table()->accessibleDescription().startsWith("No run matches"));
    QTest::keyClick(filter, Qt::Key_Escape);
    EXPECT_EQ(table()->model()->rowCount(), 4);
    QTest::keyClick(filter, Qt::Key_Down);
    EXPECT_EQ(view.selectedRuns().size(), 1);
}

TEST_F(RunsFilterBoxTest, AnUnfinishedFilterIsExplainedAfterAPause) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    auto* error = find<QLabel>("runsFilterError");
    filter->setText("fusion >");
    EXPECT_FALSE(error->isVisible()) << "it is still being written";
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_TRUE(error->isVisible());
    EXPECT_TRUE(error->text().startsWith("fusion > needs a number. The table is not filtered"));
}

TEST_F(RunsFilterBoxTest, AnUnfinishedFilterLeavesTheTableAsItWas) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    auto* error = find<QLabel>("runsFilterError");
    for (const QString& text : {QString("fus"), QString("fusion "), QString("beta fus")}) {
        filter->setText("beta");
        EXPECT_EQ(table()->model()->rowCount(), 1);
        filter->setText(text);
        EXPECT_EQ(table()->model()->rowCount(), 1) << text.toStdString();
        EXPECT_FALSE(error->isVisible()) << "it is still being written";
    }
    EXPECT_TRUE(QTest::qWaitFor([&] { return error->isVisible(); }, 20000));
    EXPECT_EQ(error->text(), "No run matches “fus”. Enter applies it. The table still shows: beta");
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_EQ(table()->model()->rowCount(), 0) << "as a word to look for";
    EXPECT_FALSE(error->isVisible());
    filter->setText("fusion > 0");
    EXPECT_EQ(table()->model()->rowCount(), 2);
    filter->setText("\"fus\"");
    EXPECT_EQ(table()->model()->rowCount(), 0) << "in quotes it is a word";
}

TEST_F(RunsFilterBoxTest, TheWrongWordIsUnderlined) {
    view.setRuns(fourRuns());
    auto* filter = find<QLineEdit>("runsFilter");
    const auto reds = [&](int from, int to) { // number of pixels in the colour of the wavy line
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

TEST_F(RunsFilterBoxTest, SuggestsTheNextWord) {
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

TEST_F(RunsFilterBoxTest, SavesFiltersUnderNames) {
    view.setRuns(fourRuns());
    auto* box = find<RunsFilterBox>("runsFilterBox");
    QSignalSpy changes(box, &RunsFilterBox::savedFiltersChanged);
    QSignalSpy states(&view, &RunsView::stateChanged);
    box->setText("status:failed");
    EXPECT_EQ(states.size(), 1) << "the text itself is kept too";
    box->saveAs("failures");
    EXPECT_EQ(states.size(), 2);
    box->setText("status:finished");
    box->saveAs("successes");
    box->saveAs("failures"); // replaces the filter of the same name
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

} // namespace
} // namespace asge
