// SPDX-License-Identifier: GPL-3.0-or-later

// Where the lines of a plot end: labels, borders and outlines.

#include "tests/widgets/plot/line_plot_fixture.h"
#include "widgets/plot/end_labels.h"
#include "widgets/plot/line_style.h"

#include <gmock/gmock.h>

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

namespace asge {
namespace {

using test::line;
using test::LinePlotTest;
using test::pointsOf;

TEST_F(LinePlotTest, LinesAreLabelledAtTheirEnds) {
    panel().series[0].label = QStringLiteral("1");
    panel().series[1].label = QStringLiteral("2");
    panel().series[1].points = pointsOf({{1, 20}, {2, 30}, {3, 89.9}}); // ends near the first
    show();
    const auto labels = test::itemsOf<EndLabels>(canvas());
    ASSERT_EQ(labels.size(), 1U);
    const std::vector<EndLabels::Label> shown = labels.front()->shown();
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[0].text, QStringLiteral("1")) << "from top to bottom";
    EXPECT_EQ(shown[0].end, QPointF(3, 90));
    const QImage picture = canvas().grab().toImage();
    const QRect area = canvas().axisRect()->rect();
    int inked = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = area.right() + 8; x < picture.width(); ++x) {
            inked += picture.pixelColor(x, y) != Qt::white ? 1 : 0;
        }
    }
    EXPECT_GT(inked, 10) << "beside the axes";
    panel().series[1].shown = false;
    plot.changeNow(false);
    EXPECT_EQ(labels.front()->shown().size(), 1U);
}

TEST_F(LinePlotTest, OfTooManyLinesTheHighestAndTheLowestHaveLabels) {
    panel().series.clear();
    for (int i = 1; i <= 40; ++i) {
        panel().series.push_back(line(0, Qt::red, {{1, 50}, {3, 2.0 * i}}));
        panel().series.back().label = QString::number(i);
    }
    show();
    const std::vector<EndLabels::Label> shown = test::itemsOf<EndLabels>(canvas()).front()->shown();
    ASSERT_GT(shown.size(), 2U);
    ASSERT_LT(shown.size(), 40U) << "all have room";
    EXPECT_EQ(shown.front().text, QStringLiteral("40"));
    EXPECT_EQ(shown.back().text, QStringLiteral("1")) << "else another label is beside its end";
}

TEST(EndMarksTest, AreNamesIfTheseAreShortAndDiffer) {
    EXPECT_EQ(plot::endMarks({"wide", "narrow"}), QStringList({"wide", "narrow"}));
    EXPECT_EQ(plot::endMarks({"quick, run 1", "quick, run 5"}), QStringList({"run 1", "run 5"}));
    EXPECT_EQ(plot::endMarks({"same", "same"}), QStringList({"1", "2"}));
    EXPECT_EQ(plot::endMarks({"a", "a name with many words"}), QStringList({"1", "2"}));
    EXPECT_EQ(plot::endMarks({"alone"}), QStringList({""})) << "nothing to tell apart";
    EXPECT_EQ(plot::endMarks(QStringList(9, "x")), QStringList(9)) << "too many for colours";
}

/// Labels that were moved have a leader. Plots below each other may have some or none.
TEST_F(LinePlotTest, LabelsBeginAtOnePlaceAndHaveAMargin) {
    panel().series[0].label = QStringLiteral("1");
    panel().series[1].label = QStringLiteral("a longer name");
    std::vector<double> starts; // from the axes
    for (const double second : {20.0, 89.9}) {
        panel().series[1].points = pointsOf({{1, 20}, {2, 30}, {3, second}});
        show();
        const auto places = test::itemsOf<EndLabels>(canvas()).front()->places();
        ASSERT_EQ(places.size(), 2U);
        EXPECT_EQ(places[1].beside.isNull(), second == 20);
        for (const EndLabels::Place& place : places) {
            starts.push_back(place.text.left() - canvas().axisRect()->right());
            EXPECT_LE(place.text.right(), canvas().width() - 4);
        }
    }
    EXPECT_THAT(starts, testing::Each(starts.front()));
}

TEST_F(LinePlotTest, ALeaderWithinTheAxesDoesNotLookLikeData) {
    panel().series[0].label = QStringLiteral("1");
    panel().series[0].points = pointsOf({{1, 50}, {2, 70}});
    panel().series[1].points = pointsOf({{1, 20}, {3, 30}});
    show();
    const QImage picture = canvas().grab().toImage();
    const int y = qRound(canvas().yAxis->coordToPixel(70));
    const int left = qRound(canvas().xAxis->coordToPixel(2)) + 8;
    int red = 0;
    int marked = 0;
    for (int x = left; x < canvas().axisRect()->right(); ++x) {
        for (int row = y - 1; row <= y + 1; ++row) {
            const QColor color = picture.pixelColor(x, row);
            red += color.red() > 200 && color.green() < 60 ? 1 : 0;
            marked += color.red() > color.green() + 20 ? 1 : 0;
        }
    }
    EXPECT_EQ(red, 0);
    EXPECT_GT(marked, 20) << "it is still there";
}

/// The corners of all that is drawn in a colour by lines and areas, in the axes' pixels.
QPolygonF drawnIn(const QByteArray& svg, const QString& color) {
    static const QRegularExpression pair(QStringLiteral("(-?[0-9.e-]+),(-?[0-9.e-]+)"));
    QPolygonF corners;
    QXmlStreamReader xml(svg);
    bool wanted = false;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement()) {
            continue;
        }
        const QXmlStreamAttributes values = xml.attributes();
        if (xml.name() == QLatin1String("g")) {
            wanted = values.value("stroke") == color || values.value("fill") == color;
        } else if (wanted && values.hasAttribute("cx")) {
            corners << QPointF(values.value("cx").toDouble(), values.value("cy").toDouble());
        } else if (wanted) {
            const QString places = values.value("points").toString() + values.value("d").toString();
            for (auto each = pair.globalMatch(places); each.hasNext();) {
                const QRegularExpressionMatch found = each.next();
                corners << QPointF(found.captured(1).toDouble(), found.captured(2).toDouble());
            }
        }
    }
    return corners;
}

