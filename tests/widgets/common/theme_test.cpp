// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/contrast.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_style.h"

#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QStyleOptionButton>
#include <QTableWidget>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asge {
namespace {

using test::contrastOf;
using test::linear;
using test::luminance;

std::array<double, 3> lab(const QColor& c) {
    const double r = linear(c.redF());
    const double g = linear(c.greenF());
    const double b = linear(c.blueF());
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116.0; };
    const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    const double y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const QColor& a, const QColor& b) {
    const auto p = lab(a);
    const auto q = lab(b);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

QColor base(bool dark) {
    return (dark ? theme::darkPalette() : theme::lightPalette()).color(QPalette::Base);
}

class Theme : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(LightAndDark, Theme, testing::Bool(), [](const auto& info) {
    return std::string(info.param ? "dark" : "light");
});

TEST_P(Theme, LayerColorsAreLegibleOnTheBase) {
    for (const int layers : {1, 2, 4, 8, 16, 64}) {
        for (int layer = 0; layer < layers; ++layer) {
            const QColor color = theme::layerColor(layer, layers, GetParam());
            const QColor outline = theme::outlineOf(color, base(GetParam()));
            EXPECT_GE(contrastOf(outline.isValid() ? outline : color, base(GetParam())), 3.0)
                << "layer " << layer << " of " << layers << " " << color.name().toStdString();
            EXPECT_GE(contrastOf(theme::legible(color, base(GetParam()), 4.5), base(GetParam())),
                      4.5)
                << "as text";
        }
    }
}

TEST_P(Theme, TextsInTheColourOfARunOrLayerAreLegibleAsTheScreenShowsThem) {
    const QColor ground = base(GetParam());
    const auto contrastOfText = [&](const QColor& color) {
        return contrastOf(QColor(theme::legible(color, ground, theme::kTextContrast).rgb()),
                          ground);
    };
    for (int run = 0; run < 32; ++run) {
        EXPECT_GE(contrastOfText(theme::runColor(run, GetParam())), theme::kTextContrast)
            << "run " << run;
    }
    for (int layer = 0; layer < 64; ++layer) {
        EXPECT_GE(contrastOfText(theme::layerColor(layer, 64, GetParam())), theme::kTextContrast)
            << "layer " << layer;
    }
}

TEST(ThemeOfLayers, LinesOfAllLayersAreSeenOnADarkBackgroundWithoutAnOutline) {
    for (const int layers : {1, 2, 4, 16, 64}) {
        for (int layer = 0; layer < layers; ++layer) {
            EXPECT_GE(contrastOf(theme::layerColor(layer, layers, true), base(true)),
                      theme::kGraphicContrast)
                << "layer " << layer << " of " << layers;
        }
    }
}

TEST_P(Theme, LayerColorsAreMonotonicInEvenSteps) {
    constexpr int kLayers = 8;
    double smallest = std::numeric_limits<double>::max();
    double largest = 0;
    for (int layer = 1; layer < kLayers; ++layer) {
        const QColor a = theme::layerColor(layer - 1, kLayers, GetParam());
        const QColor b = theme::layerColor(layer, kLayers, GetParam());
        EXPECT_LT(luminance(a), luminance(b)) << "layer " << layer;
        smallest = std::min(smallest, distance(a, b));
        largest = std::max(largest, distance(a, b));
    }
    EXPECT_GT(smallest, 7.0);
    EXPECT_LT(largest / smallest, 2.5);
}

/// How a colour looks to eyes without long-wave (protan), middle-wave (deutan) or short-wave cones
/// (tritan); the matrices of Machado, Oliveira and Fernandes (2009) for linear RGB.
QColor seenBy(int kind, const QColor& color) {
    constexpr double kMatrices[3][3][3] = {{{0.152286, 1.052583, -0.204868},
                                            {0.114503, 0.786281, 0.099216},
                                            {-0.003882, -0.048116, 1.051998}},
                                           {{0.367322, 0.860646, -0.227968},
                                            {0.280085, 0.672501, 0.047413},
                                            {-0.011820, 0.042940, 0.968881}},
                                           {{1.255528, -0.076749, -0.178779},
                                            {-0.078411, 0.930809, 0.147602},
                                            {0.004733, 0.691367, 0.303900}}};
    const double in[3] = {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
    float out[3];
    for (int row = 0; row < 3; ++row) {
        double sum = 0;
        for (int column = 0; column < 3; ++column) {
            sum += kMatrices[kind][row][column] * in[column];
        }
        sum = std::clamp(sum, 0.0, 1.0);
        out[row] = static_cast<float>(sum <= 0.0031308 ? 12.92 * sum
                                                       : 1.055 * std::pow(sum, 1 / 2.4) - 0.055);
    }
    return QColor::fromRgbF(out[0], out[1], out[2]);
}

TEST_P(Theme, SixteenLayersAreToldApartByColourBlindEyesToo) {
    constexpr int kLayers = 16;
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int other = 0; other < layer; ++other) {
            const QColor a = theme::layerColor(layer, kLayers, GetParam());
            const QColor b = theme::layerColor(other, kLayers, GetParam());
            EXPECT_GT(distance(a, b), 8) << layer << " and " << other;
            for (int cone = 0; cone < 3; ++cone) {
                EXPECT_GT(distance(seenBy(cone, a), seenBy(cone, b)), 3.5)
                    << layer << " and " << other << " without cone " << cone;
            }
        }
    }
}

