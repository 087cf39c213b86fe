// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_view.h"

#include "tests/widgets/goodness/goodness_samples.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/epoch_timeline.h"
#include "widgets/common/theme.h"
#include "widgets/compare/map_compare_canvas.h"
#include "widgets/compare/map_compare_export.h"
#include "widgets/maps/map_drawing.h"
#include "widgets/maps/probe_gallery.h"

#include <gmock/gmock.h>

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace asge {
namespace {

using testing::ElementsAre;

class MapCompareViewTest : public testing::Test {
  protected:
    MapCompareViewTest() {
        view.setPalette(theme::lightPalette());
        view.resize(900, 600);
        view.show();
    }
    static MapRun run(RunId id, std::vector<int> epochs) {
        return {id,
                QStringLiteral("run %1").arg(id),
                test::makeImages(3),
                test::kClasses,
                test::makeLayers(),
                std::move(epochs)};
    }
    template <class Widget>
    Widget* child(const char* name) {
        return view.findChild<Widget*>(QString::fromLatin1(name));
    }
    MapCompareCanvas& canvas() { return *child<MapCompareCanvas>("mapsCanvas"); }
    /// Shows the goodness without normalisation, each layer on its own scale.
    void showGoodness() { child<QComboBox>("mapsScale")->setCurrentIndex(3); }
    void answer(RunId id, int epoch, float factor) {
        view.setMaps(id, epoch, test::makeSnapshot(3, factor));
    }

    MapCompareView view;
};

TEST_F(MapCompareViewTest, RequestsBothRunsAndShowsThemTogether) {
    EXPECT_TRUE(child<QLabel>("mapsEmpty")->isVisible());
    QSignalSpy asked(&view, &MapCompareView::mapsRequested);
    view.setRuns({run(1, {1, 2, 3}), run(2, {2, 3})});
    ASSERT_EQ(asked.count(), 2);
    EXPECT_EQ(asked[0][0].toLongLong(), 1);
    EXPECT_EQ(asked[1][0].toLongLong(), 2);
    EXPECT_EQ(asked[1][1].toInt(), 3) << "the last that both have";
    answer(1, 3, 1);
    EXPECT_TRUE(canvas().content().columns.empty()) << "the other is missing";
    answer(2, 3, 2);
    ASSERT_EQ(canvas().content().columns.size(), 2U);
    EXPECT_TRUE(canvas().isVisible());
    showGoodness();
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(6, 12, 18, 24));
    EXPECT_EQ(canvas().content().columns[0].a.prediction, QStringLiteral("✓ cat\t50 %"));
    child<ProbeGallery>("mapsGallery")->pick({2});
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(18, 36, 54, 72));
    child<QSlider>("mapsEpoch")->setValue(0);
    EXPECT_EQ(asked.count(), 4);
    EXPECT_EQ(asked[3][1].toInt(), 2);
    answer(2, 2, 5);
    answer(1, 2, 1);
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(72, 144, 216, 288));
    child<QSlider>("mapsEpoch")->setValue(1);
    EXPECT_EQ(asked.count(), 4) << "these are in the cache";
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(18, 36, 54, 72));
}

TEST_F(MapCompareViewTest, UntrainedReadoutsPredictNothing) {
    MapRun untrained = run(2, {1});
    untrained.scores = {findMethodFacts("backprop"), 3, 1};
    view.setRuns({run(1, {1}), untrained});
    answer(1, 1, 1);
    answer(2, 1, 2);
    const MapCompareCanvas::Content& content = canvas().content();
    ASSERT_EQ(content.columns.size(), 2U);
    EXPECT_TRUE(content.a.prediction.startsWith("Fusion ")) << content.a.prediction.toStdString();
    EXPECT_EQ(content.b.prediction, "") << "Fusion needs the readouts of all layers";
    EXPECT_EQ(content.columns[0].b.prediction, "untrained");
    EXPECT_EQ(content.columns[0].a.prediction, QStringLiteral("✓ cat\t50 %"));
    EXPECT_NE(content.columns[1].b.prediction, "untrained") << "the last readout learned";
}