TEST_F(LinePlotTest, NothingOfALineLeavesTheAxesOfADrawing) {
    const QColor loose(0x12ab34); // of a line of batches
    panel().series = {line(0, QColor(0xab1234), {{1, 50}, {2, 99}, {3, 1}, {4, 60}, {5, 55}}),
                      line(1, QColor(0x1234ab), {}), line(1, loose, {})};
    panel().series[0].dots = 5;
    const auto means = std::make_shared<LinePoints>(LinePoints::Options{});
    const auto batches = std::make_shared<LinePoints>(LinePoints::Options{});
    for (int i = 1; i <= 5; ++i) {
        means->appendMean(i, 10.0 * i + 20, {.standardDeviation = 25, .n = 3});
    }
    for (int i = 0; i < 5000; ++i) {
        batches->append(1 + i / 1250.0, i % 7 * 15);
    }
    panel().series[1].points = means;
    panel().series[1].band = true;
    panel().series[2].points = batches;
    panel().series[2].backdrop = true;
    show();
    canvas().followX({1.5, 4.5});
    canvas().followY({40, 60});
    QRectF axes;
    QObject::connect(&canvas(), &QCustomPlot::afterLayout, &plot,
                     [&] { axes = canvas().axisRect()->rect(); });
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("a.svg"));
    ASSERT_TRUE(plot.exportTo(
        file, [] { return QByteArray(); }, nullptr));
    QFile svg(file);
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    const QByteArray text = svg.readAll();
    const QRectF allowed = axes.adjusted(-2, -2, 2, 2);
    for (const char* color : {"#ab1234", "#1234ab", "#12ab34"}) {
        const QPolygonF corners = drawnIn(text, QString::fromLatin1(color));
        EXPECT_GT(corners.size(), 3) << color;
        EXPECT_TRUE(allowed.contains(corners.boundingRect()))
            << color << corners.boundingRect().top() << corners.boundingRect().left();
        EXPECT_GT(corners.boundingRect().height(), axes.height() / 2) << color;
    }
}

TEST(EndLabelsTest, TextsDoNotOverlapAndStayNearTheirLines) {
    const std::vector<double> wishes{50, 51, 52, 150, 195};
    const std::vector<double> places = placedApart(wishes, 12, 200);
    ASSERT_EQ(places.size(), 5U);
    EXPECT_DOUBLE_EQ(places[1], 51) << "a group is centred";
    EXPECT_DOUBLE_EQ(places[3], 150);
    EXPECT_DOUBLE_EQ(places[4], 194) << "inside";
    const std::vector<double> crowded = placedApart(std::vector<double>(16, 199), 12, 200);
    for (std::size_t i = 0; i < crowded.size(); ++i) {
        EXPECT_GE(crowded[i], 6);
        EXPECT_LE(crowded[i], 194 + 1e-9);
        EXPECT_TRUE(i == 0 || crowded[i] - crowded[i - 1] >= 12 - 1e-9);
    }
}

TEST_F(LinePlotTest, AFaintLineHasAnOutline) {
    panel().series = {line(0, QColor(0xfde725), {{1, 50}, {2, 70}})};
    show();
    ASSERT_EQ(canvas().graphCount(), 4) << "the line, its outline, the marks of values";
    const QCPGraph* outline = canvas().graph(1);
    EXPECT_GT(outline->pen().widthF(), canvas().graph(0)->pen().widthF());
    EXPECT_GE(theme::contrast(outline->pen().color(), Qt::white), 3);
    EXPECT_EQ(dataOf(*outline), dataOf(*canvas().graph(0)));
    plot.setPalette(theme::darkPalette());
    test::settle(plot);
    EXPECT_EQ(canvas().graphCount(), 3) << "yellow is bright enough on a dark ground";
}

TEST_F(LinePlotTest, TheDashesOfAFaintLineLieOnThoseOfItsOutline) {
    const QColor light(0xfde725);
    for (const double end : {50.0, 56.0}) { // along an axis, and not
        panel().series = {line(0, light, {{1, 50}, {3, end}})};
        panel().series[0].pen = plot::linePen(1, light, 1.5); // as that of training images
        show();
        const auto drawn = [&](bool filled) {
            canvas().graph(0)->setVisible(filled);
            return canvas().toPixmap(canvas().width(), canvas().height(), 1).toImage();
        };
        const QImage both = drawn(true);
        const QImage outline = drawn(false);
        ASSERT_EQ(canvas().graphCount(), 4);
        const QRect area = canvas().axisRect()->rect();
        int bare = 0;
        int filled = 0;
        for (int y = area.top() + 2; y < area.bottom() - 2; ++y) {
            for (int x = area.left() + 20; x < area.right() - 20; ++x) {
                const bool isYellow = both.pixelColor(x, y) != outline.pixelColor(x, y);
                filled += isYellow ? 1 : 0;
                bool inked = false; // a dash may end in a part of a pixel
                for (int place = 0; place < 9; ++place) {
                    inked = inked ||
                            outline.pixelColor(x + place % 3 - 1, y + place / 3 - 1).blue() < 200;
                }
                bare += isYellow && !inked ? 1 : 0;
            }
        }
        EXPECT_GT(filled, 100) << end;
        EXPECT_LE(bare, filled / 20) << end;
    }
}

} // namespace
} // namespace asge
