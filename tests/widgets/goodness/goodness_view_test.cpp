// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/goodness/goodness_samples.h"
#include "widgets/common/marked_slider.h"
#include "widgets/common/theme.h"
#include "widgets/goodness/goodness_canvas.h"
#include "widgets/goodness/goodness_painter.h"
#include "widgets/goodness/goodness_view.h"
#include "widgets/maps/probe_gallery.h"

#include <gmock/gmock.h>

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <limits>

namespace asge {
namespace {

using testing::ElementsAre;

class GoodnessViewTest : public testing::Test {
  protected:
    void SetUp() override {
        // Numbers have separators on every machine.
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        view.resize(1000, 800);
        view.show();
        view.setRun(test::makeImages(5), test::kClasses, test::makeLayers());
        QObject::connect(&view, &GoodnessView::mapsRequested, &view,
                         [this](int epoch) { requests.push_back(epoch); });
    }

    void TearDown() override { QLocale::setDefault(QLocale::c()); }

    template <typename Widget>
    Widget* find(const char* name) {
        return view.findChild<Widget*>(QString::fromLatin1(name));
    }
    GoodnessCanvas* canvas() { return find<GoodnessCanvas>("goodnessCanvas"); }
    QSlider* slider() { return find<QSlider>("goodnessEpoch"); }
    QString caption() { return find<QLabel>("goodnessEpochCaption")->text(); }

    /// The read-out at a place of the picture (not scrolled).
    QString readoutAt(const QPoint& point) {
        QWidget* viewport = canvas()->viewport();
        QMouseEvent move(QEvent::MouseMove, point, viewport->mapToGlobal(point), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(viewport, &move);
        return find<QLabel>("goodnessReadout")->text();
    }
    /// A value that identifies the snapshot: layer 1, image 0, patch (0, 0) is 6 · factor.
    QString shownGoodness() {
        const QString text = readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(3, 3));
        const qsizetype start = text.indexOf("goodness ");
        return start < 0 ? QString() : text.mid(start + 9).section(' ', 0, 0);
    }
    void clickImage(int sample, Qt::KeyboardModifiers modifiers = {}) {
        auto* gallery = find<ProbeGallery>("goodnessGallery");
        const QRect rect = gallery->visualRect(gallery->model()->index(sample, 0));
        QTest::mouseClick(gallery->viewport(), Qt::LeftButton, modifiers, rect.center());
    }
    std::vector<int> picked() { return find<ProbeGallery>("goodnessGallery")->picked(); }

