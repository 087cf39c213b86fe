// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/evidence/evidence_fixture.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_view.h"

#include <gmock/gmock.h>

#include <QClipboard>
#include <QMimeData>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QSvgRenderer>

#include <map>
#include <set>

namespace asge {
namespace {

using EvidencePictureTest = test::EvidenceFixture;

TEST_F(EvidencePictureTest, ReadoutsOfTheCursorAreRight) {
    open();
    choose("evidenceAgainst", "nothing");
    const EvidenceLayout layout = canvas()->layoutNow();
    // Image 1 is a dog; epoch 3: the goodness of patch 2 is 3 · 3 · 2 · (1 + 2 + 3).
    double patch = 0;
    double sum = 0;
    for (int channel = 0; channel < 3; ++channel) {
        for (int i = 0; i < 4; ++i) {
            const double term = static_cast<float>(test::weightOf(0, 1, channel, i)) * 3.0 *
                                (channel + 1) * (i + 1) * 2;
            sum += term;
            patch += i == 2 ? term : 0;
        }
    }
    const QRect map = layout.map(1, 0);
    EXPECT_EQ(readoutAt(map.bottomLeft() + QPoint(3, -3)),
              QStringLiteral("dog, test image 101 · layer 1 · patch (1, 0): rows 3–6, columns 0–3 "
                             "of 7 × 7 · %1 %2 nats · %3 % of the sum · goodness 108")
                  .arg(patch < 0 ? "takes" : "adds", signedText(patch, 2))
                  .arg(100 * patch / sum, 0, 'f', 1)
                  .toStdString());
    const auto maps = test::makeEvidenceMaps(test::kEvidenceImages, 3.0F);
    const std::string text = readoutAt(layout.sum(1, 0).center());
    EXPECT_THAT(text,
                testing::HasSubstr("layer 1 · dog: evidence " + signedText(sum, 2).toStdString()));
    EXPECT_THAT(text, testing::HasSubstr(
                          "= logit " + signedText(test::logitOf(*maps, 0, 1, 1), 2).toStdString()));
    EXPECT_EQ(readoutAt(layout.image(1).center()), "dog, test image 101 (probe image 1)");
    EXPECT_EQ(readoutAt({2, 2}), "");
    EXPECT_THAT(canvas()->accessibleDescription().toStdString(),
                testing::HasSubstr("cat, test image 100 · layer 2 · cat: evidence"));
}

TEST_F(EvidencePictureTest, ColoursAreThoseOfTheScale) {
    open();
    choose("evidenceAgainst", "nothing");
    choose("evidenceScale", "one per layer");
    find<QSlider>("evidenceOpacity")->setValue(100);
    const QImage shown = canvas()->viewport()->grab().toImage();
    const EvidenceLayout layout = canvas()->layoutNow();
    // The colours of layer 1 go to niceCeiling of its largest patch in the three images.
    double high = 0;
    std::vector<double> first;
    for (int sample = 0; sample < 3; ++sample) {
        for (int i = 0; i < 4; ++i) {
            double value = 0;
            for (int channel = 0; channel < 3; ++channel) {
                value += static_cast<float>(test::weightOf(0, sample, channel, i)) * 3.0 *
                         (channel + 1) * (i + 1) * (sample + 1);
            }
            high = std::max(high, std::abs(value));
            if (sample == 2) {
                first.push_back(value);
            }
        }
    }
    high = niceCeiling(high);
    const QRect map = layout.map(2, 0).translated(-canvas()->scrollOffset());
    for (int i = 0; i < 4; ++i) {
        const QColor at = shown.pixelColor(map.left() + map.width() * (1 + 2 * (i % 2)) / 4,
                                           map.top() + map.height() * (1 + 2 * (i / 2)) / 4);
        const QColor expected = theme::diverging(first[static_cast<std::size_t>(i)] / high,
                                                 theme::isDark(page_.palette()));
        EXPECT_NEAR(at.red(), expected.red(), 2) << i;
        EXPECT_NEAR(at.green(), expected.green(), 2) << i;
        EXPECT_NEAR(at.blue(), expected.blue(), 2) << i;
    }
}

TEST_F(EvidencePictureTest, UntrainedReadoutsAreNotDrawnAndSetNoScale) {
    open();
    auto& view = *page_.findChild<EvidenceView*>();
    const auto shown = [&](int layer, const char* scale, std::size_t untrained) {
        view.setUntrained(untrained, 0);
        test::settle(page_);
        choose("evidenceScale", "one per layer");
        choose("evidenceScale", scale);
        const QPoint corner = canvas()->layoutNow().map(2, layer).topLeft() + QPoint(3, 3);
        return canvas()->viewport()->grab().toImage().pixelColor(corner - canvas()->scrollOffset());
    };
    EXPECT_EQ(shown(1, "one for all layers", 1), shown(1, "one per layer", 1));
    EXPECT_NE(shown(1, "one for all layers", 0), shown(1, "one per layer", 0));
    const QPoint map = canvas()->layoutNow().map(0, 0).topLeft() + QPoint(5, 5);
    EXPECT_THAT(readoutAt(map), testing::Not(testing::HasSubstr("untrained readout")));
    view.setUntrained(1, 0);
    test::settle(page_);
    EXPECT_THAT(readoutAt(map), testing::HasSubstr("untrained readout"));
}

TEST_F(EvidencePictureTest, PicturesAreExportedAndCopied) {
    open();
    QTemporaryDir folder;
    QString reason;
    for (const char* name : {"a.png", "a.svg", "a.pdf", "a.csv"}) {
        EXPECT_TRUE(page_.exportTo(folder.filePath(name), &reason)) << reason.toStdString();
    }
    const QSize size = QImage(folder.filePath("a.png")).size() / 2;
    EXPECT_EQ(size.width(), canvas()->pictureSize(canvas()->viewport()->size()).width());
    EXPECT_GT(size.height(), canvas()->pictureSize(canvas()->viewport()->size()).height())
        << "with a title";
    QSvgRenderer svg(folder.filePath("a.svg"));
    EXPECT_TRUE(svg.isValid());
    EXPECT_EQ(svg.viewBox().size(), size);
    EXPECT_FALSE(page_.exportTo(folder.filePath("a.gif"), &reason));
    QApplication::clipboard()->clear();
    QTest::keyClick(canvas(), Qt::Key_C, Qt::ControlModifier);
    if (QApplication::clipboard()->image().isNull()) { // shortcuts need an active window
        find<QAction>("evidenceCopy")->trigger();
    }
    EXPECT_EQ(QApplication::clipboard()->image().size(), size * 2);
    EXPECT_EQ(messages_.last(), "Copied the picture");
}

TEST_F(EvidencePictureTest, PatchesAreFoundWithinTheirBounds) {
    open();
    const EvidenceLayout layout = canvas()->layoutNow();
    const QRect map = layout.map(0, 0); // P = 2 on 7 × 7: rows 0–3 and 3–6
    const MapSpot spot = layout.spotAt(map.center() + QPoint(3, -3));
    EXPECT_EQ(spot.kind, MapSpot::Kind::patch);
    EXPECT_EQ(spot.i, 0);
    EXPECT_EQ(spot.j, 1);
    const QRect outline = *layout.rectOf(spot);
    EXPECT_NEAR(outline.left() - map.left(), map.width() * 3.0 / 7, 1);
    EXPECT_NEAR(outline.bottom() + 1 - map.top(), map.height() * 4.0 / 7, 1);
}

TEST_F(EvidencePictureTest, TextsOfAFileAreWhole) {
    page_.resize(520, 600);
    open();
    choose("evidenceAgainst", "strongest rival");
    const QTemporaryDir folder;
    ASSERT_TRUE(page_.exportTo(folder.filePath("a.svg")));
    QFile file(folder.filePath("a.svg"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(file.readAll());
    EXPECT_TRUE(texts.filter(u8"…").isEmpty()) << texts.join('\n').toStdString();
    EXPECT_EQ(texts.count("evidence"), 6);
    EXPECT_EQ(texts.count("= margin"), 6) << texts.join('\n').toStdString();
}

TEST_F(EvidencePictureTest, TheNumbersOfALayerHaveEqualDecimals) {
    open();
    const QTemporaryDir folder;
    ASSERT_TRUE(page_.exportTo(folder.filePath("a.svg")));
    QFile file(folder.filePath("a.svg"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QStringList texts = test::textsOf(file.readAll());
    // Cell by cell: layer 1 and 2 of image 1, then of image 2 and 3.
    std::vector<std::set<qsizetype>> decimals(2);
    int cell = -1;
    for (const QString& text : texts) {
        cell += text == "evidence" ? 1 : 0;
        const qsizetype point = text.indexOf('.');
        if (cell >= 0 && (text.startsWith('+') || text.startsWith(u'−')) && point > 0) {
            decimals[static_cast<std::size_t>(cell % 2)].insert(text.size() - point);
        }
        if (text.startsWith("Evidence for")) {
            break; // the scale
        }
    }
    for (const auto& layer : decimals) {
        EXPECT_EQ(layer.size(), 1U) << texts.join('\n').toStdString();
    }
}

TEST_F(EvidencePictureTest, MapsUseTheRoomOfALargeView) {
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    EvidenceScene scene;
    scene.setRun(images, {"a", "b"}, std::vector<LayerInfo>(4, LayerInfo{128, 7, 14, 14, true}));
    scene.setPicked({0, 1});
    const QSize window(2300, 1250);
    const EvidenceLayout layout(scene, QApplication::font(), window);
    EXPECT_GT(layout.size().width(), window.width() * 85 / 100);
    EXPECT_LE(layout.rowHeight(), window.height() - layout.headerHeight() - layout.footerHeight());
    EXPECT_EQ(layout.map(0, 0).width() % 28, 0) << "whole pixels";
    scene.setEnlarged(1);
    const EvidenceLayout enlarged(scene, QApplication::font(), window);
    EXPECT_GT(enlarged.map(0, 1).width(), 460);
    EXPECT_LE(enlarged.rowHeight(),
              window.height() - enlarged.headerHeight() - enlarged.footerHeight());
}

TEST_F(EvidencePictureTest, PatchesThatOverlapAreNamed) {
    RunRecord record = test::tinyRecord(1, 3, RunStatus::finished);
    record.layers = test::makeLayers();
    record.images = test::makeImages(test::kEvidenceImages);
    record.classNames = test::kClasses;
    // Layer 1 is read out as a whole; its 2 × 2 patches of 7 × 7 pixels overlap.
    auto whole = std::make_shared<Readouts>(*test::makeReadouts());
    LayerReadout& first = whole->layers[0];
    first.patches = 1;
    first.weights.resize(static_cast<std::size_t>(3 * first.channels));
    EvidenceScene scene;
    scene.setRun(record.images, record.classNames, record.layers);
    scene.setPicked({0});
    scene.setMaps({test::makeEvidenceMaps(test::kEvidenceImages), whole});
    while (scene.computeSome(100)) {
    }
    EXPECT_EQ(scene.cell(0, 0)->sentence,
              "The 2 × 2 patches of 7 × 7 pixels overlap, so their evidence does not sum to the "
              "logit.");
    EXPECT_EQ(scene.cell(0, 1)->sentence, "");
}

TEST_F(EvidencePictureTest, ASmallWindowScrollsThePageAsAWhole) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page_);
    window.resize(330, 220);
    window.show();
    open();
    EXPECT_GT(window.verticalScrollBar()->maximum(), 0);
    EXPECT_EQ(canvas()->verticalScrollBar()->maximum(), 0);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window.horizontalScrollBar()->maximum() == 0; }, 2000))
        << window.horizontalScrollBar()->maximum();
    EXPECT_GT(canvas()->horizontalScrollBar()->maximum(), 0) << "the maps are wider";
    EXPECT_TRUE(canvas()->horizontalScrollBar()->isVisible());
    window.resize(1100, 700);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window.verticalScrollBar()->maximum() == 0; }, 2000))
        << canvas()->minimumSizeHint().height();
    EXPECT_GT(canvas()->verticalScrollBar()->maximum(), 0);
    window.takeWidget();
}

