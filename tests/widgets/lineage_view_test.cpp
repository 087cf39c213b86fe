#include "runs_samples.h"
#include "widgets/lineage_canvas.h"
#include "widgets/lineage_view.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <gmock/gmock.h>

namespace asge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunSummary branchOf(RunId id, RunId parent, int epoch, std::vector<SettingChange> changes = {}) {
    RunSummary run = test::makeRun(id, "branch " + std::to_string(id), 0.9);
    run.lineage = Lineage{"uid", parent, "parent", epoch, 100L * epoch, std::move(changes)};
    return run;
}

/// 1 ─ 2 ─ 4, 1 ─ 3, and 5 alone; 6's parent is gone.
std::vector<RunSummary> family() {
    return {branchOf(6, 0, 3),
            test::makeRun(5, "alone", 0.8),
            branchOf(4, 2, 8),
            branchOf(3, 1, 2),
            branchOf(2, 1, 6, {{"train.epochs", "10", "20"}, {"data.path", "", "/x"}}),
            test::makeRun(1, "root", 0.9)};
}

std::vector<RunId> idsOf(const std::vector<lineage::Row>& rows) {
    std::vector<RunId> ids;
    for (const lineage::Row& row : rows) {
        ids.push_back(row.run->id);
    }
    return ids;
}

TEST(LineageModel, AFamilyIsTheSameWhoeverOfItAsks) {
    const auto runs = family();
    for (const RunId id : {1, 2, 3, 4}) {
        const auto rows = lineage::familyOf(runs, id);
        EXPECT_THAT(idsOf(rows), ElementsAre(1, 3, 2, 4)) << "branches as they leave their parent";
        EXPECT_EQ(rows[0].parent, -1);
        EXPECT_EQ(rows[1].parent, 0);
        EXPECT_EQ(rows[2].parent, 0);
        EXPECT_EQ(rows[3].parent, 2);
        EXPECT_EQ(rows[3].begin, 8);
        EXPECT_EQ(rows[3].end, 10);
    }
    EXPECT_THAT(idsOf(lineage::familyOf(runs, 5)), ElementsAre(5));
    EXPECT_THAT(idsOf(lineage::familyOf(runs, 6)), ElementsAre(6));
    EXPECT_THAT(lineage::familyOf(runs, 7), IsEmpty());
}

TEST(LineageModel, ACircleEnds) {
    const std::vector<RunSummary> runs{branchOf(1, 2, 1), branchOf(2, 1, 1)};
    EXPECT_EQ(lineage::familyOf(runs, 1).size(), 2U);
}

TEST(LineageModel, TellsWhatChanged) {
    EXPECT_EQ(lineage::changesText(*family()[4].lineage),
              QStringLiteral("train.epochs 10 → 20, data.path – → /x"));
    EXPECT_EQ(lineage::changesText(*family()[3].lineage), QStringLiteral("same settings"));
    EXPECT_EQ(lineage::changesText(*family()[4].lineage, lineage::Paths::lastPart),
              QStringLiteral("epochs 10 → 20, path – → /x"));
}

TEST(LineageViewTest, ShowsTheFamilyOfTheOpenRun) {
    LineageView view;
    view.resize(1000, 500);
    view.show();
    auto& canvas = *view.findChild<LineageCanvas*>("lineageCanvas");
    EXPECT_TRUE(view.findChild<QLabel*>("lineageEmpty")->isVisible());
    view.setRuns(family());
    EXPECT_TRUE(view.findChild<QLabel*>("lineageEmpty")->isVisible()) << "no run is open";
    view.setShown(2);
    EXPECT_TRUE(canvas.isVisible());
    EXPECT_EQ(canvas.rows().size(), 4U);
    view.setRuns({});
    EXPECT_TRUE(canvas.rows().empty());
    EXPECT_FALSE(canvas.isVisible());
}

TEST(LineageViewTest, OpensWithMouseAndKeys) {
    LineageView view;
    view.resize(1000, 500);
    view.show();
    view.setRuns(family());
    view.setShown(1);
    auto& canvas = *view.findChild<LineageCanvas*>("lineageCanvas");
    QSignalSpy opened(&view, &LineageView::openRequested);
    const int third = canvas.sizeHint().height() / 4 * 3 - 20;
    QTest::mouseDClick(&canvas, Qt::LeftButton, {}, {200, third});
    ASSERT_EQ(opened.size(), 1);
    EXPECT_EQ(opened[0][0].value<RunId>(), 2);
    QTest::keyClick(&canvas, Qt::Key_Down);
    QTest::keyClick(&canvas, Qt::Key_Down);
    QTest::keyClick(&canvas, Qt::Key_Return);
    ASSERT_EQ(opened.size(), 2);
    EXPECT_EQ(opened[1][0].value<RunId>(), 4) << "the last row is the end";
    QTest::keyClick(&canvas, Qt::Key_Up);
    QTest::keyClick(&canvas, Qt::Key_Enter);
    EXPECT_EQ(opened[2][0].value<RunId>(), 2);
}

} // namespace
} // namespace asge