TEST_F(MapCompareViewTest, TheGoodnessOfDifferentMethodsIsNotSubtracted) {
    MapRun a = run(1, {1});
    MapRun b = run(2, {1});
    a.scores.method = findMethodFacts("asge");
    b.scores.method = findMethodFacts("forward-forward");
    view.setRuns({a, b});
    answer(1, 1, 1);
    answer(2, 1, 100);
    const MapCompareCanvas::Content& content = canvas().content();
    EXPECT_TRUE(content.hasTwoScales());
    EXPECT_TRUE(content.columns[0].difference.isThere()) << "relative to each layer's mean";
    showGoodness();
    EXPECT_FALSE(content.columns[0].difference.isThere());
    EXPECT_NEAR(content.columns[0].scales.highB, 100 * content.columns[0].scales.high, 1e-6);
    b.scores.method = a.scores.method;
    view.setRuns({a, b});
    EXPECT_FALSE(content.hasTwoScales());
    EXPECT_TRUE(content.columns[0].difference.isThere());
    EXPECT_EQ(content.columns[0].scales.highB, content.columns[0].scales.high);
}

TEST_F(MapCompareViewTest, SidesAndLayersCanBeChosen) {
    view.setRuns({run(1, {1}), run(2, {1}), run(3, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    showGoodness();
    QSignalSpy asked(&view, &MapCompareView::mapsRequested);
    child<QComboBox>("mapsA")->setCurrentIndex(2);
    ASSERT_EQ(asked.count(), 1) << "only what is not in the cache";
    answer(3, 1, 4);
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(-12, -24, -36, -48));
    EXPECT_EQ(canvas().content().a.name, QStringLiteral("run 3"));
    child<QToolButton>("mapsLayers")->menu()->actions()[0]->trigger();
    ASSERT_EQ(canvas().content().columns.size(), 1U);
    EXPECT_EQ(canvas().content().columns[0].layer, 1);
    EXPECT_EQ(child<QToolButton>("mapsLayers")->text(), QStringLiteral("1 of 2 layers"));
}

TEST_F(MapCompareViewTest, DifferentPatchNumbersAreShownWithoutADifference) {
    MapRun other = run(2, {1});
    other.layers[0].patches = 1;
    other.layers.push_back({1, 1, 2, 2, false});
    view.setRuns({run(1, {1}), other});
    answer(1, 1, 1);
    auto snapshot = test::makeSnapshot(3);
    snapshot->layers[0].patches = 1;
    snapshot->layers[0].goodness.resize(9);
    snapshot->layers.push_back({1, 1, {1, 2, 3}, snapshot->layers[0].probabilities});
    snapshot->channels.resize(3);
    view.setMaps(2, 1, snapshot);
    const auto& columns = canvas().content().columns;
    ASSERT_EQ(columns.size(), 3U);
    EXPECT_EQ(columns[0].a.map.patches, 2);
    EXPECT_EQ(columns[0].b.map.patches, 1);
    EXPECT_FALSE(columns[0].difference.isThere());
    EXPECT_TRUE(columns[1].difference.isThere());
    EXPECT_FALSE(columns[2].a.map.isThere());
    EXPECT_TRUE(columns[2].b.map.isThere());
    view.grab(); // painting everything does not fail
    showGoodness();
    const QByteArray csv = mapsCsv(canvas().content());
    EXPECT_EQ(csv.count('\n'), 1 + (4 + 1) + 1 + 1) << "all that is shown: " << csv.data();
    EXPECT_TRUE(csv.contains(",1,1,1,24,,,,\r\n")) << "A's last patch: " << csv.data();
    EXPECT_TRUE(csv.contains(",1,0,0,,6,,,\r\n")) << "B's only one: " << csv.data();
    EXPECT_TRUE(csv.contains(",2,0,0,4000,4000,0,,\r\n")) << csv.data();
    EXPECT_TRUE(csv.contains(",3,0,0,,1,,,\r\n")) << "a layer of B alone: " << csv.data();
}

TEST_F(MapCompareViewTest, SwapsTheSidesAndKeepsTheImage) {
    MapRun other = run(2, {1});
    std::swap(other.images.indices[0], other.images.indices[2]);
    std::swap(other.images.labels[0], other.images.labels[2]);
    std::swap_ranges(other.images.pixels.begin(), other.images.pixels.begin() + 64,
                     other.images.pixels.begin() + 128);
    view.setRuns({run(1, {1}), other});
    answer(1, 1, 1);
    answer(2, 1, 1);
    showGoodness();
    child<ProbeGallery>("mapsGallery")->pick({2});
    EXPECT_EQ(canvas().content().index, 102);
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(-12, -24, -36, -48));
    QSignalSpy asked(&view, &MapCompareView::mapsRequested);
    QTest::mouseClick(child<QToolButton>("mapsSwap"), Qt::LeftButton);
    EXPECT_EQ(asked.count(), 0) << "both are in the cache";
    EXPECT_EQ(canvas().content().a.name, QStringLiteral("run 2"));
    EXPECT_EQ(canvas().content().index, 102) << "the first of this run's images";
    EXPECT_THAT(canvas().content().columns[0].difference.values, ElementsAre(12, 24, 36, 48));
}

TEST_F(MapCompareViewTest, BeginsWithTwoRunsThatShareAnEpoch) {
    view.setRuns({run(4, {5, 6}), run(7, {1, 2}), run(9, {2, 6})});
    EXPECT_EQ(child<QComboBox>("mapsA")->currentIndex(), 0);
    EXPECT_EQ(child<QComboBox>("mapsB")->currentIndex(), 2);
    view.setRuns({run(4, {5, 6}), run(7, {1, 2})});
    EXPECT_EQ(child<QComboBox>("mapsB")->currentIndex(), 1) << "two runs are always chosen";
}

TEST_F(MapCompareViewTest, ADarkThemeHasNoLightPatches) {
    view.setPalette(theme::darkPalette());
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 1.5F);
    showGoodness();
    const QImage picture = canvas().grab().toImage();
    const QColor zero = theme::diverging(0, true);
    int light = 0;
    int black = 0;
    const int from = 2 * picture.height() / 3; // the difference and its scale
    for (int y = from; y < picture.height(); ++y) {
        for (int x = picture.width() / 4; x < picture.width(); ++x) {
            const QColor color = picture.pixelColor(x, y);
            light += theme::luminance(color) > 0.75 && color.saturation() < 40 ? 1 : 0;
            black += std::abs(color.red() - zero.red()) + std::abs(color.blue() - zero.blue()) < 24;
        }
    }
    EXPECT_LT(light, 200) << "of texts only";
    EXPECT_GT(black, 20) << "the middle of the scale";
}

