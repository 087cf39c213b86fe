// SPDX-License-Identifier: GPL-3.0-or-later

// Outcomes that the store does not have are computed with the real window and the real engine.
#include "tests/app/window/window_fixture.h"
#include "tests/e2e/store_file.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/ladder/ladder_page.h"
#include "widgets/margins/margins_page.h"

#include <QPushButton>
#include <QSpinBox>

#include <algorithm>

namespace asge {
namespace {

class OutcomesTest : public test::WindowTest {
  protected:
    /// Trains two epochs, removes their outcomes from the store and opens the run again.
    void openOldRun() {
        open();
        trainToTheEnd(2);
        window_.reset();
        trained_ = RunReader(store()).outcomes(1, 2);
        test::execute(store().string(), "DELETE FROM outcome");
        open().openRun(1);
        window_->views().showView(&child<ConfusionPage>("confusion"));
        EXPECT_TRUE(QTest::qWaitFor(
            [&] { return child<QPushButton>("confusionMissingCompute").isVisible(); }, 60000));
    }
    RunState& shown() { return *window_->presenter().shownState(); }

    EpochOutcomes trained_; ///< what the training had measured
};

TEST_F(OutcomesTest, ComputedOnesAreThoseOfTheTraining) {
    openOldRun();
    EXPECT_TRUE(shown().outcomes().empty());
    QTest::mouseClick(&child<QPushButton>("confusionMissingCompute"), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([&] { return !shown().outcomes().empty(); }, 60000))
        << shown().computation().problem.toStdString();
    EXPECT_FALSE(shown().computation().runs);
    const EpochOutcomes& found = shown().outcomes().front();
    ASSERT_EQ(found.epoch, 2);
    ASSERT_EQ(found.splits.size(), trained_.splits.size());
    for (std::size_t i = 0; i < found.splits.size(); ++i) {
        EXPECT_EQ(found.splits[i].split, trained_.splits[i].split);
        EXPECT_EQ(found.splits[i].images, trained_.splits[i].images);
        EXPECT_EQ(found.splits[i].rangeCorrect, trained_.splits[i].rangeCorrect);
        EXPECT_EQ(found.splits[i].margins, trained_.splits[i].margins);
    }
    const auto& plot = child<ConfusionPlot>("confusionPlot");
    ASSERT_TRUE(QTest::qWaitFor([&] { return plot.matrix().classes() > 0; }, 60000));
    for (const ConfusionCell& cell : trained_.find(Split::test)->confusions->back()) {
        EXPECT_EQ(plot.matrix()
                      .cell(plot.matrix().positionOf(cell.label),
                            plot.matrix().positionOf(cell.predicted))
                      .count,
                  cell.count);
    }
    EXPECT_EQ(RunReader(store()).outcomes(1).size(), 0U) << "the store is not changed";
}

TEST_F(OutcomesTest, AnEpochWithoutACheckpointIsExplained) {
    experiment_.checkpoint.keep = 0; // only the last checkpoint and the best one are kept
    open();
    trainToTheEnd(4);
    window_.reset();
    test::execute(store().string(), "DELETE FROM outcome");
    open().openRun(1);
    window_->views().showView(&child<LadderPage>("ladder"));
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return child<QPushButton>("ladderMissingCompute").isVisible(); }, 60000));
    const auto kept = RunReader(store()).checkpoints(1);
    int missing = 1;
    while (std::any_of(kept.begin(), kept.end(),
                       [&](const CheckpointInfo& each) { return each.epoch == missing; })) {
        ++missing;
    }
    ASSERT_LE(missing, 4);
    child<QSpinBox>("ladderMissingEpoch").setValue(missing);
    QTest::mouseClick(&child<QPushButton>("ladderMissingCompute"), Qt::LeftButton);
    auto& problem = child<QLabel>("ladderMissingProblem");
    ASSERT_TRUE(QTest::qWaitFor([&] { return problem.isVisible(); }, 60000));
    EXPECT_THAT(problem.text().toStdString(),
                testing::HasSubstr("no checkpoint of epoch " + std::to_string(missing)));
    EXPECT_THAT(problem.text().toStdString(), testing::HasSubstr("it has those of epochs"));
}

} // namespace
} // namespace asge
