// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/seamless.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QSvgRenderer>

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace asge {
namespace {

constexpr int kCells = 12; // per side
constexpr double kCellSide = 7.3;
constexpr QRgb kCellColor = 0xff202060;

using FillCell = std::function<void(QPainter&, const QRectF&, const QColor&)>;

/// A drawing of cells that touch each other, as a viewer shows it at another scale on white.
QImage viewedCells(const FillCell& fill) {
    QBuffer buffer;
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize({100, 100});
    svg.setViewBox(QRect(0, 0, 100, 100));
    QPainter painter(&svg);
    for (int row = 0; row < kCells; ++row) {
        for (int column = 0; column < kCells; ++column) {
            fill(painter, {4 + column * kCellSide, 4 + row * kCellSide, kCellSide, kCellSide},
                 QColor(kCellColor));
        }
    }
    painter.end();
    QImage image(171, 171, QImage::Format_RGB32);
    image.fill(Qt::white);
    QSvgRenderer renderer(buffer.data());
    QPainter viewer(&image);
    viewer.setRenderHint(QPainter::Antialiasing);
    renderer.render(&viewer);
    return image;
}

/// The pixels within the cells that let the ground through.
int seamsOf(const QImage& image) {
    const double scale = image.width() / 100.0;
    const int from = static_cast<int>(4 * scale) + 2;
    const int to = static_cast<int>((4 + kCells * kCellSide) * scale) - 2;
    int seams = 0;
    for (int y = from; y < to; ++y) {
        for (int x = from; x < to; ++x) {
            seams += qGray(image.pixel(x, y)) > qGray(kCellColor) + 8 ? 1 : 0;
        }
    }
    return seams;
}

TEST(FillSeamless, LeavesNoHairlinesBetweenTheCellsOfADrawing) {
    const auto plain = [](QPainter& painter, const QRectF& cell, const QColor& color) {
        painter.fillRect(cell, color);
    };
    EXPECT_GT(seamsOf(viewedCells(plain)), 100) << "the test can see them";
    EXPECT_EQ(seamsOf(viewedCells(plot::fillSeamless)), 0);
}

TEST(DrawFrame, IsWithinWhatItFramesInADrawing) {
    const auto framed = [](const FillCell& fill) {
        QBuffer buffer;
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize({20, 20});
        svg.setViewBox(QRect(0, 0, 20, 20));
        QPainter painter(&svg);
        fill(painter, QRectF(5, 5, 10, 10), Qt::red);
        painter.end();
        QImage image(200, 200, QImage::Format_RGB32);
        image.fill(Qt::white);
        QSvgRenderer renderer(buffer.data());
        QPainter viewer(&image);
        renderer.render(&viewer);
        return image;
    };
    const QImage image = framed([](QPainter& painter, const QRectF& cell, const QColor& color) {
        painter.fillRect(cell, Qt::blue);
        plot::drawFrame(painter, cell.toRect(), color);
    });
    const auto at = [&](int x, int y) { return QColor(image.pixel(x, y)); };
    for (const int inside : {51, 148}) { // a tenth of a pixel within the area
        EXPECT_EQ(at(inside, 100), QColor(Qt::red)) << inside;
        EXPECT_EQ(at(100, inside), QColor(Qt::red)) << inside;
    }
    for (const int beside : {47, 152}) {
        EXPECT_EQ(at(beside, 100), QColor(Qt::white)) << beside;
        EXPECT_EQ(at(100, beside), QColor(Qt::white)) << beside;
    }
}

TEST(FillSeamless, DrawsCellsOfPixelsAsTheyAre) {
    QImage image(20, 20, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    EXPECT_FALSE(plot::drawsVectors(painter));
    plot::fillSeamless(painter, {4, 4, 8, 8}, Qt::black);
    painter.end();
    EXPECT_EQ(image.pixel(11, 11), qRgb(0, 0, 0));
    EXPECT_EQ(image.pixel(12, 8), qRgb(255, 255, 255));
    EXPECT_EQ(image.pixel(8, 12), qRgb(255, 255, 255));
    QBuffer buffer;
    ASSERT_TRUE(buffer.open(QIODevice::WriteOnly));
    QPdfWriter pdf(&buffer);
    EXPECT_TRUE(plot::drawsVectors(*std::make_unique<QPainter>(&pdf)));
}

} // namespace
} // namespace asge