TEST_F(MapCompareViewTest, SaysThatMapsAreIdentical) {
    view.setRuns({run(1, {1}), run(2, {1})});
    EXPECT_FALSE(canvas().content().isSame()) << "there are no values yet";
    answer(1, 1, 1);
    answer(2, 1, 2);
    showGoodness();
    EXPECT_FALSE(canvas().content().isSame());
    view.setRuns({run(3, {1}), run(4, {1})});
    answer(3, 1, 1);
    answer(4, 1, 1);
    EXPECT_TRUE(canvas().content().isSame());
}

TEST_F(MapCompareViewTest, SaysWhatIsMissing) {
    const auto text = [&] { return child<QLabel>("mapsEmpty")->text(); };
    view.setRuns({run(1, {1}), run(2, {2})});
    EXPECT_TRUE(text().contains(QStringLiteral("no epoch"))) << text().toStdString();
    MapRun other = run(2, {1});
    other.images.indices = {5, 6, 7};
    view.setRuns({run(1, {1}), other});
    EXPECT_TRUE(text().contains(QStringLiteral("no probe image in common")));
    const QTemporaryDir dir;
    for (const char* name : {"m.svg", "m.csv"}) {
        QString reason;
        EXPECT_FALSE(view.exportTo(dir.filePath(QString::fromLatin1(name)), &reason));
        EXPECT_TRUE(reason.contains(QStringLiteral("no probe image in common")))
            << reason.toStdString();
    }
    view.setRuns({run(1, {1}), run(2, {1})});
    view.setMaps(1, 1, nullptr);
    answer(2, 1, 1);
    EXPECT_TRUE(text().contains(QStringLiteral("run 1 has no maps for epoch 1")));
    QSignalSpy messages(&view, &MapCompareView::message);
    view.setMaps(2, 1, test::makeSnapshot(2));
    EXPECT_EQ(messages.count(), 1) << "the number of images differs";
    view.setMaps(99, 1, test::makeSnapshot(3)); // a run that is not compared
    view.setRuns({});
    EXPECT_TRUE(text().contains(QStringLiteral("Select two or more runs")));
}

