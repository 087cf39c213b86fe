// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_header.h"

#include "app/window/other_run_box.h"
#include "tests/widgets/run_records.h"
#include "widgets/common/run_state.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/runs/runs_text.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QVBoxLayout>

#include <gmock/gmock.h>

namespace asge {
namespace {

class RunHeaderTest : public testing::Test {
  protected:
    RunHeaderTest() {
        run_.id = 6;
        run_.name = "diverges";
        run_.method = "forward-forward";
        run_.epochs = 3;
    }
    QLabel& label(const char* name) { return *header_.findChild<QLabel*>(name); }
    void show(int width) {
        header_.resize(width, 60);
        header_.show();
        header_.showRun(run_, nullptr);
        QApplication::processEvents();
    }

    RunSummary run_;
    RunHeader header_;
};

TEST_F(RunHeaderTest, SaysWhyARunFailed) {
    run_.status = RunStatus::failed;
    run_.reason = "epoch 1, step 7: layer 1: the gradient is not finite";
    show(700);
    EXPECT_TRUE(label("runFailure").isVisible());
    EXPECT_EQ(label("runFailure").text(),
              "Failed: epoch 1, step 7: layer 1: the gradient is not finite");
    EXPECT_TRUE(label("runSubtitle").text().contains("✕ failed"));
    run_.status = RunStatus::finished;
    show(700);
    EXPECT_FALSE(label("runFailure").isVisible());
    header_.showNone("Open a run.");
    EXPECT_FALSE(label("runFailure").isVisible());
}

TEST_F(RunHeaderTest, TheFailureTakesTheColoursOfANewTheme) {
    run_.status = RunStatus::failed;
    show(700);
    for (const QPalette& palette : {theme::darkPalette(), theme::lightPalette()}) {
        header_.setPalette(palette);
        EXPECT_EQ(label("runFailure").styleSheet(),
                  style::noteSheet("runFailure", style::Note::error, palette));
    }
}

TEST_F(RunHeaderTest, SaysWhyAPredictionHasNoValue) {
    run_.status = RunStatus::finished;
    run_.method = "backprop"; // trains the last readout only
    run_.epochsDone = 1;
    for (const Place place : kPredictionPlaces) {
        run_.values.set(MetricId::accuracy, Split::test, place, 0.5);
    }
    run_.values.setScores(Split::test, std::vector<LayerScore>{{1, 0.25}, {1, 0.5}});
    show(900);
    const auto texts = [&](const char* tile) {
        QStringList all;
        for (const QLabel* part : header_.findChild<QWidget*>(tile)->findChildren<QLabel*>()) {
            all << part->text();
        }
        return all;
    };
    EXPECT_THAT(texts("tile.last"), testing::Not(testing::Contains(QString("untrained"))));
    EXPECT_THAT(texts("tile.fusion"), testing::Contains(QString("untrained")));
    EXPECT_THAT(texts("tile.fusion"), testing::Contains(QString("–")));
}

TEST_F(RunHeaderTest, UsesTheRoomOfTilesThatDoNotFit) {
    run_.status = RunStatus::finished;
    run_.epochsDone = 1;
    for (const Place place : kPredictionPlaces) {
        run_.values.set(MetricId::accuracy, Split::test, place, 0.5);
    }
    run_.name = "a name that needs more than the least width of a name";
    show(440);
    int right = 0;
    for (const char* tile : {"tile.last", "tile.fusion", "tile.best"}) {
        const auto* box = header_.findChild<QWidget*>(tile);
        right = box->isVisible() ? right + box->width() + 8 : right;
    }
    const int name = label("runTitle").fontMetrics().horizontalAdvance(label("runTitle").text());
    EXPECT_GT(name + right, 440 - 60) << "what a hidden tile leaves is the name's";
}

TEST_F(RunHeaderTest, PredictionsThatAppearCutNoText) {
    run_.status = RunStatus::paused;
    run_.epochsDone = 1;
    for (int width = 300; width < 900; width += 7) {
        RunHeader header;
        header.addCorner(new QLabel("corner", &header));
        header.resize(width, 60);
        header.show();
        run_.values = {};
        header.showRun(run_, nullptr);
        QApplication::processEvents();
        for (const Place place : kPredictionPlaces) {
            run_.values.set(MetricId::accuracy, Split::test, place, 0.5);
        }
        header.showRun(run_, nullptr);
        QApplication::processEvents();
        const auto& line = *header.findChild<QLabel*>("runSubtitle");
        EXPECT_LE(line.fontMetrics().horizontalAdvance(line.text()), line.width()) << width;
    }
}

TEST_F(RunHeaderTest, SpansTheWholeWidthWithWhyARunFailed) {
    auto* corner = new QLabel("a corner", &header_);
    header_.addCorner(corner);
    run_.status = RunStatus::failed;
    run_.reason = "epoch 1, step 7: layer 1: the gradient is not finite";
    show(700);
    EXPECT_GE(label("runFailure").geometry().right(), corner->geometry().right());
    EXPECT_GE(label("runFailure").y(), corner->geometry().bottom());
}

TEST_F(RunHeaderTest, LeavesOutWholePartsWithoutRoom) {
    run_.status = RunStatus::finished;
    show(900);
    EXPECT_EQ(label("runSubtitle").text(),
              "run 6 · ✓ finished · 0 of 3 epochs done · forward-forward");
    const int needed = label("runSubtitle")
                           .fontMetrics()
                           .horizontalAdvance("run 6 · ✓ finished · 0 of 3 epochs done · forw");
    show(needed);
    EXPECT_EQ(label("runSubtitle").text(), "run 6 · ✓ finished · 0 of 3 epochs done");
}

TEST_F(RunHeaderTest, NamesTheEpochInProgressAlsoOfABranch) {
    run_.status = RunStatus::running;
    show(900);
    EXPECT_TRUE(label("runSubtitle").text().contains(" · epoch 1 of 3 · "));
    run_.lineage = Lineage{"uid", 2, "parent", 2, 100, {}};
    show(900);
    EXPECT_TRUE(label("runSubtitle").text().contains(" · epoch 3 of 3 · "));
    run_.status = RunStatus::stopped;
    show(900);
    EXPECT_TRUE(label("runSubtitle").text().contains(" · 2 of 3 epochs done · "));
}

/// 331 pixels are left on a screen of 1366 pixels at 200 % beside the form, 414 at 125 % beside the
/// run table, and 525 at 100 %.
TEST_F(RunHeaderTest, ResultsOutliveTheWordsBelowTheName) {
    RunRecord record = test::tinyRecord(6, 3);
    for (EpochEvent& epoch : record.epochs) {
        for (const Place place : kPredictionPlaces) {
            epoch.values.set(MetricId::accuracy, Split::test, place, 0.8);
        }
    }
    RunState state;
    state.apply(test::resetTo(record));
    run_.name = "quick";
    run_.method = "asge";
    run_.status = RunStatus::finished;
    run_.epochsDone = record.epochs.back().epoch;
    run_.values = record.epochs.back().values;
    auto* choice = new QWidget(&header_);
    choice->setFixedSize(146, 40); // of B
    header_.addCorner(choice);
    const auto isShown = [this](const char* tile) {
        return header_.findChild<QWidget*>(tile)->isVisible();
    };
    header_.show();
    for (int width = 331; width < 900; width += 7) {
        header_.resize(width, 60);
        header_.showRun(run_, &state);
        QApplication::processEvents();
        EXPECT_TRUE(isShown("tile.fusion")) << width << ": the main result";
        EXPECT_EQ(label("runTitle").text(), "quick") << width;
        EXPECT_TRUE(width < 525 || isShown("tile.last")) << width;
        EXPECT_TRUE(!isShown("tile.best") || isShown("tile.last")) << width;
        EXPECT_TRUE(label("runSubtitle").text().contains(u'✓')) << width << ": the status";
        const auto* best = header_.findChild<QWidget*>("tile.best");
        const QString name = best->findChildren<QLabel*>().front()->text();
        EXPECT_TRUE(width < 890 || name == "Best layer by validation") << name.toStdString();
        const bool saysAll = label("runSubtitle").text().endsWith("asge");
        EXPECT_TRUE(!saysAll || isShown("tile.best")) << width;
        const bool hasChange = header_.findChild<QWidget*>("tile.last")
                                   ->findChildren<QLabel*>()
                                   .back()
                                   ->text()
                                   .endsWith("points");
        EXPECT_EQ(hasChange, label("runSince").isVisible()) << width;
    }
}

TEST_F(RunHeaderTest, TheStatusOutlivesTheNumberOfTheRunAndThatItsWord) {
    header_.layout()->setSizeConstraint(QLayout::SetNoConstraint); // as in the window
    run_.epochsDone = 1;
    for (const Place place : kPredictionPlaces) {
        run_.values.set(MetricId::accuracy, Split::test, place, 0.5);
    }
    auto* choice = new QWidget(&header_);
    choice->setFixedSize(146, 40); // of B
    header_.addCorner(choice);
    const QLabel& line = label("runSubtitle");
    for (const RunStatus status : {RunStatus::running, RunStatus::paused, RunStatus::finished,
                                   RunStatus::stopped, RunStatus::interrupted, RunStatus::failed}) {
        run_.status = status;
        for (int width = 331; width < 500; width += 13) {
            show(width);
            EXPECT_TRUE(line.text().contains(statusSymbol(status)))
                << width << ' ' << line.text().toStdString();
            EXPECT_LE(line.fontMetrics().horizontalAdvance(line.text()), line.width()) << width;
            const QString both = "run 6 · " + statusSymbol(status);
            EXPECT_TRUE(line.text().startsWith("run 6") ||
                        line.fontMetrics().horizontalAdvance(both) > line.width())
                << width << ' ' << line.text().toStdString();
            EXPECT_TRUE(line.toolTip().contains(statusText(status))) << width;
        }
        show(1200);
        EXPECT_TRUE(line.text().startsWith("run 6 · " + statusText(status)));
    }
}

TEST_F(RunHeaderTest, ARunWithoutFusionShowsItsOnlyResult) {
    header_.layout()->setSizeConstraint(QLayout::SetNoConstraint); // as in the window
    run_.status = RunStatus::finished;
    run_.method = "backprop"; // trains the last readout only
    run_.epochsDone = 1;
    for (const Place place : kPredictionPlaces) {
        run_.values.set(MetricId::accuracy, Split::test, place, 0.5);
    }
    run_.values.setScores(Split::test, std::vector<LayerScore>{{1, 0.25}, {1, 0.5}});
    auto* choice = new QWidget(&header_);
    choice->setFixedSize(146, 40); // of B
    header_.addCorner(choice);
    show(331);
    EXPECT_TRUE(header_.findChild<QWidget*>("tile.last")->isVisible());
    EXPECT_FALSE(header_.findChild<QWidget*>("tile.fusion")->isVisible());
}

TEST_F(RunHeaderTest, TheNameOfBGetsTheRoomThatIsLeft) {
    const QString name = "1999 · vgg8 on few images, seed 39";
    auto* choice = new QWidget(&header_);
    auto* column = new QVBoxLayout(choice);
    auto* box = new OtherRunBox(choice);
    column->addWidget(box);
    header_.addCorner(choice);
    RunSummary other;
    other.id = 1999;
    other.name = "vgg8 on few images, seed 39";
    other.epochsDone = 1;
    box->setRuns({other});
    show(900);
    const int least = box->width();
    box->setOther(1999);
    const int needed = box->fontMetrics().horizontalAdvance(name);
    EXPECT_TRUE(QTest::qWaitFor([&] { return box->lineEdit()->width() > needed; }, 2000))
        << box->lineEdit()->width();
    EXPECT_FALSE(box->toolTip().contains(name));
    show(360);
    const QString words = label("runSubtitle").text();
    EXPECT_TRUE(box->toolTip().contains(name));
    EXPECT_EQ(box->currentText(), name);
    show(900);
    EXPECT_GT(box->lineEdit()->width(), needed);
    box->setOther(0);
    EXPECT_TRUE(QTest::qWaitFor([&] { return box->width() == least; }, 2000));
    show(360);
    EXPECT_EQ(label("runSubtitle").text(), words) << "those of the shown run come first";
}

/// Also if a run B is chosen, the change is not B − A.
TEST_F(RunHeaderTest, AChangeHasAUnitAndSaysSinceWhen) {
    RunRecord record = test::tinyRecord(6, 3);
    for (std::size_t i = 0; i < record.epochs.size(); ++i) {
        record.epochs[i].epoch = 998 + static_cast<int>(i);
        for (const Place place : kPredictionPlaces) {
            record.epochs[i].values.set(MetricId::accuracy, Split::test, place,
                                        0.8 + 0.0241 * static_cast<double>(i));
        }
    }
    RunState state;
    state.apply(test::resetTo(record));
    run_.method = "asge";
    run_.epochs = 1000;
    run_.epochsDone = 1000;
    run_.values = record.epochs.back().values;
    auto* choice = new QWidget(&header_);
    choice->setFixedSize(146, 40); // of B
    header_.addCorner(choice);
    header_.resize(698, 60); // between two docks in a window of 1366 pixels
    header_.show();
    header_.showRun(run_, &state);
    QApplication::processEvents();
    EXPECT_EQ(label("runSince").text(), "since epoch 999");
    EXPECT_GE(label("runSince").width(), label("runSince").sizeHint().width());
    for (const char* tile : {"tile.last", "tile.fusion", "tile.best"}) {
        const auto* box = header_.findChild<QWidget*>(tile);
        ASSERT_TRUE(box->isVisible()) << tile;
        bool found = false;
        for (const QLabel* part : box->findChildren<QLabel*>()) {
            EXPECT_GE(part->width(), part->sizeHint().width()) << part->text().toStdString();
            if (part->text() == "+2.41 points") {
                found = true;
                EXPECT_EQ(part->mapTo(&header_, QPoint(0, part->height())).y(),
                          label("runSince").geometry().bottom() + 1);
            }
        }
        EXPECT_TRUE(found) << tile;
    }
    EXPECT_NEAR(label("runSubtitle").mapTo(&header_, QPoint(0, label("runSubtitle").height())).y(),
                label("runSince").geometry().bottom() + 1, 1);
    EXPECT_EQ(choice->y(), header_.findChild<QWidget*>("tile.last")->y()) << "labels are in line";
    header_.showRun(run_, nullptr);
    EXPECT_TRUE(label("runSince").text().isEmpty());
}

} // namespace
} // namespace asge
