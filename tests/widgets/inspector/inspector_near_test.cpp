// SPDX-License-Identifier: GPL-3.0-or-later

// The inspector's neighbours, the agreement of its layers, and the history of any image.
#include "tests/widgets/inspector/inspector_fixture.h"
#include "widgets/inspector/learned_strip.h"
#include "widgets/inspector/reading_view.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

namespace asge {
namespace {

using testing::HasSubstr;

class InspectorNear : public test::InspectorFixture {
  protected:
    InspectorNear() {
        inspection_.inspector.near = {{{3, 1, 0.125}, {0, 2, 0.5}}, {{4, 0, 0.25}, {3, 1, 0.75}}};
        inspection_.inspector.past = {{2, 1, 3, {{0.25F, 0.5F, 0.25F}, {0, 0, 1}}},
                                      {5, 1, 3, {{0.25F, 0.25F, 0.5F}, {0, 0.25F, 0.75F}}},
                                      {10, 1, 3, {{0.75F, 0, 0.25F}, {0.5F, 0, 0.5F}}}};
    }
    ReadingView& view() { return find<ReadingView>("inspectorReading"); }
    LearnedStrip& strip() { return find<LearnedStrip>("inspectorHistory"); }
    /// Delivers the image, lets the page rest, and delivers what takes long.
    void settle() {
        inspection_.deliver();
        EXPECT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
        inspection_.deliver();
    }
};

TEST_F(InspectorNear, ShowsTheNearestValidationImagesAndOpensThem) {
    open();
    settle();
    EXPECT_TRUE(page_.isSettled());
    ASSERT_TRUE(view().nearImages());
    EXPECT_EQ(view().nearImages()->layers, inspection_.inspector.near);
    EXPECT_THAT(view().nearImages()->images.indices, testing::ElementsAre(0, 3, 4));
    const std::string csv = exported().toStdString();
    EXPECT_THAT(csv, testing::StartsWith("run,epoch,layer,quantity,class,row,column,value\n"));
    EXPECT_THAT(csv, HasSubstr("1,2,1,neighbour,dog,1,3,0.125\n1,2,1,neighbour,fox,2,0,0.5\n"
                               "1,2,2,neighbour,cat,1,4,0.25\n"));
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().neighbourRect(1, 0).center());
    EXPECT_EQ(find<QComboBox>("inspectorKind").currentText(), "Validation image");
    EXPECT_EQ(find<QSpinBox>("inspectorPosition").value(), 4);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels.front(), 4 * 40 + 20);
}

TEST_F(InspectorNear, TitlesAreNotCutWhileSomethingIsComputed) {
    QFont font = page_.font();
    font.setPixelSize(15);
    page_.setFont(font);
    open();
    inspection_.deliver();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
    auto& task = find<QWidget>("inspectorNear");
    EXPECT_TRUE(find<QPushButton>("inspectorNearStop").isVisible());
    EXPECT_TRUE(find<QWidget>("inspectorNearProgress").isVisible());
    const auto* title = task.findChild<QLabel*>();
    const int needed = title->fontMetrics().horizontalAdvance("Nearest images");
    EXPECT_TRUE(QTest::qWaitFor([&] { return title->width() >= needed; }, 500))
        << title->width() << " of " << needed;
}

TEST_F(InspectorNear, StopKeepsTheNeighboursOffUntilComputeIsPressed) {
    open();
    inspection_.deliver();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
    EXPECT_FALSE(page_.isSettled());
    QTest::mouseClick(&find<QPushButton>("inspectorNearStop"), Qt::LeftButton);
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_TRUE(page_.isSettled());
    find<QSpinBox>("inspectorPosition").setValue(1);
    inspection_.deliver();
    QTest::qWait(50);
    EXPECT_TRUE(inspection_.waiting.empty());
    QTest::mouseClick(&find<QPushButton>("inspectorNearCompute"), Qt::LeftButton);
    inspection_.deliver();
    EXPECT_TRUE(view().nearImages());
}

