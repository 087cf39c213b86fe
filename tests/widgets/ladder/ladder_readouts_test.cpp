// SPDX-License-Identifier: GPL-3.0-or-later

// Readouts that never learned, and the linear probes that show what layers are worth.
#include "core/experiment/experiment_json.h"
#include "tests/widgets/ladder/ladder_fixture.h"
#include "tests/widgets/svg_texts.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

namespace asge {
namespace {

using ladder::Kind;
using testing::ElementsAre;
using LadderReadouts = test::LadderFixture;

TEST_F(LadderReadouts, UntrainedReadoutsAreNoResults) {
    RunRecord record = test::tinyRecord(7, 1);
    Experiment experiment = test::tinyExperiment();
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    record.outcomes = {test::ladderOutcomes()};
    record.classNames = {"a", "b", "c"};
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 2);
    EXPECT_EQ(row(0).mid(0, 4), (QStringList{"Last", "layer 3", "79.00", "81.50"}));
    EXPECT_EQ(row(1).mid(0, 4), (QStringList{"Fusion", "layers 1–3", "–", "–"}));
    EXPECT_EQ(plot().content().untrained, 2U);
    EXPECT_THAT(plot().content().choices, ElementsAre(ladder::Choice{Kind::last, {2, 2}}));
    EXPECT_TRUE(plot().keyBar().most.startsWith("79")) << "the colours are those of results";
    EXPECT_TRUE(find<QLabel>("ladderNote")->text().contains("untrained readouts"));
    EXPECT_TRUE(find<QLabel>("ladderNote")->text().contains("Train linear probes"));
    const QTemporaryDir dir;
    ASSERT_TRUE(page.exportTo(dir.filePath("l.svg")));
    QFile svg(dir.filePath("l.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(svg.readAll());
    EXPECT_EQ(texts.count("untrained readout"), 5) << "all ranges but the last layer";
    EXPECT_EQ(texts.filter("82.00").size(), 0) << "the accuracy of Fusion";
    const EpochOutcomes outcomes = test::ladderOutcomes();
    const QByteArray csv = ladder::csvOf({&outcomes, nullptr, 2, nullptr, 7});
    EXPECT_TRUE(csv.contains("\n7,1,validation,1,3,820,1000,0.82,,,,fusion,untrained,\r\n"));
    EXPECT_TRUE(csv.contains("\n7,1,validation,3,3,790,1000,0.79,,,,last,trained,\r\n"));
}

/// Linear probes of three layers.
MetricValues sampleProbes() {
    MetricValues values;
    values.setLayers(linearProbeMetric(), Split::train, std::vector{0.95, 0.96, 0.97});
    values.setLayers(linearProbeMetric(), Split::validation, std::vector{0.7, 0.86, 0.81});
    values.setLayers(linearProbeMetric(), Split::test, std::vector{0.69, 0.85, 0.8});
    return values;
}

TEST_F(LadderReadouts, LinearProbesAreARowOfTheirOwn) {
    show({test::ladderOutcomes()});
    EXPECT_TRUE(plot().content().probes.empty());
    EXPECT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 4);
    state.addValues(1, sampleProbes());
    test::settle(page);
    EXPECT_THAT(plot().content().probes, ElementsAre(0.7, 0.86, 0.81));
    EXPECT_TRUE(plot().keyBar().most.startsWith("86")) << "they share the colours";
    ASSERT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 7);
    EXPECT_EQ(row(5).mid(0, 4), (QStringList{"◆ Linear probe", "layer 2", "86.00", "85.00"}));
    EXPECT_TRUE(
        find<QLabel>("ladderNote")->text().contains("linear probe (trained on frozen features)"));
    const auto rows = csv();
    EXPECT_EQ(rows[0].last(), "linear_probe");
    EXPECT_EQ(rows[1].last(), "0.7");
    EXPECT_EQ(rows[2].last(), "") << "a range of two layers has no probe";

    RunRecord record = test::tinyRecord(8, 1);
    record.outcomes = {test::ladderOutcomes()};
    record.classNames = {"a", "b", "c"};
    record.epochs[0].values.setLayers(linearProbeMetric(), Split::validation,
                                      std::vector{0.6, 0.8, 0.8});
    other.apply(test::resetTo(record));
    page.setOther(&other);
    test::settle(page);
    ASSERT_EQ(plot().content().probes.size(), 3U);
    EXPECT_NEAR(plot().content().probes[1], -0.06, 1e-9) << "B − A";
    EXPECT_EQ(find<QTableWidget>("ladderTable")->rowCount(), 14);
}

TEST_F(LadderReadouts, TheButtonAsksForLinearProbes) {
    show({test::ladderOutcomes()});
    int asked = 0, stopped = 0;
    QObject::connect(&state, &RunState::linearProbesRequested, [&] { ++asked; });
    QObject::connect(&state, &RunState::linearProbesStopped, [&] { ++stopped; });
    auto* train = find<QPushButton>("linearProbesTrain");
    EXPECT_FALSE(train->isEnabled()) << "another process trains it";
    RunDelta end;
    end.run = 7;
    end.status = RunStatus::finished;
    state.apply(end);
    ASSERT_TRUE(train->isEnabled());
    QTest::mouseClick(train, Qt::LeftButton);
    EXPECT_EQ(asked, 1);
    state.setProbing({true, "training the linear probe of layer 2 of 3", 0.4, {}});
    EXPECT_FALSE(train->isVisible());
    EXPECT_EQ(find<QProgressBar>("linearProbesProgress")->value(), 40);
    EXPECT_TRUE(find<QLabel>("linearProbesWhat")->text().contains("layer 2 of 3"));
    QTest::mouseClick(find<QPushButton>("linearProbesStop"), Qt::LeftButton);
    EXPECT_EQ(stopped, 1);
    state.setProbing({false, {}, -1, "run 7: the data have changed"});
    EXPECT_TRUE(train->isVisible());
    EXPECT_EQ(find<QLabel>("linearProbesProblem")->text(), "The data have changed.");
    state.setLive(true);
    EXPECT_FALSE(train->isEnabled()) << "not while it trains";
}

} // namespace
} // namespace asge