TEST_P(Theme, LayerColorAcceptsAnyNumber) {
    EXPECT_EQ(theme::layerColor(-1, 4, GetParam()), theme::layerColor(0, 4, GetParam()));
    EXPECT_EQ(theme::layerColor(9, 4, GetParam()), theme::layerColor(3, 4, GetParam()));
    EXPECT_TRUE(theme::layerColor(0, 0, GetParam()).isValid());
}

TEST_P(Theme, RunColorsAreLegibleAndDiffer) {
    for (int i = 0; i < 16; ++i) {
        EXPECT_GE(contrastOf(theme::runColor(i, GetParam()), base(GetParam())), 3.0) << i;
    }
    for (int i = 0; i < 8; ++i) {
        for (int j = 0; j < i; ++j) {
            EXPECT_GT(distance(theme::runColor(i, GetParam()), theme::runColor(j, GetParam())), 15)
                << i << " and " << j;
        }
        EXPECT_NE(theme::runColor(i + 8, GetParam()), theme::runColor(i, GetParam())) << i;
    }
    EXPECT_EQ(theme::runColor(-3, GetParam()), theme::runColor(0, GetParam()));
}

TEST_P(Theme, TextIsReadable) {
    const QPalette p = GetParam() ? theme::darkPalette() : theme::lightPalette();
    const std::pair<QPalette::ColorRole, QPalette::ColorRole> pairs[] = {
        {QPalette::WindowText, QPalette::Window},
        {QPalette::Text, QPalette::Base},
        {QPalette::Text, QPalette::AlternateBase},
        {QPalette::ButtonText, QPalette::Button},
        {QPalette::ToolTipText, QPalette::ToolTipBase},
        {QPalette::HighlightedText, QPalette::Highlight},
        {QPalette::PlaceholderText, QPalette::Base},
        {QPalette::PlaceholderText, QPalette::Window},
        {QPalette::Link, QPalette::Base},
        {QPalette::LinkVisited, QPalette::Base},
        {QPalette::Link, QPalette::Window},
    };
    for (const auto& [text, background] : pairs) {
        EXPECT_GE(contrastOf(p.color(text), p.color(background)), 4.5)
            << text << " on " << background;
    }
    const theme::PlotColors c = theme::plotColors(p);
    EXPECT_GE(contrastOf(c.text, c.background), 4.5);
    EXPECT_GE(contrastOf(c.faint, c.background), 4.5);
    EXPECT_GE(contrastOf(c.axis, c.background), 3.0);
    EXPECT_LT(contrastOf(c.grid, c.background), 1.6) << "the grid must be fainter than the data";
    EXPECT_EQ(theme::isDark(p), GetParam());
}

TEST_P(Theme, DivergingIsEvenAndSymmetric) {
    const bool dark = GetParam();
    const QColor zero = theme::diverging(0, dark);
    EXPECT_LT(std::hypot(lab(zero)[1], lab(zero)[2]), 1.0) << "0 is neutral";
    EXPECT_LT(contrastOf(zero, base(dark)), 1.3) << "0 is near the background";
    for (const double sign : {-1.0, 1.0}) {
        for (int i = 1; i <= 10; ++i) {
            const QColor here = theme::diverging(sign * i / 10, dark);
            const QColor before = theme::diverging(sign * (i - 1) / 10, dark);
            EXPECT_NEAR(distance(here, before), distance(theme::diverging(sign, dark), zero) / 10,
                        1.0)
                << "step " << i;
            EXPECT_NEAR(distance(here, zero),
                        distance(theme::diverging(-sign * i / 10, dark), zero), 2.0);
            EXPECT_NEAR(lab(here)[0], lab(theme::diverging(-sign * i / 10, dark))[0], 1.0);
        }
        EXPECT_GE(contrastOf(theme::diverging(sign, dark), base(dark)), 4.5);
    }
    EXPECT_GT(lab(theme::diverging(1, dark))[2], 20.0) << "positive is orange";
    EXPECT_LT(lab(theme::diverging(-1, dark))[2], -20.0) << "negative is blue";
}

