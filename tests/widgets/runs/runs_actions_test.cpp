// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/runs/runs_annotations.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using testing::ElementsAre;

using RunsActionsTest = test::RunsViewFixture;

TEST_F(RunsActionsTest, ArchivedRunsAreHiddenByDefault) {
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

TEST_F(RunsActionsTest, TagsAreAddedToSeveralRuns) {
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
    EXPECT_EQ(list->item(0)->checkState(), Qt::PartiallyChecked) << "only beta has the tag draft";
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
    EXPECT_EQ(removed, QStringList{"wide"}) << "draft is unchanged";
}

TEST_F(RunsActionsTest, NotesColoursAndResumingAreRequested) {
    view.setRuns(fourRuns());
    QSignalSpy notes(&view, &RunsView::notesRequested);
    QSignalSpy colors(&view, &RunsView::colorRequested);
    QSignalSpy resumed(&view, &RunsView::resumeRequested);
    QSignalSpy branched(&view, &RunsView::branchRequested);
    click("gamma"); // gamma failed
    find<QAction>("runsNotes")->trigger();
    auto* text = find<QPlainTextEdit>("runsNotesText");
    ASSERT_NE(text, nullptr);
    ASSERT_TRUE(QTest::qWaitForWindowActive(text->window()));
    text->setPlainText("try a smaller rate");
    QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
    ASSERT_EQ(notes.size(), 1);
    EXPECT_EQ(notes[0][1].toString(), "") << "what another program added is known from this";
    EXPECT_EQ(notes[0][2].toString(), "try a smaller rate");
    find<QMenu>("runsColors")->actions().front()->trigger();
    ASSERT_EQ(colors.size(), 1);
    EXPECT_EQ(colors[0][1].toString(), runColors().front().code);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_R);
    EXPECT_EQ(resumed.size(), 1);
    EXPECT_FALSE(find<QAction>("runsBranch")->isEnabled()) << "it has no checkpoint";
    click("alpha"); // alpha is finished
    EXPECT_FALSE(find<QAction>("runsResume")->isEnabled());
    QTest::keyClick(table(), Qt::Key_B);
    EXPECT_EQ(branched.size(), 1);
}

} // namespace
} // namespace asge
