// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/message_bar.h"

#include "tests/widgets/contrast.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QImage>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace asge {
namespace {

/// The colour of the bar's ground, and the largest contrast of a pixel to it.
std::pair<QColor, double> looksOf(MessageBar& bar) {
    const QImage picture = bar.grab().toImage();
    const QColor ground = picture.pixelColor(picture.width() / 2, 4);
    double contrast = 1;
    for (int x = 4; x < picture.width() - 4; ++x) {
        for (int y = 4; y < picture.height() - 4; ++y) {
            contrast = std::max(contrast, test::contrastOf(picture.pixelColor(x, y), ground));
        }
    }
    return {ground, contrast};
}

TEST(MessageBarTest, ItsTextIsLegibleAfterAChangeOfTheTheme) {
    QWidget window;
    window.setPalette(theme::lightPalette());
    window.resize(800, 300);
    MessageBar bar(&window);
    window.show();
    for (const bool isError : {false, true}) {
        window.setPalette(theme::lightPalette());
        isError ? bar.showError("It failed") : bar.showInformation("It was saved");
        QApplication::processEvents();
        EXPECT_GT(looksOf(bar).first.lightnessF(), 0.8);
        EXPECT_GE(looksOf(bar).second, 4.5);
        window.setPalette(theme::darkPalette());
        QApplication::processEvents();
        EXPECT_LT(looksOf(bar).first.lightnessF(), 0.3) << "it is not glaring";
        EXPECT_GE(looksOf(bar).second, 4.5);
    }
}

TEST(MessageBarTest, AnErrorCoversNothingForEverAndIsKept) {
    QWidget window;
    window.resize(800, 300);
    MessageBar bar(&window);
    QToolButton& reminder = *bar.reminder();
    window.show();
    auto& lifetime = *bar.findChild<QTimer*>();
    const auto pass = [&lifetime] { // the time of a message
        lifetime.setInterval(0);
        QTest::qWait(20);
    };
    EXPECT_TRUE(reminder.isHidden());
    bar.showError("The disk is full");
    EXPECT_GE(lifetime.interval(), 10'000) << "it can be read";
    EXPECT_TRUE(reminder.isHidden());
    pass();
    EXPECT_TRUE(bar.isHidden());
    EXPECT_FALSE(reminder.isHidden());
    EXPECT_TRUE(reminder.toolTip().contains("The disk is full"));
    bar.showInformation("Saved");
    pass();
    EXPECT_FALSE(reminder.isHidden());
    reminder.click();
    EXPECT_TRUE(bar.isVisible());
    EXPECT_EQ(bar.text(), "The disk is full");
    EXPECT_TRUE(reminder.isHidden());
    bar.showInformation("Saved");
    EXPECT_FALSE(reminder.isHidden()) << "it was replaced";
    reminder.click();
    bar.findChild<QToolButton*>("messageClose")->click();
    EXPECT_TRUE(bar.isHidden());
    EXPECT_TRUE(reminder.isHidden()) << "the user has closed it";
}

} // namespace
} // namespace asge