TEST_F(EvidencePictureTest, RowsOfControlsWrapInASmallWindow) {
    QScrollArea window;
    window.setWidgetResizable(true);
    window.setWidget(&page_);
    window.resize(430, 300);
    window.show();
    open();
    for (int i = 0; i < 3; ++i) { // heights follow from widths, and the page from heights
        test::settle(page_);
    }
    EXPECT_EQ(page_.width(), window.viewport()->width());
    EXPECT_LT(find<QWidget>("evidenceClass")->mapTo(&page_, QPoint()).y(),
              find<QWidget>("evidenceGallery")->mapTo(&page_, QPoint()).y())
        << "beside the images, the controls would have many rows";
    auto* note = find<QLabel>("evidenceUntrained");
    note->setText(QString(40, 'w').replace('w', "a word "));
    note->show();
    for (int i = 0; i < 3; ++i) {
        test::settle(page_);
    }
    EXPECT_EQ(note->mapTo(&page_, QPoint()).x(), 0);
    EXPECT_LE(note->width(), window.viewport()->width());
    EXPECT_GE(note->height(), note->heightForWidth(note->width())) << "its text is whole";
    for (const char* name : {"evidenceClass", "evidenceAgainst", "evidenceScale", "evidenceExport",
                             "evidenceEpochCaption"}) {
        const auto* control = find<QWidget>(name);
        const QPoint end = control->mapTo(&page_, QPoint(control->width(), control->height()));
        EXPECT_LE(end.x(), window.viewport()->width()) << name;
    }
    const auto* last = find<QWidget>("evidenceExport");
    EXPECT_LE(last->mapTo(&page_, QPoint(0, last->height())).y(),
              canvas()->mapTo(&page_, QPoint(0, 0)).y())
        << "the picture is below all rows";
    window.takeWidget();
}

} // namespace
} // namespace asge
