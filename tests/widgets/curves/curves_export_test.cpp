// SPDX-License-Identifier: GPL-3.0-or-later

#include "curves_fixture.h"

#include <gmock/gmock.h>

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QXmlStreamReader>

#include <algorithm>

namespace asge {
namespace {

using test::child;
using test::kNaN;

class CurvesExport : public test::CurvesFixture {
  protected:
    QByteArray exported(const char* name) {
        const QString file = dir.filePath(QString::fromLatin1(name));
        QString reason;
        EXPECT_TRUE(view.exportTo(file, &reason)) << reason.toStdString();
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        return in.readAll();
    }
    QTemporaryDir dir;
};

TEST_F(CurvesExport, CsvHasEveryValueOfEveryRun) {
    RunCurves odd = test::run(2, 2, 1, 3);
    odd.name = QStringLiteral("say \"hi\"");
    test::editSteps(odd, [](auto& steps) {
        steps[0].layers[1].loss = kNaN;
        steps[1].layers[0].loss = 1.0 / 3.0;
    });
    show({test::run(1, 3, 2, 5), odd});
    QList<QByteArray> rows = exported("c.csv").split('\n');
    ASSERT_TRUE(
        rows.takeFirst().startsWith("run,name,kind,epoch,step,seconds,layer,split,loss,accuracy"));
    ASSERT_TRUE(rows.takeLast().isEmpty());
    EXPECT_EQ(rows.size(), (10 * 3 + 2 * (3 * 3 + 3)) + (3 * 2 + 3 * 2 + 3));
    const EpochEvent second = test::epoch(3, 2, 5);
    const auto number = [](double value) { return QByteArray::number(value, 'g', 17).toDouble(); };
    int matched = 0;
    for (const QByteArray& row : rows) {
        const QList<QByteArray> cells = row.trimmed().split(',');
        ASSERT_EQ(cells.size(), 14);
        if (cells[0] == "1" && cells[2] == "epoch" && cells[3] == "2" && cells[6] == "3") {
            const LayerScore expected = cells[7] == "test"    ? second.test()[2]
                                        : cells[7] == "train" ? second.train()[2]
                                                              : second.validation()[2];
            EXPECT_EQ(cells[8].toDouble(), number(expected.loss));
            EXPECT_EQ(cells[9].toDouble(), number(expected.accuracy));
            EXPECT_EQ(cells[4], "10");
            EXPECT_EQ(cells[5].toDouble(), second.seconds);
            ++matched;
        }
    }
    EXPECT_EQ(matched, 3);
    EXPECT_TRUE(rows.contains("1,run 1,epoch,2,10,2.6,fusion,test,,0.625,,,,trained\r"));
    const auto starting = [&rows](const char* start) {
        return std::count_if(rows.begin(), rows.end(),
                             [start](const QByteArray& row) { return row.startsWith(start); });
    };
    EXPECT_EQ(starting("2,\"say \"\"hi\"\"\",step,1,1,0.25,2,train,nan,"), 1);
    EXPECT_EQ(starting("2,\"say \"\"hi\"\"\",step,1,2,0.5,1,train,0.3333333333333333,"), 1);
}

TEST_F(CurvesExport, PicturesHoldBothPlots) {
    show({test::run(1, 3, 4, 20)});
    const QImage image = QImage::fromData(exported("c.png"), "PNG");
    EXPECT_GE(image.width(), 2 * (accuracy().width() + loss().width()));
    EXPECT_GE(image.height(), 2 * accuracy().height());
    int right = 0;
    const QRgb deepest = layer(2, 3).rgb();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = image.width() / 2 + 20; x < image.width(); ++x) {
            right += image.pixel(x, y) == deepest ? 1 : 0;
        }
    }
    EXPECT_GT(right, 100) << "the loss plot's line";

    const QByteArray svg = exported("c.svg");
    QXmlStreamReader xml(svg);
    int paths = 0;
    while (!xml.atEnd()) {
        paths +=
            xml.readNext() == QXmlStreamReader::StartElement &&
                    (xml.name() == QLatin1String("polyline") || xml.name() == QLatin1String("path"))
                ? 1
                : 0;
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
    EXPECT_GT(paths, 12);
    EXPECT_FALSE(svg.contains("<image")) << "vectors, not pixels";

    const QByteArray pdf = exported("c.pdf");
    EXPECT_TRUE(pdf.startsWith("%PDF-1."));
    EXPECT_TRUE(pdf.trimmed().endsWith("%%EOF"));
    EXPECT_EQ(pdf.count("/Type /Page\n"), 1) << "both plots on one page";
}

TEST_F(CurvesExport, LeavesTheViewAsItWas) {
    show({test::run(1, 3, 4, 20)});
    wheel(loss(), inside(loss(), 0.5, 0.5), 2);
    loss().replot();
    const QString before = dump(loss());
    exported("c.pdf");
    settle();
    EXPECT_EQ(dump(loss()), before);
    EXPECT_EQ(loss().viewport().size(), loss().size());
}

TEST_F(CurvesExport, AFailureNamesItsReason) {
    show({test::run(1, 3, 4, 20)});
    const QString file = dir.filePath(QStringLiteral("missing/c.pdf"));
    QString reason;
    EXPECT_FALSE(view.exportTo(file, &reason));
    EXPECT_TRUE(reason.contains(file));
}

TEST_F(CurvesExport, WorksHiddenAndEmpty) {
    CurvesView hidden;
    hidden.setRuns({test::run(1, 2, 2, 10)});
    EXPECT_TRUE(hidden.exportTo(dir.filePath(QStringLiteral("h.png"))));
    CurvesView bare;
    EXPECT_TRUE(bare.exportTo(dir.filePath(QStringLiteral("e.svg"))));
}

} // namespace
} // namespace asge
