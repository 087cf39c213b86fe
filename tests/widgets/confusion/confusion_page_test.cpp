// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/confusion/confusion_fixture.h"
#include "tests/widgets/contrast.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QSlider>
#include <QTableWidget>
#include <QToolButton>

#include <tuple>

namespace asge {
namespace {

using test::countsOf;
using test::kImages;

using ConfusionPageTest = test::ConfusionFixture;

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
    EXPECT_EQ(rows[0].join(','), "run,epoch,split,scorer,label,label_name,predicted,predicted_name,"
                                 "count,fraction_of_label");
    for (int row = 1; row < rows.size(); ++row) {
        EXPECT_EQ(rows[row][0].toLongLong(), state.id());
        const auto cells = rows[row].mid(1);
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

TEST_F(ConfusionPageTest, CopiesTheSelectedConfusion) {
    show(2);
    auto* list = find<QTableWidget>("confusionList");
    list->selectRow(1);
    list->setFocus();
    page.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&page));
    QTest::keySequence(list, QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(u'\n');
    ASSERT_EQ(lines.size(), 2);
    EXPECT_EQ(lines[0], "label_name\tpredicted_name\tcount\tfraction_of_label");
    EXPECT_EQ(lines[1].section(u'\t', 0, 0), list->item(1, 0)->text());
    EXPECT_EQ(lines[1].section(u'\t', 2, 2), list->item(1, 2)->text());
    const auto clickRow = [list](int row, Qt::KeyboardModifiers keys) {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, keys,
                          list->visualItemRect(list->item(row, 0)).center());
    };
    clickRow(0, {});
    clickRow(2, Qt::ShiftModifier);
    QTest::keySequence(list, QKeySequence::Copy);
    EXPECT_EQ(QGuiApplication::clipboard()->text().trimmed().split(u'\n').size(), 4);
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
    EXPECT_EQ(csv()[1][4], "0") << "the table stays in the order of the classes";
}

TEST_F(ConfusionPageTest, ErrorsAreVisibleWithTheFirstColours) {
    show(3);
    const QColor background = theme::plotColors(page.palette()).background;
    const auto& plotted = plot();
    const double most = plotted.matrix().blocks(1).mostErrors;
    EXPECT_GT(test::contrastOf(plotted.colorOf(1, false), background), 1.04) << "a single image";
    EXPECT_GT(test::contrastOf(plotted.colorOf(most, false), background), 4.5);
    EXPECT_NE(plotted.colorOf(most, false), plotted.colorOf(most, true));
    choose("confusionColors", "linear");
    test::settle(page);
    EXPECT_EQ(plotted.colorOf(most, false), plotted.colorOf(most, true));
    choose("confusionColors", "logarithmic");
    test::settle(page);
    EXPECT_GT(test::contrastOf(plotted.colorOf(most, false), background),
              test::contrastOf(plotted.colorOf(1, false), background));
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
    EXPECT_TRUE(
        headline().startsWith(QString("Best layer (layer %1, by validation) · test").arg(best + 1)))
        << headline().toStdString();
}

TEST_F(ConfusionPageTest, UntrainedReadoutsAreNamed) {
    RunRecord record = test::recordWithOutcomes(7, 2, 10, kImages, test::kFashionNames);
    Experiment experiment = test::tinyExperiment();
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(headline().startsWith("Last (layer 3) · "))
        << "Fusion is no result of this run: " << headline().toStdString();
    EXPECT_EQ(page.findChild<QComboBox*>("confusionScorer")->itemText(0),
              "Fusion, untrained readout");
    choose("confusionScorer", "fusion");
    EXPECT_TRUE(headline().startsWith("Fusion, untrained readout · ")) << headline().toStdString();
    choose("confusionScorer", "layer 1");
    EXPECT_TRUE(headline().startsWith("Layer 1, untrained readout · ")) << headline().toStdString();
}

TEST_F(ConfusionPageTest, AnotherPredictionIsShownOnlyWhileTheChosenOneIsNoResult) {
    show(2);
    choose("confusionScorer", "layer 1");
    RunRecord record = test::recordWithOutcomes(7, 2, 10, kImages, test::kFashionNames);
    const std::string asge = record.experimentJson;
    Experiment experiment = test::tinyExperiment();
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(headline().startsWith("Last (layer 3) · ")) << headline().toStdString();
    record.id = 8;
    record.experimentJson = asge;
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(headline().startsWith("Layer 1 · ")) << headline().toStdString();
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

TEST_F(ConfusionPageTest, TicksOfRecallsDoNotTouch) {
    show(2);
    const auto apart = [this] {
        cellAt(0, 0);
        const QCPAxis* axis = plot().axisRect(1)->axis(QCPAxis::atBottom);
        const QFontMetricsF metrics(axis->tickLabelFont());
        const auto ticks = axis->ticker().dynamicCast<QCPAxisTickerText>()->ticks();
        double end = -1e9;
        for (auto tick = ticks.begin(); tick != ticks.end(); ++tick) {
            const double half = metrics.horizontalAdvance(tick.value()) / 2;
            const double middle = axis->coordToPixel(tick.key());
            EXPECT_GT(middle - half, end + 4) << tick.value().toStdString();
            end = middle + half;
        }
        EXPECT_LE(end, plot().width());
        return ticks.size();
    };
    for (const int width : {480, 700, 760, 900, 1200}) {
        page.resize(width, 700);
        EXPECT_GE(apart(), 2) << width;
    }
    EXPECT_GE(apart(), 3) << "there is room for 50";
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
