// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/outcome_samples.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_page.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>

#include <map>
#include <utility>
#include <vector>

namespace asge::test {

constexpr int kImages = 1000; ///< of the validation split; test has twice as many

/// Counts label and prediction of every image.
inline std::map<std::pair<int, int>, int> countsOf(const ImageOutcomes& images,
                                                   std::size_t scorer) {
    std::map<std::pair<int, int>, int> counts;
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        ++counts[{images.labels[i], images.scorers[scorer].predicted[i]}];
    }
    return counts;
}

/// The page on run 7 with three layers, and run 8 to compare it with.
class ConfusionFixture : public testing::Test {
  protected:
    ConfusionFixture() {
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
    QString headline() {
        return find<QLabel>("confusionHeadline")->text().replace(QChar::Nbsp, ' ');
    }
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

} // namespace asge::test
