// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_pacer.h"

#include <gtest/gtest.h>

#include <qcustomplot.h>

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QFontInfo>
#include <QImage>
#include <QMenu>
#include <QPdfWriter>
#include <QPrinter>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QXmlStreamReader>

#include <limits>

namespace asge {
namespace {

PlotPicture picture() {
    return {QStringLiteral("Title"), QSize(40, 30), Qt::white,
            [](QCPPainter& painter) { painter.fillRect(10, 10, 10, 10, Qt::red); }};
}

QByteArray csv() {
    return "a,b\r\n";
}

TEST(PlotExport, QuotesAsRfc4180) {
    EXPECT_EQ(csvField(QStringLiteral("plain text")), "plain text");
    EXPECT_EQ(csvField(QStringLiteral("a,b")), "\"a,b\"");
    EXPECT_EQ(csvField(QStringLiteral("say \"hi\"")), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csvField(QStringLiteral("two\nlines")), "\"two\nlines\"");
    EXPECT_EQ(csvField(QStringLiteral("Größe")), "Größe");
    EXPECT_EQ(csvField(QString()), "");
}

TEST(PlotExport, ANameIsNotAFormula) {
    EXPECT_EQ(csvField(QStringLiteral("=HYPERLINK(\"http://x\")")),
              "\"'=HYPERLINK(\"\"http://x\"\")\"");
    EXPECT_EQ(csvField(QStringLiteral("@x")), "'@x");
    EXPECT_EQ(csvField(QStringLiteral("-0.5")), "-0.5");
}

TEST(PlotExport, ATitleIsNotMarkup) {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("p.svg"));
    PlotPicture drawing = picture();
    drawing.title = QStringLiteral("a</title><script>x</script>&\u001b");
    ASSERT_TRUE(exportPlot(file, drawing, csv, nullptr));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    const QByteArray svg = in.readAll();
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        xml.readNext();
        EXPECT_NE(xml.name(), QStringLiteral("script"));
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
}

TEST(PlotExport, NumbersReadBackTheSame) {
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German));
    for (const double value : {0.1, 1.0 / 3.0, 1e-300, -2.5, 12345678.9, 0.0}) {
        bool sound = false;
        EXPECT_EQ(csvNumber(value).toDouble(&sound), value);
        EXPECT_TRUE(sound);
    }
    QLocale::setDefault(before);
    EXPECT_EQ(csvNumber(std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(csvNumber(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(PlotExport, PaintsAtTwiceTheSize) {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("p.PNG"));
    QString reason;
    ASSERT_TRUE(exportPlot(file, picture(), csv, &reason)) << reason.toStdString();
    const QImage image(file);
    ASSERT_EQ(image.size(), 2 * exportedSize(picture()));
    const int title = image.height() - 60;
    EXPECT_EQ(image.pixelColor(30, title + 30), QColor(Qt::red));
    EXPECT_EQ(image.pixelColor(5, title + 5), QColor(Qt::white));
}

TEST(PlotExport, TheTitleIsWrittenAboveThePicture) {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("p.svg"));
    PlotPicture wide = picture();
    wide.title = QStringLiteral("Channels · run 12, wide layers");
    wide.size = {400, 30};
    ASSERT_TRUE(exportPlot(file, wide, csv, nullptr));
    QFile in(file);
    ASSERT_TRUE(in.open(QIODevice::ReadOnly));
    EXPECT_TRUE(in.readAll().contains(">Channels · run 12, wide layers</text>"));
    EXPECT_GT(exportedSize(wide).height(), 30 + QFontMetrics(wide.font).height());
    wide.title.clear();
    EXPECT_EQ(exportedSize(wide), QSize(400, 30));
}

/// The export of a drawing with texts in three fonts, one of them an alias of the system.
QByteArray drawingOf(const char* name) {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QString::fromLatin1(name));
    const PlotPicture drawing{
        QStringLiteral("Title"), QSize(200, 90), Qt::white, [](QCPPainter& painter) {
            int y = 20;
            for (const char* family : {"Sans Serif", "No Such Family 3", "DejaVu Sans"}) {
                painter.setFont(QFont(QString::fromLatin1(family), 10));
                painter.drawText(10, y, QStringLiteral("gain, 91.2 %, <x>"));
                y += 25;
            }
        }};
    EXPECT_TRUE(exportPlot(file, drawing, csv, nullptr));
    QFile in(file);
    EXPECT_TRUE(in.open(QIODevice::ReadOnly));
    return in.readAll();
}

TEST(PlotExport, TextInAnSvgHasAnInstalledFamily) {
    const QByteArray svg = drawingOf("p.svg");
    EXPECT_EQ(svg.count(">gain, 91.2 %, &lt;x&gt;</text>"), 3) << svg.data();
    QRegularExpressionMatchIterator named =
        QRegularExpression(QStringLiteral("font-family=\"([^\"]*)\""))
            .globalMatch(QString::fromUtf8(svg));
    ASSERT_TRUE(named.hasNext());
    while (named.hasNext()) {
        const QString list = named.next().captured(1);
        ASSERT_TRUE(list.startsWith(u'\'') && list.endsWith(QStringLiteral("', sans-serif")))
            << list.toStdString();
        const QString family = list.section(u'\'', 1, 1);
        EXPECT_TRUE(QFontInfo(QFont(family)).exactMatch()) << family.toStdString();
        EXPECT_NE(family, QStringLiteral("Sans Serif"));
    }
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        xml.readNext();
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
}

TEST(PlotExport, APdfEmbedsItsFonts) {
    const QByteArray pdf = drawingOf("p.pdf");
    EXPECT_TRUE(pdf.contains("/FontFile"));
    EXPECT_TRUE(pdf.contains("/ToUnicode")) << "its texts can be searched and copied";
    EXPECT_FALSE(pdf.contains("/Type3")) << "which journals refuse";
}

TEST(PlotExport, IsPrintedOnOnePage) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSize painted;
    {
        QPdfWriter paper(&buffer);
        paper.setPageSize(QPageSize(QPageSize::A4));
        PlotPicture picture{"printed", {400, 100}, Qt::white, {}};
        picture.paint = [&](QCPPainter& painter) {
            painted = painter.combinedTransform().mapRect(QRect(0, 0, 400, 100)).size();
            painter.fillRect(QRect(0, 0, 400, 100), Qt::red);
        };
        EXPECT_TRUE(exportPlot(ExportTarget::print(paper), picture, nullptr, nullptr));
        EXPECT_NEAR(painted.width(), paper.width(), 2) << "as wide as the page allows";
        EXPECT_NEAR(painted.width(), 4 * painted.height(), 8) << "not distorted";
    }
    EXPECT_GT(buffer.data().size(), 500);
}

