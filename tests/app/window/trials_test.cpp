// SPDX-License-Identifier: GPL-3.0-or-later

// Sweeps and trials in the real window.
#include "core/store/run_reader.h"
#include "core/sweep/sweep_reader.h"
#include "tests/app/window/window_fixture.h"
#include "tests/widgets/trials/sweep_steps.h"
#include "widgets/trials/sweep_dialog.h"
#include "widgets/trials/trials_view.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

namespace asge {
namespace {

class TrialsWindow : public test::WindowTest {
  protected:
    SweepDialog& openDialog(int epochs) {
        MainWindow& window = open();
        experiment_.train.epochs = epochs;
        window.training().setExperiment(experiment_, "base");
        child<QAction>("newSweep").trigger();
        return child<SweepDialog>("sweepDialog");
    }
    /// Adds two runs per seed to the queue.
    void addSweep(int epochs, const QString& seeds) {
        SweepDialog& dialog = openDialog(epochs);
        dialog.findChild<QLineEdit*>("sweepSeeds")->setText(seeds);
        test::varySetting(dialog, "projection.gain", "1, 2");
        ASSERT_TRUE(dialog.sweep()) << dialog.problem().toStdString();
        dialog.findChild<QPushButton*>("sweepAdd")->click();
    }
    std::string progress() { return child<QLabel>("trialsProgressText").text().toStdString(); }
    bool waitForProgress(const std::string& wanted, int milliseconds = 30000) {
        return QTest::qWaitFor([&] { return progress() == wanted; }, milliseconds);
    }
    std::size_t queued() const { return RunReader(store()).queue().entries.size(); }
};

TEST_F(TrialsWindow, ANewSweepIsQueuedShownAndTrained) {
    addSweep(1, "1, 2");
    ASSERT_TRUE(waitForProgress("0 of 4 finished, 4 waiting")) << progress();
    EXPECT_EQ(window_->views().current()->objectName(), "trials");
    child<QAction>("queueRun").trigger();
    EXPECT_TRUE(waitForProgress("4 of 4 finished", 120000)) << progress();
    EXPECT_EQ(child<QTableView>("trialsTable").model()->rowCount(), 2);
    EXPECT_FALSE(child<QPushButton>("trialsStop").isVisible());
}

TEST_F(TrialsWindow, AStoppedSweepLeavesNothingInTheQueue) {
    addSweep(3000, "1");
    ASSERT_TRUE(waitForProgress("0 of 2 finished, 2 waiting")) << progress();
    child<QAction>("queueRun").trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 1; }, 60000));
    ASSERT_TRUE(waitForProgress("0 of 2 finished, 1 running, 1 waiting")) << progress();
    child<QPushButton>("trialsStop").click();
    auto& question = child<QMessageBox>("stopSweepQuestion");
    EXPECT_TRUE(question.text().contains("1 waiting experiment"));
    question.findChild<QPushButton*>("stopSweep")->click();
    EXPECT_TRUE(QTest::qWaitFor([&] { return queued() == 0; }, 60000));
    EXPECT_EQ(storedRuns().size(), 1U) << "the run stays";
    EXPECT_TRUE(waitForProgress("0 of 1 finished, 1 stopped")) << progress();
}

TEST_F(TrialsWindow, TheQuestionCountsLikeTheLineOfProgress) {
    addSweep(3000, "1");
    ASSERT_TRUE(waitForProgress("0 of 2 finished, 2 waiting")) << progress();
    child<QAction>("queueRun").trigger();
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->trainedEpochs() > 1; }, 60000));
    child<QAction>("stopAction").trigger();
    ASSERT_TRUE(waitForProgress("0 of 2 finished, 1 stopped, 1 waiting")) << progress();
    std::string text; // the queue may be read later than the runs
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
            child<QPushButton>("trialsStop").click();
            auto& question = child<QMessageBox>("stopSweepQuestion");
            text = question.text().toStdString();
            delete &question;
            return text.find("1 waiting experiment and 1 run to be resumed") != std::string::npos;
        },
        20000))
        << text;
}

TEST_F(TrialsWindow, ASweepThatIsAddedAgainTrainsOnlyWhatIsMissing) {
    addSweep(1, "1, 2");
    ASSERT_TRUE(waitForProgress("0 of 4 finished, 4 waiting")) << progress();
    child<QAction>("queueRun").trigger();
    ASSERT_TRUE(waitForProgress("4 of 4 finished", 120000)) << progress();
    child<QAction>("newSweep").trigger();
    SweepDialog& dialog = child<SweepDialog>("sweepDialog");
    dialog.findChild<QLineEdit*>("sweepSeeds")->setText("1, 2, 3");
    test::varySetting(dialog, "projection.gain", "1, 2");
    dialog.findChild<QPushButton*>("sweepAdd")->click();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return progress().starts_with("4 of 6 finished, 2 waiting"); }, 30000))
        << progress();
    EXPECT_TRUE(message().contains("4 of the sweep's 6")) << message().toStdString();
    child<QAction>("newSweep").trigger();
    SweepDialog& same = child<SweepDialog>("sweepDialog");
    same.findChild<QLineEdit*>("sweepSeeds")->setText("3");
    test::varySetting(same, "projection.gain", "1, 2");
    same.findChild<QPushButton*>("sweepAdd")->click();
    EXPECT_TRUE(QTest::qWaitFor([&] { return message().startsWith("Nothing was added"); }, 20000))
        << "what waits is not added twice: " << message().toStdString();
    EXPECT_TRUE(progress().starts_with("4 of 6 finished, 2 waiting")) << progress();
}

TEST_F(TrialsWindow, CancelStopsNothing) {
    addSweep(1, "1");
    ASSERT_TRUE(waitForProgress("0 of 2 finished, 2 waiting")) << progress();
    child<QPushButton>("trialsStop").click();
    child<QMessageBox>("stopSweepQuestion").reject();
    QTest::qWait(100);
    EXPECT_EQ(queued(), 2U);
}

} // namespace
} // namespace asge