TEST_P(Theme, DivergingIsSafeForColourBlindEyes) {
    for (int kind = 0; kind < 3; ++kind) {
        for (const double size : {0.25, 0.5, 1.0}) {
            EXPECT_GT(distance(seenBy(kind, theme::diverging(-size, GetParam())),
                               seenBy(kind, theme::diverging(size, GetParam()))),
                      30 * size)
                << "kind " << kind << ", size " << size;
        }
    }
}

TEST_P(Theme, DivergingAcceptsAnyValue) {
    EXPECT_EQ(theme::diverging(-7, GetParam()), theme::diverging(-1, GetParam()));
    EXPECT_EQ(theme::diverging(std::numeric_limits<double>::infinity(), GetParam()),
              theme::diverging(1, GetParam()));
    EXPECT_EQ(theme::diverging(std::numeric_limits<double>::quiet_NaN(), GetParam()),
              theme::diverging(0, GetParam()));
}

TEST(ThemeRamp, SequentialIsViridis) {
    EXPECT_EQ(theme::sequential(0), QColor(0x440154));
    EXPECT_EQ(theme::sequential(0.5), QColor(0x21918c));
    EXPECT_EQ(theme::sequential(1), QColor(0xfde725));
    for (int i = 1; i <= 100; ++i) {
        EXPECT_GE(luminance(theme::sequential(i / 100.0)),
                  luminance(theme::sequential((i - 1) / 100.0)));
    }
}

TEST(ThemeRamp, SequentialAcceptsAnyValue) {
    EXPECT_EQ(theme::sequential(-2), theme::sequential(0));
    EXPECT_EQ(theme::sequential(std::numeric_limits<double>::infinity()), theme::sequential(1));
    EXPECT_EQ(theme::sequential(std::numeric_limits<double>::quiet_NaN()), theme::sequential(0));
}

TEST_P(Theme, UncheckedBoxesAreVisible) {
    const QPalette palette = GetParam() ? theme::darkPalette() : theme::lightPalette();
    const ThemeStyle style;
    for (const QPalette::ColorRole behind : {QPalette::Window, QPalette::Base}) {
        QImage picture(20, 20, QImage::Format_RGB32);
        picture.fill(palette.color(behind));
        QPainter painter(&picture);
        QStyleOptionButton box;
        box.palette = palette;
        box.rect = QRect(3, 3, 14, 14);
        box.state = QStyle::State_Enabled | QStyle::State_Off;
        style.drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter);
        painter.end();
        double contrast = 1;
        for (int x = 3; x < 10; ++x) {
            contrast =
                std::max(contrast, contrastOf(picture.pixelColor(x, 10), palette.color(behind)));
        }
        EXPECT_GE(contrast, 3.0);
    }
}

TEST_P(Theme, DisabledBoxesArePalerThanEnabledOnes) {
    const QPalette palette = GetParam() ? theme::darkPalette() : theme::lightPalette();
    const ThemeStyle style;
    const auto frame = [&](QStyle::State state) {
        QImage picture(20, 20, QImage::Format_RGB32);
        picture.fill(palette.color(QPalette::Window));
        QPainter painter(&picture);
        QStyleOptionButton box;
        box.palette = palette;
        box.palette.setCurrentColorGroup((state & QStyle::State_Enabled) != 0 ? QPalette::Active
                                                                              : QPalette::Disabled);
        box.rect = QRect(3, 3, 14, 14);
        box.state = state | QStyle::State_Off;
        style.drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter);
        painter.end();
        return contrastOf(picture.pixelColor(3, 10), palette.color(QPalette::Window));
    };
    EXPECT_LT(frame(QStyle::State_None), frame(QStyle::State_Enabled) - 0.5);
}

TEST_P(Theme, DisabledTextsAreReadAndPaler) {
    const QPalette p = GetParam() ? theme::darkPalette() : theme::lightPalette();
    for (const auto& [text, background] : {std::pair(QPalette::WindowText, QPalette::Window),
                                           std::pair(QPalette::Text, QPalette::Base),
                                           std::pair(QPalette::ButtonText, QPalette::Button),
                                           std::pair(QPalette::PlaceholderText, QPalette::Base)}) {
        const double disabled =
            contrastOf(p.color(QPalette::Disabled, text), p.color(QPalette::Disabled, background));
        EXPECT_GE(disabled, 3) << text;
        EXPECT_LT(disabled, contrastOf(p.color(text), p.color(background)) / 1.15) << text;
    }
}

