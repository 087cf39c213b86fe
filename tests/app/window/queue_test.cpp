// SPDX-License-Identifier: GPL-3.0-or-later

// The queue of experiments in the real window.
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/queue/queue_model.h"
#include "widgets/queue/queue_view.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

#include <fstream>

#include <sqlite3.h>

namespace asge {
namespace {

using State = TransportBar::State;
using testing::ElementsAre;
using testing::HasSubstr;

class QueueWindow : public test::WindowTest {
  protected:
    MainWindow& openQueue() {
        MainWindow& window = open();
        window.views().showView(&child<QWidget>("queue"));
        return window;
    }
    void fill(const char* name, int epochs) {
        experiment_.train.epochs = epochs;
        window_->training().setExperiment(experiment_, name);
    }
    /// Adds the form's experiment with the button.
    void add(const char* name, int epochs) {
        fill(name, epochs);
        const int before = rows();
        press("queueAddButton");
        EXPECT_TRUE(QTest::qWaitFor([&] { return rows() == before + 1; }, 10000)) << name;
    }
    QTableView& table() { return child<QTableView>("queueTable"); }
    int rows() { return table().model()->rowCount(); }
    std::string cell(int row, int column) {
        return table().model()->index(row, column).data().toString().toStdString();
    }
    std::vector<std::string> column(int column) {
        std::vector<std::string> cells;
        for (int row = 0; row < rows(); ++row) {
            cells.push_back(cell(row, column));
        }
        return cells;
    }
    std::vector<std::string> names() { return column(QueueModel::name); }
    std::vector<std::string> states() { return column(QueueModel::status); }
    bool waitForNames(const std::vector<std::string>& wanted) {
        return QTest::qWaitFor([&] { return names() == wanted; }, 10000);
    }
    bool waitForStates(const std::vector<std::string>& wanted, int milliseconds = 60000) {
        return QTest::qWaitFor([&] { return states() == wanted; }, milliseconds);
    }
    std::vector<QueueEntry> stored() const { return RunReader(store()).queue().entries; }
    bool queueRuns() { return child<QAction>("queueStopAfter").isEnabled(); }
    bool waitForEnd() {
        return QTest::qWaitFor([&] { return !queueRuns() && state() == State::idle; }, 60000);
    }
};

const std::string kWaiting = "◌ waiting";
const std::string kFinished = "✓ finished";

TEST_F(QueueWindow, SaysWhatWillAppear) {
    openQueue();
    EXPECT_TRUE(child<QLabel>("queueEmpty").isVisible());
    EXPECT_FALSE(child<QAction>("queueRun").isEnabled());
    add("one", 1);
    EXPECT_TRUE(table().isVisible());
    EXPECT_EQ(cell(0, QueueModel::network), "4 8M 12");
    EXPECT_THAT(states(), ElementsAre(kWaiting));
    EXPECT_THAT(message().toStdString(), HasSubstr("1 experiment added"));
}

TEST_F(QueueWindow, RemovedEntriesComeBackWithUndo) {
    openQueue();
    add("one", 1);
    add("two", 2);
    table().selectAll();
    press("queueRemoveButton");
    ASSERT_TRUE(waitForNames({}));
    ASSERT_EQ(child<QAction>("undo").text(), "&Undo: Removed 2 experiments from the queue");
    child<QAction>("undo").trigger();
    ASSERT_TRUE(waitForNames({"one", "two"}));
    EXPECT_EQ(stored()[1].experiment.train.epochs, 2);
    child<QAction>("redo").trigger();
    EXPECT_TRUE(waitForNames({})) << "they have other numbers now";
}

TEST_F(QueueWindow, AddingIsUndoneAndDoneAgain) {
    openQueue();
    add("one", 1);
    add("two", 2);
    EXPECT_EQ(child<QAction>("undo").text(), "&Undo: Added 1 experiment to the queue");
    child<QAction>("undo").trigger();
    ASSERT_TRUE(waitForNames({"one"}));
    child<QAction>("redo").trigger();
    ASSERT_TRUE(waitForNames({"one", "two"}));
    EXPECT_EQ(stored()[1].experiment.train.epochs, 2);
    child<QAction>("undo").trigger();
    EXPECT_TRUE(waitForNames({"one"})) << "it has another number now";
}

/// Undo gives entries other numbers, which the steps before it must know.
TEST_F(QueueWindow, AddedAndRemovedEntriesAreTheSameForUndo) {
    openQueue();
    add("one", 1);
    table().selectAll();
    press("queueRemoveButton");
    ASSERT_TRUE(waitForNames({}));
    child<QAction>("undo").trigger();
    ASSERT_TRUE(waitForNames({"one"}));
    child<QAction>("undo").trigger();
    EXPECT_TRUE(waitForNames({}));
    child<QAction>("redo").trigger();
    ASSERT_TRUE(waitForNames({"one"}));
    child<QAction>("redo").trigger();
    EXPECT_TRUE(waitForNames({}));
}

TEST_F(QueueWindow, IsReordered) {
    openQueue();
    add("one", 1);
    add("two", 1);
    add("three", 1);
    table().selectRow(2);
    press("queueUpButton");
    ASSERT_TRUE(waitForNames({"one", "three", "two"}));
    press("queueUpButton"); // the entry is still selected
    ASSERT_TRUE(waitForNames({"three", "one", "two"}));
    EXPECT_FALSE(child<QToolButton>("queueUpButton").isEnabled());
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_Down, Qt::AltModifier);
    ASSERT_TRUE(waitForNames({"one", "three", "two"}));
    EXPECT_EQ(stored()[1].name, "three");
    press("queueRemoveButton");
    ASSERT_TRUE(waitForNames({"one", "two"}));
    EXPECT_EQ(stored().size(), 2U);
}

TEST_F(QueueWindow, WhileARunTrainsTheTrainButtonAddsTheNextExperiment) {
    openQueue();
    startTraining(500);
    fill("next", 1);
    auto& button = child<QToolButton>("trainActionButton");
    EXPECT_EQ(button.text(), "Queue");
    QTest::qWait(750); // a quick second press of Train would be taken for the first
    press("trainActionButton");
    ASSERT_TRUE(waitForNames({"next"}));
    EXPECT_THAT(message().toStdString(), HasSubstr("Training › Run queue starts it when"));
    child<QPushButton>("startTrainButton").click(); // the same on the start page
    ASSERT_TRUE(waitForNames({"next", "next"}));
    press("queueRunButton");
    QTest::qWait(750);
    press("trainActionButton");
    ASSERT_TRUE(waitForNames({"next", "next", "next"}));
    EXPECT_THAT(message().toStdString(), HasSubstr("The queue is running"));
    press("stopActionButton");
    ASSERT_TRUE(waitForStates({kFinished, kFinished, kFinished}));
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(button.text(), "Train");
}

TEST_F(QueueWindow, ABranchIsNotQueuedAsARunOfItsOwn) {
    openQueue();
    trainToTheEnd(2);
    window_->training().prepareBranch(1);
    QDialog* dialog = nullptr;
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return (dialog = window_->findChild<QDialog*>("branchDialog")) != nullptr; }, 10000));
    dialog->accept();
    press("queueAddButton");
    EXPECT_THAT(message().toStdString(), HasSubstr("A branch can't wait in the queue"));
    EXPECT_EQ(rows(), 0);
}

