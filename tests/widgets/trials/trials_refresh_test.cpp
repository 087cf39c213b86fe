// SPDX-License-Identifier: GPL-3.0-or-later

// What the view of trials keeps while a sweep trains, and how long its refreshes take.
#include "tests/widgets/trials/trials_fixture.h"
#include "widgets/trials/trials_part.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTextStream>

#include <algorithm>

namespace asge {
namespace {

using test::TrialsViewTest;

/// A sweep trains: results arrive, and runs take the place of entries of the queue.
TEST_F(TrialsViewTest, ARefreshKeepsTheSelectionAndTheScrollPosition) {
    for (int i = 0; i < 100; ++i) {
        add((i + 1) / 1000.0, 32, 1, 0.9 - 0.001 * i);
    }
    show();
    const auto current = [&] { return cell(table()->currentIndex().row(), 0).toStdString(); };
    table()->selectRow(50);
    table()->verticalScrollBar()->setValue(40);
    ASSERT_EQ(current(), "0.051");
    runs_[80] = test::makeTrial(81, test::trialExperiment(0.081, 32, 1), 0.95);
    view_.setRuns(runs_);
    EXPECT_EQ(cell(0, 0), "0.081") << "the order has changed";
    EXPECT_EQ(current(), "0.051");
    EXPECT_EQ(table()->selectionModel()->selectedRows().size(), 1);
    EXPECT_EQ(table()->verticalScrollBar()->value(), 40);
    view_.setEntries({waiting(0.2, 32)});
    EXPECT_EQ(current(), "0.051");
    view_.setEntries({waiting(0.2, 32), waiting(0.2, 64, 8)}); // now the batch size differs too
    ASSERT_EQ(table()->model()->index(0, 1).data().toString(), "32");
    EXPECT_EQ(current(), "0.051");
    EXPECT_EQ(table()->selectionModel()->selectedRows().size(), 1);
    EXPECT_EQ(table()->verticalScrollBar()->value(), 40);
}

TEST_F(TrialsViewTest, AWaitingEntryStaysSelectedWhenItsTrainingBegins) {
    addGrid();
    show();
    view_.setEntries({waiting(0.3, 32, 7), waiting(0.3, 64, 8)});
    table()->selectRow(10);
    ASSERT_EQ(cell(10, 1), "64");
    add(0.3, 64, 1, 0).status = RunStatus::running;
    view_.setRuns(runs_);
    view_.setEntries({waiting(0.3, 32, 7)});
    const int row = table()->currentIndex().row();
    EXPECT_EQ(cell(row, 0), "0.3");
    EXPECT_EQ(cell(row, 1), "64");
    EXPECT_TRUE(table()->selectionModel()->isRowSelected(row));
}

TEST_F(TrialsViewTest, ARefreshLeavesBoxesAloneThatShowTheSame) {
    addGrid();
    show();
    const std::pair<int, const char*> boxes[] = {
        {0, "trialsSource"}, {2, "trialsSettingBox"}, {3, "trialsHeatX"}, {3, "trialsHeatY"}};
    for (const auto& [tab, name] : boxes) {
        part<TrialsPart>(tab);
        auto* box = view_.findChild<QComboBox*>(name);
        QSignalSpy removed(box->model(), &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(box->model(), &QAbstractItemModel::rowsInserted);
        runs_.front().seconds += 1;
        view_.setRuns(runs_);
        view_.setEntries({waiting(0.3, 32, 10 + static_cast<std::int64_t>(runs_[0].seconds))});
        EXPECT_EQ(removed.count() + inserted.count(), 0) << name;
    }
}

TEST_F(TrialsViewTest, AnOpenListOfABoxDoesNotChange) {
    addGrid();
    show();
    part<TrialsPart>(2);
    auto* setting = view_.findChild<QComboBox*>("trialsSettingBox");
    auto* source = view_.findChild<QComboBox*>("trialsSource");
    for (QComboBox* box : {setting, source}) {
        const int count = box->count();
        box->showPopup();
        ASSERT_TRUE(box->view()->isVisible());
        Experiment other = test::trialExperiment(0.1, 32, 1);
        ASSERT_FALSE(setSetting(other, "projection.gain", "7"));
        runs_.push_back(test::makeTrial(static_cast<RunId>(runs_.size() + 1), other, 0.5));
        runs_.push_back(runs_.back());
        runs_.back().id += 1;
        runs_.back().tags = {"sweep:later" + std::to_string(runs_.size())};
        view_.setRuns(runs_);
        EXPECT_EQ(box->count(), count);
        EXPECT_TRUE(box->view()->isVisible());
        box->hidePopup();
        QTest::qWait(1);
        EXPECT_EQ(box->count(), count + 1) << "afterwards it has what is new";
    }
    EXPECT_EQ(setting->currentText(), setting->itemText(0)) << "the choice stays";
}

TEST_F(TrialsViewTest, EntriesAreReadOnce) {
    addGrid();
    show();
    view_.setEntries({waiting(0.3, 32, 7), waiting(0.3, 64, 8)});
    const RunEntries before = view_.content()->runs;
    view_.setEntries({waiting(0.3, 64, 8)});
    EXPECT_EQ(view_.content()->runs.back(), before.back());
}

TEST_F(TrialsViewTest, ThousandsOfEntriesDoNotBlockTheWindow) {
    addGrid();
    std::vector<QueueEntry> entries;
    for (int i = 0; i < 2000; ++i) {
        entries.push_back(waiting(0.001 * (1 + i % 100), 16 + i / 100, 100 + i));
    }
    show();
    qint64 longest = 0;
    const auto measured = [&](const auto& action) {
        QElapsedTimer timer;
        timer.start();
        action();
        longest = std::max(longest, timer.elapsed());
    };
    measured([&] { view_.setEntries(entries); });
    const auto hasAll = [&] { return view_.content()->runs.size() == 2018; };
    EXPECT_FALSE(hasAll()) << "they are read a few at a time";
    for (int i = 0; i < 100 && !hasAll(); ++i) {
        measured([] { QCoreApplication::processEvents(); });
    }
    EXPECT_TRUE(hasAll());
    QTextStream(stdout) << "first: " << longest << " ms";
    for (int tab = 0; tab < 4; ++tab) {
        part<TrialsPart>(tab);
        longest = 0;
        entries.erase(entries.begin());
        measured([&] { view_.setEntries(entries); });
        runs_.back().seconds += 1;
        measured([&] { view_.setRuns(runs_); });
        const qint64 refresh = longest;
        longest = 0;
        measured([&] { view_.grab(); });
        QTextStream(stdout) << ", tab " << tab << ": " << refresh << " ms, drawn in " << longest
                            << " ms";
    }
    QTextStream(stdout) << "\n";
}

} // namespace
} // namespace asge