/// The contrast of a button's text to the button beside it, where it is least: it has a gradient.
double buttonContrast(QAbstractButton& button, const QPalette& palette) {
    ThemeStyle style;
    button.setStyle(&style);
    button.setPalette(palette);
    button.setText(QStringLiteral("████"));
    button.resize(160, 40);
    const QImage picture = button.grab().toImage();
    button.setStyle(nullptr);
    double least = 21;
    for (int y = picture.height() / 2 - 4; y < picture.height() / 2 + 4; ++y) {
        double most = 1;
        for (int x = 12; x < picture.width() - 12; ++x) {
            most = std::max(most, contrastOf(picture.pixelColor(x, y), picture.pixelColor(10, y)));
        }
        least = std::min(least, most);
    }
    return least;
}

TEST_P(Theme, DisabledButtonsAreReadAndPaler) {
    const QPalette palette = GetParam() ? theme::darkPalette() : theme::lightPalette();
    QPushButton button;
    const double enabled = buttonContrast(button, palette);
    button.setEnabled(false);
    const double disabled = buttonContrast(button, palette);
    EXPECT_GE(disabled, 3);
    EXPECT_LT(disabled, enabled / 1.5);
}

TEST(ThemeTest, LinksTakeTheColoursOfANewTheme) {
    const QPalette before = QApplication::palette();
    QApplication::setPalette(theme::lightPalette());
    RichLabel label;
    label.setText(QStringLiteral("<a href='x'>██████</a>"));
    label.show();
    label.grab();
    QApplication::setPalette(theme::darkPalette());
    QCoreApplication::processEvents();
    const QImage picture = label.grab().toImage();
    bool found = false;
    for (int x = 0; x < picture.width(); ++x) {
        found = found || picture.pixelColor(x, picture.height() / 2) ==
                             theme::darkPalette().color(QPalette::Link);
    }
    EXPECT_TRUE(found);
    QApplication::setPalette(before);
}

/// At 125 % the lines between pixels are not lost.
TEST(ThemeTest, AFrameHasAllOfItsSidesAtEachScale) {
    ThemeStyle style;
    const QPalette palette = theme::lightPalette();
    for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
        for (int height = 60; height < 68; ++height) {
            QWidget window;
            window.resize(100, 100);
            QTableWidget table(1, 1, &window);
            table.setStyle(&style);
            table.setPalette(palette);
            table.horizontalHeader()->hide();
            table.verticalHeader()->hide();
            table.setGeometry(5, height - 57, 61, height);
            QImage picture(window.size() * scale, QImage::Format_RGB32);
            picture.setDevicePixelRatio(scale);
            window.render(&picture);
            const QRect outside = table.geometry();
            const auto isLine = [&](QPointF at) {
                const QColor seen = picture.pixelColor(static_cast<int>(scale * at.x()),
                                                       static_cast<int>(scale * at.y()));
                return contrastOf(seen, palette.color(QPalette::Base)) > 1.3;
            };
            const double half = 0.5;
            const QPoint middle = outside.center();
            EXPECT_TRUE(isLine({middle.x() + half, outside.top() + half}))
                << scale << ' ' << height;
            EXPECT_TRUE(isLine({middle.x() + half, outside.bottom() + half}))
                << scale << ' ' << height;
            EXPECT_TRUE(isLine({outside.left() + half, middle.y() + half}))
                << scale << ' ' << height;
            EXPECT_TRUE(isLine({outside.right() + half, middle.y() + half}))
                << scale << ' ' << height;
        }
    }
}

TEST(ThemeTest, ASeparateWindowHasAllSidesOfItsFrameAtEachScale) {
    const ThemeStyle style;
    const QPalette palette = theme::lightPalette();
    for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
        for (int side = 60; side < 68; ++side) {
            QImage picture(QSize(side, side) * scale, QImage::Format_RGB32);
            picture.fill(palette.color(QPalette::Window));
            picture.setDevicePixelRatio(scale);
            QPainter painter(&picture);
            QStyleOption frame;
            frame.palette = palette;
            frame.rect = QRect(0, 0, side, side);
            style.drawPrimitive(QStyle::PE_FrameDockWidget, &frame, &painter);
            painter.end();
            const auto isLine = [&](QPointF at) {
                const QColor seen = picture.pixelColor(static_cast<int>(scale * at.x()),
                                                       static_cast<int>(scale * at.y()));
                return contrastOf(seen, palette.color(QPalette::Window)) > 1.3;
            };
            const double middle = side / 2.0;
            const double last = side - 0.5;
            EXPECT_TRUE(isLine({middle, 0.5})) << scale << ' ' << side;
            EXPECT_TRUE(isLine({middle, last})) << scale << ' ' << side;
            EXPECT_TRUE(isLine({0.5, middle})) << scale << ' ' << side;
            EXPECT_TRUE(isLine({last, middle})) << scale << ' ' << side;
        }
    }
}

} // namespace
} // namespace asge