TEST_F(QueueWindow, TrainsOneAfterAnother) {
    openQueue();
    add("one", 1);
    experiment_.data.path = "/no/such/folder";
    add("two", 1);
    experiment_.data.path = (path() / "data").string();
    add("three", 2);
    press("queueRunButton");
    ASSERT_TRUE(waitForEnd());
    EXPECT_TRUE(waitForStates({kFinished, "✕ failed", kFinished}, 5000));
    EXPECT_THAT(cell(1, QueueModel::reason), HasSubstr("data.path: "));
    EXPECT_THAT(column(QueueModel::run), ElementsAre("1", "", "2"));
    EXPECT_THAT(message().toStdString(), HasSubstr("2 finished, 1 failed"));
    ASSERT_EQ(storedRuns().size(), 2U);
    EXPECT_EQ(storedRuns()[0].name, "three");
    EXPECT_EQ(storedRuns()[0].epochsDone, 2);
    press("queueClearButton");
    EXPECT_TRUE(waitForNames({"two"}));
}

TEST_F(QueueWindow, StopLeavesTheEntryToBeResumedByTheNextWindow) {
    openQueue();
    add("one", 3000);
    add("two", 1);
    press("queueRunButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 1; }, 60000));
    press("stopActionButton");
    ASSERT_TRUE(waitForEnd());
    EXPECT_TRUE(waitForStates({"◌ to be resumed", kWaiting}, 5000));
    EXPECT_EQ(storedRuns().size(), 1U) << "the next entry did not begin";
    window_.reset();

    openQueue();
    ASSERT_TRUE(waitForStates({"◌ to be resumed", kWaiting}, 10000));
    press("queueRunButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return queueRuns() && state() == State::training; }, 60000));
    press("queueStopAfterButton");
    window_->training().job().send({CommandKind::stop, 0, {}}); // the run only
    ASSERT_TRUE(waitForEnd());
    EXPECT_TRUE(waitForStates({"■ stopped", kWaiting}, 5000));
    EXPECT_EQ(storedRuns().size(), 1U) << "the same run";
}

TEST_F(QueueWindow, ClosingTheWindowKeepsTheQueue) {
    MainWindow& window = openQueue();
    add("one", 100000);
    add("two", 1);
    press("queueRunButton");
    ASSERT_TRUE(QTest::qWaitFor([&] { return window.trainedEpochs() > 0; }, 60000));
    window.close();
    auto* question = window.findChild<QMessageBox*>("closeQuestion");
    ASSERT_NE(question, nullptr);
    QTest::mouseClick(question->findChild<QPushButton*>("stopAndClose"), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !window.isVisible(); }, 60000));
    window_.reset();
    ASSERT_EQ(stored().size(), 2U);
    EXPECT_EQ(stored()[0].status, QueueEntry::Status::waiting);
    EXPECT_EQ(stored()[0].run, 1);
    EXPECT_EQ(stored()[1].status, QueueEntry::Status::waiting);
}

