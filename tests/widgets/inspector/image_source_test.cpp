// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/image_source.h"

#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

namespace asge {
namespace {

TEST(ImageSourceTest, TheWidthOfTheBrushCanBeDragged) {
    constexpr int kLeastTravel = 50; // pixels
    for (const int channels : {1, 3}) {
        SCOPED_TRACE(channels);
        ImageSource source;
        source.setFormat(channels, 32, 32);
        source.show();
        source.resize(source.minimumSizeHint());
        QTest::qWait(20);
        EXPECT_EQ(source.findChild<QToolButton*>("inspectorColor")->isVisible(), channels == 3);
        EXPECT_GE(source.findChild<QSlider*>("inspectorBrush")->width(), kLeastTravel);
    }
}

} // namespace
} // namespace asge
