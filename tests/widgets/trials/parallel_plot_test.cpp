// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/parallel_plot.h"

#include "core/experiment/settings.h"
#include "tests/widgets/trials/trials_fixture.h"

#include <QSignalSpy>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace asge {
namespace {

using test::TrialsViewTest;

TEST_F(TrialsViewTest, ALineSaysItsValuesAndOpensItsRun) {
    addGrid();
    show();
    auto* plot = part<ParallelPlot>(1);
    const TrialAxis rate = TrialAxis::ofSetting(view_.content()->groups.settings[0]);
    EXPECT_TRUE(rate.isLogarithmic());
    EXPECT_EQ(rate.ticks().size(), 3U);
    EXPECT_NEAR(rate.placeOf(0.01), 0.5, 1e-12);
    // The lines meet on the axes of settings; on the last axis the best one is alone at the top.
    const QPoint best = plot->axisEnd(2, 1).toPoint() - QPoint(12, 0);
    QTest::mouseMove(plot, best);
    EXPECT_TRUE(plot->readoutText().contains("128")) << plot->readoutText().toStdString();
    EXPECT_TRUE(plot->readoutText().contains("n = 2"));
    QSignalSpy opened(&view_, &TrialsView::openRequested);
    QTest::mouseClick(plot, Qt::LeftButton, {}, best);
    EXPECT_EQ(opened.count(), 1);
}

TEST_F(TrialsViewTest, AllImagesAreAboveTheLargestLimit) {
    for (const int limit : {0, 3000, 600}) {
        Experiment experiment = test::trialExperiment(0.1, 32, 1);
        experiment.data.limit = limit;
        add(0.1, 32, 1, 0.8).experimentJson = toJson(experiment);
    }
    show();
    const TrialAxis axis = TrialAxis::ofSetting(view_.content()->groups.settings[0]);
    ASSERT_EQ(axis.ticks().size(), 3U);
    EXPECT_EQ(axis.ticks().back().text, "all");
    EXPECT_EQ(axis.ticks().back().place, 1);
    EXPECT_EQ(axis.ticks().front().text, "600");
}

TEST_F(TrialsViewTest, ALoneLineMeetsTheTickOfItsValue) {
    add(0.001, 32, 1, 0.8);
    add(0.1, 32, 1, 0.9);
    show();
    auto* plot = part<ParallelPlot>(1);
    for (const double place : {0.0, 1.0}) {
        std::vector<int> near; // pixels from the tick at which a line is under the cursor
        for (int dy = -30; dy <= 30; ++dy) {
            if (plot->rowAt(plot->axisEnd(0, place) + QPointF(1, dy))) {
                near.push_back(dy);
            }
        }
        ASSERT_FALSE(near.empty());
        EXPECT_NEAR((near.front() + near.back()) / 2.0, 0, 2);
    }
}

TEST_F(TrialsViewTest, OnlyLinesThatShareAValueAreApartAndAroundItsTick) {
    add(0.001, 32, 1, 0.83); // neither the best nor the worst
    add(0.1, 32, 1, 0.9);
    add(0.1, 64, 1, 0.85);
    add(0.1, 128, 1, 0.8);
    show();
    auto* plot = part<ParallelPlot>(1);
    std::vector<int> near; // as above
    for (const double place : {0.0, 1.0}) {
        near.clear();
        for (int dy = -30; dy <= 30; ++dy) {
            if (plot->rowAt(plot->axisEnd(0, place) + QPointF(1, dy))) {
                near.push_back(dy);
            }
        }
        ASSERT_FALSE(near.empty());
        EXPECT_NEAR((near.front() + near.back()) / 2.0, 0, 2) << place;
    }
    EXPECT_GT(near.back() - near.front(), 20) << "three lines";
    EXPECT_LT(near.back() - near.front(), 32) << "within the axis";
}

TEST_F(TrialsViewTest, DraggingAlongAnAxisFilters) {
    addGrid();
    show();
    auto* plot = part<ParallelPlot>(1);
    EXPECT_EQ(plot->shownRows().size(), 9U);
    const QPoint from = plot->axisEnd(0, 0.8).toPoint();
    const QPoint to = plot->axisEnd(0, 1).toPoint() - QPoint(0, 5);
    QTest::mousePress(plot, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, to, plot->mapToGlobal(QPointF(to)), Qt::NoButton,
                     Qt::LeftButton, {});
    QCoreApplication::sendEvent(plot, &move);
    QTest::mouseRelease(plot, Qt::LeftButton, {}, to);
    EXPECT_EQ(plot->shownRows().size(), 3U) << "only the rate 0.1 is within the range";
    EXPECT_EQ(plot->table().data.rows.size(), 3U);
    QTest::mouseClick(plot, Qt::LeftButton, {}, from);
    EXPECT_EQ(plot->shownRows().size(), 9U);
}

TEST_F(TrialsViewTest, ARefreshKeepsRangesAndTheLineUnderTheCursor) {
    addGrid();
    show();
    auto* plot = part<ParallelPlot>(1);
    plot->setBrush(0, {{0.9, 1}});
    QTest::mouseMove(plot, {1, 1});
    QTest::mouseMove(plot, plot->axisEnd(2, 1).toPoint() - QPoint(12, 0));
    ASSERT_TRUE(plot->readoutText().contains("128"));
    Experiment other = test::trialExperiment(0.1, 32, 1);
    ASSERT_FALSE(setSetting(other, "network.alpha", "0.9"));
    runs_.push_back(test::makeTrial(100, other, 0.5));
    view_.setRuns(runs_); // an axis comes first now
    EXPECT_EQ(view_.content()->groups.settings.size(), 3U);
    EXPECT_EQ(plot->shownRows().size(), 4U) << "the rate 0.1, as before";
    view_.setRuns(runs_);
    EXPECT_TRUE(plot->readoutText().contains("128"));
}

/// Runs of two data sets, methods and numbers of layers, whose values have long names.
class NamedTrials : public TrialsViewTest {
  protected:
    void addNamed() {
        const std::vector<std::array<const char*, 4>> varied{
            {"fashion-mnist", "forward-forward", "32 64M 128M 256M", "100"},
            {"fashion-mnist", "backprop", "32 64M 128M 256M", "200"},
            {"cifar-100", "asge", "16 16 16M 16 16 16M 16 16 16", "2000"}};
        for (const auto& [data, method, layers, batch] : varied) {
            Experiment one = test::trialExperiment(0.1, 32, 1);
            ASSERT_FALSE(setSetting(one, "data.name", data));
            ASSERT_FALSE(setSetting(one, "method", method));
            ASSERT_FALSE(setSetting(one, "network.layers", layers));
            ASSERT_FALSE(setSetting(one, "train.batch", batch));
            const auto id = static_cast<RunId>(runs_.size() + 1);
            runs_.push_back(test::makeTrial(id, one, 0.5 + 0.1 * static_cast<double>(id)));
        }
        show();
    }
    std::size_t axisOf(const std::string& path) {
        const auto& settings = view_.content()->groups.settings;
        const auto found =
            std::find_if(settings.begin(), settings.end(),
                         [&](const TrialSetting& each) { return each.field.path() == path; });
        return static_cast<std::size_t>(found - settings.begin());
    }
};

TEST_F(NamedTrials, LabelsAreBelowTheTitlesAndLeaveLinesInSight) {
    addNamed();
    auto* plot = part<ParallelPlot>(1);
    for (const int height : {260, 420, 700}) {
        for (const int width : {500, 700, 1100}) {
            view_.resize(width, height);
            QTest::qWait(0);
            const auto axes = plot->shownAxes();
            const double gap = plot->axisEnd(axes[1], 0).x() - plot->axisEnd(axes[0], 0).x();
            for (const std::size_t axis : axes) {
                const auto labels = plot->labelRects(axis);
                ASSERT_FALSE(labels.empty());
                for (std::size_t i = 0; i < labels.size(); ++i) {
                    EXPECT_GT(labels[i].top(), plot->titleRect(axis).bottom()) << width;
                    EXPECT_TRUE(i == 0 || labels[i].bottom() <= labels[i - 1].top() + 0.01);
                    if (axis != axes.front()) {
                        EXPECT_LE(labels[i].width(), 0.7 * gap + 2) << width;
                    }
                }
            }
        }
    }
}

TEST_F(NamedTrials, CloseValuesHaveTheirLabelsBesideEachOther) {
    addNamed();
    ParallelPlot plot;
    plot.setContent(std::make_shared<TrialsContent>(*view_.content()));
    const std::size_t batch = axisOf("train.batch");
    const double line = QFontMetricsF(plot.font()).height();
    const auto apart = [&] { // pixels between the ticks of 100 and 200
        return (plot.axisEnd(batch, 0).y() - plot.axisEnd(batch, 1).y()) * 100 / 1900;
    };
    for (int height = 200; height == 200 || apart() < 0.7 * line; ++height) {
        plot.resize(900, height);
    }
    ASSERT_LT(apart(), 0.8 * line);
    EXPECT_EQ(plot.labelRects(batch).size(), 3U);
}

TEST_F(NamedTrials, DotsAreAboveTheAxes) {
    addNamed();
    auto* plot = part<ParallelPlot>(1);
    const std::size_t batch = axisOf("train.batch");
    const QImage picture = plot->grab().toImage();
    const QPointF top = plot->axisEnd(batch, 1);
    const QColor axis = picture.pixelColor((top + QPointF(0, 40)).toPoint());
    EXPECT_EQ(axis.saturation() / 32, 0);
    EXPECT_GT(picture.pixelColor(top.toPoint()).saturation(), axis.saturation() + 40);
}

/// The first two values that a setting takes.
std::vector<std::string> twoValues(const Setting& setting) {
    std::vector<std::string> tried{"1", "2", "0.5", "0.25", "0.75", "16", "32"};
    for (const Choice& choice : setting.choices) {
        tried.push_back(choice.name);
    }
    std::set<std::string> values;
    for (const std::string& value : tried) {
        Experiment any = test::trialExperiment(0.1, 32, 1);
        if (values.size() < 2 && !setSetting(any, setting.path, value)) {
            values.insert(value);
        }
    }
    return {values.begin(), values.end()};
}

/// Runs that differ in many settings.
class WideTrials : public TrialsViewTest {
  protected:
    /// Each fourth setting has another value in half of the runs, the others in one run each.
    void addWide(std::size_t count) {
        std::vector<std::pair<std::string, std::vector<std::string>>> varied;
        for (const Setting& setting : settings()) {
            const auto values = twoValues(setting);
            if (setting.changesResults && setting.path != "train.seed" && values.size() == 2 &&
                varied.size() < count) {
                varied.emplace_back(setting.path, values);
            }
        }
        ASSERT_EQ(varied.size(), count);
        for (std::size_t i = 0; i < 2 * count; ++i) {
            Experiment one = test::trialExperiment(0.1, 32, 1);
            for (std::size_t j = 0; j < count; ++j) {
                const bool isOther = j % 4 == 0 ? (i >> (j / 4 % 5) & 1) != 0 : i == j;
                setSetting(one, varied[j].first, varied[j].second[isOther ? 1 : 0]);
            }
            runs_.push_back(test::makeTrial(static_cast<RunId>(i + 1), one,
                                            0.5 + 0.005 * static_cast<double>(i)));
        }
    }
};

TEST_F(WideTrials, OnlyAxesThatFitAreDrawn) {
    addWide(30);
    view_.resize(700, 500);
    show();
    auto* plot = part<ParallelPlot>(1);
    const auto& settings = view_.content()->groups.settings;
    ASSERT_EQ(settings.size(), 30U);
    const auto shown = plot->shownAxes();
    ASSERT_GE(shown.size(), 6U);
    EXPECT_EQ(shown.back(), 30U) << "the accuracy";
    for (std::size_t i = 1; i < shown.size(); ++i) {
        EXPECT_GE(plot->axisEnd(shown[i], 0).x() - plot->axisEnd(shown[i - 1], 0).x(), 64);
    }
    const QString count = QString::number(shown.size() - 1);
    EXPECT_TRUE(plot->noteText().startsWith(count + " of 30 settings"))
        << plot->noteText().toStdString();
    for (const std::size_t axis : shown) { // not those of which one run alone has another value
        if (axis < 30) {
            const auto& rows = view_.content()->groups.rows;
            const auto same = std::count_if(rows.begin(), rows.end(), [&](const Trial& trial) {
                return trial.values[axis] == rows.front().values[axis];
            });
            EXPECT_GT(std::min<std::size_t>(same, rows.size() - same), 1U)
                << settings[axis].field.path();
        }
    }
    view_.resize(3000, 500);
    EXPECT_EQ(plot->shownAxes().size(), 13U) << "twelve settings and the accuracy";
    EXPECT_TRUE(plot->noteText().startsWith("12 of 30 settings"));
    plot->setBrush(29, {{0, 0.5}});
    view_.resize(700, 500);
    const auto narrow = plot->shownAxes();
    EXPECT_EQ(std::count(narrow.begin(), narrow.end(), 29U), 1) << "a range must be seen";
}

/// Writes pictures to look at into the folder ASGE_PICTURES.
TEST_F(WideTrials, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    addWide(30);
    show();
    auto* plot = part<ParallelPlot>(1);
    for (const int width : {500, 700, 1000, 1600}) {
        view_.resize(width, 500);
        QTest::qWait(50);
        view_.grab().save(QStringLiteral("%1/wide-%2.png").arg(folder).arg(width));
    }
    view_.resize(700, 500);
    std::vector<QueueEntry> entries;
    for (int i = 0; i < 2000; ++i) {
        entries.push_back(waiting(0.001 * (1 + i % 100), 16 + i / 100, 100 + i));
    }
    runs_.clear();
    addGrid();
    view_.setRuns(runs_);
    view_.setEntries(entries);
    QTest::qWait(500);
    plot->grab().save(folder + "/waiting-2000.png");
    for (int i = 0; i < 500; ++i) {
        add(0.001 * (1 + i % 100), 16 + 8 * (i / 50), 1, 0.6 + 0.1 * std::sin(i / 50.0));
    }
    view_.setEntries({});
    view_.setRuns(runs_);
    QTest::qWait(500);
    plot->grab().save(folder + "/finished-500.png");
    QTest::mouseMove(plot, plot->axisEnd(2, 1).toPoint() - QPoint(12, 0));
    plot->grab().save(folder + "/finished-500-pointed.png");
}

} // namespace
} // namespace asge
