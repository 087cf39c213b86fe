// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/style.h"

#include "widgets/common/theme.h"

#include <QColor>
#include <QPalette>
#include <QRegularExpression>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

/// WCAG 2's relative luminance.
double luminanceOf(const QColor& color) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrastOf(const QColor& a, const QColor& b) {
    const double light = std::max(luminanceOf(a), luminanceOf(b));
    const double dark = std::min(luminanceOf(a), luminanceOf(b));
    return (light + 0.05) / (dark + 0.05);
}

TEST(Style, NotesAreLegible) {
    for (const QPalette& palette : {theme::lightPalette(), theme::darkPalette()}) {
        for (const style::Note note :
             {style::Note::information, style::Note::warning, style::Note::error}) {
            const QString sheet = style::noteSheet("bar", note, palette);
            static const QRegularExpression kColor("#[0-9a-f]{6}");
            QList<QColor> colors; // background, border, text
            auto found = kColor.globalMatch(sheet);
            while (found.hasNext()) {
                colors << QColor(found.next().captured());
            }
            ASSERT_EQ(colors.size(), 3) << sheet.toStdString();
            EXPECT_GE(contrastOf(colors[0], colors[2]), 4.5) << sheet.toStdString();
            EXPECT_GE(contrastOf(colors[1], palette.color(QPalette::Window)), 3)
                << sheet.toStdString();
        }
    }
}

TEST(Style, TextsOfThePalettesAreLegible) {
    for (const QPalette& palette : {theme::lightPalette(), theme::darkPalette()}) {
        for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::Base}) {
            for (const QPalette::ColorRole text :
                 {QPalette::WindowText, QPalette::PlaceholderText, QPalette::Link}) {
                EXPECT_GE(contrastOf(palette.color(text), palette.color(ground)), 4.5)
                    << palette.color(text).name().toStdString() << " on "
                    << palette.color(ground).name().toStdString();
            }
        }
        EXPECT_GE(contrastOf(palette.color(QPalette::HighlightedText),
                             palette.color(QPalette::Highlight)),
                  4.5);
    }
}

} // namespace
} // namespace asge
