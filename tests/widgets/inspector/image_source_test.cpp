// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/image_source.h"

#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

#include <vector>

namespace asge {
namespace {

TEST(ImageSourceTest, AChoiceOfColoursTakesNoRoomFromTheWidthOfTheBrush) {
    std::vector<int> widths; // of the slider
    for (const int channels : {1, 3}) {
        SCOPED_TRACE(channels);
        ImageSource source;
        source.setFormat(channels, 32, 32);
        source.resize(200, 500);
        source.show();
        QTest::qWait(20);
        EXPECT_EQ(source.findChild<QToolButton*>("inspectorColor")->isVisible(), channels == 3);
        widths.push_back(source.findChild<QSlider*>("inspectorBrush")->width());
    }
    EXPECT_EQ(widths.front(), widths.back());
}

} // namespace
} // namespace asge