TEST_F(MapCompareViewTest, ControlsNeedMaps) {
    const auto areEnabled = [&] {
        const bool enabled = child<QSlider>("mapsOpacity")->isEnabled();
        for (const char* name : {"mapsLayers", "mapsPart", "mapsScale"}) {
            EXPECT_EQ(child<QWidget>(name)->isEnabled(), enabled) << name;
        }
        return enabled;
    };
    EXPECT_FALSE(areEnabled());
    EXPECT_FALSE(child<QComboBox>("mapsA")->isEnabled());
    EXPECT_FALSE(child<QToolButton>("mapsSwap")->isEnabled());
    EXPECT_TRUE(child<QSlider>("mapsOpacity")->toolTip().contains("Select two or more runs"));
    view.setRuns({run(1, {3}), run(2, {3})});
    answer(1, 3, 1);
    answer(2, 3, 2);
    EXPECT_TRUE(areEnabled());
    EXPECT_TRUE(child<QComboBox>("mapsA")->isEnabled());
    EXPECT_EQ(child<QSlider>("mapsOpacity")->toolTip(),
              "Opacity of A's and B's maps over the image");
    view.setRuns({run(1, {3}), run(2, {4})});
    EXPECT_FALSE(areEnabled());
    EXPECT_TRUE(child<QComboBox>("mapsB")->isEnabled()) << "another run may share an epoch";
}

TEST_F(MapCompareViewTest, ANarrowViewShowsTheFirstLayerAtOnce) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    auto* gallery = child<ProbeGallery>("mapsGallery");
    EXPECT_TRUE(gallery->isVisible());
    view.resize(320, 700);
    QTest::qWait(0);
    EXPECT_FALSE(gallery->isVisible());
    EXPECT_TRUE(child<QToolButton>("mapsNext")->isVisible());
    const QRect first = canvas().mapRect(0, MapCompareCanvas::kA);
    EXPECT_LE(canvas().x() + first.right(), canvas().parentWidget()->width());
    EXPECT_GE(canvas().parentWidget()->width(), 300);
    view.resize(900, 600);
    QTest::qWait(0);
    EXPECT_TRUE(gallery->isVisible());
}

TEST_F(MapCompareViewTest, LayersWithoutRoomAreInBandsBelow) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    EXPECT_EQ(canvas().mapRect(1, MapCompareCanvas::kA).top(),
              canvas().mapRect(0, MapCompareCanvas::kA).top());
    view.resize(460, 900);
    const auto* inner = child<QScrollArea>("mapsScroll");
    EXPECT_TRUE(QTest::qWaitFor(
        [&] {
            return canvas().mapRect(1, MapCompareCanvas::kA).top() >
                   canvas().mapRect(0, MapCompareCanvas::kDifference).bottom();
        },
        2000));
    EXPECT_EQ(canvas().mapRect(1, MapCompareCanvas::kA).left(),
              canvas().mapRect(0, MapCompareCanvas::kA).left());
    EXPECT_EQ(inner->horizontalScrollBar()->maximum(), 0) << "nothing is scrolled to the side";
    EXPECT_EQ(inner->verticalScrollBar()->maximum(), 0) << "the page scrolls as a whole";
}

TEST_F(MapCompareViewTest, ExportNeedsMaps) {
    auto* save = child<QToolButton>("mapsExport");
    EXPECT_FALSE(save->isEnabled());
    EXPECT_TRUE(save->toolTip().contains("There are no goodness maps to export."));
    EXPECT_FALSE(child<QComboBox>("mapsScale")->parentWidget()->findChild<QLabel*>()->isEnabled());
    view.setRuns({run(1, {1}), run(2, {1})});
    EXPECT_TRUE(save->isEnabled()) << "they are being read";
    answer(1, 1, 1);
    answer(2, 1, 2);
    EXPECT_TRUE(save->isEnabled());
    EXPECT_TRUE(child<QComboBox>("mapsScale")->parentWidget()->findChild<QLabel*>()->isEnabled());
}

