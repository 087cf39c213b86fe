// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_page.h"

#include "tests/widgets/outcome_samples.h"
#include "tests/widgets/settle.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_order.h"
#include "widgets/plot/heat_colors.h"

#include <gmock/gmock.h>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include <map>
#include <set>
#include <tuple>

namespace asge {
namespace {

using testing::ElementsAre;

constexpr int kImages = 1000; ///< of the validation split; test has twice as many

// ---- the order by similarity ----

TEST(ConfusionOrder, PutsConfusedClassesSideBySide) {
    // 0 and 4 are confused, and so are 1 and 3; 2 goes with 0 a little.
    const Confusion confusion{{0, 0, 60}, {0, 2, 5},  {0, 4, 35}, {1, 1, 70},
                              {1, 3, 30}, {2, 2, 99}, {2, 0, 1},  {3, 3, 80},
                              {3, 1, 20}, {4, 4, 70}, {4, 0, 30}};
    const std::vector<int> order = confusion::similarityOrder(confusion, 5);
    std::vector<int> place(5);
    for (int i = 0; i < 5; ++i) {
        place[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = i;
    }
    EXPECT_EQ(std::abs(place[0] - place[4]), 1);
    EXPECT_EQ(std::abs(place[1] - place[3]), 1);
    EXPECT_EQ(std::abs(place[2] - place[0]), 1) << "the cluster is turned";
    EXPECT_EQ(order, confusion::similarityOrder(confusion, 5));
}

TEST(ConfusionOrder, WithoutConfusionsItIsThatOfTheClasses) {
    Confusion perfect;
    for (int label = 0; label < 7; ++label) {
        perfect.push_back({label, label, 10});
    }
    EXPECT_THAT(confusion::similarityOrder(perfect, 7), ElementsAre(0, 1, 2, 3, 4, 5, 6));
    EXPECT_THAT(confusion::similarityOrder({}, 2), ElementsAre(0, 1));
    EXPECT_TRUE(confusion::similarityOrder({}, 0).empty());
}

TEST(ConfusionOrder, TurnsClustersSoThatTheMostSimilarEndsMeet) {
    // 0 and 1 are a cluster, and so are 2 and 3; a class of each meets in the middle.
    const std::map<std::pair<int, int>, std::vector<int>> expected{{{1, 2}, {0, 1, 2, 3}},
                                                                   {{1, 3}, {0, 1, 3, 2}},
                                                                   {{0, 2}, {1, 0, 2, 3}},
                                                                   {{0, 3}, {1, 0, 3, 2}}};
    for (const auto& [meet, order] : expected) {
        Confusion confusion{{0, 0, 60}, {0, 1, 35}, {1, 0, 35}, {1, 1, 60},
                            {2, 2, 60}, {2, 3, 35}, {3, 2, 35}, {3, 3, 60}};
        confusion.push_back({meet.first, meet.second, 5});
        std::sort(confusion.begin(), confusion.end(), [](const auto& a, const auto& b) {
            return std::pair(a.label, a.predicted) < std::pair(b.label, b.predicted);
        });
        EXPECT_EQ(confusion::similarityOrder(confusion, 4), order)
            << meet.first << " and " << meet.second;
    }
}

TEST(ConfusionOrder, HasEachOfAThousandClassesOnce) {
    const Confusion confusion = (*test::epochOutcomes(1, 1000, 20000, 3).splits[0].confusions)[0];
    const std::vector<int> order = confusion::similarityOrder(confusion, 1000);
    EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 1000U);
    std::vector<int> place(1000);
    for (int i = 0; i < 1000; ++i) {
        place[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = i;
    }
    int near = 0; // 10k and 10k + 6 are confused most
    for (int label = 0; label < 990; label += 10) {
        near += std::abs(place[static_cast<std::size_t>(label)] -
                         place[static_cast<std::size_t>(label) + 6]) <= 2;
    }
    EXPECT_GT(near, 60);
}

// ---- colours ----

double contrast(const QColor& a, const QColor& b) {
    const auto luminance = [](const QColor& color) {
        const auto linear = [](double c) {
            return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
               0.0722 * linear(color.blueF());
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

TEST(HeatColors, TextIsLegibleOnEveryColour) {
    for (const bool dark : {false, true}) {
        const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
        const QColor background = theme::plotColors(palette).background;
        double last = 1;
        for (int i = 0; i <= 100; ++i) {
            for (const auto hue : {plot::HeatHue::blue, plot::HeatHue::orange}) {
                const QColor color = plot::heat(hue, i / 100.0, background, dark);
                EXPECT_GE(contrast(color, plot::textOn(color)), 4.5) << i;
            }
            const double own = contrast(
                plot::heat(plot::HeatHue::orange, i / 100.0, background, dark), background);
            EXPECT_GE(own, last - 0.02) << i << ": more is farther from the background";
            last = own;
        }
    }
}

// ---- the page ----

class ConfusionPageTest : public testing::Test {
  protected:
    ConfusionPageTest() {
        page.setPalette(theme::lightPalette());
        page.resize(1200, 800);
        page.setRun(&state);
        page.show();
        QObject::connect(&state, &RunState::outcomesRequested, &state, [this](int epoch) {
            asked.push_back(epoch);
            if (answers) {
                state.setStoredOutcomes(stored(epoch));
            }
        });
        QObject::connect(&other, &RunState::outcomesRequested, &other, [this](int epoch) {
            otherAsked.push_back(epoch);
            other.setStoredOutcomes(test::epochOutcomes(3, otherClasses, otherImages, epoch));
        });
    }
    EpochOutcomes stored(int epoch) const { return test::epochOutcomes(3, classes, images, epoch); }
    void show(int epochs, int count = 10, int imageCount = kImages) {
        classes = count;
        images = imageCount;
        RunRecord record =
            test::recordWithOutcomes(7, epochs, classes, images, test::kFashionNames);
        layers = static_cast<int>(record.layers.size());
        ASSERT_EQ(layers, 3);
        state.apply(test::resetTo(record));
        test::settle(page);
    }
    template <class Widget>
    Widget* find(const char* name) {
        return test::child<Widget>(page, name);
    }
    void choose(const char* box, const char* data) {
        auto* combo = find<QComboBox>(box);
        const int row = combo->findData(QString::fromLatin1(data));
        ASSERT_GE(row, 0) << data;
        combo->setCurrentIndex(row);
    }
    void choose(const char* box, int row) { find<QComboBox>(box)->setCurrentIndex(row); }
    /// Compares with run 8, whose validation split has that many images.
    void compareWith(int epochs, int imageCount, int count = 10) {
        otherImages = imageCount;
        otherClasses = count;
        RunRecord record =
            test::recordWithOutcomes(8, epochs, count, imageCount,
                                     count < 10 ? std::vector<std::string>() : test::kFashionNames);
        other.apply(test::resetTo(record));
        page.setOther(&other);
        test::settle(page);
    }
    QString headline() { return find<QLabel>("confusionHeadline")->text(); }
    ConfusionPlot& plot() { return *find<ConfusionPlot>("confusionPlot"); }
    /// The place of a cell in the plot, by label and predicted class.
    QPoint cellAt(int label, int predicted) {
        for (int i = 0; i < 2; ++i) { // names that were chosen for the new size change the layout
            plot().replot(QCustomPlot::rpImmediateRefresh);
        }
        const auto& matrix = plot().matrix();
        return {static_cast<int>(plot().xAxis->coordToPixel(matrix.positionOf(predicted))),
                static_cast<int>(plot().yAxis->coordToPixel(matrix.positionOf(label)))};
    }
    QString readoutAt(QPoint at) {
        QTest::mouseMove(&plot(), at);
        return plot().readoutText();
    }
    QList<QList<QByteArray>> csv() {
        const QTemporaryDir dir;
        const QString file = dir.filePath("c.csv");
        QString reason;
        EXPECT_TRUE(page.exportTo(file, &reason)) << reason.toStdString();
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        QList<QList<QByteArray>> rows;
        for (const QByteArray& line : in.readAll().split('\n')) {
            if (!line.isEmpty()) {
                rows.append(line.trimmed().split(','));
            }
        }
        return rows;
    }

    int classes = 10;
    int images = kImages;
    int layers = 3;
    bool answers = true;
    std::vector<int> asked;
    RunState state, other;
    int otherImages = 0, otherClasses = 0;
    std::vector<int> otherAsked;
    ConfusionPage page;
};

/// Counts label and prediction of every image.
std::map<std::pair<int, int>, int> countsOf(const ImageOutcomes& images, std::size_t scorer) {
    std::map<std::pair<int, int>, int> counts;
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        ++counts[{images.labels[i], images.scorers[scorer].predicted[i]}];
    }
    return counts;
}

TEST_F(ConfusionPageTest, AnEmptyPageSaysWhatWillAppear) {
    auto* empty = find<QLabel>("confusionEmpty");
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains("Press Train")) << empty->text().toStdString();
    state.apply(test::resetTo(test::tinyRecord(1, 0)));
    EXPECT_TRUE(empty->text().contains("no finished epoch"));
    state.apply(test::resetTo(test::tinyRecord(2, 3)));
    EXPECT_TRUE(empty->text().contains("before outcomes were kept"));
    QString reason;
    EXPECT_FALSE(page.exportTo(QStringLiteral("/tmp/none.csv"), &reason));
    EXPECT_TRUE(reason.contains("no outcomes"));
    show(2);
    EXPECT_FALSE(empty->isVisible());
}

TEST_F(ConfusionPageTest, ShowsTheNewestEpochAndItsAccuracy) {
    show(3);
    EXPECT_EQ(asked, (std::vector<int>{3}));
    const auto counts = countsOf(test::outcomesOfImages(3, 10, 2 * kImages, 3, 2), 3);
    int correct = 0;
    for (const auto& [cell, count] : counts) {
        correct += cell.first == cell.second ? count : 0;
    }
    EXPECT_TRUE(headline().startsWith("Fusion · test images · epoch 3: accuracy "));
    EXPECT_TRUE(headline().contains(
        QString("(%1 of %2)").arg(QLocale().toString(correct), QLocale().toString(2000))))
        << headline().toStdString();
    EXPECT_TRUE(find<QLabel>("confusionEpochCaption")->text().startsWith("epoch 3 of 3"));
}

TEST_F(ConfusionPageTest, TheTableOfAllValuesHasWhatWasCounted) {
    show(2);
    choose("confusionSplit", "validation");
    choose("confusionScorer", "layer 2");
    const auto counts = countsOf(test::outcomesOfImages(3, 10, kImages, 2, 1), 1);
    std::map<int, int> ofLabel;
    for (const auto& [cell, count] : counts) {
        ofLabel[cell.first] += count;
    }
    const auto rows = csv();
    ASSERT_EQ(rows.size(), static_cast<int>(counts.size()) + 1);
    EXPECT_EQ(rows[0].join(','), "epoch,split,scorer,label,label_name,predicted,predicted_name,"
                                 "count,fraction_of_label");
    for (int row = 1; row < rows.size(); ++row) {
        const auto& cells = rows[row];
        const int label = cells[3].toInt();
        const int predicted = cells[5].toInt();
        EXPECT_EQ(cells[0], "2");
        EXPECT_EQ(cells[1], "validation");
        EXPECT_EQ(cells[2], "layer 2");
        EXPECT_EQ(cells[4].toStdString(), test::kFashionNames[static_cast<std::size_t>(label)]);
        const auto found = counts.find({label, predicted});
        ASSERT_NE(found, counts.end());
        EXPECT_EQ(cells[7].toInt(), found->second);
        EXPECT_DOUBLE_EQ(cells[8].toDouble(), found->second / double(ofLabel[label]));
    }
}

TEST_F(ConfusionPageTest, ListsTheMostFrequentConfusions) {
    show(2);
    const auto counts = countsOf(test::outcomesOfImages(3, 10, 2 * kImages, 2, 2), 3);
    std::vector<std::tuple<int, int, int>> errors;
    for (const auto& [cell, count] : counts) {
        if (cell.first != cell.second) {
            errors.emplace_back(-count, cell.first, cell.second);
        }
    }
    std::sort(errors.begin(), errors.end());
    auto* list = find<QTableWidget>("confusionList");
    ASSERT_EQ(list->rowCount(), static_cast<int>(errors.size()));
    for (int row = 0; row < list->rowCount(); ++row) {
        const auto [negative, label, predicted] = errors[static_cast<std::size_t>(row)];
        EXPECT_EQ(list->item(row, 0)->text().toStdString(),
                  test::kFashionNames[static_cast<std::size_t>(label)]);
        EXPECT_EQ(list->item(row, 1)->text().toStdString(),
                  "→ " + test::kFashionNames[static_cast<std::size_t>(predicted)]);
        EXPECT_EQ(list->item(row, 2)->text().toInt(), -negative);
    }
    QSignalSpy spy(&page, &ConfusionPage::imagesRequested);
    list->setCurrentCell(0, 0);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_EQ(spy.size(), 1);
    const auto query = spy[0][0].value<ImageQuery>();
    EXPECT_EQ(query.scorer, 3) << "Fusion";
    EXPECT_EQ(query.label, std::get<1>(errors[0]));
    EXPECT_EQ(query.predicted, std::get<2>(errors[0]));
}

TEST_F(ConfusionPageTest, ReadsOutACellAndAsksForItsImages) {
    show(2);
    choose("confusionScorer", "last");
    test::settle(page);
    const auto counts = countsOf(test::outcomesOfImages(3, 10, 2 * kImages, 2, 2), 2);
    const int shirts = counts.at({6, 0});
    const QString text = readoutAt(cellAt(6, 0));
    EXPECT_TRUE(text.contains("Shirt → T-shirt/top")) << text.toStdString();
    EXPECT_TRUE(text.contains(
        QString("%1 images, %2 % of the label").arg(shirts).arg(100.0 * shirts / 200, 0, 'f', 1)))
        << text.toStdString();
    QSignalSpy spy(&page, &ConfusionPage::imagesRequested);
    QTest::mouseClick(&plot(), Qt::LeftButton, {}, cellAt(6, 0));
    ASSERT_EQ(spy.size(), 1);
    const auto query = spy[0][0].value<ImageQuery>();
    EXPECT_EQ(query.split, Split::test);
    EXPECT_EQ(query.scorer, 2);
    EXPECT_EQ(query.label, 6);
    EXPECT_EQ(query.predicted, 0);
    QTest::keyClick(&plot(), Qt::Key_Plus);
    const QCPRange closer = plot().xAxis->range();
    const QPoint from = cellAt(6, 3); // the drag moves the cells
    const QPoint to = cellAt(5, 4);
    QTest::mousePress(&plot(), Qt::LeftButton, {}, from);
    QTest::mouseMove(&plot(), to);
    QTest::mouseRelease(&plot(), Qt::LeftButton, {}, to);
    EXPECT_EQ(spy.size(), 1) << "a drag pans";
    EXPECT_TRUE(plot().isZoomed());
    EXPECT_NE(plot().xAxis->range(), closer);
    find<QToolButton>("confusionReset")->click();
    EXPECT_FALSE(plot().isZoomed());
}

TEST_F(ConfusionPageTest, OrdersBySimilarity) {
    show(2);
    choose("confusionOrder", "similarity");
    test::settle(page);
    const auto& matrix = plot().matrix();
    EXPECT_EQ(std::abs(matrix.positionOf(0) - matrix.positionOf(6)), 1)
        << "shirts are taken for T-shirts most";
    const QString text = readoutAt(cellAt(6, 0));
    EXPECT_TRUE(text.contains("Shirt → T-shirt/top")) << text.toStdString();
    EXPECT_EQ(csv()[1][3], "0") << "the table stays in the order of the classes";
}

TEST_F(ConfusionPageTest, ErrorsAreVisibleWithTheFirstColours) {
    show(3);
    const QColor background = theme::plotColors(page.palette()).background;
    const auto& plotted = plot();
    const double most = plotted.matrix().blocks(1).mostErrors;
    EXPECT_GT(contrast(plotted.colorOf(1, false), background), 1.04) << "a single image";
    EXPECT_GT(contrast(plotted.colorOf(most, false), background), 4.5);
    EXPECT_NE(plotted.colorOf(most, false), plotted.colorOf(most, true));
    choose("confusionColors", "linear");
    test::settle(page);
    EXPECT_EQ(plotted.colorOf(most, false), plotted.colorOf(most, true));
    choose("confusionColors", "logarithmic");
    test::settle(page);
    EXPECT_GT(contrast(plotted.colorOf(most, false), background),
              contrast(plotted.colorOf(1, false), background));
}

TEST_F(ConfusionPageTest, BestIsChosenOnValidationImages) {
    show(4);
    choose("confusionScorer", "best");
    const auto validation = stored(4).splits[0];
    std::size_t best = 0;
    for (std::size_t layer = 1; layer < 3; ++layer) {
        if (validation.rangeAccuracy(layer, layer) > validation.rangeAccuracy(best, best)) {
            best = layer;
        }
    }
    EXPECT_TRUE(headline().startsWith(QString("Best layer (%1) · test").arg(best + 1)))
        << headline().toStdString();
}

TEST_F(ConfusionPageTest, TheSliderFollowsATrainingUntilItIsMoved) {
    show(2);
    RunDelta delta;
    delta.run = 7;
    delta.epochs = {test::epoch(3, 3, 10)};
    delta.outcomes = {stored(3)};
    state.apply(delta);
    test::settle(page);
    EXPECT_TRUE(headline().contains("epoch 3")) << headline().toStdString();
    EXPECT_EQ(asked, (std::vector<int>{2})) << "the training brings its confusions";
    auto* slider = find<QSlider>("confusionEpoch");
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Left);
    EXPECT_TRUE(headline().contains("epoch 2"));
    delta.epochs = {test::epoch(3, 4, 10)};
    delta.outcomes = {stored(4)};
    state.apply(delta);
    test::settle(page);
    EXPECT_TRUE(headline().contains("epoch 2"));
}

TEST_F(ConfusionPageTest, TheOldMatrixStaysWhileAnEpochIsRead) {
    show(2);
    answers = false;
    auto* slider = find<QSlider>("confusionEpoch");
    slider->setValue(0);
    EXPECT_TRUE(headline().contains("epoch 2"));
    EXPECT_TRUE(find<QLabel>("confusionEpochCaption")->text().contains("reading"));
    QString reason;
    EXPECT_FALSE(page.exportTo(QStringLiteral("/tmp/none.csv"), &reason));
    EXPECT_TRUE(reason.contains("still being read"));
    state.setStoredOutcomes(stored(1));
    test::settle(page);
    EXPECT_TRUE(headline().contains("epoch 1"));
    slider->setValue(1);
    EXPECT_TRUE(headline().contains("epoch 2")) << "it was kept";
}

TEST_F(ConfusionPageTest, SaysThatAnEpochHasNone) {
    answers = false;
    show(2);
    state.setStoredOutcomes({2, {}});
    test::settle(page);
    EXPECT_TRUE(headline().contains("no confusions of epoch 2")) << headline().toStdString();
    EXPECT_EQ(plot().matrix().classes(), 0);
}

TEST_F(ConfusionPageTest, ManyClassesShareBlocks) {
    show(1, 1000, 20000);
    const int size = plot().blockSize();
    EXPECT_GT(size, 1);
    const auto counts = countsOf(test::outcomesOfImages(3, 1000, 40000, 1, 2), 3);
    int wrong = 0, right = 0;
    for (const auto& [cell, count] : counts) {
        if (cell.first / size == 4 && cell.second / size == 4) {
            (cell.first == cell.second ? right : wrong) += count;
        }
    }
    const auto& blocks = plot().matrix().blocks(size);
    EXPECT_EQ(blocks.correct[4], right);
    EXPECT_EQ(blocks.errors[static_cast<std::size_t>(4 * blocks.side + 4)], wrong);
    const QString text = readoutAt(cellAt(4 * size + 1, 4 * size + 1));
    EXPECT_TRUE(text.contains(QString("%1 correct, %2 wrong").arg(right).arg(wrong)))
        << text.toStdString();
    QSignalSpy spy(&page, &ConfusionPage::imagesRequested);
    QTest::mouseClick(&plot(), Qt::LeftButton, {}, cellAt(500, 500));
    EXPECT_TRUE(spy.isEmpty()) << "a block has no class";
    for (int i = 0; i < 2; ++i) {
        QTest::mouseDClick(&plot(), Qt::LeftButton, {}, cellAt(500, 500));
    }
    EXPECT_EQ(plot().blockSize(), 1) << "zoomed in";
    EXPECT_TRUE(readoutAt(cellAt(500, 500)).contains("class 500"));
}

TEST_F(ConfusionPageTest, BlocksOfFractionsAreMeansOverLabels) {
    show(1, 1000, 20000);
    choose("confusionValues", "fractions");
    test::settle(page);
    const auto counts = countsOf(test::outcomesOfImages(3, 1000, 40000, 1, 2), 3);
    double sum = 0;
    for (int label = 0; label < 8; ++label) {
        const auto found = counts.find({label, label});
        sum += found == counts.end() ? 0 : found->second / 40.0;
    }
    EXPECT_NEAR(plot().matrix().blocks(8).correct[0], sum / 8, 1e-12);
}

TEST_F(ConfusionPageTest, ShowsTheDifferenceToAnotherRun) {
    show(3);
    compareWith(1, 500);
    EXPECT_TRUE(headline().contains("B: run 8, tiny, epoch 1")) << headline().toStdString();
    const auto own = countsOf(test::outcomesOfImages(3, 10, 2000, 3, 2), 3);
    const auto its = countsOf(test::outcomesOfImages(3, 10, 1000, 1, 2), 3);
    const auto at = [](const auto& counts, int a, int b) {
        const auto found = counts.find({a, b});
        return found == counts.end() ? 0 : found->second;
    };
    const auto& matrix = plot().matrix();
    for (int a = 0; a < 10; ++a) {
        for (int b = 0; b < 10; ++b) {
            EXPECT_EQ(matrix.value(a, matrix.cell(a, b)), at(own, a, b) - at(its, a, b));
        }
    }
    choose("confusionValues", "fractions");
    test::settle(page);
    EXPECT_NEAR(plot().matrix().recall(6), at(own, 6, 6) / 200.0 - at(its, 6, 6) / 100.0, 1e-12);
    EXPECT_EQ(csv()[0].size(), 11);
    const QColor background = theme::plotColors(page.palette()).background;
    EXPECT_EQ(plot().colorOf(0, false), background);
    EXPECT_GT(plot().colorOf(1, false).redF(), plot().colorOf(1, false).blueF());
    EXPECT_LT(plot().colorOf(-1, false).redF(), plot().colorOf(-1, false).blueF());
    choose("confusionComparison", 1);
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference());
}

TEST_F(ConfusionPageTest, ReadsTheOtherRunAtItsLastEpochIfItHasFewer) {
    show(3);
    compareWith(2, 500);
    EXPECT_EQ(otherAsked, (std::vector<int>{2}));
    EXPECT_TRUE(headline().contains("epoch 2: accuracy")) << headline().toStdString();
    find<QSlider>("confusionEpoch")->setValue(0);
    test::settle(page);
    EXPECT_EQ(otherAsked, (std::vector<int>{2, 1}));
    find<QSlider>("confusionEpoch")->setValue(1);
    test::settle(page);
    EXPECT_EQ(otherAsked, (std::vector<int>{2, 1})) << "it was kept";
    page.setOther(nullptr);
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_FALSE(find<QComboBox>("confusionComparison")->isVisible());
    EXPECT_EQ(csv()[0].size(), 9);
}

TEST_F(ConfusionPageTest, ForAAloneTheOtherRunIsNotRead) {
    show(2);
    choose("confusionComparison", 1);
    compareWith(2, 500);
    EXPECT_TRUE(otherAsked.empty());
    EXPECT_FALSE(plot().matrix().isDifference());
    choose("confusionComparison", 0);
    test::settle(page);
    EXPECT_TRUE(plot().matrix().isDifference());
}

TEST_F(ConfusionPageTest, TheTableOfADifferenceHasTheCountsOfB) {
    show(3);
    compareWith(1, 500);
    const auto own = countsOf(test::outcomesOfImages(3, 10, 2000, 3, 2), 3);
    const auto its = countsOf(test::outcomesOfImages(3, 10, 1000, 1, 2), 3);
    std::set<std::pair<int, int>> cells;
    for (const auto* counts : {&own, &its}) {
        for (const auto& [cell, count] : *counts) {
            cells.insert(cell);
        }
    }
    const auto rows = csv();
    ASSERT_EQ(rows.size(), static_cast<int>(cells.size()) + 1);
    for (int row = 1; row < rows.size(); ++row) {
        const std::pair cell(rows[row][3].toInt(), rows[row][5].toInt());
        const auto count = its.find(cell);
        EXPECT_EQ(rows[row][9].toInt(), count == its.end() ? 0 : count->second);
        EXPECT_DOUBLE_EQ(rows[row][10].toDouble(),
                         (count == its.end() ? 0 : count->second) / 100.0);
    }
}

TEST_F(ConfusionPageTest, SaysWhyTwoRunsCannotBeCompared) {
    show(2);
    const auto note = [this] {
        auto* label = find<QLabel>("confusionComparisonNote");
        return label->isVisible() ? label->text().toStdString() : std::string();
    };
    compareWith(2, 500, 7);
    EXPECT_THAT(note(), testing::HasSubstr("B: run 8, tiny has other classes"));
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_TRUE(headline().startsWith("Fusion · test images · epoch 2: accuracy"));
    RunRecord record = test::recordWithOutcomes(8, 2, 10, 500, test::kFashionNames);
    for (EpochOutcomes& epoch : record.outcomes) {
        epoch.splits.pop_back();
    }
    other.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no outcomes of the test images of epoch 2"));
    record.outcomes.clear();
    other.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no outcomes of epoch 2"));
    other.apply(test::resetTo(test::tinyRecord(8, 0)));
    test::settle(page);
    EXPECT_THAT(note(), testing::HasSubstr("no finished epoch"));
    compareWith(2, 500);
    EXPECT_THAT(note(), testing::HasSubstr("A has 2000 images and B 1000 images"));
    compareWith(2, kImages);
    EXPECT_THAT(note(), testing::HasSubstr("all differences are 0"));
    compareWith(2, 500);
    choose("confusionValues", "fractions");
    test::settle(page);
    EXPECT_EQ(note(), "");
    other.apply(test::resetTo(test::recordWithOutcomes(7, 2, 10, 500)));
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference()) << "a run is not compared with itself";
}

TEST_F(ConfusionPageTest, NamesOfHostileStoresAreElidedAndPlain) {
    RunRecord record = test::recordWithOutcomes(7, 1, 10, kImages,
                                                {std::string(3000, 'W'), "", "<img src='/x'>",
                                                 "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "a\nb",
                                                 "\xe2\x80\xae"
                                                 "evil"});
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_LT(plot().axisRect()->left(), 250) << "the names leave room for the matrix";
    EXPECT_GT(plot().axisRect()->height(), 300);
    EXPECT_TRUE(readoutAt(cellAt(2, 1)).contains("<img src='/x'> → class 1"))
        << readoutAt(cellAt(2, 1)).toStdString();
}

TEST_F(ConfusionPageTest, KeepsWhatWasArranged) {
    show(2);
    choose("confusionScorer", "layer 3");
    choose("confusionValues", "fractions");
    choose("confusionOrder", "similarity");
    choose("confusionColors", "logarithmic");
    choose("confusionSplit", "validation");
    const QVariantMap saved = page.saveState();
    ConfusionPage next;
    next.restoreState(saved);
    next.setRun(&state);
    EXPECT_EQ(next.saveState(), saved) << "the layers are listed when the run is known";
}

TEST_F(ConfusionPageTest, ExportsPictures) {
    show(2);
    const QTemporaryDir dir;
    for (const char* name : {"c.png", "c.svg", "c.pdf"}) {
        QString reason;
        ASSERT_TRUE(page.exportTo(dir.filePath(name), &reason)) << reason.toStdString();
        EXPECT_GT(QFileInfo(dir.filePath(name)).size(), 4000) << name;
    }
    QFile svg(dir.filePath("c.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    EXPECT_TRUE(text.contains("Ankle boot"));
    EXPECT_TRUE(text.contains("Confusion · run "));
    EXPECT_TRUE(text.contains("recall (%)"));
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(ConfusionPageTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    const auto save = [&](const QString& name) {
        test::settle(page);
        page.grab().save(folder + "/confusion-" + name + ".png");
    };
    show(5, 10, 5000);
    save("10");
    choose("confusionOrder", "similarity");
    choose("confusionValues", "fractions");
    save("10-fractions");
    page.exportTo(folder + "/confusion-export.png");
    compareWith(1, 5000);
    save("10-difference");
    page.exportTo(folder + "/confusion-difference-export.png");
    page.setPalette(theme::darkPalette());
    save("10-difference-dark");
    page.setPalette(theme::lightPalette());
    compareWith(3, 5000, 7);
    save("10-other-classes");
    page.setOther(nullptr);
    page.setPalette(theme::darkPalette());
    save("10-dark");
    choose("confusionValues", "counts");
    show(3, 100, 10000);
    save("100-dark");
    compareWith(1, 10000, 100);
    save("100-difference-dark");
    page.setOther(nullptr);
    page.setPalette(theme::lightPalette());
    choose("confusionOrder", "class");
    save("100");
    show(2, 1000, 20000);
    save("1000");
    page.resize(700, 500);
    show(2, 10, 1000);
    save("small");
}

} // namespace
} // namespace asge