TEST_F(InspectorNear, AHiddenPageComputesNothing) {
    open();
    inspection_.deliver();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
    page_.hide();
    EXPECT_TRUE(inspection_.waiting.empty());
    page_.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
    inspection_.deliver();
    EXPECT_TRUE(view().nearImages());
    page_.hide();
    page_.show();
    QTest::qWait(50);
    EXPECT_TRUE(inspection_.waiting.empty()) << "they are there";
}

TEST_F(InspectorNear, ATrainingKeepsTheProcessors) {
    record_.status = RunStatus::running;
    open();
    inspection_.deliver();
    QTest::qWait(50);
    EXPECT_TRUE(inspection_.waiting.empty());
    QTest::mouseClick(&find<QPushButton>("inspectorNearCompute"), Qt::LeftButton);
    inspection_.deliver();
    EXPECT_TRUE(view().nearImages());
}

TEST_F(InspectorNear, NeighboursWaitUntilTheUserRests) {
    open();
    inspection_.deliver();
    auto& pad = find<DrawingPad>("drawingPad");
    QTest::mousePress(&pad, Qt::LeftButton, {}, padPixel(0.5, 0.5));
    for (int i = 0; i < 20; ++i) {
        QTest::mouseMove(&pad, padPixel(0.5 + 0.1 * i, 1.5));
        EXPECT_EQ(inspection_.waiting.size(), 1U) << "only the image itself is asked for";
        inspection_.deliver();
        QTest::qWait(20);
        EXPECT_TRUE(inspection_.waiting.empty());
    }
    QTest::mouseRelease(&pad, Qt::LeftButton, {}, padPixel(2.5, 1.5));
    EXPECT_TRUE(QTest::qWaitFor([&] { return inspection_.waiting.size() == 2; }, 2000));
}

TEST_F(InspectorNear, SaysWhyThereAreNoNeighbours) {
    inspection_.inspector.neighbourProblem = "the data of run 1 have changed";
    open();
    settle();
    EXPECT_FALSE(view().nearImages());
    EXPECT_FALSE(find<QLabel>("inspectorProblem").isVisible()) << "the rest of the page is right";
    EXPECT_TRUE(page_.isSettled());
}

TEST_F(InspectorNear, AnImageOfAnySetHasAHistoryOverTheCheckpoints) {
    open();
    inspection_.deliver();
    choose("inspectorKind", "Test image"); // its label is fox
    settle();
    ASSERT_EQ(strip().epochs(), (std::vector<int>{2, 5, 10}));
    EXPECT_EQ(strip().rows(), 3);
    EXPECT_DOUBLE_EQ(strip().probability(1, 1), 0.75);
    EXPECT_DOUBLE_EQ(strip().probability(2, 2), 0.375) << "Fusion: the mean";
    EXPECT_EQ(strip().learned(0), (Learned{{}, 5, {10}}));
    EXPECT_EQ(strip().note(), "epochs with a checkpoint: 2, 5, 10");
    const std::string csv = exported().toStdString();
    EXPECT_THAT(csv, HasSubstr("1,5,1,history,fox,,,0.5\n1,5,1,history right,fox,,,1\n"));
    EXPECT_THAT(csv, HasSubstr("1,5,1,first right,fox,,,5\n1,10,1,forgotten,fox,,,10\n"));
    // Epochs are drawn at their places.
    const QRect place(0, 0, 900, 200);
    const QRect second = strip().cellRect(0, 0, place);
    const QRect tenth = strip().cellRect(0, 2, place);
    EXPECT_NEAR(tenth.left() - second.left(), 8 * second.width(), 8);
    QSignalSpy clicked(&strip(), &LearnedStrip::epochClicked);
    QTest::mouseClick(&strip(), Qt::LeftButton, {},
                      strip().cellRect(0, 1, strip().rect()).center());
    ASSERT_EQ(clicked.size(), 1);
    EXPECT_EQ(clicked[0][0].toInt(), 5);
}

