#include "widgets/plot_export.h"
#include "widgets/plot_pacer.h"

#include <gtest/gtest.h>

#include <qcustomplot.h>

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

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

TEST(PlotExport, quotesAsRfc4180) {
    EXPECT_EQ(csvField(QStringLiteral("plain text")), "plain text");
    EXPECT_EQ(csvField(QStringLiteral("a,b")), "\"a,b\"");
    EXPECT_EQ(csvField(QStringLiteral("say \"hi\"")), "\"say \"\"hi\"\"\"");
    EXPECT_EQ(csvField(QStringLiteral("two\nlines")), "\"two\nlines\"");
    EXPECT_EQ(csvField(QStringLiteral("Größe")), "Größe");
    EXPECT_EQ(csvField({}), "");
}

TEST(PlotExport, numbersReadBackTheSame) {
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

TEST(PlotExport, paintsAtTwiceTheSize) {
    const QTemporaryDir dir;
    const QString file = dir.filePath(QStringLiteral("p.PNG"));
    QString reason;
    ASSERT_TRUE(exportPlot(file, picture(), csv, &reason)) << reason.toStdString();
    const QImage image(file);
    ASSERT_EQ(image.size(), QSize(80, 60));
    EXPECT_EQ(image.pixelColor(30, 30), QColor(Qt::red));
    EXPECT_EQ(image.pixelColor(5, 5), QColor(Qt::white));
}

TEST(PlotExport, saysWhyItCannot) {
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

TEST(PlotPacer, drawsWhatGathersOnceAndOnlyWhenSeen) {
    QWidget view;
    int drawn = 0;
    PlotPacer pacer(&view, [&drawn] {
        ++drawn;
        return false;
    });
    pacer.request();
    QTest::qWait(60);
    EXPECT_EQ(drawn, 0) << "hidden";
    EXPECT_FALSE(pacer.isPending()) << "nor will it be drawn while it is";
    view.show();
    EXPECT_EQ(drawn, 1) << "at once when it comes up";
    for (int i = 0; i < 100; ++i) {
        pacer.request();
    }
    EXPECT_EQ(drawn, 1);
    EXPECT_TRUE(pacer.isPending());
    EXPECT_TRUE(QTest::qWaitFor([&drawn] { return drawn == 2; }));
    EXPECT_FALSE(pacer.isPending());
    QTest::qWait(60);
    EXPECT_EQ(drawn, 2);
}

TEST(PlotPacer, drawsAtOnceWhatComesAfterAPause) {
    QWidget view;
    int drawn = 0;
    PlotPacer pacer(&view, [&drawn] {
        QTest::qSleep(20); // slow: half a second until the next one
        ++drawn;
        return false;
    });
    view.show();
    pacer.request();
    pacer.flush();
    pacer.request();
    QTest::qWait(200);
    EXPECT_EQ(drawn, 1) << "too soon after the one before";
    EXPECT_TRUE(QTest::qWaitFor([&drawn] { return drawn == 2; }));
    QTest::qWait(700);
    QElapsedTimer clock;
    clock.start();
    pacer.request();
    EXPECT_TRUE(QTest::qWaitFor([&drawn] { return drawn == 3; }));
    EXPECT_LT(clock.elapsed(), 400);
}

TEST(PlotPacer, letsEventsThroughBetweenTheParts) {
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
    EXPECT_EQ(drawn, 1) << "the rest when the window has answered";
    EXPECT_TRUE(pacer.isPending());
    EXPECT_TRUE(QTest::qWaitFor([&] { return drawn == kParts; }));
    EXPECT_GE(between, kParts - 1);
    EXPECT_FALSE(pacer.isPending());

    pacer.request();
    pacer.start();
    EXPECT_EQ(drawn, kParts + 1);
    view.hide();
    QTest::qWait(60);
    EXPECT_EQ(drawn, kParts + 1) << "hidden in the middle";
    pacer.flush();
    EXPECT_EQ(drawn, 2 * kParts) << "to the end";
    view.show();
    QTest::qWait(60);
    EXPECT_EQ(drawn, 2 * kParts) << "nothing was left";
}

TEST(PlotPacer, leavesMostOfTheTimeToOthers) {
    EXPECT_EQ(PlotPacer::pauseAfter(0.2), 33);
    for (const double cost : {0.5, 2.0, 5.0}) {
        EXPECT_LE(cost / (cost + PlotPacer::pauseAfter(cost)), 0.0101) << cost;
    }
    EXPECT_LE(PlotPacer::pauseAfter(60000), 500) << "a slow plot must stay alive";
}

} // namespace
} // namespace asge
