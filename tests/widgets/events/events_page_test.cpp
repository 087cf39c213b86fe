// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/events/events_page.h"

#include "tests/widgets/csv_text.h"
#include "tests/widgets/run_records.h"
#include "widgets/common/view_scroll.h"
#include "widgets/events/event_rows.h"
#include "widgets/events/events_model.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPixmap>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <gmock/gmock.h>

namespace asge {
namespace {

using test::act;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

class EventsPageTest : public testing::Test {
  protected:
    EventsPageTest() { page_.resize(900, 500); }

    void open(const RunRecord& record) {
        state_.apply(test::resetTo(record));
        page_.setRun(&state_);
        page_.show();
    }
    RunRecord steered() const {
        RunRecord record = test::tinyRecord(1, 3, RunStatus::stopped);
        record.facts.reason = "stopped at step 30";
        record.facts.notes = "a note\nof two lines";
        Intervention warning = act(20, "dead_channels", 3, 7);
        warning.source = "guard";
        warning.text = "7 of the 12 channels of layer 3 are dead";
        record.interventions = {act(5, "freeze", 1), act(12, "checkpoint"), warning,
                                act(25, "pause"), act(30, "stop")};
        return record;
    }
    std::vector<std::string> column(int number) {
        const QAbstractItemModel& model = *table().model();
        std::vector<std::string> cells;
        for (int row = 0; row < model.rowCount(); ++row) {
            cells.push_back(model.index(row, number).data().toString().toStdString());
        }
        return cells;
    }
    std::vector<std::string> what() { return column(EventsModel::whatColumn); }
    QTableView& table() { return *page_.findChild<QTableView*>("eventsTable"); }
    void press(const char* toggle) { page_.findChild<QCheckBox*>(QLatin1String(toggle))->click(); }

    RunState state_;
    EventsPage page_;
};

TEST_F(EventsPageTest, SaysWhatWillAppear) {
    page_.setRun(nullptr);
    page_.show();
    EXPECT_TRUE(page_.findChild<QLabel*>("eventsEmpty")->isVisible());
    open(test::tinyRecord(1, 0));
    EXPECT_FALSE(page_.findChild<QLabel*>("eventsEmpty")->isVisible()) << "the run was started";
}

TEST_F(EventsPageTest, CopiesNothingWithoutARun) {
    page_.setRun(nullptr);
    QGuiApplication::clipboard()->setText("before");
    page_.findChild<QAction*>("eventsTableCopyRows")->trigger();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), "before");
}

TEST_F(EventsPageTest, ShowsTheWholeLog) {
    open(steered());
    EXPECT_THAT(what(), ElementsAre("Started on cpu, asge 0.1.0", "Freeze layer 1", "Checkpoint",
                                    "Dead channels: 7 of the 12 channels of layer 3 are "
                                    "dead",
                                    "Pause", "Stop", "Stopped: stopped at step 30",
                                    "Notes: a note?of two lines"));
    EXPECT_THAT(column(EventsModel::stepColumn),
                ElementsAre("0", "5", "12", "20", "25", "30", "30", ""));
    EXPECT_THAT(column(EventsModel::epochColumn),
                ElementsAre("1", "1", "2", "3", "3", "4", "4", ""));
    EXPECT_THAT(
        column(EventsModel::sourceColumn),
        ElementsAre("program", "window", "window", "guard", "window", "window", "program", ""));
}

TEST_F(EventsPageTest, TheEndHasATimeAndTheSymbolOfTheStatus) {
    RunRecord record = steered();
    record.facts.notes.clear();
    record.facts.ended = "2026-01-31T12:30:00Z";
    open(record);
    EXPECT_THAT(column(EventsModel::timeColumn).back(), HasSubstr(":30:00"));
    const auto icon = [this](int row) {
        const QModelIndex what = table().model()->index(row, EventsModel::whatColumn);
        return what.data(Qt::DecorationRole).value<QPixmap>().toImage();
    };
    const auto isEmpty = [](const QImage& image) {
        QImage clear(image.size(), image.format());
        clear.fill(Qt::transparent);
        return image == clear;
    };
    EXPECT_TRUE(isEmpty(icon(0))) << "the beginning";
    EXPECT_FALSE(isEmpty(icon(table().model()->rowCount() - 1)));
}

TEST_F(EventsPageTest, LongTextsAreWhole) {
    page_.resize(420, 500);
    open(steered());
    const int warning = 3;
    const auto isHigh = [&] { return table().rowHeight(warning) > table().rowHeight(0); };
    EXPECT_TRUE(QTest::qWaitFor(isHigh, 5000));
    const auto* view = static_cast<const QAbstractItemView*>(&table());
    EXPECT_GE(table().rowHeight(warning), view->sizeHintForRow(warning));
    EXPECT_GE(table().columnWidth(EventsModel::whatColumn), 100) << "other columns are left out";
    page_.resize(1400, 500);
    EXPECT_TRUE(QTest::qWaitFor([&] { return !isHigh(); }, 5000)) << "one line is enough";
    EXPECT_FALSE(table().isColumnHidden(EventsModel::sourceColumn));
}