    GoodnessView view;
    std::vector<int> requests;
};

TEST_F(GoodnessViewTest, ClicksSelectImages) {
    EXPECT_THAT(picked(), ElementsAre(0, 1, 2)); // images are picked from the start
    clickImage(1);
    EXPECT_THAT(picked(), ElementsAre(1));
    clickImage(4, Qt::ControlModifier);
    EXPECT_THAT(picked(), ElementsAre(1, 4));
    EXPECT_EQ(canvas()->layoutNow().rows(), 2);
    clickImage(0);
    clickImage(2, Qt::ShiftModifier);
    EXPECT_THAT(picked(), ElementsAre(0, 1, 2));
}

TEST_F(GoodnessViewTest, TheSelectionStaysWithTheSameImages) {
    clickImage(3);
    view.setRun(test::makeImages(5), test::kClasses, test::makeLayers());
    EXPECT_THAT(picked(), ElementsAre(3));
    view.setRun(test::makeImages(2), test::kClasses, test::makeLayers());
    EXPECT_THAT(picked(), ElementsAre(0, 1));
}

TEST_F(GoodnessViewTest, TheSelectionIsRestored) {
    clickImage(3);
    const QVariantMap state = view.saveState();
    GoodnessView next;
    next.restoreState(state);
    next.setRun(test::makeImages(5), test::kClasses, test::makeLayers());
    EXPECT_THAT(next.findChild<ProbeGallery*>("goodnessGallery")->picked(), ElementsAre(3));
    next.setRun(test::makeImages(2), test::kClasses, test::makeLayers());
    EXPECT_THAT(next.findChild<ProbeGallery*>("goodnessGallery")->picked(), ElementsAre(0, 1));
}

TEST_F(GoodnessViewTest, AnOpenedRunShowsItsLastEpoch) {
    view.setEpochs({2, 4, 6});
    EXPECT_THAT(requests, ElementsAre(6));
    EXPECT_EQ(caption(), "epoch 6 of 6 · reading…");
    EXPECT_EQ(shownGoodness(), "");
    view.setEpochMaps(6, test::makeSnapshot(5, 6));
    EXPECT_EQ(caption(), "epoch 6 of 6");
    EXPECT_EQ(shownGoodness(), "36");
}

TEST_F(GoodnessViewTest, KeysAndLateAnswers) {
    view.setEpochs({1, 2, 3});
    view.setEpochMaps(3, test::makeSnapshot(5, 3));
    slider()->setFocus();
    QTest::keyClick(slider(), Qt::Key_Left);
    QTest::keyClick(slider(), Qt::Key_Left);
    EXPECT_THAT(requests, ElementsAre(3, 2, 1));
    EXPECT_EQ(caption(), "epoch 1 of 3 · reading…");
    EXPECT_EQ(shownGoodness(), "18"); // the old maps stay until the answer comes

    view.setEpochMaps(2, test::makeSnapshot(5, 2)); // late: kept in the cache, but not shown
    EXPECT_EQ(shownGoodness(), "18");
    view.setEpochMaps(1, test::makeSnapshot(5, 1));
    EXPECT_EQ(shownGoodness(), "6");
    QTest::keyClick(canvas(), Qt::Key_Right); // the canvas moves the slider too
    EXPECT_EQ(shownGoodness(), "12");
    EXPECT_THAT(requests, ElementsAre(3, 2, 1)); // the other epochs came from the cache
}

TEST_F(GoodnessViewTest, ForgetsEpochsBeyondItsCache) {
    std::vector<int> epochs;
    for (int epoch = 1; epoch <= 70; ++epoch) {
        epochs.push_back(epoch);
    }
    view.setEpochs(epochs);
    for (const int epoch : epochs) {
        view.setEpochMaps(epoch, test::makeSnapshot(5, static_cast<float>(epoch)));
    }
    requests.clear();
    slider()->setValue(10); // epoch 11 is still in the cache
    slider()->setValue(2);  // epoch 3 was dropped when epoch 67 came
    EXPECT_THAT(requests, ElementsAre(3));
}

TEST_F(GoodnessViewTest, LiveMapsAreShownOnlyAtLive) {
    view.setLive(true);
    EXPECT_EQ(caption(), "live · waiting for maps");
    auto live = test::makeSnapshot(5, 10);
    live->epoch = 3;
    live->step = 1234;
    view.setLiveMaps(live);
    EXPECT_EQ(caption(), "live · epoch 4, step 1,234");
    EXPECT_EQ(shownGoodness(), "60");
    view.addEpoch(1);
    view.addEpoch(2);
    // epochs are added without moving the slider
    EXPECT_EQ(caption(), "live · epoch 4, step 1,234");
    view.setFinished(3, 1234, {});
    EXPECT_EQ(caption(), "live · end of epoch 3, step 1,234") << "the next one has not begun";

    QTest::keyClick(slider(), Qt::Key_Home);
    view.setEpochMaps(1, test::makeSnapshot(5, 1));
    view.setLiveMaps(test::makeSnapshot(5, 20));
    view.addEpoch(3);
    EXPECT_EQ(caption(), "epoch 1 of 3"); // the user has moved the slider, so it stays
    EXPECT_EQ(shownGoodness(), "6");
    QTest::keyClick(slider(), Qt::Key_End);
    EXPECT_EQ(shownGoodness(), "120");
}

TEST_F(GoodnessViewTest, TheEndOfARunMovesTheSliderToItsLastEpoch) {
    view.setEpochs({1, 2});
    view.setLive(true); // the slider was at the end, so it moves on to live
    view.setLiveMaps(test::makeSnapshot(5, 9));
    requests.clear();
    view.setLive(false);
    EXPECT_THAT(requests, ElementsAre(2));
    EXPECT_EQ(caption(), "epoch 2 of 2 · reading…");
    view.setLiveMaps(test::makeSnapshot(5, 8)); // a late snapshot
    view.setEpochMaps(2, test::makeSnapshot(5, 2));
    EXPECT_EQ(shownGoodness(), "12");

    slider()->setValue(0);
    view.setLive(true);
    view.setLive(false);
    EXPECT_EQ(caption().left(12), "epoch 1 of 2"); // at another stop, the slider stays
}

TEST_F(GoodnessViewTest, AnEpochWithoutMapsSaysSo) {
    QSignalSpy messages(&view, &GoodnessView::message);
    view.setEpochs({1});
    view.setEpochMaps(1, nullptr);
    ASSERT_EQ(messages.size(), 1);
    EXPECT_EQ(messages[0][0].toString(), "Epoch 1 has no stored maps");
    EXPECT_EQ(caption(), "epoch 1 of 1 · no maps");
}

TEST_F(GoodnessViewTest, MapsThatDoNotFitAreIgnored) {
    QSignalSpy messages(&view, &GoodnessView::message);
    view.setLive(true);
    view.setLiveMaps(test::makeSnapshot(5));
    view.setLiveMaps(test::makeSnapshot(4));
    view.setLiveMaps(test::makeSnapshot(4)); // the same message is not repeated
    ASSERT_EQ(messages.size(), 1);
    EXPECT_EQ(messages[0][0].toString(), "Live maps are ignored: it has 4 images, the run 5");
    EXPECT_EQ(shownGoodness(), "6");
    view.setRun({1, 2, 1, 1, {}, {}, {}}, {}, {});
    EXPECT_EQ(messages.size(), 2);
}

TEST_F(GoodnessViewTest, PlayGoesThroughTheEpochsAndWaitsForEach) {
    view.setEpochs({1, 2, 3});
    view.setEpochMaps(3, test::makeSnapshot(5, 3));
    requests.clear();
    auto* play = find<QToolButton>("goodnessPlay");
    QTest::mouseClick(play, Qt::LeftButton);
    EXPECT_THAT(requests, ElementsAre(1));
    QTest::qWait(800);
    EXPECT_THAT(requests, ElementsAre(1)); // the epoch is not shown yet, so playing waits
    view.setEpochMaps(1, test::makeSnapshot(5, 1));
    EXPECT_TRUE(QTest::qWaitFor([this] { return requests.size() == 2; }, 60000));
    view.setEpochMaps(2, test::makeSnapshot(5, 2));
    EXPECT_TRUE(QTest::qWaitFor([play] { return !play->isChecked(); }, 60000));
    EXPECT_EQ(caption(), "epoch 3 of 3");
}

TEST_F(GoodnessViewTest, SaysThatARunHasNoFinishedEpoch) {
    EXPECT_TRUE(canvas()->isEmpty());
    EXPECT_TRUE(canvas()->accessibleDescription().contains("no finished epoch"));
    view.setLive(true); // training has begun, but its first maps have not arrived
    EXPECT_FALSE(canvas()->isEmpty());
    view.setLive(false);
    EXPECT_TRUE(canvas()->isEmpty());
    view.setEpochs({1});
    EXPECT_FALSE(canvas()->isEmpty());
    view.clear();
    EXPECT_TRUE(canvas()->accessibleDescription().contains("Press Train"));
}

TEST(GoodnessTicks, AreRoundNumbers) {
    const auto ticks = [](double high, int most) {
        QStringList texts;
        for (const double tick : roundTicks(high, most)) {
            texts << shortNumber(tick);
        }
        return texts.join(' ').toStdString();
    };
    EXPECT_EQ(ticks(2.5, 6), "0 0.5 1 1.5 2 2.5");
    EXPECT_EQ(ticks(2.5, 4), "0 1 2");
    EXPECT_EQ(ticks(2.0, 4), "0 0.5 1 1.5 2");
    EXPECT_EQ(ticks(0.3, 3), "0 0.1 0.2 0.3");
    EXPECT_EQ(ticks(7342, 6), "0 2000 4000 6000");
    EXPECT_EQ(ticks(1e-5, 1), "0 1e-05");
    EXPECT_EQ(ticks(0, 4), "");
    EXPECT_EQ(ticks(std::numeric_limits<double>::infinity(), 4), "");
}

TEST(GoodnessColumns, SixLayersAndTheirTextsFit) {
    GoodnessScene scene;
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    const std::vector<LayerInfo> layers(6, LayerInfo{128, 8, 14, 14, true});
    scene.setScores({findMethodFacts("forward-forward"), 2, 0}); // has the longest notes
    scene.setRun(images, {"a", "b"}, layers);
    scene.setPicked({0, 1});
    constexpr int kWindow = 880; // its width in a window of 1440 pixels
    for (const int width : {kWindow, 500}) {
        const GoodnessLayout layout(scene, QApplication::font(), {width, 700});
        EXPECT_TRUE(width < kWindow || layout.size().width() <= width);
        const QFontMetrics small(layout.smallFont());
        ASSERT_TRUE(layout.splitsHeader());
        for (const QString& text :
             {GoodnessLayout::channelsText(layers[0]), GoodnessLayout::mapText(layers[0])}) {
            EXPECT_LE(small.horizontalAdvance(text), layout.header(0).width());
        }
        const QRect notes = layout.notes({0, 0, width, layout.footerHeight()});
        const QRect needed = small.boundingRect(notes, Qt::TextWordWrap, layout.noteText());
        EXPECT_LE(needed.bottom(), layout.footerHeight()) << width;
        EXPECT_LE(needed.right(), width);
    }
}

TEST(GoodnessColumns, FourLayersFitBesideTheDocksOfASmallWindow) {
    GoodnessScene scene;
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    const std::vector<LayerInfo> layers(4, LayerInfo{128, 8, 14, 14, true});
    scene.setRun(images, {"a", "b"}, layers);
    scene.setPicked({0, 1});
    constexpr int kWindow = 520; // its width in a window of 1312 pixels with two docks
    const GoodnessLayout layout(scene, QApplication::font(), {kWindow, 700});
    EXPECT_LE(layout.size().width(), kWindow);
    EXPECT_LT(QFontMetrics(layout.smallFont()).horizontalAdvance(layout.meanText(1234.5)),
              layout.header(0).width());
    EXPECT_EQ(GoodnessLayout(scene, QApplication::font(), {1200, 700}).meanText(9.58),
              "layer mean 9.58");
}

/// A scene of two images and four layers.
GoodnessScene sceneOfFourLayers() {
    GoodnessScene scene;
    const ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    scene.setRun(images, {"a", "b"}, std::vector<LayerInfo>(4, LayerInfo{128, 8, 14, 14, true}));
    scene.setPicked({0, 1});
    return scene;
}

TEST(GoodnessColumns, NamesAreWholeAndGapsAreEqual) {
    GoodnessScene scene;
    ProbeImages images{1, 3, 32, 32, std::vector<std::uint8_t>(3 * 32 * 32), {0}, {132}};
    const std::vector<LayerInfo> layers(4, LayerInfo{128, 4, 32, 32, true});
    scene.setRun(images, {"aquarium_fish", "telephone", "T-shirt/top", "caterpillar"}, layers);
    scene.setPicked({0});
    auto snapshot = std::make_shared<ProbeSnapshot>();
    snapshot->samples = 1;
    snapshot->classes = 4;
    for (std::size_t layer = 0; layer < 4; ++layer) {
        LayerMaps maps{128, 4, std::vector<float>(128 * 16, 1), std::vector<float>(4)};
        maps.probabilities[layer] = 1; // "100 %" is the widest
        snapshot->layers.push_back(maps);
    }
    scene.setValues(std::make_shared<GoodnessValues>(snapshot));
    for (const int width : {540, 566, 700, 900, 2300}) { // the least: a window of 1366 pixels
        const GoodnessLayout layout(scene, QApplication::font(), {width, 700});
        const GoodnessPainter painter(scene, layout, theme::lightPalette());
        EXPECT_EQ(painter.missingWidth(), 0) << width;
        EXPECT_LE(layout.size().width(), width);
        EXPECT_EQ(layout.map(0, 0).left() - layout.image(0).right(),
                  layout.map(0, 1).left() - layout.map(0, 0).right());
        EXPECT_EQ(layout.splitsPredictions(), width < 800) << width;
    }
}

TEST(GoodnessColumns, MapsUseTheRoomOfALargeView) {
    const GoodnessScene scene = sceneOfFourLayers();
    for (const QSize window : {QSize(2300, 1250), QSize(2300, 560), QSize(1600, 900)}) {
        const GoodnessLayout layout(scene, QApplication::font(), window);
        const int side = layout.map(0, 0).width();
        EXPECT_LE(layout.size().width(), window.width());
        EXPECT_EQ(side % 28, 0) << "whole pixels";
        EXPECT_LE(side, window.height() - layout.headerHeight() - layout.footerHeight());
        if (side > 260) { // a whole row is visible
            EXPECT_LE(layout.rowHeight(),
                      window.height() - layout.headerHeight() - layout.footerHeight());
        }
    }
    const GoodnessLayout large(scene, QApplication::font(), {2300, 1250});
    EXPECT_GT(large.size().width(), 2300 * 85 / 100) << "little of the width is left empty";
}

TEST(GoodnessColumns, TheTitleOfTheScaleIsWhole) {
    GoodnessScene scene = sceneOfFourLayers();
    for (const GoodnessScale scale :
         {GoodnessScale::relative, GoodnessScale::absolute, GoodnessScale::eachLayer}) {
        scene.setScale(scale);
        for (const int width : {240, 320, 900}) {
            const GoodnessLayout layout(scene, QApplication::font(), {width, 500});
            const QRect place = layout.titleRect({0, 0, width, layout.footerHeight()});
            const QRect needed = QFontMetrics(layout.font())
                                     .boundingRect(place, Qt::TextWordWrap, layout.titleText());
            EXPECT_LE(needed.height(), place.height()) << width;
            EXPECT_LE(needed.width(), place.width()) << width;
            EXPECT_LE(place.bottom(), layout.bar({0, 0, width, 0}).top()) << width;
            EXPECT_EQ(layout.noteText().contains("One scale for all layers."),
                      scale != GoodnessScale::eachLayer);
        }
    }
}

TEST_F(GoodnessViewTest, ControlsNeedAPicture) {
    const auto isEnabled = [&] {
        const bool enabled = find<QComboBox>("goodnessScale")->isEnabled();
        EXPECT_EQ(find<QSlider>("goodnessOpacity")->isEnabled(), enabled);
        EXPECT_EQ(find<QSpinBox>("goodnessChannels")->isEnabled(), enabled);
        return enabled;
    };
    EXPECT_FALSE(isEnabled()) << "no epoch";
    EXPECT_FALSE(find<QToolButton>("goodnessExport")->isEnabled());
    for (const char* name : {"goodnessScale", "goodnessOpacity"}) {
        const auto labels = find<QWidget>(name)->parentWidget()->findChildren<QLabel*>();
        ASSERT_EQ(labels.size(), 1);
        EXPECT_FALSE(labels[0]->isEnabled()) << name;
    }
    EXPECT_TRUE(find<QSlider>("goodnessOpacity")->toolTip().contains("No maps are shown."));
    view.setEpochs({1});
    view.setEpochMaps(1, test::makeSnapshot(5));
    EXPECT_TRUE(isEnabled());
    EXPECT_TRUE(find<QToolButton>("goodnessExport")->isEnabled());
    EXPECT_TRUE(find<QWidget>("goodnessScale")->parentWidget()->findChild<QLabel*>()->isEnabled());
    EXPECT_TRUE(find<QSlider>("goodnessOpacity")
                    ->toolTip()
                    .startsWith("Opacity of the maps over the images."));
    view.clear();
    EXPECT_FALSE(isEnabled());
}

TEST_F(GoodnessViewTest, ReadoutsAreRight) {
    view.resize(2000, 1400); // the second image is visible, and the longest text fits
    view.setEpochs({1});
    view.setEpochMaps(1, test::makeSnapshot(5));
    const GoodnessLayout layout = canvas()->layoutNow();
    const QRect map = layout.map(1, 0); // image 1
    EXPECT_EQ(readoutAt(map.bottomLeft() + QPoint(2, -2)),
              "dog, test image 101 · layer 1 · patch (1, 0): rows 3–6, columns 0–3 of 7 × 7 · "
              "goodness 36 · 0.8 × layer mean");
    // The strongest channel is 2 with half of the goodness; its patch (0, 1) is 3 · 2 · 2.
    EXPECT_EQ(readoutAt(layout.channel(1, 0, 0).topRight() + QPoint(-2, 2)),
              "dog, test image 101 · layer 1 · channel 2, 50.0 % of the layer's goodness for this "
              "image · patch (0, 1): rows 0–3, columns 3–6 of 7 × 7 · goodness 12 · 0.267 × layer "
              "mean");
    EXPECT_EQ(readoutAt(layout.prediction(1, 1).center()),
              "dog, test image 101 · layer 2 · predicts dog 80.0 %, cat 10.0 %, fox 10.0 %");
    EXPECT_EQ(readoutAt(layout.image(1).center()), "dog, test image 101 (probe image 1)");
    EXPECT_EQ(readoutAt({2, 2}), "");
}

TEST_F(GoodnessViewTest, ALongReadoutKeepsItsValues) {
    view.setEpochs({1});
    view.setEpochMaps(1, test::makeSnapshot(5));
    auto* label = find<QLabel>("goodnessReadout");
    for (const int width : {700, 560}) {
        view.resize(width, 1400);
        QCoreApplication::processEvents();
        const QString text = readoutAt(canvas()->layoutNow().map(0, 0).topLeft() + QPoint(3, 3));
        EXPECT_TRUE(text.endsWith("× layer mean")) << width << text.toStdString();
        EXPECT_TRUE(text.contains(u'…')) << width << text.toStdString();
        EXPECT_LE(label->fontMetrics().horizontalAdvance(text), label->contentsRect().width());
    }
}

TEST_F(GoodnessViewTest, CellsCoverTheirPatches) {
    const LayerInfo layer = test::makeLayers()[0]; // P = 2 on 7 × 7
    const QRect map(10, 20, 140, 140);
    EXPECT_EQ(GoodnessLayout::exactPatch(map, layer, 0, 1), QRect(70, 20, 80, 80));
    EXPECT_EQ(GoodnessLayout::drawnPatch(map, layer, 0, 0), QRect(10, 20, 70, 70));
    EXPECT_EQ(GoodnessLayout::drawnPatch(map, layer, 1, 1), QRect(80, 90, 70, 70));
}

TEST_F(GoodnessViewTest, ColoursAreThoseOfTheScale) {
    find<QSlider>("goodnessOpacity")->setValue(100);
    view.setEpochs({1});
    auto snapshot = test::makeSnapshot(5);
    snapshot->layers[0].goodness[3] = std::numeric_limits<float>::quiet_NaN(); // patch (1, 1)
    view.setEpochMaps(1, snapshot);
    clickImage(0);
    find<QComboBox>("goodnessScale")->setCurrentIndex(2); // each layer: 6 to 18
    const QImage shown = canvas()->viewport()->grab().toImage();
    const QRect map = canvas()->layoutNow().map(0, 0);
    const auto at = [&](double x, double y) {
        return shown.pixelColor(map.left() + static_cast<int>(x * map.width()),
                                map.top() + static_cast<int>(y * map.height()));
    };
    EXPECT_EQ(at(0.25, 0.25).rgb(), theme::sequential(0).rgb());
    EXPECT_EQ(at(0.25, 0.75).rgb(), theme::sequential(1).rgb());
    const QColor broken = at(0.75, 0.75);
    EXPECT_EQ(broken.red(), broken.green()); // grey and hatched, unlike any colour of the scale
    EXPECT_EQ(broken.red(), broken.blue());
}

TEST_F(GoodnessViewTest, ExportsCanBeReadAgain) {
    QTemporaryDir folder;
    QString reason;
    EXPECT_FALSE(view.exportTo(folder.filePath("a.png"), &reason));
    EXPECT_EQ(reason, "There are no goodness maps to export");
    view.setEpochs({1});
    view.setEpochMaps(1, test::makeSnapshot(5));
    find<QSpinBox>("goodnessChannels")->setValue(0);
    for (const char* name : {"a.png", "a.svg", "a.pdf", "a.csv"}) {
        EXPECT_TRUE(view.exportTo(folder.filePath(name), &reason)) << reason.toStdString();
    }
    const QSize size = QImage(folder.filePath("a.png")).size() / 2;
    EXPECT_EQ(size.width(), canvas()->pictureSize(canvas()->viewport()->size()).width());
    EXPECT_GT(size.height(), canvas()->pictureSize(canvas()->viewport()->size()).height())
        << "with a title";
    QSvgRenderer svg(folder.filePath("a.svg"));
    EXPECT_TRUE(svg.isValid());
    EXPECT_EQ(svg.viewBox().size(), size);
    QFile drawing(folder.filePath("a.svg"));
    ASSERT_TRUE(drawing.open(QIODevice::ReadOnly));
    // Three images, and each of them below two maps, which are pictures: areas would have seams.
    EXPECT_GE(drawing.readAll().count("<image"), 3 + 2 * 3 * 2);
    QFile pdf(folder.filePath("a.pdf"));
    ASSERT_TRUE(pdf.open(QIODevice::ReadOnly));
    EXPECT_EQ(pdf.read(5), "%PDF-");
    QFile csv(folder.filePath("a.csv"));
    ASSERT_TRUE(csv.open(QIODevice::ReadOnly));
    EXPECT_EQ(csv.readAll().count('\n'), 1 + 3 * (4 + 1)); // three images, sums only
    EXPECT_FALSE(view.exportTo(folder.filePath("a.gif"), &reason));
    EXPECT_TRUE(reason.contains("a.gif")) << reason.toStdString();
    EXPECT_FALSE(view.exportTo(folder.filePath("no/such/a.csv"), &reason));
    EXPECT_TRUE(reason.contains("a.csv")) << reason.toStdString();
}

TEST_F(GoodnessViewTest, ClearLeavesTheEmptyState) {
    view.setEpochs({1});
    view.setEpochMaps(1, test::makeSnapshot(5));
    view.clear();
    EXPECT_TRUE(picked().empty());
    EXPECT_FALSE(slider()->isEnabled());
    EXPECT_EQ(canvas()->accessibleDescription(),
              "The goodness maps of each layer appear here.\nPress Train, or open a run.");
    EXPECT_EQ(caption(), "");
    view.grab(); // painting without a run does not fail
}

TEST_F(GoodnessViewTest, AnOpenRunWithoutProbeImagesSaysSo) {
    const QSignalSpy messages(&view, &GoodnessView::message);
    view.setRun({}, test::kClasses, test::makeLayers());
    EXPECT_EQ(canvas()->accessibleDescription(),
              "No probe images of this run are stored, so it has no maps.");
    EXPECT_TRUE(messages.isEmpty()) << "it is no fault";
}

TEST_F(GoodnessViewTest, TheSliderHasMarksOfInterventions) {
    view.setEpochs({2, 4, 6});
    view.setMarks({{2, 0, "Pause"}, {3, 1, "Freeze layer 1"}, {9, 2, "Reset layer 2"}});
    auto& marked = *find<MarkedSlider>("goodnessEpoch");
    ASSERT_EQ(marked.marks().size(), 3U);
    EXPECT_EQ(marked.marks()[0].value, 0);
    EXPECT_FALSE(marked.marks()[0].color.isValid());
    EXPECT_EQ(marked.marks()[1].value, 1) << "seen in the maps of epoch 4";
    EXPECT_TRUE(marked.marks()[1].color.isValid());
    EXPECT_EQ(marked.marks()[2].value, 2) << "not seen yet";
    view.setEpochs({2, 3, 4, 6, 10});
    EXPECT_EQ(marked.marks()[2].value, 4);
    EXPECT_TRUE(marked.textAt(-100).isEmpty());
    EXPECT_TRUE(marked.textAt(marked.width() - 10).contains("Reset layer 2"));
}

TEST_F(GoodnessViewTest, SaysWhatWasShownIfALabelIsDrawnIn) {
    const auto atImage = [&] { return readoutAt(canvas()->layoutNow().image(0).center()); };
    const auto showMaps = [&] {
        view.setLive(true);
        view.setLiveMaps(test::makeSnapshot(5));
    };
    showMaps();
    EXPECT_EQ(atImage(), "cat, test image 100 (probe image 0)");
    EXPECT_FALSE(canvas()->layoutNow().noteText().contains("positive images"));
    view.setScores({findMethodFacts("forward-forward"), 3, 0});
    view.setRun(test::makeImages(5), test::kClasses, test::makeLayers());
    showMaps();
    EXPECT_EQ(atImage(), "cat, test image 100 (probe image 0) · label drawn in: cat");
    EXPECT_TRUE(
        canvas()->layoutNow().noteText().startsWith("The maps are those of positive images"));
}

TEST_F(GoodnessViewTest, UntrainedReadoutsPredictNothing) {
    view.setScores({findMethodFacts("backprop"), 3, 1});
    view.setRun(test::makeImages(5), test::kClasses, test::makeLayers());
    view.setLive(true);
    view.setLiveMaps(test::makeSnapshot(5));
    const auto atPrediction = [&](int layer) {
        return readoutAt(canvas()->layoutNow().prediction(0, layer).center());
    };
    EXPECT_TRUE(atPrediction(0).contains("untrained")) << atPrediction(0).toStdString();
    EXPECT_TRUE(atPrediction(1).contains("predicts")) << "the last readout learned";
}

} // namespace
} // namespace asge