/// A printer has more than ten times the pixels of a screen, and text of a printer's painter has as
/// many more.
TEST(PlotExport, PrintedTextHasTheSizeThatItIsLaidOutFor) {
    const QTemporaryDir dir;
    const QString text = QStringLiteral("Evidence for Sneaker against Sandal");
    QPrinter printer(QPrinter::HighResolution);
    printer.setOutputFileName(dir.filePath("p.pdf"));
    QFont font;
    font.setPointSizeF(10);
    const int laidOut = QFontMetrics(font).horizontalAdvance(text);
    double painted = 0;
    const PlotPicture picture{"", {800, 600}, Qt::white, [&](QCPPainter& painter) {
                                  painter.setFont(font);
                                  painted = painter.fontMetrics().horizontalAdvance(text);
                                  painter.drawText(10, 20, text);
                              }};
    ASSERT_TRUE(exportPlot(ExportTarget::print(printer), picture, csv, nullptr));
    EXPECT_NEAR(painted, laidOut, 0.1 * laidOut);
    EXPECT_GT(QFileInfo(printer.outputFileName()).size(), 1000);
}

/// The width and the font size, in pixels, of an SVG with one text.
std::pair<double, double> sizesOf(const PlotPicture& picture, const ExportTarget& target) {
    EXPECT_TRUE(exportPlot(target, picture, csv, nullptr));
    QFile in(target.file());
    EXPECT_TRUE(in.open(QIODevice::ReadOnly));
    const QString svg = QString::fromUtf8(in.readAll());
    const auto number = [&](const char* pattern) {
        const auto found = QRegularExpression(QString::fromLatin1(pattern)).match(svg);
        EXPECT_TRUE(found.hasMatch()) << pattern << '\n' << svg.toStdString();
        return found.captured(1).toDouble();
    };
    const QString text = svg.section(QStringLiteral("<text"), 0, 0);
    const auto scales = QRegularExpression(QStringLiteral("matrix\\(([^,]*),")).globalMatch(text);
    double scale = 1;
    for (auto each = scales; each.hasNext();) {
        scale = each.next().captured(1).toDouble(); // the last one before the text
    }
    return {number("viewBox=\"0 0 (\\S+) "), scale * 20};
}

