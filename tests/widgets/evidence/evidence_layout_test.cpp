// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/evidence/evidence_samples.h"
#include "tests/widgets/svg_texts.h"
#include "widgets/common/theme.h"
#include "widgets/evidence/evidence_layout.h"
#include "widgets/evidence/evidence_painter.h"

#include <QApplication>
#include <QBuffer>
#include <QFontMetrics>
#include <QPainter>
#include <QSvgGenerator>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(EvidenceColumns, NamesOfClassesAreWhole) {
    ProbeImages images = test::makeImages(1);
    const std::vector<LayerInfo> layers{test::makeLayers()};
    EvidenceScene scene;
    scene.setRun(images, {"aquarium_fish", "telephone", "caterpillar"}, layers);
    scene.setPicked({0});
    scene.setMaps({test::makeEvidenceMaps(1), test::makeReadouts()});
    while (scene.computeSome(100)) {
    }
    for (const int against : {EvidenceQuestion::kRival, EvidenceQuestion::kNothing}) {
        EvidenceQuestion question = scene.question();
        question.against = against;
        scene.setQuestion(question);
        while (scene.computeSome(100)) {
        }
        for (const int width : {345, 400, 600, 1400}) { // 345: as beside two more in 1366 pixels
            const EvidenceLayout layout(scene, QApplication::font(), {width, 700});
            const EvidencePainter painter(scene, layout, theme::lightPalette());
            EXPECT_EQ(painter.missingWidth(), 0) << width;
            EXPECT_EQ(layout.map(0, 0).left() - layout.image(0).right(),
                      layout.map(0, 1).left() - layout.map(0, 0).right());
        }
        EXPECT_TRUE(EvidenceLayout(scene, QApplication::font(), {345, 700}).splitsClasses());
        EXPECT_FALSE(EvidenceLayout(scene, QApplication::font(), {1400, 700}).splitsClasses());
    }
}

TEST(EvidenceColumns, TheSubtractedClassIsBesideTheOtherOne) {
    ProbeImages images = test::makeImages(1);
    EvidenceScene scene;
    scene.setRun(images, {"aquarium_fish", "telephone", "caterpillar"}, test::makeLayers());
    scene.setPicked({0});
    scene.setMaps({test::makeEvidenceMaps(1), test::makeReadouts()});
    while (scene.computeSome(100)) {
    }
    const EvidenceLayout layout(scene, QApplication::font(), {345, 700});
    ASSERT_TRUE(layout.splitsClasses());
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    QPainter painter(&svg);
    EvidencePainter(scene, layout, theme::lightPalette(), true)
        .paint(painter, layout.size(), {}, {{0, 0}, layout.size()});
    painter.end();
    const QStringList texts = test::textsOf(buffer.data());
    EXPECT_EQ(texts.count("probability"), 2) << texts.join('\n').toStdString();
    EXPECT_EQ(texts.count("of rival"), 2) << "below the probability of the class, in each layer";
    EXPECT_EQ(texts.count("rival") + texts.count("rival logit"), 2) << "beside its logit";
    EXPECT_TRUE(texts.join(' ').contains("One scale for all layers."));
    EXPECT_EQ(layout.sumLine(0, 0, 1).top(), layout.sumLine(0, 0, 0).bottom() + 1);
    EXPECT_GT(layout.probabilityLine(0, 0, 0).top(), layout.sumLine(0, 0, 1).bottom() + 1);
    EXPECT_GT(layout.sumLine(0, 0, 2).top(), layout.probabilityLine(0, 0, 1).bottom() + 1);
    EXPECT_LE(layout.sum(0, 0).bottom(), layout.rowTop(1));
}

TEST(EvidenceColumns, LayersFitAWindow) {
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    for (const auto& [layers, width] : {std::pair(4, 545), std::pair(6, 780)}) {
        EvidenceScene scene;
        scene.setRun(images, {"a", "b"},
                     std::vector<LayerInfo>(static_cast<std::size_t>(layers),
                                            LayerInfo{128, 8, 14, 14, true}));
        scene.setPicked({0, 1});
        const EvidenceLayout layout(scene, QApplication::font(), {width, 700});
        EXPECT_LE(layout.size().width(), width) << layers;
        const QFontMetrics small(layout.smallFont());
        EXPECT_LE(small.horizontalAdvance("evidence") + small.horizontalAdvance("−99.9"),
                  layout.sumLine(0, 0, 0).width());
        const QRect notes = layout.notes({0, 0, width, layout.footerHeight()});
        const QRect needed = small.boundingRect(notes, Qt::TextWordWrap, layout.noteText());
        EXPECT_LE(needed.bottom(), layout.footerHeight()) << width;
        EXPECT_LE(needed.right(), width);
    }
}

TEST(EvidenceColumns, OneImageIsSeenAsAWholeIfMapsAreALittleSmaller) {
    ProbeImages images{2, 1, 28, 28, std::vector<std::uint8_t>(2 * 28 * 28), {0, 1}, {5, 6}};
    EvidenceScene scene;
    scene.setRun(images, {"a", "b"}, std::vector<LayerInfo>(4, LayerInfo{128, 8, 14, 14, true}));
    scene.setPicked({0, 1});
    const auto layoutIn = [&](int height) {
        return EvidenceLayout(scene, QApplication::font(), {545, height});
    };
    const EvidenceLayout tall = layoutIn(900);
    const int whole = tall.headerHeight() + tall.footerHeight() + tall.rowHeight();
    EXPECT_EQ(layoutIn(whole).map(0, 0), tall.map(0, 0));
    const EvidenceLayout tight = layoutIn(whole - 15);
    EXPECT_LE(tight.headerHeight() + tight.footerHeight() + tight.rowHeight(), whole - 15);
    EXPECT_LT(tight.map(0, 0).height(), tall.map(0, 0).height());
    EXPECT_EQ(layoutIn(whole - 23).map(0, 0), tall.map(0, 0)) << "maps would be small";
    EXPECT_EQ(layoutIn(whole - 200).map(0, 0), tall.map(0, 0)) << "it must be scrolled anyway";
}

} // namespace
} // namespace asge