TEST_F(MapCompareViewTest, OnlyThePageScrollsDown) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&view);
    window.resize(500, 300);
    window.show();
    view.show();
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window.verticalScrollBar()->maximum() > 0; }, 2000));
    auto* inner = qobject_cast<QScrollArea*>(canvas().parentWidget()->parentWidget());
    ASSERT_NE(inner, nullptr);
    EXPECT_TRUE(QTest::qWaitFor([&] { return inner->verticalScrollBar()->maximum() == 0; }, 2000));
    window.takeWidget();
}

TEST_F(MapCompareViewTest, MapsAreWholeBelowControlsInSeveralLines) {
    QScrollArea window;
    window.setWidgetResizable(true);
    auto* tabs = new QTabWidget; // as in the comparison; it asks no page for its height for a width
    tabs->addTab(&view, "maps");
    window.setWidget(tabs);
    window.show();
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    for (const int width : {340, 450, 560}) {
        window.resize(width, 300);
        const QWidget& shown = *canvas().parentWidget();
        const auto isWhole = [&] {
            const int bottom = shown.mapTo(&view, QPoint(0, shown.height())).y();
            return shown.height() >= canvas().height() &&
                   bottom <= view.findChild<EpochTimeline*>()->y();
        };
        EXPECT_TRUE(QTest::qWaitFor(isWhole, 2000))
            << width << ": " << shown.height() << " of " << canvas().height();
    }
    tabs->removeTab(0);
    view.setParent(nullptr);
}

TEST_F(MapCompareViewTest, ReadsAndExportsValues) {
    view.setRuns({run(1, {1}), run(2, {1})});
    showGoodness();
    answer(1, 1, 1);
    answer(2, 1, 2);
    QStringList said;
    for (int y = 0; y < canvas().height(); y += 20) {
        for (int x = 0; x < canvas().width(); x += 20) {
            QTest::mouseMove(&canvas(), {x, y});
            said << child<QLabel>("mapsReadout")->text();
        }
    }
    EXPECT_TRUE(
        said.contains(QStringLiteral("layer 1, patch row 1, column 1: A 24, B 48, B − A +24 "
                                     "(goodness)")));
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("m.csv"));
    ASSERT_TRUE(view.exportTo(file));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const QByteArray csv = in.readAll();
    EXPECT_TRUE(csv.contains("\r\n1,1,run 1,2,run 2,100,cat,absolute,1,1,1,24,48,24,,\r\n"))
        << csv.data();
    EXPECT_EQ(csv.count('\n'), 1 + 4 + 1);
    const QString drawing = dir.filePath(QStringLiteral("m.svg"));
    EXPECT_TRUE(view.exportTo(drawing));
    QFile svg(drawing);
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    EXPECT_TRUE(text.contains("Goodness maps of epoch 1 · A: run 1 · B: run 2"));
    EXPECT_GE(text.count("<image"), 4) << "a map is one picture, which has no seams";
}

TEST_F(MapCompareViewTest, ButtonsAndKeysGoThroughImages) {
    MapRun other = run(2, {1});
    other.images.indices[1] = 7; // the first and the last image are common
    view.setRuns({run(1, {1}), other});
    answer(1, 1, 1);
    answer(2, 1, 1);
    auto* gallery = child<ProbeGallery>("mapsGallery");
    ASSERT_EQ(gallery->model()->rowCount(), 2);
    EXPECT_EQ(gallery->model()->index(1, 0).data().toString(), "fox");
    EXPECT_FALSE(gallery->model()->index(1, 0).data(Qt::DecorationRole).value<QImage>().isNull());
    EXPECT_EQ(canvas().content().index, 100);
    EXPECT_FALSE(child<QToolButton>("mapsPrevious")->isEnabled());
    QTest::mouseClick(child<QToolButton>("mapsNext"), Qt::LeftButton);
    EXPECT_EQ(canvas().content().index, 102);
    EXPECT_EQ(child<QLabel>("mapsPlace")->text(), "2 of 2");
    EXPECT_FALSE(child<QToolButton>("mapsNext")->isEnabled());
    view.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(canvas().content().index, 100);
    QTest::keyClick(&canvas(), Qt::Key_Right, Qt::AltModifier);
    EXPECT_EQ(canvas().content().index, 102);
    QTest::keyClick(&canvas(), Qt::Key_Right, Qt::AltModifier);
    EXPECT_EQ(canvas().content().index, 102) << "there are no more";
    const QModelIndex shown = gallery->model()->index(1, 0);
    QTest::mouseClick(gallery->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      gallery->visualRect(shown).center());
    EXPECT_EQ(gallery->picked().size(), 1U) << "one of them is always shown";
}

