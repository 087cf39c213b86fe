// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/margins/margins_fixture.h"
#include "tests/widgets/marks.h"
#include "widgets/common/untrained_note.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/plot_legend.h"

#include <gmock/gmock.h>

#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <algorithm>
#include <set>

namespace asge {
namespace {

using test::MarginsPageTest;

/// The largest difference between the channels of a pixel.
int colorfulness(const QImage& image) {
    int most = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const auto [least, largest] = std::minmax({pixel.red(), pixel.green(), pixel.blue()});
            most = std::max(most, largest - least);
        }
    }
    return most;
}

TEST_F(MarginsPageTest, UntrainedReadoutsAreGrey) {
    state.apply(test::resetTo(test::recordOfBackprop(7)));
    test::settle(page);
    const theme::PlotColors colors = theme::plotColors(page.palette());
    EXPECT_EQ(headline(1), QStringLiteral("layer 1 · untrained"));
    EXPECT_TRUE(headline(3).contains("< 0"));
    EXPECT_TRUE(find<QLabel>("marginsLines")->text().contains("grey: untrained readout"));
    EXPECT_EQ(plot(2).lineColor(), colors.faint);
    EXPECT_EQ(plot(3).lineColor(), colors.text);
    EXPECT_LT(colorfulness(plot(2).heat()), 12);
    for (const QPalette& each : {theme::lightPalette(), theme::darkPalette()}) {
        page.setPalette(each);
        const QColor ground = theme::plotColors(each).background;
        for (const int layer : {2, 3}) {
            for (const int bin : {0, kMarginBins - 1}) {
                EXPECT_GE(theme::contrast(plot(layer).barColor(bin), ground),
                          theme::kGraphicContrast - 0.01)
                    << layer;
            }
        }
    }
    page.setPalette(theme::lightPalette());
    EXPECT_GT(colorfulness(plot(3).heat()), 60);
    std::vector<QColor> pens;
    auto* shares = find<PlotCanvas>("marginsShares");
    for (int i = 0; i < shares->graphCount(); ++i) {
        pens.push_back(shares->graph(i)->pen().color());
    }
    EXPECT_THAT(pens, testing::Contains(colors.faint).Times(testing::Ge(2)));
    EXPECT_THAT(pens, testing::Not(testing::Contains(theme::layerColor(0, 3, false))));
    EXPECT_THAT(pens, testing::Contains(theme::layerColor(2, 3, false)));
    show(4);
    EXPECT_EQ(plot(2).lineColor(), colors.text) << "another run";
    EXPECT_FALSE(find<QLabel>("marginsLines")->text().contains("untrained"));
}

TEST_F(MarginsPageTest, ANarrowNoteAboutUntrainedReadoutsShowsAllItsLines) {
    page.resize(360, 1400);
    state.apply(test::resetTo(test::recordOfBackprop(7)));
    test::settle(page);
    const auto* note = find<UntrainedNote>("marginsUntrained");
    EXPECT_GT(note->width(), 200);
    EXPECT_GE(note->height(), note->heightForWidth(note->width()));
}

TEST_F(MarginsPageTest, LinesOfUntrainedReadoutsAreInView) {
    RunRecord record = test::recordOfBackprop(7);
    for (EpochOutcomes& epoch : record.outcomes) {
        for (SplitOutcomes& split : epoch.splits) {
            split.margins[0] = {};
            split.margins[0][3] = split.images; // far below zero
        }
    }
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(plot(1).yAxis->range().contains(3.5));
}

TEST_F(MarginsPageTest, UntrainedReadoutsDoNotSetTheScale) {
    RunRecord record = test::recordOfBackprop(7);
    for (EpochOutcomes& epoch : record.outcomes) {
        for (SplitOutcomes& split : epoch.splits) {
            split.margins[0] = {};
            split.margins[0][0] = split.images; // all in one bin
        }
    }
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_GT(colorfulness(plot(3).heat()), 60) << "the only layer that learned";
}

TEST_F(MarginsPageTest, TheKeySaysWhatIsBeyondTheAxes) {
    const auto lines = [this] { return find<QLabel>("marginsLines")->text(); };
    RunRecord record = test::recordOfBackprop(7);
    for (EpochOutcomes& epoch : record.outcomes) {
        for (SplitOutcomes& split : epoch.splits) {
            split.margins[0] = {};
            split.margins[0][3] = split.images; // longer than any bar of a layer that learns
        }
    }
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(lines().contains("broken bar: beyond the axis, up to 100"))
        << lines().toStdString();
    EXPECT_FALSE(lines().contains("▼")) << "the axis has the bin";
    for (EpochOutcomes& epoch : record.outcomes) {
        for (SplitOutcomes& split : epoch.splits) {
            split.margins[0][40] = 9 * split.margins[0][3];
        }
    }
    state.apply(test::resetTo(record));
    test::settle(page);
    EXPECT_TRUE(lines().contains("▼: more images beyond the axis")) << lines().toStdString();
    show(4);
    EXPECT_FALSE(lines().contains("beyond")) << "all layers learn";
}

