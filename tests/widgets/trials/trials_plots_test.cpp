// SPDX-License-Identifier: GPL-3.0-or-later

// The plots of the view of trials: the accuracy over a setting, and the heat map.
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "tests/widgets/svg_texts.h"
#include "tests/widgets/trials/trials_fixture.h"
#include "widgets/common/theme.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/trials/heat_canvas.h"
#include "widgets/trials/heat_plot.h"
#include "widgets/trials/parallel_plot.h"
#include "widgets/trials/setting_plot.h"

#include <gmock/gmock.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

namespace asge {
namespace {

using TrialsPlots = test::TrialsViewTest;

TEST_F(TrialsPlots, RunsThatDifferInNoSettingHaveNoPlotOverASetting) {
    add(0.1, 32, 1, 0.8);
    add(0.1, 32, 2, 0.9);
    show();
    auto* plot = part<SettingPlot>(2);
    EXPECT_TRUE(plot->findChild<QLabel*>("trialsSettingEmpty")->isVisible());
    EXPECT_EQ(plot->picture(QString()).title,
              QStringLiteral("Validation, best layer (%) · sweep rates"));
    EXPECT_TRUE(part<ParallelPlot>(1)->noteText().contains("no setting"));
    add(0.01, 32, 1, 0.7);
    show();
    part<SettingPlot>(2);
    EXPECT_FALSE(plot->findChild<QLabel*>("trialsSettingEmpty")->isVisibleTo(plot));
    EXPECT_TRUE(plot->picture(QString()).title.contains("over Learning rate"));
}

TEST_F(TrialsPlots, AHeatMapOfTooManyValuesSaysSo) {
    for (int i = 1; i <= 60; ++i) {
        add(0.0001 * i, i, 1, 0.5);
    }
    show();
    auto* heat = part<HeatPlot>(3);
    EXPECT_FALSE(heat->hasGrid()) << "3,600 cells";
    heat->grab();
    EXPECT_TRUE(heat->table().data.rows.empty());
}

TEST_F(TrialsPlots, PointsAreRunsOrMeansOfSeeds) {
    addGrid();
    show();
    auto* plot = part<SettingPlot>(2);
    EXPECT_EQ(plot->points().size(), 18U);
    EXPECT_EQ(plot->legendText(), "run, n = 18");
    std::set<double> places;
    for (const auto& point : plot->points()) {
        places.insert(point.x);
    }
    EXPECT_EQ(places, (std::set<double>{0.001, 0.01, 0.1})) << "a number is where it is";
    plot->findChild<QAbstractButton*>("trialsMeans")->click();
    EXPECT_EQ(plot->points().size(), 9U);
    EXPECT_GT(plot->points()[0].deviation, 0);
    EXPECT_EQ(plot->legendText(), QStringLiteral("mean ± standard deviation over seeds, n = 2"));
}

TEST_F(TrialsPlots, TheKeyNamesSettingsInWhichPointsDiffer) {
    add(0.001, 32, 1, 0.8);
    add(0.1, 32, 2, 0.9);
    RunSummary& failed = add(0.01, 64, 3, 0.5);
    failed.values = {};
    failed.epochsDone = 0;
    failed.status = RunStatus::failed;
    show();
    auto* plot = part<SettingPlot>(2);
    ASSERT_EQ(plot->points().size(), 2U);
    EXPECT_FALSE(plot->keyText().contains("also varied")) << plot->keyText().toStdString();
    add(0.01, 64, 4, 0.85);
    view_.setRuns(runs_);
    ASSERT_EQ(plot->points().size(), 3U);
    EXPECT_TRUE(plot->keyText().contains("also varied")) << plot->keyText().toStdString();
}

TEST_F(TrialsPlots, PointsOfAWordAreSideBySideAroundIt) {
    for (int run = 0; run < 6; ++run) {
        RunSummary& added = add(0.01, 32, run + 1, 0.8 + 0.01 * run);
        Experiment experiment = parseExperiment(added.experimentJson, "run");
        ASSERT_FALSE(setSetting(experiment, "method", run == 0 ? "backprop" : "asge"));
        added.experimentJson = toJson(experiment);
    }
    show();
    auto* plot = part<SettingPlot>(2);
    ASSERT_EQ(plot->points().size(), 6U);
    std::map<double, std::vector<double>> places;
    for (const auto& point : plot->points()) {
        places[std::round(point.x)].push_back(point.x);
    }
    ASSERT_EQ(places.size(), 2U);
    for (auto& [word, xs] : places) {
        std::sort(xs.begin(), xs.end());
        EXPECT_NEAR((xs.front() + xs.back()) / 2, word, 1e-9);
        EXPECT_EQ(std::set<double>(xs.begin(), xs.end()).size(), xs.size());
        EXPECT_LT(xs.back() - xs.front(), 0.5);
    }
    auto* canvas = plot->findChild<PlotCanvas*>("trialsSettingCanvas");
    EXPECT_EQ(canvas->xAxis->label(), "Method") << "its path says nothing else";
}

TEST_F(TrialsPlots, AHeatMapOfOneSettingSaysThatRowsNeedASecondOne) {
    add(0.001, 32, 1, 0.8);
    add(0.1, 32, 1, 0.9);
    show();
    auto* plot = part<HeatPlot>(3);
    auto* rows = plot->findChild<QComboBox*>("trialsHeatY");
    EXPECT_FALSE(plot->hasGrid());
    EXPECT_EQ(rows->currentIndex(), -1);
    EXPECT_FALSE(rows->isEnabled());
    EXPECT_FALSE(rows->toolTip().isEmpty());
    add(0.1, 64, 1, 0.9);
    view_.setRuns(runs_);
    EXPECT_TRUE(plot->hasGrid());
    EXPECT_TRUE(rows->isEnabled());
    EXPECT_TRUE(rows->toolTip().isEmpty());
    EXPECT_NE(rows->currentIndex(), plot->findChild<QComboBox*>("trialsHeatX")->currentIndex());
}

TEST_F(TrialsPlots, CellsAreMeansOverTheRest) {
    addGrid();
    runs_.erase(runs_.begin());     // rate 0.001, batch 32, seed 1
    runs_.erase(runs_.begin() + 8); // and seed 2
    show();
    auto* plot = part<HeatPlot>(3);
    ASSERT_TRUE(plot->hasGrid());
    const HeatGrid& grid = plot->grid();
    EXPECT_EQ(grid.cells.size(), 9U);
    EXPECT_EQ(grid.at(0, 0).spread.n, 0) << "no run has these settings";
    EXPECT_EQ(grid.at(0, 0).counts.all(), 0U);
    EXPECT_EQ(grid.at(2, 2).spread.n, 2);
    EXPECT_NEAR(grid.at(2, 2).spread.mean, 88.71, 1e-9);
    QSignalSpy opened(&view_, &TrialsView::openRequested);
    QTest::mouseClick(plot->findChild<QWidget*>("trialsHeatCanvas"), Qt::LeftButton, {},
                      plot->cellRect(2, 2).center().toPoint());
    EXPECT_EQ(opened.count(), 1);
    EXPECT_EQ(plot->table().data.columns[0], "train.batch");
}

TEST_F(TrialsPlots, ForPapersAHeatMapHasTitlesAndPercents) {
    addGrid();
    show();
    const ExportedTable table = part<HeatPlot>(3)->table();
    EXPECT_THAT(table.paper.columns,
                testing::ElementsAre("Batch size", "Learning rate", "Validation (best layer) %",
                                     "n", "State"));
    EXPECT_THAT(table.paper.rows.back(),
                testing::ElementsAre("128", "0.1", "88.71 ± 0.07", "2", "finished"));
    EXPECT_NEAR(std::stod(table.data.rows.back()[2]), 0.8871, 1e-9) << "programs get fractions";
    EXPECT_EQ(table.data.rows.size(), table.paper.rows.size());
}

TEST_F(TrialsPlots, TheRestIsAveragedOrTheBest) {
    for (const double gain : {1.0, 2.0}) {
        for (const double rate : {0.01, 0.02}) {
            for (const int batch : {32, 64}) {
                RunSummary& run = add(rate, batch, 1, 0.5 + 0.1 * gain);
                Experiment experiment = parseExperiment(run.experimentJson, "run");
                ASSERT_FALSE(setSetting(experiment, "projection.gain", std::to_string(gain)));
                run.experimentJson = toJson(experiment);
            }
        }
    }
    show();
    auto* plot = part<HeatPlot>(3);
    auto* x = plot->findChild<QComboBox*>("trialsHeatX");
    auto* y = plot->findChild<QComboBox*>("trialsHeatY");
    x->setCurrentIndex(x->findData("optimizer.learning_rate"));
    emit x->activated(x->currentIndex());
    y->setCurrentIndex(y->findData("train.batch"));
    emit y->activated(y->currentIndex());
    EXPECT_NEAR(plot->grid().at(0, 0).spread.mean, 65, 1e-9);
    EXPECT_EQ(plot->grid().at(0, 0).spread.n, 2);
    auto* rest = plot->findChild<QComboBox*>("trialsHeatRest");
    rest->setCurrentIndex(1);
    emit rest->activated(1);
    EXPECT_NEAR(plot->grid().at(0, 0).spread.mean, 70, 1e-9);
    EXPECT_EQ(plot->grid().at(0, 0).spread.n, 1);
}

TEST_F(TrialsPlots, RunsOnDifferentImagesHaveNoMean) {
    for (const double rate : {0.1, 0.01}) {
        for (const int batch : {32, 64}) {
            add(rate, batch, 1, 0.5);
        }
    }
    add(0.1, 32, 1, 0.9).dataName = "cifar-100";
    Experiment experiment = parseExperiment(runs_.back().experimentJson, "run");
    experiment.data.name = "cifar-100";
    runs_.back().experimentJson = toJson(experiment);
    show();
    auto* plot = part<HeatPlot>(3);
    const auto choose = [&](const char* name, const char* setting) {
        auto* box = plot->findChild<QComboBox*>(name);
        box->setCurrentIndex(box->findData(setting));
        emit box->activated(box->currentIndex());
    };
    choose("trialsHeatX", "optimizer.learning_rate");
    choose("trialsHeatY", "train.batch");
    auto* rest = plot->findChild<QComboBox*>("trialsHeatRest");
    for (const int shown : {0, 1}) { // the mean, and the best
        rest->setCurrentIndex(shown);
        emit rest->activated(shown);
        int mixed = 0;
        for (const HeatGrid::Cell& cell : plot->grid().cells) {
            mixed += cell.isMixed ? 1 : 0;
            EXPECT_EQ(cell.spread.n, cell.isMixed ? 0 : 1);
        }
        EXPECT_EQ(mixed, 1) << shown;
    }
}

TEST_F(TrialsPlots, TextInCellsIsLegible) {
    for (int step = 0; step <= 100; ++step) {
        const QColor fill = theme::sequential(step / 100.0);
        EXPECT_GE(theme::contrast(fill, plot::textOn(fill)), theme::kTextContrast) << step;
    }
}

TEST_F(TrialsPlots, TheKeyOfThePlotWraps) {
    addGrid();
    show();
    SettingPlot plot;
    plot.setContent(std::make_shared<TrialsContent>(*view_.content()));
    plot.resize(900, 640);
    plot.show();
    QTest::qWait(0);
    const auto* canvas = plot.findChild<PlotCanvas*>("trialsSettingCanvas");
    const auto* key = plot.findChild<QWidget*>("trialsSettingKey");
    const int line = key->height();
    plot.setMinimumWidth(0);
    plot.resize(plot.minimumSizeHint().width(), 640);
    QTest::qWait(0);
    ASSERT_LT(plot.width(), 320);
    EXPECT_GT(key->height(), line + 5) << plot.width();
    EXPECT_GT(canvas->geometry().top(), key->geometry().bottom());
}

TEST_F(TrialsPlots, DataSetsHaveDifferentMarks) {
    for (const char* name : {"fashion-mnist", "cifar-100"}) {
        for (const double rate : {0.001, 0.1}) {
            Experiment one = test::trialExperiment(rate, 32, 1);
            ASSERT_FALSE(setSetting(one, "data.name", name));
            runs_.push_back(test::makeTrial(static_cast<RunId>(runs_.size() + 1), one, 0.8));
            runs_.back().dataName = name;
        }
    }
    show();
    auto* plot = part<SettingPlot>(2);
    auto* box = plot->findChild<QComboBox*>("trialsSettingBox");
    const auto choose = [&](const QString& title) {
        box->setCurrentIndex(box->findText(title));
        emit box->activated(box->currentIndex());
    };
    choose("Learning rate");
    for (const char* title : {"Learning rate", "Data set"}) {
        choose(title);
        const auto entries = plot->keyEntries();
        ASSERT_EQ(entries.size(), 3U) << title;
        EXPECT_EQ(entries[0].text, "cifar-100");
        EXPECT_EQ(entries[1].text, "fashion-mnist");
        EXPECT_FALSE(entries[2].dataSet);
    }
    EXPECT_NE(plot->markOf(0).shape(), plot->markOf(1).shape());
    EXPECT_NE(plot->markOf(0).pen().color(), plot->markOf(1).pen().color());
    const auto* canvas = plot->findChild<PlotCanvas*>("trialsSettingCanvas");
    ASSERT_EQ(canvas->graphCount(), 2);
    EXPECT_EQ(canvas->graph(0)->dataCount(), 2);
    EXPECT_NE(canvas->graph(0)->scatterStyle().shape(), canvas->graph(1)->scatterStyle().shape());
}

TEST_F(TrialsPlots, PointsThatHideEachOtherAreCounted) {
    add(0.001, 32, 1, 0.8);
    add(0.001, 64, 1, 0.8);
    add(0.001, 128, 1, 0.8);
    add(0.1, 32, 1, 0.8);
    show();
    auto* plot = part<SettingPlot>(2);
    auto* box = plot->findChild<QComboBox*>("trialsSettingBox");
    box->setCurrentIndex(box->findData("optimizer.learning_rate"));
    emit box->activated(box->currentIndex());
    std::multiset<std::size_t> same;
    for (const auto& point : plot->points()) {
        same.insert(point.same);
    }
    EXPECT_EQ(same, (std::multiset<std::size_t>{0, 0, 1, 3}));
    QTemporaryDir folder;
    const QString file = folder.filePath("p.svg");
    ASSERT_TRUE(view_.exportTo(file));
    QFile svg(file);
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    EXPECT_TRUE(test::textsOf(svg.readAll()).contains(QStringLiteral("× 3")));
}

TEST_F(TrialsPlots, TheHeatMapGrowsWithItsRoom) {
    addGrid();
    show();
    auto* plot = part<HeatPlot>(3);
    auto* canvas = plot->findChild<HeatCanvas*>();
    view_.resize(500, 420);
    QTest::qWait(0);
    const QFont small = canvas->numberFont(plot->cellRect(0, 0).size());
    view_.resize(2400, 1400);
    QTest::qWait(0);
    const QRectF cell = plot->cellRect(0, 0);
    EXPECT_GT(3 * cell.height(), 0.85 * canvas->height());
    EXPECT_LE(cell.width(), 1.7 * cell.height());
    EXPECT_GT(canvas->numberFont(cell.size()).pointSizeF(), small.pointSizeF());
}

TEST_F(TrialsPlots, SmallCellsSayThatRunsFailed) {
    addGrid();
    for (const std::size_t run : {0U, 9U, 1U}) { // both runs of a cell, and one of two
        runs_[run].status = RunStatus::failed;
    }
    for (const double rate : {0.0001, 0.003, 0.03}) {
        add(rate, 32, 1, 0.8);
    }
    show();
    auto* plot = part<HeatPlot>(3);
    QTemporaryDir folder;
    const auto texts = [&] {
        const QString file = folder.filePath("h.svg");
        EXPECT_TRUE(view_.exportTo(file));
        QFile svg(file);
        EXPECT_TRUE(svg.open(QIODevice::ReadOnly));
        return test::textsOf(svg.readAll());
    };
    view_.resize(1600, 1200);
    QTest::qWait(0);
    const QStringList large = texts();
    EXPECT_FALSE(large.filter("failed").isEmpty());
    EXPECT_TRUE(large.filter(QStringLiteral("✕")).isEmpty()) << large.join(u'|').toStdString();
    for (const QSize size : {QSize(420, 460), QSize(360, 380)}) {
        view_.resize(size);
        QTest::qWait(0);
        const QStringList small = texts();
        EXPECT_EQ(small.filter(QStringLiteral("✓ finished runs, ✕ failed runs")).size(), 1)
            << small.join(u'|').toStdString();
        EXPECT_GE(small.filter(QStringLiteral("✕ 1")).size(), 1) << small.join(u'|').toStdString();
        const QString cells = small.join(QString()); // lines of one text
        EXPECT_TRUE(cells.contains(QRegularExpression(QStringLiteral("✓ 1 ?✕ 1"))))
            << "the finished runs are not left out: " << cells.toStdString();
    }
    EXPECT_LT(plot->cellRect(0, 0).width(), 90);
}

TEST_F(TrialsPlots, PathsOnAxesKeepTheirLastParts) {
    for (const char* folder : {"first-half", "second-half"}) {
        RunSummary& run = add(0.01, 32, 1, 0.8);
        Experiment experiment = parseExperiment(run.experimentJson, "run");
        const std::string path =
            std::string("/data/of a long name/photographs/of birds and mammals/") + folder;
        ASSERT_FALSE(setSetting(experiment, "data.path", path));
        run.experimentJson = toJson(experiment);
    }
    add(0.02, 64, 1, 0.9);
    view_.resize(560, 500);
    show();
    QTemporaryDir folder;
    for (const int tab : {1, 2, 3}) {
        view_.findChild<QTabWidget*>("trialsTabs")->setCurrentIndex(tab);
        if (auto* box = view_.findChild<QComboBox*>("trialsSettingBox"); tab == 2) {
            box->setCurrentIndex(box->findData("data.path"));
            emit box->activated(box->currentIndex());
        }
        QTest::qWait(0);
        const QString file = folder.filePath("p.svg");
        ASSERT_TRUE(view_.exportTo(file));
        QFile svg(file);
        ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
        const QString texts = test::textsOf(svg.readAll()).join(QString()); // lines of one text
        for (const char* last : {"first-half", "second-half"}) {
            EXPECT_EQ(texts.count(last), 1) << tab << ' ' << texts.toStdString();
        }
    }
}

} // namespace
} // namespace asge
