// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/inspector/inspector_fixture.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/learned_strip.h"

#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QRegularExpression>
#include <QSpinBox>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <gmock/gmock.h>

#include <cmath>

namespace asge {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

using InspectorPageTest = test::InspectorFixture;

TEST_F(InspectorPageTest, ShowsAProbeImageWithoutTheData) {
    open();
    inspection_.deliver();
    ASSERT_THAT(shown(), SizeIs(1));
    EXPECT_EQ(shown()[0].pixels, std::vector<std::uint8_t>(16, 100));
    EXPECT_EQ(shown()[0].labels, std::vector<int>{1});
    EXPECT_EQ(inspection_.states.back().epoch, 0) << "the newest checkpoint";
    const QString csv = exported();
    EXPECT_THAT(csv.toStdString(), HasSubstr("1,probability,cat,,,0.5"));
    EXPECT_THAT(csv.toStdString(), HasSubstr("0,fusion,dog,,,0.525"));
}

TEST_F(InspectorPageTest, TheEvidenceSumsToTheDifferenceOfLogits) {
    open();
    choose("inspectorClass", "cat");
    choose("inspectorAgainst", "fox");
    inspection_.deliver();
    double sum = 0;
    for (const QString& line : exported().split('\n')) {
        if (line.startsWith("1,2,1,evidence,") || line.startsWith("1,2,1,bias,")) {
            EXPECT_THAT(line.toStdString(), HasSubstr("cat − fox"));
            sum += line.split(',').last().toDouble();
        }
    }
    const double pixel = 100.0 / 255;
    // Weights of cat: 1 0 0 0, bias 0.5; of fox: 0 0 1 -1, bias 0. All patches are alike.
    EXPECT_NEAR(sum, pixel + 0.5, 1e-6);
}

TEST_F(InspectorPageTest, AStrokeIsShownToTheNetwork) {
    open();
    auto& pad = find<DrawingPad>("drawingPad");
    pad.setBrush(1.2);
    QTest::mousePress(&pad, Qt::LeftButton, {}, padPixel(0.5, 0.5));
    QTest::mouseMove(&pad, padPixel(3.5, 0.5));
    QTest::mouseRelease(&pad, Qt::LeftButton, {}, padPixel(3.5, 0.5));
    inspection_.deliver();
    const std::vector<std::uint8_t>& pixels = shown().back().pixels;
    for (std::size_t x = 0; x < 4; ++x) {
        EXPECT_GT(pixels[x], 150) << x;
        EXPECT_LT(pixels[12 + x], 10) << x;
    }
    EXPECT_EQ(find<QComboBox>("inspectorKind").currentText(), "Drawing or file");
    EXPECT_GE(page_.latency(), 0);

    QTest::mouseClick(&find<QToolButton>("inspectorUndo"), Qt::LeftButton);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels, std::vector<std::uint8_t>(16, 0));
}

TEST_F(InspectorPageTest, TheUserDrawsOnTheImageThatIsShown) {
    open();
    inspection_.deliver();
    auto& pad = find<DrawingPad>("drawingPad");
    EXPECT_EQ(qRed(pad.drawing().pixel(3, 3)), 100);
    EXPECT_EQ(find<QComboBox>("inspectorKind").currentText(), "Probe image");
    pad.setBrush(1.2);
    QTest::mouseClick(&pad, Qt::LeftButton, {}, padPixel(0.5, 0.5));
    inspection_.deliver();
    EXPECT_GT(shown().back().pixels[0], 150);
    EXPECT_EQ(shown().back().pixels[15], 100);
    QTest::keyClick(&pad, Qt::Key_Z, Qt::ControlModifier);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels, std::vector<std::uint8_t>(16, 100));
}

TEST_F(InspectorPageTest, TheRightButtonErases) {
    open();
    auto& pad = find<DrawingPad>("drawingPad");
    QImage white(4, 4, QImage::Format_RGB888);
    white.fill(Qt::white);
    pad.setDrawing(white);
    pad.setBrush(1.2);
    QTest::mouseClick(&pad, Qt::RightButton, {}, padPixel(1.5, 1.5));
    inspection_.deliver();
    EXPECT_LT(shown().back().pixels[5], 100);
    EXPECT_EQ(shown().back().pixels[15], 255);
    QTest::mouseClick(&find<QToolButton>("inspectorClear"), Qt::LeftButton);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels, std::vector<std::uint8_t>(16, 0));
}