TEST(PlotExport, APictureForAPaperHasItsWidth) {
    const QTemporaryDir dir;
    const auto target = ExportTarget::forPaper(dir.filePath("p.svg"), kOneColumn);
    QFont font;
    font.setPixelSize(20);
    PlotPicture picture{"", {1000, 300}, Qt::white, [&](QCPPainter& painter) {
                            painter.setFont(font);
                            painter.drawText(10, 30, QStringLiteral("text"));
                        }};
    picture.font = font;
    const double column = 89 / 25.4 * 96;
    const auto [wide, text] = sizesOf(picture, target);
    EXPECT_NEAR(wide, column, 1);
    EXPECT_NEAR(text, 20 * column / 1000, 0.1) << "scaled with the picture";
    picture.size = {200, 100};
    const auto [narrow, narrowText] = sizesOf(picture, target);
    EXPECT_NEAR(narrow, column, 1);
    EXPECT_NEAR(narrowText, 8 / 72.0 * 96, 0.1) << "not larger than the paper's text";
    picture.size = figureSize(target, {1000, 300}, font);
    EXPECT_NEAR(sizesOf(picture, target).second, 8 / 72.0 * 96, 0.1)
        << "a figure that is laid out for the paper";
    EXPECT_EQ(figureSize(dir.filePath("p.svg"), {1000, 300}, font), QSize(1000, 300));
}

TEST(PlotExport, ATableIsWrittenInAllForms) {
    const QTemporaryDir dir;
    const auto table = [] {
        return ExportedTable{{{"name"}, {{"a b"}}, {}}, {{"Name"}, {{"a b"}}, {}}};
    };
    for (const auto& [name, begin] : {std::pair("t.csv", "name\r\na b"),
                                      std::pair("t.tsv", "name\na b"), std::pair("t.tex", "% ")}) {
        const QString file = dir.filePath(QString::fromLatin1(name));
        QString reason;
        EXPECT_TRUE(exportFigure(file, picture(), table, &reason)) << reason.toStdString();
        QFile in(file);
        ASSERT_TRUE(in.open(QIODevice::ReadOnly));
        EXPECT_TRUE(in.readAll().startsWith(begin)) << name;
    }
    EXPECT_TRUE(exportFigure(dir.filePath("t.svg"), picture(), table, nullptr));
}

TEST(PlotExport, TheMenuNamesTheFormsOfTablesAndTheWidthsOfPapers) {
    QWidget view;
    const auto itemsOf = [&](TableForms tables) {
        QStringList items;
        const QToolButton* button = makeExportButton(&view, "it", {}, {}, tables);
        for (const QAction* action : button->menu()->actions()) {
            items << action->objectName();
        }
        return items;
    };
    const QStringList all = itemsOf(TableForms::all);
    for (const char* item : {"itExportPNG", "itOneColumn", "itTwoColumns", "itExportCSV",
                             "itExportTSV", "itExportTEX", "itPrint"}) {
        EXPECT_TRUE(all.contains(QLatin1String(item))) << item;
    }
    EXPECT_FALSE(itemsOf(TableForms::csv).contains("itExportTEX"));
}

