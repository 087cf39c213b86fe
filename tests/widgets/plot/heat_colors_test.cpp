// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/heat_colors.h"

#include "tests/widgets/contrast.h"
#include "widgets/common/theme.h"

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(HeatColors, TextIsLegibleOnEveryColour) {
    for (const bool dark : {false, true}) {
        const QPalette palette = dark ? theme::darkPalette() : theme::lightPalette();
        const QColor background = theme::plotColors(palette).background;
        double last = 1;
        for (int i = 0; i <= 100; ++i) {
            for (const auto hue : {plot::HeatHue::blue, plot::HeatHue::orange}) {
                const QColor color = plot::heat(hue, i / 100.0, background, dark);
                EXPECT_GE(test::contrastOf(color, plot::textOn(color)), 4.5) << i;
            }
            const double own = test::contrastOf(
                plot::heat(plot::HeatHue::orange, i / 100.0, background, dark), background);
            EXPECT_GE(own, last - 0.02) << i << ": more is farther from the background";
            last = own;
        }
    }
}

} // namespace
} // namespace asge