TEST_F(InspectorPageTest, AnImageIsPasted) {
    open();
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(QColor(200, 200, 200));
    QGuiApplication::clipboard()->setImage(image);
    QTest::keyClick(&page_, Qt::Key_V, Qt::ControlModifier);
    inspection_.deliver(); // the image
    inspection_.deliver(); // what the network makes of it
    EXPECT_EQ(shown().back().pixels, std::vector<std::uint8_t>(16, 200));
    QGuiApplication::clipboard()->setText("no image");
    QTest::keyClick(&page_, Qt::Key_V, Qt::ControlModifier);
    EXPECT_EQ(find<QLabel>("inspectorProblem").text(), "The clipboard holds no image.");
}

TEST_F(InspectorPageTest, ADroppedFileIsShownAsPredictWouldShowIt) {
    open();
    const QTemporaryDir folder;
    const QString file = folder.filePath("wide.png");
    QImage image(16, 4, QImage::Format_RGB32); // its centre is white
    image.fill(Qt::black);
    for (int y = 0; y < 4; ++y) {
        for (int x = 6; x < 10; ++x) {
            image.setPixelColor(x, y, Qt::white);
        }
    }
    ASSERT_TRUE(image.save(file));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    const auto drop = [&] {
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QCoreApplication::sendEvent(&page_, &enter);
        EXPECT_TRUE(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page_, &event);
    };
    drop();
    inspection_.deliver(); // the file
    inspection_.deliver(); // what the network makes of it
    EXPECT_EQ(shown().back().pixels, std::vector<std::uint8_t>(16, 255));
    QFile::remove(file);
    drop();
    inspection_.deliver();
    EXPECT_THAT(find<QLabel>("inspectorProblem").text().toStdString(), HasSubstr("wide.png"));
}

TEST_F(InspectorPageTest, AnotherRunHasItsOwnClasses) {
    record_.classNames.resize(50, "more");
    open();
    choose("inspectorClass", "fox");
    find<QComboBox>("inspectorAgainst").setCurrentIndex(40); // class 39
    record_.classNames.resize(3);
    record_.id = 2;
    open();
    inspection_.deliver();
    EXPECT_THAT(exported().toStdString(), HasSubstr("1,evidence,dog − cat,"))
        << "the predicted class against its rival";
}

TEST_F(InspectorPageTest, AStrokeReadsNoHistory) {
    open();
    inspection_.deliver();
    int asked = 0;
    QObject::connect(&state_, &RunState::probabilitiesRequested, &page_, [&] { ++asked; });
    auto& pad = find<DrawingPad>("drawingPad");
    QTest::mouseClick(&pad, Qt::LeftButton, {}, padPixel(0.5, 0.5));
    EXPECT_EQ(asked, 0);
    choose("inspectorKind", "Probe image");
    EXPECT_EQ(asked, 1);
}

TEST_F(InspectorPageTest, TestImagesComeByTheirPosition) {
    open();
    choose("inspectorKind", "Test image");
    find<QSpinBox>("inspectorPosition").setValue(3);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels.front(), 120);
    inspection_.inspector.imageProblem = "the data of run 1 have changed";
    find<QSpinBox>("inspectorPosition").setValue(2);
    inspection_.deliver();
    EXPECT_EQ(find<QLabel>("inspectorProblem").text(), "the data of run 1 have changed");
    inspection_.inspector.imageProblem.clear();
    choose("inspectorKind", "Validation image");
    find<QSpinBox>("inspectorPosition").setValue(1);
    inspection_.deliver();
    EXPECT_EQ(shown().back().pixels.front(), 60);
    EXPECT_FALSE(find<QLabel>("inspectorProblem").isVisible());
}

TEST_F(InspectorPageTest, AHiddenPageAsksNothing) {
    state_.apply(test::resetTo(record_));
    page_.setRun(&state_);
    EXPECT_TRUE(inspection_.waiting.empty());
    page_.show();
    EXPECT_FALSE(inspection_.waiting.empty());
}

