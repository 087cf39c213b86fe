// SPDX-License-Identifier: GPL-3.0-or-later

// Resuming and branching with the real window.
#include "app/window/branch_bar.h"
#include "app/window/branch_dialog.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"
#include "widgets/common/undo_history.h"
#include "widgets/curves/curves_view.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

#include <fstream>
#include <iterator>

namespace asge {
namespace {

using State = TransportBar::State;

class ResumeInWindow : public test::WindowTest {
  protected:
    template <typename Begin>
    RunStatus statusAfter(const Begin& begin) {
        std::optional<RunStatus> ended;
        const auto connection =
            QObject::connect(&window_->training(), &TrainingController::ended, window_.get(),
                             [&](RunStatus status) { ended = status; });
        begin();
        EXPECT_TRUE(QTest::qWaitFor([&] { return ended.has_value(); }, 60000));
        QObject::disconnect(connection);
        return ended.value_or(RunStatus::failed);
    }
    std::string weights(RunId id) const { return RunReader(store()).checkpoint(id)->bytes; }
    BranchDialog& branchDialogOf(RunId id) {
        window_->training().prepareBranch(id);
        BranchDialog* dialog = nullptr;
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return (dialog = window_->findChild<BranchDialog*>()) != nullptr; }, 20000));
        return *dialog;
    }
};

TEST_F(ResumeInWindow, AResumedRunIsBitForBitEqualAndShowsItsHistory) {
    open();
    trainToTheEnd(60);
    window_->training().job().holdAfter(10.4); // within an epoch, even if the window is slow
    bool held = false;
    QObject::connect(&window_->training().job(), &TrainingJob::held, window_.get(),
                     [&] { held = true; });
    pressTrain(60);
    ASSERT_TRUE(QTest::qWaitFor([&] { return held; }, 60000));
    EXPECT_EQ(statusAfter([&] { window_->training().stop(); }), RunStatus::stopped);
    const RunId id = storedRuns()[0].id;
    const std::int64_t before = RunReader(store()).checkpoint(id)->step;
    EXPECT_LT(RunReader(store()).find(id)->epochsDone, 60);

    int filled = 0;
    QObject::connect(&window_->presenter(), &RunPresenter::filled, window_.get(),
                     [&](RunId) { ++filled; });
    EXPECT_EQ(statusAfter([&] { window_->training().resumeRun(id); }), RunStatus::finished);
    EXPECT_EQ(filled, 1);
    EXPECT_EQ(window_->presenter().shownRun(), id);
    EXPECT_TRUE(weights(id) == weights(id - 1)) << "stopped after step " << before;
    ASSERT_EQ(storedRuns().size(), 2U);
    EXPECT_EQ(storedRuns()[0].epochsDone, 60);
    EXPECT_EQ(child<QProgressBar>("trainingProgress").value(),
              child<QProgressBar>("trainingProgress").maximum());
    // The curves include the epochs before the resume.
    const QString file = QString::fromStdString((path() / "curves.csv").string());
    ASSERT_TRUE(child<CurvesView>("runCurves").exportTo(file));
    std::ifstream csv((path() / "curves.csv").string());
    const std::string text((std::istreambuf_iterator<char>(csv)), {});
    for (const char* epoch : {",1,", ",30,", ",60,"}) {
        EXPECT_THAT(text, testing::HasSubstr(epoch));
    }
}

TEST_F(ResumeInWindow, AFinishedRunIsNotResumed) {
    open();
    trainToTheEnd(1);
    EXPECT_EQ(statusAfter([&] { window_->training().resumeRun(1); }), RunStatus::failed);
    EXPECT_THAT(child<MessageBar>("messageBar").text().toStdString(),
                testing::HasSubstr("run 1: is finished"));
}

TEST_F(ResumeInWindow, ABranchBeginsAtTheChosenCheckpoint) {
    experiment_.checkpoint.keep = 4;
    open();
    trainToTheEnd(4);
    BranchDialog& dialog = branchDialogOf(1);
    auto& table = *dialog.findChild<QTableWidget*>("branchCheckpoints");
    ASSERT_EQ(table.rowCount(), 4);
    EXPECT_EQ(table.currentRow(), 3) << "the last one, at first";
    table.selectRow(1);
    QTest::mouseClick(dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok),
                      Qt::LeftButton);
    auto& bar = child<BranchBar>("branchBar");
    EXPECT_TRUE(bar.isVisible());
    EXPECT_THAT(child<QLabel>("branchText").text().toStdString(),
                testing::HasSubstr("branch of run 1 “tiny” after its epoch 2"));
    EXPECT_EQ(window_->training().experiment().train.epochs, 4);
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny branch at epoch 2");
    EXPECT_EQ(statusAfter([&] { press("trainActionButton"); }), RunStatus::finished);
    EXPECT_FALSE(bar.isVisible()) << "the next training is not a branch";
    const RunSummary child = storedRuns()[0];
    ASSERT_TRUE(child.lineage);
    EXPECT_EQ(child.lineage->parent, 1);
    EXPECT_EQ(child.lineage->epoch, 2);
    EXPECT_EQ(child.epochsDone, 4);
    EXPECT_EQ(child.name, "tiny branch at epoch 2");
    EXPECT_TRUE(weights(2) == weights(1)) << "with the same settings the results are equal";
}