TEST_F(MapCompareViewTest, KeysInTheMapsGoThroughEpochs) {
    view.setRuns({run(1, {1, 2, 3}), run(2, {1, 2, 3})});
    QTest::keyClick(&canvas(), Qt::Key_Left);
    EXPECT_EQ(child<QSlider>("mapsEpoch")->value(), 1);
    QTest::keyClick(&canvas(), Qt::Key_Right);
    EXPECT_EQ(child<QSlider>("mapsEpoch")->value(), 2);
}

TEST_F(MapCompareViewTest, ChannelsCanBeComparedOneByOne) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    auto snapshot = test::makeSnapshot(3);
    std::fill_n(snapshot->layers[0].goodness.begin(), 4, 50.0F); // channel 0 of the first image
    view.setMaps(2, 1, snapshot);
    showGoodness();
    auto* number = child<QSpinBox>("mapsNumber");
    EXPECT_FALSE(number->isVisible());
    child<QComboBox>("mapsPart")->setCurrentIndex(1);
    EXPECT_TRUE(number->isVisible());
    const auto& columns = canvas().content().columns;
    EXPECT_EQ(columns[0].a.channel, 2) << "3, 6, 9, 12 for the first image";
    EXPECT_EQ(columns[0].b.channel, 0);
    EXPECT_THAT(columns[0].difference.values, ElementsAre(47, 44, 41, 38));
    EXPECT_EQ(columns[0].a.share, "50 %");
    number->setValue(2);
    EXPECT_EQ(columns[0].a.channel, 1);
    EXPECT_EQ(columns[0].b.channel, 2);
    child<QComboBox>("mapsPart")->setCurrentIndex(2);
    EXPECT_EQ(number->maximum(), 2);
    EXPECT_THAT(columns[0].difference.values, ElementsAre(49, 48, 47, 46)) << "channel 0 of both";
    number->setValue(2);
    EXPECT_THAT(columns[0].difference.values, ElementsAre(0, 0, 0, 0));
    EXPECT_FALSE(columns[1].a.map.isThere()) << "layer 2 has two channels";
    EXPECT_FALSE(columns[1].difference.isThere());
    view.grab();
    const QByteArray csv = mapsCsv(canvas().content());
    EXPECT_TRUE(csv.contains(",1,1,1,12,12,0,2,2\r\n")) << csv.data();
    child<QComboBox>("mapsPart")->setCurrentIndex(1);
    EXPECT_EQ(number->value(), 2) << "each kind of part keeps its number";
    child<QComboBox>("mapsPart")->setCurrentIndex(0);
    EXPECT_FALSE(columns[0].a.channel);
    EXPECT_TRUE(columns[1].a.map.isThere());
}

TEST_F(MapCompareViewTest, SaysWhyEpochsLackMaps) {
    MapRun some = run(2, {1});
    some.kept = "Maps were kept for 1 of 3 epochs: 1; probe.budget did not allow the others.";
    view.setRuns({run(1, {1, 2, 3}), some});
    const auto* kept = child<QLabel>("mapsKept");
    EXPECT_TRUE(kept->isVisible());
    EXPECT_EQ(kept->text(), "B: " + some.kept);
    view.setRuns({run(1, {1, 2, 3}), run(3, {1, 2, 3})});
    EXPECT_FALSE(kept->isVisible());
}