TEST_F(MarginsPageTest, UntrainedReadoutsOfBAreGrey) {
    show(4);
    compareWith(test::recordOfBackprop(8));
    EXPECT_TRUE(headline(1).endsWith("\nB untrained")) << headline(1).toStdString();
    EXPECT_TRUE(headline(3).contains("B ") && headline(3).endsWith("< 0"));
    int dashed = 0;
    auto* shares = find<PlotCanvas>("marginsShares");
    for (int i = 0; i < shares->graphCount(); ++i) {
        const QPen pen = shares->graph(i)->pen();
        dashed += pen.color() == theme::plotColors(page.palette()).faint &&
                          pen.style() == Qt::CustomDashLine
                      ? 1
                      : 0;
    }
    EXPECT_EQ(dashed, 2);
    QStringList names;
    for (const EndLabels::Label& label : test::itemsOf<EndLabels>(*shares).front()->shown()) {
        names << label.text;
    }
    EXPECT_THAT(names, testing::IsSupersetOf({"B\u00A01", "B\u00A02"})) << "their colour is one";
}

TEST_F(MarginsPageTest, EveryLineOfTheSharesHasAKeyInItsColour) {
    state.apply(test::resetTo(test::recordOfBackprop(7)));
    test::settle(page);
    compareWith(test::recordWithOutcomes(8, 4, 10, test::kMarginImages, test::kFashionNames));
    auto* shares = find<PlotCanvas>("marginsShares");
    std::set<QRgb> keys;
    for (QWidget* entry : page.findChildren<LegendButton*>()) {
        const QImage picture = entry->grab().toImage();
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                keys.insert(picture.pixel(x, y));
            }
        }
    }
    for (int i = 0; i < shares->graphCount(); ++i) {
        if (shares->graph(i)->layer()->name() == "main" && !shares->graph(i)->data()->isEmpty()) {
            const QColor color = shares->graph(i)->pen().color();
            EXPECT_TRUE(keys.contains(color.rgb())) << color.name().toStdString();
        }
    }
}

TEST_F(MarginsPageTest, UntrainedReadoutsOfBDoNotSetTheScaleOfBars) {
    show(4);
    RunRecord record = test::recordOfBackprop(8);
    for (EpochOutcomes& epoch : record.outcomes) {
        for (SplitOutcomes& split : epoch.splits) {
            split.margins[0] = {};
            split.margins[0][0] = split.images; // all in one bin
        }
    }
    compareWith(record);
    EXPECT_LT(plot(3).histogram()->axis(QCPAxis::atBottom)->range().upper, 50);
}

/// Between two docks in a window of 1366 × 768 pixels, with the note about untrained readouts.
TEST_F(MarginsPageTest, APageThatIsHardlyTooHighDoesNotScroll) {
    QScrollArea area;
    area.setWidgetResizable(true);
    area.setWidget(new MarginsPage);
    auto& inner = *static_cast<MarginsPage*>(area.widget());
    area.resize(690, 300);
    area.show();
    state.apply(test::resetTo(test::recordOfBackprop(7)));
    inner.setRun(&state);
    test::settle(inner);
    const int needed = inner.height() + 2 * area.frameWidth();
    const int bar = area.verticalScrollBar()->sizeHint().width();
    const auto scrolls = [&] { return area.verticalScrollBar()->maximum() > 0; };
    ASSERT_TRUE(scrolls());
    for (const int missing : {4, 30, 0}) {
        area.resize(690 - bar, needed - missing);
        EXPECT_TRUE(QTest::qWaitFor([&] { return !scrolls(); }, 5000))
            << missing << ": " << area.verticalScrollBar()->maximum();
    }
    area.resize(690, needed - 200);
    EXPECT_TRUE(QTest::qWaitFor([&] { return scrolls(); }, 5000));
    test::settle(inner);
    EXPECT_EQ(inner.findChild<MarginsPlot*>("marginsPlot1")->minimumSizeHint().height(), 190)
        << "a page that scrolls anyway has plots of the usual height";
}

} // namespace
} // namespace asge
