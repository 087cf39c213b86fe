// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/queue/queue_view.h"

#include "core/experiment/layers.h"
#include "widgets/queue/queue_model.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using testing::ElementsAre;
using Status = QueueEntry::Status;

QueueEntry sampleEntry(std::int64_t id, int position, Status status = Status::waiting) {
    QueueEntry entry;
    entry.id = id;
    entry.position = position;
    entry.name = "entry " + std::to_string(id);
    entry.experiment.network.layers = parseLayers("4 8M");
    entry.status = status;
    return entry;
}

class QueueViewTest : public testing::Test {
  protected:
    void SetUp() override {
        view.resize(800, 400);
        view.show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&view)); // for shortcuts
    }
    QTableView* table() { return view.findChild<QTableView*>("queueTable"); }
    QString cell(int row, int column) {
        return table()->model()->index(row, column).data().toString();
    }
    bool isEnabled(const char* action) { return view.findChild<QAction*>(action)->isEnabled(); }
    void press(const char* button) {
        QTest::mouseClick(view.findChild<QToolButton*>(button), Qt::LeftButton);
    }
    void select(std::initializer_list<int> rows) {
        table()->clearSelection();
        for (const int row : rows) {
            table()->selectionModel()->select(table()->model()->index(row, 0),
                                              QItemSelectionModel::Select |
                                                  QItemSelectionModel::Rows);
        }
    }

    QueueView view;
};

TEST_F(QueueViewTest, AnEmptyQueueSaysFaintlyWhatItIsFor) {
    const auto* empty = view.findChild<QLabel*>("queueEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_EQ(empty->foregroundRole(), QPalette::PlaceholderText);
    for (const char* name : {"queueRunButton", "queueAddButton", "queueRemoveButton"}) {
        EXPECT_FALSE(view.findChild<QToolButton*>(name)->autoRaise())
            << name << ": a word without a frame is no button";
    }
}

TEST_F(QueueViewTest, ANarrowViewHasAllButtons) {
    view.resize(260, 300);
    QApplication::processEvents();
    EXPECT_EQ(view.width(), 260);
    for (const char* name : {"queueRun", "queueStopAfter", "queueAdd", "queueAddSweep", "queueUp",
                             "queueDown", "queueRemove", "queueClear"}) {
        const auto* button = view.findChild<QToolButton*>(QLatin1String(name) + "Button");
        EXPECT_TRUE(button->isVisible()) << name;
        const QRect place(button->mapTo(&view, QPoint()), button->size());
        EXPECT_TRUE(view.rect().contains(place)) << name;
    }
}

TEST_F(QueueViewTest, TheTableFitsIntoANarrowView) {
    view.resize(330, 300);
    view.setEntries({sampleEntry(3, 1), sampleEntry(4, 2, Status::finished)});
    QApplication::processEvents();
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0);
    EXPECT_TRUE(table()->isColumnHidden(QueueModel::reason)) << "there is none";
    QueueEntry failed = sampleEntry(7, 3, Status::failed);
    failed.reason = "no data";
    view.setEntries({sampleEntry(3, 1), failed});
    QApplication::processEvents();
    EXPECT_FALSE(table()->isColumnHidden(QueueModel::reason));
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0);
}

TEST_F(QueueViewTest, ANameHasTheRoomThatOtherColumnsDoNotNeed) {
    QueueEntry long_ = sampleEntry(3, 1);
    long_.name = "sweeps2: optimizer.learning_rate=0.001 train.batch=32";
    view.resize(680, 300);
    view.setEntries({long_});
    QApplication::processEvents();
    const QAbstractItemView& cells = *table();
    const int needed = cells.sizeHintForColumn(QueueModel::name);
    EXPECT_GE(table()->columnWidth(QueueModel::name), needed);
    EXPECT_GT(needed, 680 / 3) << "else this tests nothing";
    EXPECT_EQ(table()->horizontalScrollBar()->maximum(), 0);
}

