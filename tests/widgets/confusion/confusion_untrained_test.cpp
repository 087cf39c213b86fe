// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/experiment/experiment_json.h"
#include "tests/widgets/confusion/confusion_fixture.h"
#include "widgets/common/untrained_note.h"

#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QTableWidget>

namespace asge {
namespace {

/// A record whose method trains only the readout of the last of its three layers.
RunRecord backpropRecord(RunId id) {
    RunRecord record = test::recordWithOutcomes(id, 3, 10, test::kImages, test::kFashionNames);
    Experiment experiment = parseExperiment(record.experimentJson, "run");
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    return record;
}

class ConfusionUntrained : public test::ConfusionFixture {
  protected:
    void showBackprop() {
        state.apply(test::resetTo(backpropRecord(7)));
        test::settle(page);
    }
    void compareWithBackprop() {
        otherImages = kImages;
        otherClasses = 10;
        other.apply(test::resetTo(backpropRecord(8)));
        page.setOther(&other);
        test::settle(page);
    }
    QString chosen() { return find<QComboBox>("confusionScorer")->currentText(); }
    QString note() { return find<QLabel>("confusionComparisonNote")->text(); }
    bool isBold() { return find<QLabel>("confusionHeadline")->font().bold(); }
    /// Whether the cells and their key are grey.
    bool isGrey() {
        const auto isGreyColor = [](const QColor& color) {
            return std::max({color.red(), color.green(), color.blue()}) -
                       std::min({color.red(), color.green(), color.blue()}) <
                   12;
        };
        return isGreyColor(plot().colorOf(3, false)) && isGreyColor(plot().colorOf(300, true)) &&
               isGreyColor(plot().keyBars().front().colors.back()) &&
               isGreyColor(plot().barColor(0.5));
    }
    static constexpr int kImages = test::kImages;
};

TEST_F(ConfusionUntrained, OfARunIsNoResult) {
    showBackprop();
    EXPECT_EQ(chosen(), "Last");
    EXPECT_TRUE(find<UntrainedNote>("confusionUntrained")->isVisible());
    EXPECT_TRUE(isBold());
    EXPECT_FALSE(isGrey());
    for (const char* scorer : {"fusion", "best", "layer 1"}) {
        choose("confusionScorer", scorer);
        test::settle(page);
        EXPECT_TRUE(chosen().endsWith(", untrained readout")) << scorer;
        EXPECT_TRUE(headline().contains(", untrained readout · test images"))
            << headline().toStdString();
        EXPECT_FALSE(isBold()) << scorer;
        EXPECT_TRUE(isGrey()) << scorer;
    }
    choose("confusionScorer", "layer 3");
    test::settle(page);
    EXPECT_TRUE(isBold()) << "its readout learned";
}

TEST_F(ConfusionUntrained, OfTheOtherRunHasNoDifference) {
    show(3);
    compareWithBackprop();
    EXPECT_EQ(chosen(), "Fusion, untrained readout of B");
    EXPECT_TRUE(find<UntrainedNote>("confusionUntrained")->text().contains("of B"));
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_TRUE(note().contains("'Fusion' is an untrained readout of B: run 8"))
        << note().toStdString();
    EXPECT_FALSE(headline().contains("B:")) << headline().toStdString();
    EXPECT_TRUE(isBold()) << "A's is a result";
    EXPECT_FALSE(isGrey());
    choose("confusionScorer", "last");
    test::settle(page);
    EXPECT_EQ(chosen(), "Last");
    EXPECT_TRUE(plot().matrix().isDifference());
    EXPECT_FALSE(note().contains("untrained")) << note().toStdString();
    choose("confusionScorer", "layer 1");
    choose("confusionComparison", 1);
    test::settle(page);
    EXPECT_TRUE(note().isEmpty()) << "A alone";
    page.setOther(nullptr);
    test::settle(page);
    EXPECT_EQ(chosen(), "Layer 1");
    EXPECT_TRUE(find<UntrainedNote>("confusionUntrained")->isHidden());
}

TEST_F(ConfusionUntrained, NotesCoverNothing) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(&page);
    area.show();
    show(3);
    compareWithBackprop();
    for (const QSize size : {QSize(646, 540), QSize(646, 555), QSize(646, 570), QSize(646, 585),
                             QSize(646, 640), QSize(646, 700), QSize(900, 480)}) {
        area.resize(size);
        test::settle(area);
        const auto* key = find<ColorKey>("confusionKey");
        const auto* slider = find<QSlider>("confusionEpoch");
        EXPECT_LE(key->mapTo(&page, QPoint(0, key->height())).y(),
                  slider->mapTo(&page, QPoint(0, 0)).y())
            << size.width() << " × " << size.height();
        const auto* list = find<QTableWidget>("confusionList");
        EXPECT_FALSE(area.verticalScrollBar()->isVisible() &&
                     list->verticalScrollBar()->isVisible())
            << size.width() << " × " << size.height();
    }
    area.takeWidget();
}

TEST_F(ConfusionUntrained, OfThisRunHasNoDifference) {
    showBackprop();
    compareWith(3, kImages);
    EXPECT_TRUE(plot().matrix().isDifference()) << "Last";
    choose("confusionScorer", "fusion");
    test::settle(page);
    EXPECT_FALSE(plot().matrix().isDifference());
    EXPECT_TRUE(note().contains("'Fusion' is an untrained readout of A,")) << note().toStdString();
    EXPECT_TRUE(isGrey());
}

} // namespace
} // namespace asge