TEST_F(InspectorNear, ADrawingHasTheHistoryOfTheShownClass) {
    open();
    inspection_.deliver();
    choose("inspectorKind", "Drawing or file");
    settle();
    EXPECT_EQ(strip().className(), "dog") << "what Fusion predicts";
    EXPECT_DOUBLE_EQ(strip().probability(0, 0), 0.5);
    choose("inspectorClass", "cat");
    EXPECT_EQ(strip().className(), "cat");
    EXPECT_DOUBLE_EQ(strip().probability(0, 2), 0.75);
}

TEST_F(InspectorNear, ManyCheckpointsAreReadOnlyIfTheUserAsks) {
    const EpochProbabilities one = inspection_.inspector.past.front();
    inspection_.inspector.past.assign(200, one);
    for (int i = 0; i < 200; ++i) {
        inspection_.inspector.past[static_cast<std::size_t>(i)].epoch = i + 1;
    }
    open();
    inspection_.deliver();
    choose("inspectorKind", "Test image");
    settle();
    EXPECT_EQ(inspection_.inspector.histories, 0);
    EXPECT_THAT(find<QLabel>("inspectorHistoryText").text().toStdString(),
                HasSubstr("200 epochs have a checkpoint"));
    QTest::mouseClick(&find<QPushButton>("inspectorPastCompute"), Qt::LeftButton);
    inspection_.deliver();
    EXPECT_EQ(strip().epochs().size(), 200U);
    EXPECT_FALSE(find<QLabel>("inspectorHistoryText").isVisible());
}

TEST_F(InspectorNear, APositionBehindTheLastImageIsThatOfTheLastOne) {
    open();
    inspection_.deliver();
    choose("inspectorKind", "Test image");
    inspection_.inspector.splitImages = 100000;
    auto& position = find<QSpinBox>("inspectorPosition");
    position.setValue(99999);
    inspection_.deliver();
    EXPECT_EQ(position.value(), 99999);
    inspection_.inspector.splitImages = 5; // another run
    record_.id = 2;
    open();
    inspection_.deliver();
    EXPECT_EQ(position.value(), 4);
    EXPECT_FALSE(find<QLabel>("inspectorProblem").isVisible());
    EXPECT_EQ(shown().back().pixels.front(), 160);
    EXPECT_EQ(view().reading().title, "Test image 0 (position 4), epoch 2");
    inspection_.inspector.splitImages = 100000; // and back
    record_.id = 1;
    open();
    inspection_.deliver();
    EXPECT_EQ(position.value(), 99999) << "the one that the user wants";
    choose("inspectorKind", "Probe image");
    EXPECT_EQ(position.value(), 1) << "there are two";
}

ImageReading readingOf(const std::vector<int>& predictions) {
    ImageReading reading;
    reading.maps.classes = 4;
    reading.maps.samples = 1;
    for (const int label : predictions) {
        LayerMaps layer{1, 1, {1}, {0.1F, 0.1F, 0.1F, 0.1F}};
        layer.probabilities[static_cast<std::size_t>(label)] = 0.7F;
        reading.maps.layers.push_back(layer);
    }
    return reading;
}

TEST(Agreement, GroupsTheLayersByTheirPrediction) {
    const auto groups = agreementOf(readingOf({2, 1, 1, 1, 0, 1, 2, 0, 0}));
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[0], (AgreementGroup{1, {2, 3, 4, 6}, true}));
    EXPECT_EQ(groups[1], (AgreementGroup{0, {5, 8, 9}, false}));
    EXPECT_EQ(groups[2], (AgreementGroup{2, {1, 7}, false}));
    EXPECT_EQ(scorersText(groups[0]), "layers 2–4, 6 and Fusion");
    EXPECT_EQ(scorersText(groups[1]), "layers 5, 8, 9");
    EXPECT_EQ(scorersText({0, {3}, false}), "layer 3");
    EXPECT_EQ(scorersText({0, {}, true}), "Fusion");
}

TEST(Agreement, NaNIsNoPrediction) {
    EXPECT_EQ(mostProbable({std::nan(""), 0.2, std::nan(""), 0.3}), 3);
    EXPECT_EQ(mostProbable({0.5, 0.5}), 0);
}

} // namespace
} // namespace asge