TEST_F(EventsPageTest, AResumedRunHasOneRowForIt) {
    RunRecord record = test::tinyRecord(1, 3);
    record.segments.push_back({21, "2026-02-01T12:00:00Z", "cuda:0", "asge 0.2.0"});
    Intervention resume = act(20, "resume");
    resume.source = "program";
    record.interventions = {resume};
    open(record);
    EXPECT_THAT(what(), ElementsAre("Started on cpu, asge 0.1.0", "Resumed on cuda:0, asge 0.2.0"));
}

TEST_F(EventsPageTest, GrowsWhileTheRunTrains) {
    open(test::tinyRecord(1, 2));
    ASSERT_EQ(table().model()->rowCount(), 1);
    state_.apply(test::interventionsOf(1, {act(20, "rate", 2, 0.5)}));
    ASSERT_TRUE(QTest::qWaitFor([&] { return table().model()->rowCount() == 2; }, 5000));
    EXPECT_EQ(what().back(), "Learning rate of layer 2: × 0.5");
    RunDelta end;
    end.run = 1;
    end.status = RunStatus::finished;
    state_.apply(end);
    EXPECT_TRUE(QTest::qWaitFor([&] { return table().model()->rowCount() == 3; }, 5000));
    state_.setFacts({"", "patience", "good"});
    EXPECT_TRUE(QTest::qWaitFor([&] { return table().model()->rowCount() == 4; }, 5000));
    EXPECT_THAT(what(), Contains("Finished: patience"));
}

TEST_F(EventsPageTest, WhatIsSeenAtTheEndOfAFinishedRunHasNoNextEpoch) {
    RunRecord record = test::tinyRecord(1, 2);
    record.status = RunStatus::finished;
    record.interventions = {act(20, "observe")};
    record.interventions.back().epoch = 3;
    state_.apply(test::resetTo(record));
    for (const events::Row& row : events::rowsOf(state_)) {
        EXPECT_LE(row.epoch, 2) << row.what.toStdString();
    }
}

TEST_F(EventsPageTest, FiltersByWordsAndKinds) {
    open(steered());
    auto& words = *page_.findChild<QLineEdit*>("eventsFilter");
    QTest::keyClicks(&words, "layer guard");
    EXPECT_EQ(what().size(), 1U) << "all words, in any column";
    EXPECT_THAT(page_.findChild<QLabel*>("eventsCount")->text().toStdString(),
                HasSubstr("1 of 8 events"));
    words.clear();
    press("eventsWarnings");
    press("eventsPace");
    press("eventsNotes");
    EXPECT_EQ(what().size(), 5U);
    press("eventsRun");
    EXPECT_THAT(what(), ElementsAre("Freeze layer 1", "Checkpoint"));
    EventsPage other;
    other.restoreState(page_.saveState());
    EXPECT_FALSE(other.findChild<QCheckBox*>("eventsRun")->isChecked());
    EXPECT_TRUE(other.findChild<QCheckBox*>("eventsSteering")->isChecked());
}

TEST_F(EventsPageTest, EnterAndADoubleClickAskForTheStep) {
    open(steered());
    QSignalSpy asked(&page_, &RunPage::stepRequested);
    table().setCurrentIndex(table().model()->index(1, 0));
    table().setFocus();
    page_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page_));
    QTest::keyClick(&table(), Qt::Key_Return);
    ASSERT_EQ(asked.size(), 1);
    EXPECT_EQ(asked[0][0].toLongLong(), 5);
    const QPoint at = table().visualRect(table().model()->index(3, 0)).center();
    QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table().viewport(), Qt::LeftButton, {}, at);
    ASSERT_EQ(asked.size(), 2);
    EXPECT_EQ(asked[1][0].toLongLong(), 20);
}

TEST_F(EventsPageTest, ExportsTheShownRows) {
    RunRecord record = steered();
    record.interventions[0].text = "=cmd, \"x\"";
    open(record);
    press("eventsNotes");
    const test::TemporaryFolder folder;
    const QString file = QString::fromStdString((folder.path() / "events.csv").string());
    ASSERT_TRUE(page_.exportTo(file));
    QFile csv(file);
    ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
    const QStringList lines =
        QString::fromUtf8(test::csvLines(csv.readAll())).trimmed().split('\n');
    ASSERT_EQ(lines.size(), 8);
    EXPECT_EQ(lines[0], "run,epoch,step,time,source,kind,layer,what");
    EXPECT_EQ(lines[2], "1,1,5,2026-01-31T12:01:00Z,window,Steering,1,"
                        "\"Freeze layer 1: =cmd, \"\"x\"\"\"");
    QString reason;
    EXPECT_FALSE(page_.exportTo(folder.path().c_str() + QStringLiteral("/x.png"), &reason));
    EXPECT_TRUE(reason.contains("as .csv"));
}

