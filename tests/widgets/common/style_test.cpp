// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/style.h"

#include "tests/widgets/contrast.h"
#include "widgets/common/theme.h"

#include <QColor>
#include <QPalette>
#include <QRegularExpression>

#include <gtest/gtest.h>

namespace asge {
namespace {

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
            EXPECT_GE(test::contrastOf(colors[0], colors[2]), 4.5) << sheet.toStdString();
            EXPECT_GE(test::contrastOf(colors[1], palette.color(QPalette::Window)), 3)
                << sheet.toStdString();
        }
    }
}

} // namespace
} // namespace asge