TEST_F(QueueWindow, FollowsTheTrainingThatIsRunning) {
    openQueue();
    add("queued", 1);
    startTraining(100000);
    press("queueRunButton");
    EXPECT_TRUE(queueRuns());
    press("stopActionButton");
    EXPECT_TRUE(waitForStates({kFinished}));
    EXPECT_TRUE(waitForEnd());
    EXPECT_EQ(storedRuns().size(), 2U);
}

TEST_F(QueueWindow, StopsAfterTheCurrentEntry) {
    openQueue();
    add("one", 100);
    add("two", 1);
    press("queueRunButton");
    ASSERT_TRUE(waitForState(State::training));
    press("queueStopAfterButton");
    EXPECT_TRUE(child<QAction>("queueStopAfter").isChecked());
    ASSERT_TRUE(waitForEnd());
    EXPECT_TRUE(waitForStates({kFinished, kWaiting}, 5000));
    EXPECT_FALSE(child<QAction>("queueStopAfter").isChecked());
}

TEST_F(QueueWindow, ShowsWhatOtherProgramsChange) {
    openQueue();
    add("one", 1);
    RunWriter other(store());
    NewQueueEntry entry{"other", {}, experiment_};
    const auto ids = other.addToQueue({entry});
    EXPECT_TRUE(waitForNames({"one", "other"}));
    other.moveInQueue(ids[0], 1);
    EXPECT_TRUE(waitForNames({"other", "one"}));
    other.takeFromQueue();
    EXPECT_TRUE(waitForStates({"● running", kWaiting}, 5000));
    table().selectRow(0);
    EXPECT_FALSE(child<QAction>("queueRemove").isEnabled());
    other.endQueueEntry(ids[0], {QueueEntry::Status::failed, "elsewhere"});
    EXPECT_TRUE(waitForStates({"✕ failed", kWaiting}, 5000));
}

TEST_F(QueueWindow, TakesSettingsOfRunsAndSweeps) {
    openQueue();
    trainToTheEnd(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return tableRows() == 1; }, 10000));
    showRuns();
    child<QTableView>("runsTable").selectRow(0);
    press("runsQueueButton");
    ASSERT_TRUE(waitForNames({"tiny"}));
    EXPECT_EQ(stored()[0].experiment.train.epochs, 1);

    std::ofstream(path() / "tiny.json") << toJson(experiment_);
    std::ofstream(path() / "sweep.json")
        << R"({"name": "two", "base": "tiny.json", "seeds": [1, 2]})";
    window_->views().showView(&child<QWidget>("queue"));
    press("queueAddSweepButton");
    auto& dialog = child<QFileDialog>("queueSweepDialog");
    dialog.selectFile(QString::fromStdString((path() / "sweep.json").string()));
    static_cast<QDialog&>(dialog).accept();
    EXPECT_TRUE(QTest::qWaitFor([&] { return rows() == 3; }, 10000)) << message().toStdString();
    EXPECT_EQ(stored()[2].experiment.train.seed, 2U);
}

TEST_F(QueueWindow, NamesAFaultyEntry) {
    {
        RunWriter writer(store());
        NewQueueEntry entry{"fine", {}, experiment_};
        writer.addToQueue({entry, entry});
    }
    sqlite3* database = nullptr;
    sqlite3_open(store().c_str(), &database);
    const char* damage = "UPDATE queue SET experiment = '{' WHERE id = 1";
    EXPECT_EQ(sqlite3_exec(database, damage, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
    openQueue();
    EXPECT_TRUE(waitForNames({"fine"}));
    EXPECT_THAT(message().toStdString(), HasSubstr("queue entry 1: its experiment"));
}

} // namespace
} // namespace asge
