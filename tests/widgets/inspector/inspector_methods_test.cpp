// SPDX-License-Identifier: GPL-3.0-or-later

// What the inspector makes of methods that train only some readouts, or have no evidence.
#include "tests/widgets/inspector/inspector_fixture.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/learned_strip.h"
#include "widgets/inspector/reading_view.h"

#include <QBuffer>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QToolTip>

#include <utility>

namespace asge {
namespace {

using testing::HasSubstr;
using testing::Not;

class InspectorMethods : public test::InspectorFixture {
  protected:
    void setMethod(const std::string& method) {
        Experiment experiment = test::tinyExperiment();
        experiment.method = method;
        record_.experimentJson = toJson(experiment);
    }
    QStringList pictureTexts() {
        const QTemporaryDir folder;
        EXPECT_TRUE(page_.exportTo(folder.filePath("i.svg")));
        QFile file(folder.filePath("i.svg"));
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return test::textsOf(file.readAll());
    }
    void showHistory() {
        state_.setStoredProbabilities(
            {{1, 2, 3, {{0.5F, 0.25F, 0.25F, 0, 0, 1}, {0.25F, 0.5F, 0.25F, 0, 0, 1}}},
             {2, 2, 3, {{0.25F, 0.75F, 0, 0, 0, 1}, {0.5F, 0.25F, 0.25F, 0, 0, 1}}}});
    }
};

TEST_F(InspectorMethods, ARunIsJudgedByTheReadoutThatLearned) {
    setMethod("backprop"); // only the readout of layer 2 learns
    open();
    showHistory();
    inspection_.deliver();
    const QStringList texts = pictureTexts();
    const std::string all = texts.join('\n').toStdString();
    EXPECT_TRUE(texts.contains("The last layer predicts dog, 80.0 %, right")) << all;
    EXPECT_THAT(all, Not(HasSubstr("Fusion predicts")));
    EXPECT_TRUE(texts.contains("layer 2")) << "the only scorer that is compared";
    EXPECT_EQ(texts.count("untrained readout"), 5)
        << "the evidence of layer 1, the bars and the history of layer 1 and Fusion: " << all;
    EXPECT_EQ(texts.filter("margin").size(), 1) << "of layer 2: " << all;

    const std::string csv = exported().toStdString();
    EXPECT_THAT(csv, HasSubstr("1,untrained probability,cat,"));
    EXPECT_THAT(csv, HasSubstr("0,untrained fusion,dog,"));
    EXPECT_THAT(csv, HasSubstr("2,predicted,dog,"));
    EXPECT_THAT(csv, Not(HasSubstr("1,predicted,")));
    EXPECT_THAT(csv, Not(HasSubstr("0,predicted,")));
    EXPECT_THAT(csv, Not(HasSubstr("0,history,")));
    EXPECT_THAT(csv, HasSubstr("2,history,dog,"));
}

TEST_F(InspectorMethods, EvidenceIsForWhatTheRunPredicts) {
    inspection_.inspector.probabilities = {{0.9F, 0.05F, 0.05F}, {0.1F, 0.8F, 0.1F}};
    open();
    inspection_.deliver();
    EXPECT_THAT(exported().toStdString(), HasSubstr("1,evidence,cat − ")) << "Fusion: cat";
    setMethod("backprop");
    open();
    inspection_.deliver();
    EXPECT_THAT(exported().toStdString(), HasSubstr("2,evidence,dog − ")) << "the last layer: dog";
    EXPECT_THAT(exported().toStdString(), Not(HasSubstr("1,evidence,"))) << "it never learned";
}

TEST_F(InspectorMethods, AnUntrainedReadoutSetsNoScale) {
    inspection_.inspector.setWholeReadout();
    setMethod("backprop");
    open();
    inspection_.deliver();
    const ImageReading& reading = find<ReadingView>("inspectorReading").reading();
    const std::vector<ReadingColumn> columns = readingColumns(reading, 1, std::nullopt);
    EXPECT_FALSE(columns[0].evidence);
    ASSERT_TRUE(columns[1].evidence);
    double most = 0;
    for (const double each : columns[1].evidence->map) {
        most = std::max(most, std::abs(each));
    }
    EXPECT_DOUBLE_EQ(ReadingBlock(reading).ownEvidenceScale(), most);
}

TEST_F(InspectorMethods, ChoicesOfEvidenceNeedEvidence) {
    page_.show();
    auto& label = find<QComboBox>("inspectorClass");
    auto& against = find<QComboBox>("inspectorAgainst");
    auto& epoch = find<QSpinBox>("inspectorEpoch");
    const QString why = label.toolTip();
    EXPECT_FALSE(label.isEnabled());
    EXPECT_FALSE(epoch.isEnabled());
    EXPECT_EQ(why, "No run is shown.");
    auto& kind = find<QComboBox>("inspectorKind");
    EXPECT_FALSE(kind.isEnabled());
    EXPECT_EQ(kind.toolTip(), why);
    const std::vector<EpochEvent> epochs = std::exchange(record_.epochs, {});
    open();
    for (const char* control : {"inspectorKind", "inspectorPosition", "inspectorOpen",
                                "inspectorPaste", "drawingPad", "inspectorBrush"}) {
        EXPECT_FALSE(find<QWidget>(control).isEnabled()) << control;
        EXPECT_EQ(find<QWidget>(control).toolTip(), "No checkpoint of this run is stored yet.");
    }
    record_.epochs = epochs;
    open();
    EXPECT_TRUE(kind.isEnabled());
    EXPECT_EQ(kind.toolTip(), "Where the image comes from");
    EXPECT_TRUE(find<QWidget>("inspectorPosition").isEnabled());
    choose("inspectorKind", "Drawing or file");
    EXPECT_FALSE(find<QWidget>("inspectorPosition").isEnabled());
    choose("inspectorKind", "Probe image");
    EXPECT_TRUE(label.isEnabled());
    EXPECT_TRUE(against.isEnabled());
    EXPECT_TRUE(epoch.isEnabled());
    EXPECT_EQ(label.toolTip(), "The class whose evidence is shown");
    setMethod("forward-forward");
    open();
    EXPECT_FALSE(label.isEnabled());
    EXPECT_FALSE(against.isEnabled());
    EXPECT_TRUE(epoch.isEnabled());
    EXPECT_THAT(against.toolTip().toStdString(), HasSubstr("Evidence is not defined for this"));
    EXPECT_THAT(against.toolTip().toStdString(), HasSubstr("a separate pass"));
}

TEST_F(InspectorMethods, TheEvidenceHasItsOwnMapsIfThoseOfTheGoodnessDoNotFit) {
    // Layer 1 is read out by the mean of its patches, as by a method without patches.
    inspection_.inspector.setWholeReadout();
    open();
    inspection_.deliver();
    const std::string csv = exported().toStdString();
    EXPECT_THAT(csv, HasSubstr("1,goodness,,1,1,")) << "2 × 2 patches";
    EXPECT_THAT(csv, HasSubstr("1,evidence,dog − cat,0,0,"));
    EXPECT_THAT(csv, Not(HasSubstr("1,evidence,dog − cat,1,1,"))) << "one patch";
}

TEST_F(InspectorMethods, TheEpochsKeepTheirPartOfTheWidth) {
    open();
    showHistory();
    auto& strip = find<LearnedStrip>("inspectorHistory");
    for (const int width : {260, 340, 460, 900}) {
        const QRect cells = strip.cells({0, 0, width, strip.heightForWidth(width)});
        EXPECT_GE(cells.width(), 0.4 * width) << width;
        EXPECT_LE(cells.right(), width);
    }
    EXPECT_GT(strip.cells({0, 0, 900, 200}).width(), 500) << "summaries take what they need";
    // What was shortened is in the tool tip.
    page_.resize(500, 700);
    QCoreApplication::processEvents();
    const QPoint summary(strip.width() - 5, strip.cellRect(1, 0, strip.rect()).center().y());
    QHelpEvent help(QEvent::ToolTip, summary, strip.mapToGlobal(summary));
    QCoreApplication::sendEvent(&strip, &help);
    EXPECT_EQ(QToolTip::text(), "Layer 2: first right in epoch 1, forgotten in 2");
    QToolTip::hideText();
}

TEST_F(InspectorMethods, ASinglePatchHasAValueInPlaceOfAColour) {
    open();
    inspection_.deliver();
    const QStringList texts = pictureTexts();
    EXPECT_EQ(texts.filter("one patch:").size(), 1) << texts.join('|').toStdString();
    EXPECT_EQ(texts.filter(QRegularExpression("^0 to ")).size(), 1) << "of the layer with 2 × 2";
}

TEST(LearnedStripScale, EndsAtARoundNumberThatTheKeySays) {
    const auto stripOf = [](float probability, LearnedStrip& strip) {
        ImageHistory history;
        history.className = QStringLiteral("cat");
        history.lastEpoch = 1;
        std::vector<float> all(100, 0.001F);
        all[0] = probability;
        history.epochs = {{1, 1, 100, {all}}};
        strip.setHistory(history);
        strip.resize(700, strip.heightForWidth(700));
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        QPainter painter(&svg);
        painter.setFont(strip.font());
        strip.paint(painter, strip.rect(), strip.palette());
        painter.end();
        return test::textsOf(buffer.data());
    };
    LearnedStrip few;
    EXPECT_TRUE(stripOf(0.95F, few).contains("100 %"));
    LearnedStrip many;
    const QStringList texts = stripOf(0.034F, many);
    EXPECT_TRUE(texts.contains("5 %")) << texts.join('|').toStdString();
    EXPECT_FALSE(texts.contains("100 %"));
    const QImage picture = many.grab().toImage();
    const QColor shown = picture.pixelColor(many.cellRect(0, 0, many.rect()).center());
    const QColor meant = theme::sequential(0.034 / 0.05);
    EXPECT_NEAR(shown.green(), meant.green(), 4);
    EXPECT_GT(shown.green(), theme::sequential(0.034).green() + 50);
}

TEST(LearnedStripNote, IsWholeInANarrowStrip) {
    LearnedStrip strip;
    ImageHistory history;
    history.className = QStringLiteral("cat");
    history.lastEpoch = 20;
    history.epochs = {{1, 1, 2, {{0.5F, 0.5F}}}};
    history.note = QStringLiteral("epochs whose maps are stored: 1");
    strip.setHistory(history);
    const int wide = strip.heightForWidth(900);
    for (const int width : {280, 400, 900}) {
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        const QRect place(0, 0, width, strip.heightForWidth(width));
        QPainter painter(&svg);
        painter.setFont(strip.font());
        strip.paint(painter, place, strip.palette());
        painter.end();
        EXPECT_TRUE(test::textsOf(buffer.data()).contains(history.note)) << width;
    }
    EXPECT_EQ(strip.heightForWidth(900), wide);
    EXPECT_GT(strip.heightForWidth(280), wide);
}

TEST(LearnedStripTicks, EachEpochHasANumberIfThereIsRoom) {
    const auto numbersOf = [](int epochs, int width) {
        LearnedStrip strip;
        ImageHistory history;
        history.className = QStringLiteral("cat");
        history.lastEpoch = epochs;
        history.epochs = {{1, 2, 1, {{0.5F, 0.5F}}}};
        strip.setHistory(history);
        std::vector<int> numbers;
        const QRect place(0, 0, width, strip.heightForWidth(width));
        QRect last;
        for (const auto& [epoch, at] : strip.ticks(place, strip.fontMetrics())) {
            EXPECT_FALSE(at.intersects(last)) << epoch;
            last = at;
            numbers.push_back(epoch);
        }
        std::sort(numbers.begin(), numbers.end());
        return numbers;
    };
    EXPECT_EQ(numbersOf(3, 440), (std::vector{1, 2, 3}));
    EXPECT_EQ(numbersOf(1, 440), (std::vector{1}));
    const std::vector<int> many = numbersOf(200, 900);
    EXPECT_EQ(many.front(), 1);
    EXPECT_EQ(many.back(), 200);
    EXPECT_GT(many.size(), 5U);
}

TEST_F(InspectorMethods, ExportIsAtTheRightEnd) {
    EXPECT_FALSE(find<QWidget>("inspectorExport").isEnabled()) << "there is no image";
    open();
    inspection_.deliver();
    EXPECT_TRUE(find<QWidget>("inspectorExport").isEnabled());
    const auto endOf = [&](const char* name) {
        auto& widget = find<QWidget>(name);
        return widget.mapTo(&page_, QPoint(widget.width(), 0)).x();
    };
    EXPECT_NEAR(endOf("inspectorExport"), endOf("inspectorEpoch"), 2);
}

TEST_F(InspectorMethods, ASmallWindowScrollsThePageAsAWhole) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page_);
    window.resize(330, 220);
    window.show();
    open();
    inspection_.deliver();
    showHistory();
    QCoreApplication::processEvents();
    auto& reading = find<ReadingView>("inspectorReading");
    EXPECT_GT(window.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(reading.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(reading.horizontalScrollBar()->maximum(), 0);
    EXPECT_FALSE(reading.verticalScrollBar()->isVisible());
    EXPECT_GE(reading.height(), reading.contentSize().height()) << "nothing is hidden";
    EXPECT_EQ(window.horizontalScrollBar()->maximum(), 0);
    EXPECT_LE(reading.contentSize().width(), reading.viewport()->width());
    window.resize(1200, 900);
    QCoreApplication::processEvents();
    EXPECT_EQ(window.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(page_.width(), window.viewport()->width());
    window.resize(600, 560); // a low part of the reading is scrolled within it again
    QCoreApplication::processEvents();
    EXPECT_EQ(window.verticalScrollBar()->maximum(), 0);
    EXPECT_GT(reading.verticalScrollBar()->maximum(), 0);
    window.takeWidget();
}

} // namespace
} // namespace asge
