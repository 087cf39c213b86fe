// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace asge {
namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor& c) {
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

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
            EXPECT_GE(contrast(color, base(GetParam())), 3.0)
                << "layer " << layer << " of " << layers << " " << color.name().toStdString();
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

TEST_P(Theme, LayerColorAcceptsAnyNumber) {
    EXPECT_EQ(theme::layerColor(-1, 4, GetParam()), theme::layerColor(0, 4, GetParam()));
    EXPECT_EQ(theme::layerColor(9, 4, GetParam()), theme::layerColor(3, 4, GetParam()));
    EXPECT_TRUE(theme::layerColor(0, 0, GetParam()).isValid());
}

TEST_P(Theme, RunColorsAreLegibleAndDiffer) {
    for (int i = 0; i < 16; ++i) {
        EXPECT_GE(contrast(theme::runColor(i, GetParam()), base(GetParam())), 3.0) << i;
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
        {QPalette::Link, QPalette::Base},
        {QPalette::LinkVisited, QPalette::Base},
        {QPalette::Link, QPalette::Window},
    };
    for (const auto& [text, background] : pairs) {
        EXPECT_GE(contrast(p.color(text), p.color(background)), 4.5)
            << text << " on " << background;
    }
    const theme::PlotColors c = theme::plotColors(p);
    EXPECT_GE(contrast(c.text, c.background), 4.5);
    EXPECT_GE(contrast(c.faint, c.background), 4.5);
    EXPECT_GE(contrast(c.axis, c.background), 3.0);
    EXPECT_LT(contrast(c.grid, c.background), 1.6) << "the grid must be fainter than the data";
    EXPECT_EQ(theme::isDark(p), GetParam());
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

} // namespace
} // namespace asge