TEST_F(InspectorPageTest, ANewEpochIsLookedAtIfTheNewestIsShown) {
    open();
    inspection_.deliver();
    RunDelta delta;
    delta.run = 1;
    delta.epochs = {record_.epochs.back()};
    delta.epochs.front().epoch = 3;
    state_.apply(delta);
    EXPECT_FALSE(inspection_.waiting.empty());
    inspection_.deliver();
    find<QSpinBox>("inspectorEpoch").setValue(2);
    inspection_.deliver();
    EXPECT_EQ(inspection_.states.back().epoch, 2);
    delta.epochs.front().epoch = 4;
    state_.apply(delta);
    EXPECT_TRUE(inspection_.waiting.empty());
}

TEST_F(InspectorPageTest, WritesPictures) {
    open();
    inspection_.deliver();
    const QTemporaryDir folder;
    for (const char* ending : {"png", "svg", "pdf"}) {
        const QString file = folder.filePath(QStringLiteral("inspector.") + ending);
        QString reason;
        EXPECT_TRUE(page_.exportTo(file, &reason)) << reason.toStdString();
        EXPECT_GT(QFile(file).size(), 1000) << ending;
    }
}

TEST_F(InspectorPageTest, NamesOfClassesAndHeadsAreNotCut) {
    inspection_.inspector.facts().classNames = {"T-shirt/top", "Ankle boot", "Pullover"};
    record_.classNames = inspection_.inspector.facts().classNames;
    inspection_.inspector.setChannels(100000); // its head is wider than the names
    inspection_.inspector.near = {{{3, 0, 0.125}, {0, 2, 0.5}}, {{4, 0, 0.25}, {3, 0, 0.75}}};
    page_.resize(560, 600);
    open();
    inspection_.deliver();
    ASSERT_TRUE(QTest::qWaitFor([&] { return !inspection_.waiting.empty(); }, 2000));
    inspection_.deliver();
    const QTemporaryDir folder;
    ASSERT_TRUE(page_.exportTo(folder.filePath("i.svg")));
    QFile file(folder.filePath("i.svg"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(file.readAll());
    EXPECT_TRUE(texts.filter(u8"…").isEmpty()) << texts.join('\n').toStdString();
    EXPECT_GE(texts.count("T-shirt/top"), 3) << "in the bars of both layers and Fusion";
    EXPECT_EQ(texts.filter(QRegularExpression("^100.?000 channels$")).size(), 1);
    EXPECT_TRUE(texts.contains("P 2")) << "the head has a second line";
}

TEST_F(InspectorPageTest, TheHeadingOfTheHistoryIsNotCut) {
    record_.classNames = {"cat", "a class with a name that is quite long", "fox"};
    open();
    state_.setStoredProbabilities({{1, 2, 3, {{0.5F, 0.25F, 0.25F, 0, 0, 1}}}});
    auto& strip = find<LearnedStrip>("inspectorHistory");
    int tall = 0;
    for (const int width : {340, 460, 900}) {
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        const int height = strip.heightForWidth(width);
        QPainter painter(&svg);
        painter.setFont(strip.font());
        strip.paint(painter, {0, 0, width, height}, page_.palette());
        painter.end();
        const QString heading = test::textsOf(buffer.data()).join(' ');
        EXPECT_TRUE(heading.contains("Probability of the label, a class with a name that is quite"))
            << heading.toStdString();
        EXPECT_TRUE(heading.contains("dot: wrong prediction")) << heading.toStdString();
        EXPECT_EQ(strip.cellRect(1, 0, {0, 0, width, height}).height(),
                  strip.cellRect(1, 0, {0, 0, 900, strip.heightForWidth(900)}).height());
        tall = std::max(tall, height);
    }
    EXPECT_GT(tall, strip.heightForWidth(900)) << "it takes two lines";
    page_.resize(700, 700);
    QCoreApplication::processEvents();
    EXPECT_EQ(strip.height(), strip.heightForWidth(strip.width()));
}

TEST(Learned, SaysWhenAnImageWasRightAndForgotten) {
    const std::vector<int> epochs{1, 2, 3, 5, 6, 8};
    EXPECT_EQ(learnedOf(epochs, {false, false, false, false, false, false}), (Learned{{}, {}, {}}));
    EXPECT_EQ(learnedOf(epochs, {false, true, true, true, true, true}), (Learned{2, 2, {}}));
    EXPECT_EQ(learnedOf(epochs, {true, false, true, false, true, true}), (Learned{6, 1, {2, 5}}));
    EXPECT_EQ(learnedOf(epochs, {false, false, true, true, true, false}), (Learned{{}, 3, {8}}));
}

TEST_F(InspectorPageTest, TheHistoryDoesNotContradictTheShownEpoch) {
    open();
    const auto summaries = [&] {
        auto& strip = find<LearnedStrip>("inspectorHistory");
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        const QRect place(0, 0, 1200, strip.heightForWidth(1200));
        QPainter painter(&svg);
        painter.setFont(strip.font());
        strip.paint(painter, place, page_.palette());
        painter.end();
        return test::textsOf(buffer.data());
    };
    // Only the maps of epoch 1 are stored, in which layer 2 was wrong.
    state_.setStoredProbabilities({{1, 2, 3, {{0, 1, 0, 0, 0, 1}, {1, 0, 0, 0, 0, 1}}}});
    EXPECT_TRUE(summaries().contains("never right in 1 stored epoch"))
        << summaries().join('\n').toStdString();
    inspection_.deliver(); // the network of epoch 2 is right
    auto& strip = find<LearnedStrip>("inspectorHistory");
    EXPECT_EQ(strip.epochs(), (std::vector<int>{1, 2}));
    EXPECT_TRUE(strip.isRight(1, 1));
    EXPECT_TRUE(summaries().contains("right since epoch 2"))
        << summaries().join('\n').toStdString();
    EXPECT_TRUE(strip.note().isEmpty()) << strip.note().toStdString();
    find<QSpinBox>("inspectorPosition").setValue(1); // of which only epoch 1 is known
    EXPECT_EQ(strip.epochs(), (std::vector<int>{1}));
}

TEST_F(InspectorPageTest, ThePanelReachesTheLowerEdge) {
    open();
    inspection_.deliver();
    const QImage picture = page_.grab().toImage();
    const QColor panel = theme::plotColors(page_.palette()).background;
    const int right = picture.width() - 4;
    EXPECT_EQ(picture.pixelColor(right, picture.height() - 2), panel);
    choose("inspectorKind", "Drawing or file");
    EXPECT_EQ(page_.grab().toImage().pixelColor(right, picture.height() - 2), panel);
}

TEST_F(InspectorPageTest, TheHistoryOfAProbeImageIsThatOfItsProbabilities) {
    open();
    // Two samples of three classes; sample 0 has label 1.
    state_.setStoredProbabilities(
        {{1, 2, 3, {{0.5F, 0.25F, 0.25F, 0, 0, 1}, {0.25F, 0.5F, 0.25F, 0, 0, 1}}},
         {2, 2, 3, {{0.25F, 0.75F, 0, 0, 0, 1}, {0.5F, 0.25F, 0.25F, 0, 0, 1}}}});
    auto& strip = find<LearnedStrip>("inspectorHistory");
    ASSERT_EQ(strip.rows(), 3);
    ASSERT_EQ(strip.epochs(), (std::vector<int>{1, 2}));
    EXPECT_FALSE(strip.isRight(0, 0));
    EXPECT_TRUE(strip.isRight(1, 0));
    EXPECT_TRUE(strip.isRight(0, 1));
    EXPECT_FALSE(strip.isRight(1, 1));
    EXPECT_DOUBLE_EQ(strip.probability(0, 1), 0.75);
    EXPECT_DOUBLE_EQ(strip.probability(2, 1), 0.5) << "Fusion: the mean";
    EXPECT_TRUE(strip.isRight(2, 1));
    EXPECT_EQ(strip.learned(1), (Learned{{}, 1, {2}}));
    choose("inspectorKind", "Drawing or file");
    EXPECT_THAT(strip.epochs(), testing::IsEmpty());
}

} // namespace
} // namespace asge