TEST_F(EventsPageTest, CopiesTheSelectedEvents) {
    open(steered());
    page_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page_));
    table().setFocus();
    table().selectRow(1);
    table().selectionModel()->select(table().model()->index(4, 0),
                                     QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QSignalSpy messages(&page_, &RunPage::message);
    QTest::keySequence(&table(), QKeySequence::Copy);
    const QStringList lines = QApplication::clipboard()->text().trimmed().split(u'\n');
    ASSERT_EQ(lines.size(), 3) << QApplication::clipboard()->text().toStdString();
    EXPECT_EQ(lines[0], "run\tepoch\tstep\ttime\tsource\tkind\tlayer\twhat");
    EXPECT_TRUE(lines[1].endsWith("Freeze layer 1"));
    EXPECT_TRUE(lines[2].endsWith("Pause"));
    ASSERT_EQ(messages.size(), 1);
    EXPECT_EQ(messages[0][0].toString(), "Copied 2 rows");
}

/// Between two docks in a window of 1366 × 768 pixels at 200 %.
TEST_F(EventsPageTest, ALowPageScrollsAsAWholeAndHasShortTimes) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(new EventsPage);
    auto& inner = *static_cast<EventsPage*>(area.widget());
    area.resize(330, 140);
    area.show();
    state_.apply(test::resetTo(steered()));
    inner.setRun(&state_);
    auto& rows = *inner.findChild<QTableView*>("eventsTable");
    const auto hasAll = [&] {
        return rows.viewport()->height() >= rows.verticalHeader()->length() &&
               !rows.verticalScrollBar()->isVisible();
    };
    EXPECT_TRUE(QTest::qWaitFor(hasAll, 5000)) << rows.viewport()->height();
    EXPECT_GT(area.verticalScrollBar()->maximum(), 0);
    const QModelIndex time = rows.model()->index(1, EventsModel::timeColumn);
    EXPECT_EQ(time.data().toString().size(), 8) << time.data().toString().toStdString();
    EXPECT_EQ(time.data(Qt::ToolTipRole).toString().size(), 19);
    EXPECT_GE(rows.columnWidth(EventsModel::whatColumn), 100);
    EXPECT_TRUE(rows.isColumnHidden(EventsModel::sourceColumn));
    EXPECT_FALSE(rows.isColumnHidden(EventsModel::epochColumn)) << "texts have lines instead";
    EXPECT_FALSE(rows.isColumnHidden(EventsModel::stepColumn));
    area.resize(1200, 700);
    EXPECT_TRUE(QTest::qWaitFor([&] { return time.data().toString().size() == 19; }, 5000));
    EXPECT_TRUE(QTest::qWaitFor([&] { return !area.verticalScrollBar()->isVisible(); }, 5000));
}

TEST_F(EventsPageTest, ALowPageFollowsNewRows) {
    ViewScroll area;
    area.setWidget(new EventsPage);
    auto& inner = *static_cast<EventsPage*>(area.widget());
    area.resize(330, 140);
    area.show();
    RunRecord record = test::tinyRecord(1, 2);
    for (int step = 1; step <= 9; ++step) {
        record.interventions.push_back(act(step, "checkpoint"));
    }
    state_.apply(test::resetTo(record));
    inner.setRun(&state_);
    const auto& bar = *area.verticalScrollBar();
    const auto add = [&](int step) {
        const int before = bar.maximum();
        state_.apply(test::interventionsOf(1, {act(step, "checkpoint")}));
        ASSERT_TRUE(QTest::qWaitFor([&] { return bar.maximum() > before; }, 5000));
        QTest::qWait(20);
    };
    ASSERT_TRUE(QTest::qWaitFor([&] { return bar.maximum() > 100; }, 5000));
    QTest::qWait(20);
    EXPECT_EQ(bar.value(), 0) << "the controls are seen first";
    add(12);
    EXPECT_EQ(bar.value(), 0) << "the user looks at other rows";
    area.verticalScrollBar()->setValue(bar.maximum());
    for (int step = 13; step < 16; ++step) {
        add(step);
        EXPECT_GE(bar.value(), bar.maximum() - 6) << "the last row is seen";
    }
}

TEST_F(EventsPageTest, TimesOfSeveralDaysHaveTheDay) {
    RunRecord record = steered();
    record.facts.ended = "2026-02-03T12:30:00Z";
    open(record);
    page_.resize(330, 500);
    const QModelIndex time = table().model()->index(0, EventsModel::timeColumn);
    EXPECT_TRUE(QTest::qWaitFor([&] { return time.data().toString().size() == 11; }, 5000))
        << time.data().toString().toStdString();
}

TEST_F(EventsPageTest, TextOfAStoreIsOneLine) {
    RunRecord record = test::tinyRecord(1, 1);
    Intervention odd = act(3, "%1 %2\n<b>", 2);
    odd.source = "%3\nx";
    odd.text = "%1\x1b[2J";
    record.interventions = {odd};
    open(record);
    EXPECT_THAT(what(), Contains("%1 %2?<b>, layer 2: %1?[2J"));
    EXPECT_EQ(column(EventsModel::sourceColumn).back(), "%3?x");
}

} // namespace
} // namespace asge