/// The name of a choice does not say how many scales two methods have.
TEST_F(MapCompareViewTest, ChoicesOfTheScaleAreAboutLayers) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    const auto* scale = child<QComboBox>("mapsScale");
    for (int i = 0; i < scale->count(); ++i) {
        EXPECT_FALSE(scale->itemText(i).contains("one scale")) << scale->itemText(i).toStdString();
    }
    EXPECT_TRUE(scale->toolTip().contains("two methods"));
}

/// A tiny difference would look like a large one on the scale of its layer.
TEST_F(MapCompareViewTest, TheDifferenceOfASinglePatchHasItsValue) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    const auto& columns = canvas().content().columns;
    const auto single = std::find_if(columns.begin(), columns.end(), [](const auto& column) {
        return column.difference.patches == 1;
    });
    ASSERT_NE(single, columns.end());
    const QTemporaryDir dir;
    ASSERT_TRUE(view.exportTo(dir.filePath("m.svg")));
    QFile svg(dir.filePath("m.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(svg.readAll());
    EXPECT_TRUE(texts.contains(maps::signedNumber(single->difference.values.front())))
        << texts.join('\n').toStdString();
}

TEST_F(MapCompareViewTest, OneScaleOrOnePerLayer) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 3);
    const auto& columns = canvas().content().columns;
    const auto choose = [&](int scale) { child<QComboBox>("mapsScale")->setCurrentIndex(scale); };
    choose(2);
    EXPECT_EQ(columns[0].scales.high, niceCeiling(4000));
    EXPECT_EQ(columns[1].scales.high, niceCeiling(4000));
    choose(3);
    EXPECT_EQ(columns[0].scales.high, niceCeiling(72));
    EXPECT_EQ(columns[0].scales.far, niceCeiling(48));
    EXPECT_EQ(columns[1].scales.high, niceCeiling(4000));
    choose(0);
    EXPECT_EQ(columns[0].scales.high, columns[1].scales.high);
}

TEST_F(MapCompareViewTest, TheImageIsVisibleThroughMapsButNotTheDifference) {
    view.setRuns({run(1, {1}), run(2, {1})});
    answer(1, 1, 1);
    answer(2, 1, 2);
    child<ProbeGallery>("mapsGallery")->pick({1});
    const QImage before = canvas().grab().toImage();
    child<QSlider>("mapsOpacity")->setValue(0);
    const QImage after = canvas().grab().toImage();
    const QRgb dimmed = canvas().content().dimmed.pixel(4, 4);
    int through = 0;
    int others = 0;
    for (int y = 0; y < before.height(); ++y) {
        for (int x = 0; x < before.width(); ++x) {
            if (before.pixel(x, y) != after.pixel(x, y)) {
                ++(after.pixel(x, y) == dimmed ? through : others);
            }
        }
    }
    EXPECT_GT(through, 1000);
    EXPECT_EQ(others, 0) << "the difference and the scales stay as they are";
}

TEST_F(MapCompareViewTest, TheReadoutOfAPatchFollowsTheImage) {
    view.setRuns({run(1, {1}), run(2, {1})});
    showGoodness();
    answer(1, 1, 1);
    answer(2, 1, 2);
    const auto text = [&] { return child<QLabel>("mapsReadout")->text(); };
    QTest::mouseMove(&canvas(), canvas().mapRect(0, MapCompareCanvas::kA).topLeft() + QPoint(3, 3));
    EXPECT_TRUE(text().contains("A 6, B 12, B − A +6 (goodness)")) << text().toStdString();
    child<ProbeGallery>("mapsGallery")->pick({1});
    EXPECT_TRUE(text().contains("A 12, B 24, B − A +12 (goodness)")) << text().toStdString();
}

TEST_F(MapCompareViewTest, AHiddenViewRequestsNothing) {
    view.hide();
    QSignalSpy asked(&view, &MapCompareView::mapsRequested);
    view.setRuns({run(1, {1}), run(2, {1})});
    EXPECT_EQ(asked.count(), 0);
    view.show();
    EXPECT_EQ(asked.count(), 2);
}

} // namespace
} // namespace asge
