// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/margins/margins_page.h"

#include "tests/widgets/margins/margins_fixture.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

#include <QComboBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <tuple>
#include <vector>

namespace asge {
namespace {

using test::kMarginImages;
using test::MarginsPageTest;

constexpr int kZeroBin = 64;

/// The lower edges of all bins but the first.
std::vector<double> lowerEdges() {
    std::vector<double> edges;
    for (int bin = 1; bin < kMarginBins; ++bin) {
        edges.push_back(2 * std::sinh((bin - kZeroBin) / 16.0));
    }
    return edges;
}

/// The margins of a layer as the test counts them: by the edges, image by image.
std::map<int, int> binCounts(const ImageOutcomes& images, std::size_t layer) {
    static const std::vector<double> edges = lowerEdges();
    std::map<int, int> counts;
    for (const float margin : images.scorers[layer].margin) {
        ++counts[static_cast<int>(std::upper_bound(edges.begin(), edges.end(), margin) -
                                  edges.begin())];
    }
    return counts;
}

int wrongOf(const ImageOutcomes& images, std::size_t layer) {
    int wrong = 0;
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        wrong += images.scorers[layer].predicted[i] != images.labels[i];
    }
    return wrong;
}

TEST_F(MarginsPageTest, AnEmptyPageSaysWhatWillAppear) {
    auto* empty = find<QLabel>("marginsEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains("margins of each layer"));
    show(1);
    EXPECT_FALSE(empty->isVisible());
}

TEST_F(MarginsPageTest, TheShareOfNegativeMarginsIsThatOfTheErrors) {
    show(4);
    for (const int epoch : {4, 2}) {
        find<QSlider>("marginsEpoch")->setValue(epoch - 1);
        test::settle(page);
        const ImageOutcomes images = test::outcomesOfImages(3, 10, 2 * kMarginImages, epoch, 2);
        for (int layer = 1; layer <= 3; ++layer) {
            const int wrong = wrongOf(images, static_cast<std::size_t>(layer) - 1);
            EXPECT_EQ(headline(layer), QString("layer %1 · %2 % < 0")
                                           .arg(layer)
                                           .arg(100.0 * wrong / (2 * kMarginImages), 0, 'f', 2));
        }
    }
    auto* shares = find<PlotCanvas>("marginsShares");
    ASSERT_EQ(shares->graphCount() >= 3, true);
}

TEST_F(MarginsPageTest, TheTableOfAllValuesHasWhatWasCounted) {
    show(2);
    const QTemporaryDir dir;
    const QString file = dir.filePath("m.csv");
    QString reason;
    ASSERT_TRUE(page.exportTo(file, &reason)) << reason.toStdString();
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    QList<QByteArray> rows = in.readAll().split('\n');
    EXPECT_EQ(rows.takeFirst().trimmed(),
              "run,epoch,split,layer,margin_from_nats,margin_to_nats,count,readout");
    rows.removeLast();
    std::map<std::tuple<int, bool, int>, std::map<int, int>> expected;
    std::size_t cells = 0;
    for (int epoch = 1; epoch <= 2; ++epoch) {
        for (const bool test : {false, true}) {
            const auto images = test::outcomesOfImages(
                3, 10, test ? 2 * kMarginImages : kMarginImages, epoch, test ? 2 : 1);
            for (int layer = 0; layer < 3; ++layer) {
                auto counts = binCounts(images, static_cast<std::size_t>(layer));
                cells += counts.size();
                expected[{epoch, test, layer + 1}] = std::move(counts);
            }
        }
    }
    ASSERT_EQ(static_cast<std::size_t>(rows.size()), cells);
    for (const QByteArray& row : rows) {
        const QList<QByteArray> fields = row.trimmed().split(',').mid(1);
        EXPECT_TRUE(row.startsWith(QByteArray::number(qlonglong{state.id()}) + ',')) << row.data();
        EXPECT_EQ(fields[6], "trained");
        const auto& counts = expected[{fields[0].toInt(), fields[1] == "test", fields[2].toInt()}];
        int bin = 0;
        while (bin + 1 < kMarginBins && marginEdge(bin) != fields[3].toDouble()) {
            ++bin;
        }
        EXPECT_DOUBLE_EQ(fields[4].toDouble(), marginEdge(bin + 1));
        ASSERT_TRUE(counts.contains(bin)) << row.toStdString();
        EXPECT_EQ(fields[5].toInt(), counts.at(bin));
    }
}

TEST_F(MarginsPageTest, TheHeatMapHasAColumnPerEpochAndTwoHues) {
    show(4);
    const QImage& heat = plot(2).heat();
    EXPECT_EQ(heat.width(), 4);
    EXPECT_EQ(heat.height(), kMarginBins);
    const QColor background = theme::plotColors(page.palette()).background;
    for (int epoch = 1; epoch <= 4; ++epoch) {
        const auto counts =
            binCounts(test::outcomesOfImages(3, 10, 2 * kMarginImages, epoch, 2), 1);
        for (int bin = 0; bin < kMarginBins; ++bin) {
            const QColor color = heat.pixelColor(epoch - 1, kMarginBins - 1 - bin);
            const bool isEmpty = !counts.contains(bin);
            if (isEmpty) {
                EXPECT_EQ(color, background);
            } else if (counts.at(bin) > 20) {
                EXPECT_EQ(color.red() > color.blue(), bin >= kZeroBin) << epoch << ", " << bin;
            }
        }
    }
}

TEST_F(MarginsPageTest, ReadsOutBinsAndAsksForTheirImages) {
    show(3);
    const auto counts = binCounts(test::outcomesOfImages(3, 10, 2 * kMarginImages, 2, 2), 0);
    const int bin = kZeroBin + 5;
    MarginsPlot& first = plot(1);
    const int y = static_cast<int>(first.yAxis->coordToPixel(bin + 0.5));
    QTest::mouseMove(&first, {static_cast<int>(first.xAxis->coordToPixel(2)), y});
    EXPECT_TRUE(first.readoutText().contains(QString("%1 images").arg(counts.at(bin))))
        << first.readoutText().toStdString();
    QTest::mouseClick(&first, Qt::LeftButton, {},
                      {static_cast<int>(first.xAxis->coordToPixel(2)), y});
    EXPECT_EQ(page.epoch(), 2) << "a click in the heat map shows that epoch";
    test::settle(page);
    const QPoint bar(first.histogram()->left() + 5,
                     static_cast<int>(first.yAxis->coordToPixel(bin + 0.5)));
    EXPECT_TRUE(first.histogramText(bar).contains(QString("%1 images").arg(counts.at(bin))))
        << first.histogramText(bar).toStdString();
    QSignalSpy spy(&page, &MarginsPage::imagesRequested);
    QTest::mouseClick(&first, Qt::LeftButton, {}, bar);
    ASSERT_EQ(spy.size(), 1);
    const auto query = spy[0][0].value<ImageQuery>();
    EXPECT_EQ(query.split, Split::test);
    EXPECT_EQ(query.scorer, 0);
    EXPECT_EQ(query.marginBin, bin);
    EXPECT_EQ(query.epoch, page.epoch());
}

TEST_F(MarginsPageTest, TheLabelBelowTheBarsEndsWithinThePanel) {
    show(3);
    const QCPAxisRect* bars = plot(1).axisRect(1);
    const QCPAxis* axis = bars->axis(QCPAxis::atBottom);
    const double label = QFontMetricsF(axis->labelFont()).horizontalAdvance(axis->label());
    EXPECT_LE(bars->rect().center().x() + label / 2, plot(1).width() - 5);
}

TEST_F(MarginsPageTest, AllLayersHaveOneYAxis) {
    show(3);
    const QCPRange home = plot(1).yAxis->range();
    EXPECT_EQ(plot(3).yAxis->range(), home);
    QTest::keyClick(&plot(2), Qt::Key_Plus);
    EXPECT_LT(plot(2).yAxis->range().size(), home.size());
    EXPECT_EQ(plot(1).yAxis->range(), plot(2).yAxis->range());
    EXPECT_EQ(plot(3).yAxis->range(), plot(2).yAxis->range());
    QTest::keyClick(&plot(3), Qt::Key_Home);
    EXPECT_EQ(plot(1).yAxis->range(), home);
    EXPECT_EQ(plot(2).yAxis->range(), home);
}

TEST_F(MarginsPageTest, MapsAreEquallyWide) {
    show(4);
    for (const bool compares : {false, true}) {
        if (compares) {
            compareWith(test::recordWithOutcomes(8, 4, 10, kMarginImages, test::kFashionNames));
        }
        for (const int width : {560, 690, 1200, 1700}) {
            page.resize(width, 800);
            test::settle(page);
            const int first = plot(1).axisRect()->width();
            EXPECT_GE(first, 30) << width;
            EXPECT_NEAR(first, plot(2).axisRect()->width(), 1) << width << compares;
            EXPECT_NEAR(first, plot(3).axisRect()->width(), 1) << width << compares;
        }
    }
}

TEST_F(MarginsPageTest, LayersHaveAsManyColumnsAsFit) {
    show(4);
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page);
    window.show();
    for (const QSize size : {QSize(420, 260), QSize(1366, 700)}) {
        window.resize(size);
        test::settle(page);
        test::settle(page);
        EXPECT_EQ(window.horizontalScrollBar()->maximum(), 0) << size.width();
        for (int layer = 1; layer <= 2; ++layer) {
            const QRect place(plot(layer).mapTo(&page, QPoint()), plot(layer).size());
            EXPECT_TRUE(page.rect().contains(place)) << size.width();
            EXPECT_GE(place.height(), 190) << size.width();
            EXPECT_EQ(plot(layer).yAxis->tickLabels(), place.left() < 100) << size.width();
        }
    }
    for (const auto* area : page.findChildren<QScrollArea*>()) {
        EXPECT_FALSE(area->isAncestorOf(&plot(1))) << "the page scrolls as a whole";
    }
    window.takeWidget();
}

TEST_F(MarginsPageTest, ShowsTheProbesOfALiveTraining) {
    RunRecord record = test::recordWithOutcomes(7, 2, 10, kMarginImages, test::kFashionNames);
    ProbeSnapshot maps;
    maps.step = 25;
    maps.samples = 4;
    maps.classes = 10;
    maps.layers.resize(3);
    for (LayerMaps& layer : maps.layers) {
        layer.probabilities.assign(40, 0.05F);
        for (std::size_t sample = 0; sample < 4; ++sample) {
            layer.probabilities[sample * 10 + 3] = 0.55F;
        }
    }
    record.images.count = 4;
    record.images.labels = {3, 3, 3, 1};
    record.maps = std::make_shared<const ProbeSnapshot>(maps);
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_FALSE(find<QLabel>("marginsLines")->text().contains("probe"));
    state.setLive(true);
    test::settle(page);
    EXPECT_TRUE(find<QLabel>("marginsLines")->text().contains("4 probe images, step 25"))
        << find<QLabel>("marginsLines")->text().toStdString();
    find<QSlider>("marginsEpoch")->setValue(0);
    test::settle(page);
    EXPECT_FALSE(find<QLabel>("marginsLines")->text().contains("probe")) << "only the newest";
}

TEST_F(MarginsPageTest, ShowsTheMarginsOfAnotherRunBeside) {
    show(3);
    compareWith(test::recordWithOutcomes(8, 2, 10, 300, test::kFashionNames));
    const ImageOutcomes own = test::outcomesOfImages(3, 10, 2 * kMarginImages, 3, 2);
    const ImageOutcomes its = test::outcomesOfImages(3, 10, 600, 2, 2);
    for (int layer = 1; layer <= 3; ++layer) {
        const auto at = static_cast<std::size_t>(layer) - 1;
        EXPECT_EQ(headline(layer),
                  QString("layer %1 · %2 % < 0\nB %3 % < 0")
                      .arg(layer)
                      .arg(100.0 * wrongOf(own, at) / (2 * kMarginImages), 0, 'f', 2)
                      .arg(100.0 * wrongOf(its, at) / 600, 0, 'f', 2));
    }
    const int bin = kZeroBin + 5;
    const int count = binCounts(its, 0).at(bin);
    MarginsPlot& first = plot(1);
    const QPoint bar(first.histogram()->left() + 5,
                     static_cast<int>(first.yAxis->coordToPixel(bin + 0.5)));
    EXPECT_TRUE(
        first.histogramText(bar).contains(QString("B: run 8, tiny, epoch 2: %1 images (%2 %)")
                                              .arg(count)
                                              .arg(100.0 * count / 600, 0, 'f', 2)))
        << first.histogramText(bar).toStdString();
    EXPECT_TRUE(find<QLabel>("marginsLines")->text().contains("outline: B: run 8, tiny, epoch 2"));
    // The lines of both runs, of which B has two epochs.
    auto* shares = find<PlotCanvas>("marginsShares");
    std::map<int, int> lines;
    for (int i = 0; i < shares->graphCount(); ++i) {
        if (shares->graph(i)->layer()->name() == QStringLiteral("outlines")) {
            continue;
        }
        ++lines[shares->graph(i)->dataCount()];
        if (shares->graph(i)->dataCount() == 2) {
            EXPECT_NE(shares->graph(i)->pen().style(), Qt::SolidLine);
        }
    }
    EXPECT_EQ(lines[3], 3);
    EXPECT_EQ(lines[2], 3);
    find<QComboBox>("marginsComparison")->setCurrentIndex(1);
    test::settle(page);
    EXPECT_FALSE(headline(1).contains("B"));
    EXPECT_FALSE(find<QLabel>("marginsLines")->text().contains("outline"));
}

TEST_F(MarginsPageTest, TheTableHasTheCountsOfTheOtherRun) {
    show(3);
    compareWith(test::recordWithOutcomes(8, 2, 10, 300, test::kFashionNames));
    const QTemporaryDir dir;
    const QString file = dir.filePath("m.csv");
    ASSERT_TRUE(page.exportTo(file));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    QList<QByteArray> rows = in.readAll().split('\n');
    EXPECT_EQ(rows.takeFirst().trimmed(),
              "run,epoch,split,layer,margin_from_nats,margin_to_nats,count,readout,run_b,"
              "epoch_b,count_b");
    rows.removeLast();
    std::map<std::tuple<int, bool, int>, std::pair<int, int>> sums;
    for (const QByteArray& row : rows) {
        const QList<QByteArray> fields = row.trimmed().split(',').mid(1);
        EXPECT_TRUE(row.startsWith(QByteArray::number(qlonglong{state.id()}) + ',')) << row.data();
        EXPECT_EQ(fields[6], "trained");
        ASSERT_EQ(fields.size(), 10);
        EXPECT_EQ(fields[7], "8");
        const int epoch = fields[0].toInt();
        const bool isTest = fields[1] == "test";
        const int layer = fields[2].toInt();
        EXPECT_EQ(fields[8].toInt(), std::min(epoch, 2)) << "B has two epochs";
        const auto counts = binCounts(
            test::outcomesOfImages(3, 10, isTest ? 600 : 300, std::min(epoch, 2), isTest ? 2 : 1),
            static_cast<std::size_t>(layer) - 1);
        int bin = 0;
        while (bin + 1 < kMarginBins && marginEdge(bin) != fields[3].toDouble()) {
            ++bin;
        }
        const auto found = counts.find(bin);
        EXPECT_EQ(fields[9].toInt(), found == counts.end() ? 0 : found->second);
        auto& sum = sums[{epoch, isTest, layer}];
        sum.first += fields[5].toInt();
        sum.second += fields[9].toInt();
    }
    EXPECT_EQ(sums.size(), 18U);
    for (const auto& [place, sum] : sums) {
        EXPECT_EQ(sum.first, std::get<1>(place) ? 2 * kMarginImages : kMarginImages);
        EXPECT_EQ(sum.second, std::get<1>(place) ? 600 : 300);
    }
}

TEST_F(MarginsPageTest, NetworksOfOtherDepthsAreNotCompared) {
    show(3);
    RunRecord record = test::recordWithOutcomes(8, 3, 10, 300, test::kFashionNames);
    for (EpochOutcomes& epoch : record.outcomes) {
        epoch = test::withoutConfusions(test::epochOutcomes(5, 10, 300, epoch.epoch));
    }
    compareWith(record);
    EXPECT_TRUE(find<QLabel>("marginsComparisonNote")->text().contains("has 5 layers and A 3"))
        << find<QLabel>("marginsComparisonNote")->text().toStdString();
    EXPECT_FALSE(headline(1).contains("B"));
    record.outcomes.clear();
    compareWith(record);
    EXPECT_TRUE(
        find<QLabel>("marginsComparisonNote")->text().contains("has no outcomes of epoch 3"));
    record = test::recordWithOutcomes(8, 3, 10, 300, test::kFashionNames);
    record.classNames.back() = "another";
    compareWith(record);
    EXPECT_TRUE(find<QLabel>("marginsComparisonNote")->text().contains("has other classes, so"));
    EXPECT_FALSE(headline(1).contains("B"));
    page.setOther(nullptr);
    test::settle(page);
    EXPECT_FALSE(find<QLabel>("marginsComparisonNote")->isVisible());
}

TEST_F(MarginsPageTest, ALegendEntryHidesTheLinesOfItsLayer) {
    show(3);
    compareWith(test::recordWithOutcomes(8, 3, 10, kMarginImages, test::kFashionNames));
    auto& shares = *find<PlotCanvas>("marginsShares");
    const auto points = [&] {
        int count = 0;
        for (int i = 0; i < shares.graphCount(); ++i) {
            count += shares.graph(i)->data()->size();
        }
        return count;
    };
    const int all = points();
    auto& entry = *find<QAbstractButton>("curvesLegend1");
    entry.click();
    EXPECT_EQ(points(), all - 2 * 3) << "of A and B";
    show(4);
    EXPECT_FALSE(entry.isChecked()) << "it stays hidden";
    entry.click();
    EXPECT_EQ(points(), all / 2 / 3 * 4 + all / 2) << "A has one more epoch";
}

TEST_F(MarginsPageTest, ChoosesTheSplit) {
    show(2);
    const QString before = headline(1);
    find<QComboBox>("marginsSplit")->setCurrentIndex(0);
    test::settle(page);
    EXPECT_NE(headline(1), before);
    MarginsPage next;
    next.restoreState(page.saveState());
    EXPECT_EQ(next.saveState(), page.saveState());
}

TEST_F(MarginsPageTest, ARunWithoutValidationImagesShowsTestImages) {
    RunRecord record = test::recordWithOutcomes(7, 2, 10, kMarginImages, test::kFashionNames);
    for (EpochOutcomes& epoch : record.outcomes) {
        epoch.splits.erase(epoch.splits.begin());
    }
    find<QComboBox>("marginsSplit")->setCurrentIndex(0);
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_EQ(find<QComboBox>("marginsSplit")->currentIndex(), 1);
    EXPECT_TRUE(headline(1).contains("< 0"));
}

TEST_F(MarginsPageTest, LongRunsAreDrawnFast) {
    RunRecord record = test::recordWithOutcomes(7, 1, 10, kMarginImages, test::kFashionNames);
    const EpochOutcomes sample = record.outcomes.front();
    for (int epoch = 2; epoch <= 3000; ++epoch) {
        record.outcomes.push_back(sample);
        record.outcomes.back().epoch = epoch;
    }
    state.apply(test::resetTo(record));
    test::settle(page);
    QElapsedTimer timer;
    timer.start();
    find<QSlider>("marginsEpoch")->setValue(1500);
    const qint64 milliseconds = timer.elapsed();
    RecordProperty("milliseconds", static_cast<int>(milliseconds));
    EXPECT_LT(milliseconds, 2000) << "generous, for sanitizers and loaded machines";
    EXPECT_LE(plot(1).heat().width(), 1024);
}

TEST_F(MarginsPageTest, ExportsPictures) {
    show(3);
    const QTemporaryDir dir;
    for (const char* name : {"m.png", "m.svg", "m.pdf"}) {
        QString reason;
        ASSERT_TRUE(page.exportTo(dir.filePath(name), &reason)) << reason.toStdString();
        EXPECT_GT(QFileInfo(dir.filePath(name)).size(), 4000) << name;
    }
    QFile svg(dir.filePath("m.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    EXPECT_TRUE(text.contains(" · run "));
    EXPECT_TRUE(text.contains(">images (%)</text>"));
    EXPECT_TRUE(text.contains(">margin (nats, asinh)</text>"));
}

/// Clipping is ignored in an SVG: what is outside of the axes would cover the titles.
TEST_F(MarginsPageTest, ADrawingOfTheMapEndsAtTheAxes) {
    show(3);
    plot(1).xAxis->setRange(1.2, 2.4);
    const QTemporaryDir dir;
    ASSERT_TRUE(page.exportTo(dir.filePath("m.svg"), nullptr));
    QFile svg(dir.filePath("m.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(svg.readAll());
    static const QRegularExpression image(
        QStringLiteral("<image x=\"([-0-9.e]+)\" y=\"([-0-9.e]+)\" width=\"([-0-9.e]+)\" "
                       "height=\"([-0-9.e]+)\""));
    auto found = image.globalMatch(text);
    int maps = 0;
    while (found.hasNext()) {
        const auto place = found.next();
        const double bottom = place.captured(2).toDouble() + place.captured(4).toDouble();
        if (place.captured(4).toDouble() < 40) {
            continue; // a bar of colours
        }
        ++maps;
        EXPECT_GE(place.captured(2).toDouble(), 0) << "the title is above";
        EXPECT_LT(bottom, plot(1).height()) << "the axis and its label";
    }
    EXPECT_EQ(maps, 3);
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(MarginsPageTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    const auto save = [&](const QString& name) {
        test::settle(page);
        page.grab().save(folder + "/margins-" + name + ".png");
    };
    show(1);
    save("1");
    show(20, 5000);
    save("20");
    page.exportTo(folder + "/margins-export.png");
    RunRecord live = test::recordWithOutcomes(7, 6, 10, 5000, test::kFashionNames);
    ProbeSnapshot maps;
    maps.step = 400;
    maps.samples = 24;
    maps.classes = 10;
    maps.layers.resize(3);
    for (LayerMaps& layer : maps.layers) {
        for (int i = 0; i < 240; ++i) {
            layer.probabilities.push_back(0.02F + 0.03F * static_cast<float>(i * 7 % 11));
        }
    }
    live.images.count = 24;
    live.images.labels.assign(24, 3);
    live.maps = std::make_shared<const ProbeSnapshot>(maps);
    state.apply(test::resetTo(live));
    state.setLive(true);
    save("live");
    state.setLive(false);
    show(20, 5000);
    compareWith(test::recordWithOutcomes(8, 12, 10, 700, test::kFashionNames));
    save("20-both");
    page.exportTo(folder + "/margins-both-export.png");
    page.setPalette(theme::darkPalette());
    save("20-both-dark");
    RunRecord deep = test::recordWithOutcomes(8, 20, 10, 500, test::kFashionNames);
    for (EpochOutcomes& epoch : deep.outcomes) {
        epoch = test::withoutConfusions(test::epochOutcomes(8, 10, 500, epoch.epoch));
    }
    compareWith(deep);
    save("20-deeper-dark");
    deep.id = 9;
    deep.name = std::string(300, 'w');
    RunRecord deepOwn = deep;
    deepOwn.id = 7;
    for (EpochOutcomes& epoch : deepOwn.outcomes) {
        epoch = test::withoutConfusions(test::epochOutcomes(8, 10, 3000, epoch.epoch));
    }
    state.apply(test::resetTo(deepOwn));
    compareWith(deep);
    save("8-layers-both-dark");
    page.setOther(nullptr);
    state.apply(test::resetTo(test::recordOfBackprop(7)));
    save("untrained-dark");
    page.setPalette(theme::lightPalette());
    save("untrained");
    compareWith(test::recordOfBackprop(8));
    save("untrained-both");
    page.exportTo(folder + "/margins-untrained-export.png");
    show(4);
    save("untrained-b");
    page.setOther(nullptr);
    page.setPalette(theme::darkPalette());
    show(20, 5000);
    save("20-dark");
    page.resize(720, 520);
    save("small-dark");
}

TEST_F(MarginsPageTest, PositiveMarginsHaveTheColourOfPositiveEvidence) {
    show(3);
    const auto& bars = find<ColorKey>("marginsKey")->bars();
    ASSERT_EQ(bars.size(), 2U);
    const auto isWarm = [](const QColor& color) { return color.red() > color.blue(); };
    for (const auto& bar : bars) {
        const double sign = bar.title.startsWith("positive") ? 1 : -1;
        EXPECT_EQ(isWarm(bar.colors.back()), isWarm(theme::diverging(sign, false)))
            << bar.title.toStdString();
    }
    // The plot has the colours of its key.
    QImage shown = plot(1).grab().toImage();
    const QCPAxis& y = *plot(1).yAxis;
    const QRect area = plot(1).axisRect()->rect();
    const int zero = qRound(y.coordToPixel(kMarginBins / 2.0));
    int warmAbove = 0;
    int warmBelow = 0;
    for (int x = area.left(); x < area.right(); ++x) {
        for (int pixel = area.top(); pixel < area.bottom(); ++pixel) {
            const QColor color = shown.pixelColor(x, pixel);
            const bool isAtZero = std::abs(pixel - zero) <= 1; // may be half of either
            if (!isAtZero && color.red() > color.blue() + 40) {
                ++(pixel < zero ? warmAbove : warmBelow);
            }
        }
    }
    EXPECT_GT(warmAbove, 0);
    EXPECT_EQ(warmBelow, 0);
    EXPECT_TRUE(find<QLabel>("marginsLines")->text().contains("vertical line: epoch 3"));
}

} // namespace
} // namespace asge
