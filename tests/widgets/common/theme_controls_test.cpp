// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/widgets/contrast.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_style.h"

#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QSpinBox>
#include <QStyleOptionSlider>
#include <QToolButton>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace asge {
namespace {

class ThemeControls : public testing::TestWithParam<bool> {
  protected:
    QPalette palette() const { return GetParam() ? theme::darkPalette() : theme::lightPalette(); }
    /// A picture of the control on a window.
    QImage pictureOf(QWidget& control) const {
        ThemeStyle style;
        QWidget window;
        window.setPalette(palette());
        window.resize(140, 60);
        control.setParent(&window);
        control.setStyle(&style);
        control.setPalette(palette());
        control.setGeometry(10, 10, 120, 36);
        QImage picture(window.size(), QImage::Format_RGB32);
        window.render(&picture);
        control.setStyle(nullptr);
        control.setParent(nullptr);
        return picture;
    }
    /// The contrast to the window of the control's left edge, halfway down.
    double edgeOf(QWidget& control) const {
        const QImage picture = pictureOf(control);
        return test::contrastOf(picture.pixelColor(10, 28), palette().color(QPalette::Window));
    }
};
INSTANTIATE_TEST_SUITE_P(LightAndDark, ThemeControls, testing::Bool(), [](const auto& info) {
    return std::string(info.param ? "dark" : "light");
});

TEST_P(ThemeControls, FieldsHaveAnOutlineThatIsSeen) {
    QLineEdit line;
    EXPECT_GE(edgeOf(line), theme::kGraphicContrast);
    QSpinBox number;
    EXPECT_GE(edgeOf(number), theme::kGraphicContrast);
    QComboBox choice;
    EXPECT_GE(edgeOf(choice), theme::kGraphicContrast);
    choice.setEditable(true);
    EXPECT_GE(edgeOf(choice), theme::kGraphicContrast);
}

TEST_P(ThemeControls, DisabledFieldsAndFieldsWithoutAFrameHaveNoSuchOutline) {
    QLineEdit line;
    line.setFrame(false);
    EXPECT_LT(edgeOf(line), 1.5);
    QSpinBox number;
    number.setEnabled(false);
    EXPECT_LT(edgeOf(number), theme::kGraphicContrast);
    QComboBox choice;
    choice.setEnabled(false);
    EXPECT_LT(edgeOf(choice), theme::kGraphicContrast);
}

/// The highest contrast of a part of a picture to the colour at its left edge in the same row.
double signOf(const QImage& picture, const QRect& part) {
    double most = 1;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            most = std::max(most, test::contrastOf(picture.pixelColor(x, y),
                                                   picture.pixelColor(part.left(), y)));
        }
    }
    return most;
}

TEST_P(ThemeControls, DisabledArrowsAreSeenAndPaler) {
    QToolButton button;
    button.setAutoRaise(true);
    button.setArrowType(Qt::LeftArrow);
    const QRect middle(55, 18, 30, 20);
    const double enabled = signOf(pictureOf(button), middle);
    button.setEnabled(false);
    const double disabled = signOf(pictureOf(button), middle);
    EXPECT_GE(disabled, theme::kGraphicContrast);
    EXPECT_LT(disabled, enabled / 1.5);
    QComboBox choice;
    choice.setEnabled(false);
    EXPECT_GE(signOf(pictureOf(choice), QRect(110, 18, 16, 20)), theme::kGraphicContrast);
}

TEST_P(ThemeControls, ArrowsOfStepsThatAreNotPossibleAreSeenAndPaler) {
    const QRect down(118, 30, 9, 10);
    QSpinBox number;
    number.setRange(0, 9);
    number.setValue(5);
    const double enabled = signOf(pictureOf(number), down);
    number.setValue(0);
    const double atTheEnd = signOf(pictureOf(number), down);
    EXPECT_GE(atTheEnd, theme::kGraphicContrast);
    EXPECT_LT(atTheEnd, enabled / 1.15);
    number.setEnabled(false);
    EXPECT_GE(signOf(pictureOf(number), down), theme::kGraphicContrast);
}

TEST_P(ThemeControls, TheHandleOfAScrollBarStandsOutFromItsTrough) {
    for (const Qt::Orientation along : {Qt::Horizontal, Qt::Vertical}) {
        QScrollBar bar(along);
        bar.setRange(0, 100);
        bar.setPageStep(100);
        bar.setValue(0);
        QImage picture;
        QRect handle;
        {
            ThemeStyle style;
            bar.setStyle(&style);
            bar.setPalette(palette());
            bar.resize(along == Qt::Horizontal ? QSize(200, 16) : QSize(16, 200));
            QStyleOptionSlider option;
            option.initFrom(&bar);
            option.subControls = QStyle::SC_All;
            option.orientation = along;
            option.maximum = bar.maximum();
            option.pageStep = bar.pageStep();
            handle = style.subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider,
                                          &bar);
            picture = bar.grab().toImage();
            bar.setStyle(nullptr);
        }
        const QPoint forward = along == Qt::Horizontal ? QPoint(1, 0) : QPoint(0, 1);
        const QPoint end =
            along == Qt::Horizontal ? QPoint(handle.right(), 8) : QPoint(8, handle.bottom());
        const QColor trough = picture.pixelColor(end + 20 * forward);
        EXPECT_GE(test::contrastOf(picture.pixelColor(end), trough), theme::kGraphicContrast);
    }
}

} // namespace
} // namespace asge