TEST_F(QueueViewTest, ShowsEntriesAsPlainText) {
    QueueEntry failed = sampleEntry(7, 2, Status::failed);
    failed.name = "<b>bold</b>";
    failed.reason = "no\ndata";
    failed.run = 12;
    view.setEntries({sampleEntry(3, 1), failed});
    EXPECT_EQ(cell(0, QueueModel::position), "1");
    EXPECT_EQ(cell(0, QueueModel::network), "4 8M");
    EXPECT_EQ(cell(0, QueueModel::status), "◌ waiting");
    EXPECT_EQ(cell(0, QueueModel::run), "");
    EXPECT_EQ(cell(1, QueueModel::name), "<b>bold</b>");
    EXPECT_EQ(cell(1, QueueModel::run), "12");
    EXPECT_EQ(cell(1, QueueModel::reason), "no?data");
}

TEST_F(QueueViewTest, MovesByPositionsNotByRows) {
    std::vector<std::pair<std::int64_t, int>> moves;
    QObject::connect(
        &view, &QueueView::moveRequested, &view,
        [&](std::int64_t entry, int position) { moves.emplace_back(entry, position); });
    view.setEntries({sampleEntry(3, 1), sampleEntry(4, 5)}); // faulty entries are between them
    select({1});
    press("queueUpButton");
    select({0});
    press("queueDownButton");
    EXPECT_THAT(moves, ElementsAre(std::pair(4, 1), std::pair(3, 5)));
    EXPECT_FALSE(isEnabled("queueUp")) << "the first entry";
}

TEST_F(QueueViewTest, KeepsTheSelectionByEntry) {
    std::vector<std::int64_t> removed;
    QObject::connect(&view, &QueueView::removeRequested, &view,
                     [&](const std::vector<std::int64_t>& entries) { removed = entries; });
    view.setEntries({sampleEntry(3, 1), sampleEntry(4, 2), sampleEntry(5, 3)});
    select({2, 0});
    view.setEntries({sampleEntry(5, 1), sampleEntry(4, 2), sampleEntry(3, 3)});
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Delete);
    EXPECT_THAT(removed, ElementsAre(5, 3));
}

TEST_F(QueueViewTest, EnablesWhatIsPossible) {
    EXPECT_FALSE(isEnabled("queueRun")) << "it is empty";
    view.setEntries({sampleEntry(3, 1, Status::running), sampleEntry(4, 2, Status::failed)});
    EXPECT_FALSE(isEnabled("queueRun")) << "no entry waits";
    EXPECT_FALSE(isEnabled("queueClear"));
    select({0, 1});
    EXPECT_FALSE(isEnabled("queueRemove")) << "one is being trained";
    EXPECT_FALSE(isEnabled("queueUp")) << "two are selected";
    view.setEntries({sampleEntry(3, 1, Status::interrupted), sampleEntry(4, 2, Status::finished)});
    EXPECT_TRUE(isEnabled("queueRun"));
    EXPECT_TRUE(isEnabled("queueClear"));
    EXPECT_TRUE(isEnabled("queueRemove"));
    EXPECT_FALSE(isEnabled("queueStopAfter"));
    view.setProgress(QueueView::Progress::running);
    EXPECT_FALSE(isEnabled("queueRun"));
    EXPECT_TRUE(isEnabled("queueStopAfter"));
    view.setReady(false);
    EXPECT_FALSE(isEnabled("queueAdd"));
}

TEST_F(QueueViewTest, OpensTheRunOfAnEntry) {
    std::vector<RunId> opened;
    QObject::connect(&view, &QueueView::openRequested, &view,
                     [&](RunId run) { opened.push_back(run); });
    QueueEntry entry = sampleEntry(3, 1, Status::finished);
    entry.run = 12;
    view.setEntries({entry, sampleEntry(4, 2)});
    for (const int row : {0, 1}) {
        select({row});
        table()->setCurrentIndex(table()->model()->index(row, 0));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Return);
    }
    EXPECT_THAT(opened, ElementsAre(12)) << "the second entry has no run";
}

/// Beside both docks on a screen of 1366 pixels.
TEST_F(QueueViewTest, ButtonsHaveOneLineInAWindowOfTheUsualWidth) {
    view.resize(700, 400);
    QTest::qWait(20);
    const auto* first = view.findChild<QToolButton*>("queueRunButton");
    for (const QToolButton* button : view.findChildren<QToolButton*>()) {
        EXPECT_EQ(button->y(), first->y()) << button->text().toStdString();
        EXPECT_FALSE(button->toolTip().isEmpty());
    }
    EXPECT_EQ(view.findChild<QAction*>("queueUp")->text(), "Move up") << "in menus";
}

} // namespace
} // namespace asge