TEST(PlotExport, APageThatCannotBePrintedIsReported) {
    QPdfWriter pdf(QStringLiteral("/nowhere/at/all.pdf"));
    QString reason;
    EXPECT_FALSE(exportPlot(ExportTarget::print(pdf), picture(), csv, &reason));
    EXPECT_TRUE(reason.contains("Can't print")) << reason.toStdString();
    QPrinter printer;
    printer.setOutputFileName(QStringLiteral("/nowhere/at/all.pdf"));
    EXPECT_FALSE(exportPlot(ExportTarget::print(printer), picture(), csv, &reason));
    EXPECT_EQ(reason.toStdString(), "Can't print to /nowhere/at/all.pdf: the file can't be opened");
}

TEST(PlotExport, ALongLegendTextWraps) {
    const QFont font;
    const QFontMetrics metrics(font);
    const QString longText = QStringLiteral("validation 500, layers 32 64M 128M 256M, epochs 6");
    const int width = metrics.horizontalAdvance(longText) * 2 / 3;
    const std::vector<PlotLegendEntry> one{{Qt::red, Qt::NoPen, longText}};
    const std::vector<PlotLegendEntry> two{{Qt::red, Qt::NoPen, longText},
                                           {Qt::blue, Qt::NoPen, QStringLiteral("short")}};
    const int line = layOutLegend(nullptr, {}, 10 * width, font, Qt::black, one);
    const int height = layOutLegend(nullptr, {}, width, font, Qt::black, one);
    EXPECT_GE(height, line + metrics.height());
    EXPECT_EQ(layOutLegend(nullptr, {}, width, font, Qt::black, two), height + line);
    QImage image(width + 60, height, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    layOutLegend(&painter, {}, width, font, Qt::black, one);
    painter.end();
    for (int y = 0; y < height; ++y) {
        for (int x = width + 1; x < image.width(); ++x) {
            ASSERT_EQ(image.pixel(x, y), QColor(Qt::white).rgb()) << x << ',' << y;
        }
    }
}

TEST(PlotExport, AFailureNamesItsReason) {
    const QTemporaryDir dir;
    for (const char* name : {"no/such/folder/p.png", "no/such/folder/p.csv", "p.bmp", "p"}) {
        const QString file = dir.filePath(QString::fromLatin1(name));
        QString reason;
        EXPECT_FALSE(exportPlot(file, picture(), csv, &reason)) << name;
        EXPECT_TRUE(reason.contains(file)) << reason.toStdString();
        EXPECT_FALSE(reason.contains(u'\n'));
        EXPECT_FALSE(QFile::exists(file));
        EXPECT_FALSE(exportPlot(file, picture(), csv, nullptr));
    }
}

TEST(PlotPacer, CombinesRequestsAndDrawsOnlyIfVisible) {
    QWidget view;
    int drawn = 0;
    PlotPacer pacer(&view, [&drawn] {
        ++drawn;
        return false;
    });
    pacer.request();
    EXPECT_EQ(drawn, 0) << "hidden";
    EXPECT_FALSE(pacer.isPending()) << "it is not drawn while hidden";
    view.show();
    EXPECT_EQ(drawn, 1) << "immediately when it is shown";
    for (int i = 0; i < 100; ++i) {
        pacer.request();
    }
    EXPECT_EQ(drawn, 1);
    EXPECT_TRUE(pacer.isPending());
    EXPECT_TRUE(QTest::qWaitFor([&drawn] { return drawn == 2; }));
    EXPECT_FALSE(pacer.isPending()) << "nothing is left to draw";
}

TEST(PlotPacer, DrawsAtOnceAfterAPause) {
    QWidget view;
    double now = 1000; // milliseconds
    PlotPacer pacer(
        &view,
        [&now] {
            now += 20; // slow: the next one is one and a half seconds later
            return false;
        },
        [&now] { return now; });
    view.show();
    pacer.request();
    EXPECT_EQ(pacer.wait(), 33) << "the first one";
    pacer.flush();
    now += 100;
    pacer.request();
    EXPECT_EQ(pacer.wait(), 1400) << "soon after the one before";
    now += 10;
    pacer.request();
    EXPECT_EQ(pacer.wait(), 1400) << "further requests do not delay it";
    pacer.requestSoon();
    EXPECT_EQ(pacer.wait(), 33) << "the user need not wait";
    pacer.flush();
    EXPECT_EQ(pacer.wait(), 0);
    now += 1700;
    pacer.request();
    EXPECT_EQ(pacer.wait(), 33) << "after a pause";
}

TEST(PlotPacer, LetsEventsThroughBetweenTheParts) {
    QWidget view;
    constexpr int kParts = 5;
    int drawn = 0;
    int between = 0;
    PlotPacer pacer(&view, [&] {
        QMetaObject::invokeMethod(
            &view, [&] { ++between; }, Qt::QueuedConnection);
        return ++drawn % kParts != 0;
    });
    pacer.request();
    view.show();
    EXPECT_EQ(drawn, 1) << "the rest after events were handled";
    EXPECT_TRUE(pacer.isPending());
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn == kParts; }));
    EXPECT_GE(between, kParts - 1);
    EXPECT_FALSE(pacer.isPending());

    pacer.request();
    pacer.start();
    EXPECT_EQ(drawn, kParts + 1);
    view.hide();
    EXPECT_TRUE(QTest::qWaitFor([&] { return !pacer.isPending(); }));
    EXPECT_EQ(drawn, kParts + 1) << "hidden in the middle";
    pacer.flush();
    EXPECT_EQ(drawn, 2 * kParts) << "to the end";
    view.show();
    EXPECT_FALSE(pacer.isPending());
    EXPECT_EQ(drawn, 2 * kParts) << "nothing was left";
}