/// A run that begins with new weights must not be named a branch.
TEST_F(ResumeInWindow, TheNameOfABranchEndsWithIt) {
    open();
    trainToTheEnd(3);
    branchDialogOf(1).accept();
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny branch at epoch 3");
    window_->close(); // the next window prepares no branch
    window_.reset();
    open();
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny");
    branchDialogOf(1).accept();
    press("branchCancel");
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny");
}

TEST_F(ResumeInWindow, ABranchFromTheEndGetsMoreEpochsAndCanBeCancelled) {
    open();
    trainToTheEnd(3);
    BranchDialog& dialog = branchDialogOf(1);
    dialog.accept();
    EXPECT_EQ(window_->training().experiment().train.epochs, 6);
    press("branchCancel");
    EXPECT_FALSE(child<BranchBar>("branchBar").isVisible());
    trainToTheEnd(1);
    EXPECT_FALSE(storedRuns()[0].lineage);
}

TEST_F(ResumeInWindow, PreparingABranchIsOneStepOfTheHistory) {
    open();
    trainToTheEnd(3);
    Experiment before = experiment_;
    before.train.seed = 77;
    window_->training().setExperiment(before, "before");
    const auto& bar = child<BranchBar>("branchBar");
    const auto& name = child<QLineEdit>("formName");
    branchDialogOf(1).accept();
    UndoHistory& history = window_->history();
    EXPECT_EQ(history.undoText(), "Prepared a branch of run 1");
    history.undo();
    EXPECT_FALSE(bar.isVisible());
    EXPECT_FALSE(bar.branch()) << "or Train would start it";
    EXPECT_EQ(name.text(), "before");
    EXPECT_TRUE(window_->training().experiment() == before);
    history.redo();
    EXPECT_TRUE(bar.isVisible());
    ASSERT_TRUE(bar.branch());
    EXPECT_EQ(bar.branch()->parent, 1);
    EXPECT_EQ(name.text(), "tiny branch at epoch 3");
    EXPECT_EQ(window_->training().experiment().train.epochs, 6);
    press("branchCancel");
    EXPECT_EQ(history.undoText(), "Ended the branch of run 1");
    EXPECT_EQ(name.text(), "tiny");
    history.undo();
    EXPECT_TRUE(bar.isVisible());
    EXPECT_EQ(name.text(), "tiny branch at epoch 3");
}

TEST_F(ResumeInWindow, TheSettingsOfARunAreTakenInOneStep) {
    open();
    trainToTheEnd(3);
    Experiment before = experiment_;
    before.train.seed = 77;
    window_->training().setExperiment(before, "before");
    window_->training().takeSettingsOf(storedRuns().front());
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny");
    window_->history().undo();
    EXPECT_EQ(child<QLineEdit>("formName").text(), "before");
    EXPECT_TRUE(window_->training().experiment() == before);
}

TEST_F(ResumeInWindow, TheBranchBarFollowsTheNameOfTheRun) {
    open();
    trainToTheEnd(2);
    branchDialogOf(1).accept();
    RunWriter(store()).rename(1, "renamed");
    const auto& text = child<QLabel>("branchText");
    EXPECT_TRUE(QTest::qWaitFor([&] { return text.text().contains("run 1 “renamed”"); }, 10000))
        << text.text().toStdString();
}

TEST_F(ResumeInWindow, ABranchCanBePreparedWhileAnotherRunTrains) {
    open();
    trainToTheEnd(2);
    startTraining(100000);
    EXPECT_TRUE(child<QWidget>("train.seed").isEnabled());
    BranchDialog& dialog = branchDialogOf(1);
    dialog.accept();
    EXPECT_TRUE(child<BranchBar>("branchBar").isVisible());
    EXPECT_EQ(child<QLineEdit>("formName").text(), "tiny branch at epoch 2");
    EXPECT_EQ(window_->training().experiment().train.epochs, 4);
    EXPECT_EQ(statusAfter([&] { window_->training().stop(); }), RunStatus::stopped);
    EXPECT_TRUE(child<BranchBar>("branchBar").isVisible()) << "it has not been trained yet";
    EXPECT_EQ(statusAfter([&] { press("trainActionButton"); }), RunStatus::finished);
    ASSERT_TRUE(storedRuns()[0].lineage);
    EXPECT_EQ(storedRuns()[0].lineage->parent, 1);
    EXPECT_FALSE(child<BranchBar>("branchBar").isVisible());
}

} // namespace
} // namespace asge
