// SPDX-License-Identifier: GPL-3.0-or-later

// Matrices of so many classes that several share a cell.
#include "tests/widgets/confusion/confusion_fixture.h"

#include <cmath>

namespace asge {
namespace {

using ConfusionBlocks = test::ConfusionFixture;

TEST_F(ConfusionBlocks, TheDiagonalShowsWhatIsWrongToo) {
    page.resize(620, 560);
    show(1, 100, 2000);
    const int size = plot().blockSize();
    ASSERT_GT(size, 1);
    plot().replot(QCustomPlot::rpImmediateRefresh);
    const QImage picture = plot().toPixmap(plot().width(), plot().height(), 1).toImage();
    const auto& blocks = plot().matrix().blocks(size);
    const auto colorAt = [&](int block, double right, double down) {
        const auto pixel = [&](const QCPAxis* axis, double part) {
            return static_cast<int>(axis->coordToPixel(size * (block + part) - 0.5));
        };
        return picture.pixel(pixel(plot().xAxis, right), pixel(plot().yAxis, down));
    };
    int compared = 0;
    for (int block = 0; block < blocks.side; ++block) {
        const auto place = static_cast<std::size_t>(block);
        const double wrong = blocks.errors[place * static_cast<std::size_t>(blocks.side) + place];
        if (wrong > 0) {
            EXPECT_EQ(colorAt(block, 0.8, 0.2), plot().colorOf(wrong, false).rgb()) << block;
            EXPECT_EQ(colorAt(block, 0.2, 0.8), plot().colorOf(blocks.correct[place], true).rgb())
                << block;
            ++compared;
        }
    }
    EXPECT_GT(compared, 3);
}

TEST_F(ConfusionBlocks, AreSaidBelowTheTitleAndInPictures) {
    page.resize(620, 560);
    show(1, 100, 2000);
    const auto* said = find<QLabel>("confusionMerge");
    ASSERT_TRUE(said->isVisible());
    const QString blocks = QStringLiteral("%1 × %1 classes").arg(plot().blockSize());
    EXPECT_TRUE(said->text().contains(blocks)) << said->text().toStdString();
    const QTemporaryDir dir;
    ASSERT_TRUE(page.exportTo(ExportTarget::forPaper(dir.filePath("c.svg"), kOneColumn)));
    QFile svg(dir.filePath("c.svg"));
    ASSERT_TRUE(svg.open(QIODevice::ReadOnly));
    EXPECT_TRUE(QString::fromUtf8(svg.readAll()).contains("is a block of"));
    test::settle(page);
    plot().replot(QCustomPlot::rpImmediateRefresh);
    EXPECT_TRUE(said->text().contains(blocks)) << "the picture had another size";
    for (int i = 0; i < 4 && plot().blockSize() > 1; ++i) {
        QTest::mouseDClick(&plot(), Qt::LeftButton, {}, cellAt(50, 50));
    }
    plot().replot(QCustomPlot::rpImmediateRefresh);
    EXPECT_EQ(plot().blockSize(), 1);
    EXPECT_FALSE(said->isVisible());
}

} // namespace
} // namespace asge