TEST(PlotPacer, TakesHalfAPercentOfTheTime) {
    EXPECT_EQ(PlotPacer::pauseAfter(0.1), 33);
    for (const double cost : {0.5, 2.0, 5.0}) {
        EXPECT_LE(cost / (cost + PlotPacer::pauseAfter(cost)), 0.00505) << cost;
    }
    EXPECT_LE(PlotPacer::pauseAfter(60000), 1500) << "a slow plot must still be drawn";
    EXPECT_EQ(PlotPacer::pauseAfter(2, 5), 5 * PlotPacer::pauseAfter(2));
}

TEST(PlotPacer, ViewsThatAreDrawnInTurnShareThatTime) {
    double time = 0;
    const auto now = [&] { return time; };
    const auto draw = [&] {
        time += 2; // milliseconds
        return false;
    };
    QWidget first;
    QWidget second;
    PlotPacer firstPacer(&first, draw, now);
    const auto pause = [&] {
        firstPacer.request();
        firstPacer.start();
        firstPacer.request();
        return firstPacer.wait();
    };
    first.show();
    EXPECT_EQ(pause(), PlotPacer::pauseAfter(2));
    {
        PlotPacer secondPacer(&second, draw, now);
        second.show();
        EXPECT_EQ(pause(), PlotPacer::pauseAfter(2)) << "a view without changes takes no time";
        secondPacer.request();
        secondPacer.start();
        EXPECT_EQ(pause(), PlotPacer::pauseAfter(2, 2));
        second.hide();
        EXPECT_EQ(pause(), PlotPacer::pauseAfter(2)) << "a hidden view takes no time";
        second.show();
        time += 10000;
        EXPECT_EQ(pause(), PlotPacer::pauseAfter(2)) << "a view that has not changed for long";
    }
    EXPECT_EQ(pause(), PlotPacer::pauseAfter(2)) << "a view that is gone";
}

} // namespace
} // namespace asge
