// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/start_page.h"
#include "tests/widgets/contrast.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_icon.h"
#include "widgets/common/theme_style.h"

#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QIcon>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QToolButton>

#include <gmock/gmock.h>

#include <algorithm>

namespace asge {
namespace {

/// The highest contrast of a part of a picture to a colour.
double contrastTo(const QColor& ground, const QImage& picture, const QRect& part) {
    double most = 1;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x) {
            most = std::max(most, test::contrastOf(picture.pixelColor(x, y), ground));
        }
    }
    return most;
}

/// The same to the pixel at the top left of that part.
double contrastOfPart(const QImage& picture, const QRect& part) {
    return contrastTo(picture.pixelColor(part.topLeft()), picture, part);
}

/// Icons in the colours of a palette.
class Icons : public testing::TestWithParam<bool> {
  protected:
    void SetUp() override {
        before_ = QApplication::palette();
        QApplication::setStyle(new ThemeStyle);
        use(GetParam());
    }
    void TearDown() override { QApplication::setPalette(before_); }

    static void use(bool dark) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
    }

    /// The highest contrast of a large icon of a button to the middle of the button's left edge.
    static double contrastIn(QAbstractButton& button, const QIcon& icon, bool enabled) {
        button.setIcon(icon);
        button.setIconSize({64, 64});
        button.setEnabled(enabled);
        button.resize(96, 80);
        const QImage picture = button.grab().toImage();
        double most = 1;
        for (int y = 10; y < picture.height() - 10; ++y) { // a button has a gradient
            most = std::max(most, contrastTo(picture.pixelColor(10, y), picture,
                                             QRect(12, y, picture.width() - 24, 1)));
        }
        return most;
    }

  private:
    QPalette before_;
};
INSTANTIATE_TEST_SUITE_P(LightAndDark, Icons, testing::Bool(), [](const auto& info) {
    return std::string(info.param ? "dark" : "light");
});

TEST_P(Icons, AreReadableAndFaintWhileDisabled) {
    const QDir folder(QStringLiteral(":/asge/icons"));
    ASSERT_FALSE(folder.entryList().isEmpty());
    QToolButton tool;
    tool.setAutoRaise(true);
    for (const QString& name : folder.entryList()) {
        if (name == QLatin1String("asge.svg")) {
            continue;
        }
        SCOPED_TRACE(name.toStdString());
        const QIcon icon = themeIcon(name.chopped(4));
        QPushButton push;
        EXPECT_GE(contrastIn(push, icon, true), 4.5);
        const double enabled = contrastIn(tool, icon, true);
        EXPECT_GE(enabled, 4.5);
        EXPECT_LT(contrastIn(tool, icon, false), enabled / 1.2);
    }
}

/// The sign is a single line, which must not be spread over two rows of pixels.
TEST_P(Icons, ADisabledMinusIsSeenAtEachScale) {
    const QColor ground = QApplication::palette().color(QPalette::Window);
    for (const double scale : {1.0, 1.25, 1.5, 2.0}) {
        QImage picture(QSize(16, 16) * scale, QImage::Format_RGB32);
        picture.fill(ground);
        QPainter painter(&picture);
        painter.drawPixmap(
            0, 0, themeIcon("remove").pixmap(picture.size(), 1.0, QIcon::Disabled, QIcon::Off));
        painter.end();
        EXPECT_GE(contrastTo(ground, picture, picture.rect()), theme::kGraphicContrast) << scale;
    }
}

TEST_P(Icons, OfToolBarsAndDocksAreReadable) {
    QToolButton button;
    button.setAutoRaise(true);
    for (const QStyle::StandardPixmap which :
         {QStyle::SP_ToolBarHorizontalExtensionButton, QStyle::SP_ToolBarVerticalExtensionButton,
          QStyle::SP_TitleBarNormalButton, QStyle::SP_TitleBarCloseButton,
          QStyle::SP_DockWidgetCloseButton}) {
        EXPECT_GE(contrastIn(button, QApplication::style()->standardIcon(which), true), 4.5)
            << which;
    }
}

TEST_P(Icons, OfMenusAreReadableAfterAChangeOfTheTheme) {
    use(!GetParam());
    QMenu menu;
    for (const char* name : {"train", "pause", "stop", "save"}) {
        menu.addAction(themeIcon(name), "text");
    }
    QAction* faint = menu.addAction(themeIcon("train"), "text");
    faint->setEnabled(false);
    menu.popup({0, 0});
    QApplication::processEvents();
    use(GetParam()); // while the menu is open
    QApplication::processEvents();
    for (QAction* action : menu.actions()) {
        for (QAction* selected : {static_cast<QAction*>(nullptr), action}) {
            menu.setActiveAction(selected);
            const QRect line = menu.actionGeometry(action);
            const QRect place(line.left() + 3, line.top() + 3, line.height() - 4,
                              line.height() - 6);
            const double contrast = contrastOfPart(menu.grab().toImage(), place);
            if (action == faint) {
                EXPECT_LT(contrast, 4.5);
                EXPECT_GT(contrast, 1.5);
            } else {
                EXPECT_GE(contrast, 4) << (selected != nullptr); // a small icon is smoothed
            }
        }
    }
    menu.close();
}

TEST_P(Icons, MenusHaveAFrameAndLinesThatAreSeen) {
    QMenu menu;
    menu.addAction("first");
    QAction* line = menu.addSeparator();
    menu.addAction("second");
    menu.popup({0, 0});
    QApplication::processEvents();
    const QImage picture = menu.grab().toImage();
    const QColor ground = menu.palette().color(QPalette::Base);
    const int middle = picture.height() / 2;
    for (const int x : {0, picture.width() - 1}) {
        EXPECT_GE(test::contrastOf(picture.pixelColor(x, middle), ground), 3) << x;
    }
    const QPoint at = menu.actionGeometry(line).center();
    EXPECT_GE(test::contrastOf(picture.pixelColor(at), ground), 1.5);
    menu.close();
}

TEST_P(Icons, OfTheDesktopAreNotInButtonsOfDialogs) {
    const QDialogButtonBox buttons(QDialogButtonBox::Close | QDialogButtonBox::Save);
    for (const QAbstractButton* button : buttons.buttons()) {
        EXPECT_TRUE(button->icon().isNull()) << button->text().toStdString();
    }
}

TEST_P(Icons, OfButtonsTakeTheColoursOfANewTheme) {
    use(!GetParam());
    QToolButton tool;
    tool.setAutoRaise(true);
    contrastIn(tool, themeIcon("undo"), true);
    tool.show();
    QApplication::processEvents();
    use(GetParam());
    QApplication::processEvents();
    EXPECT_GE(contrastOfPart(tool.grab().toImage(), tool.rect().adjusted(12, 10, -12, -10)), 4.5);
}

/// The number of the rows or columns between the window and the card, from outside, that are
/// neither in the colour of the window nor in that of the card.
int borderPixels(const QImage& picture, QPoint from, QPoint step, const QPalette& palette) {
    int count = 0;
    for (QPoint at = from; picture.rect().contains(at); at += step) {
        const QColor pixel = picture.pixelColor(at);
        if (pixel == palette.color(QPalette::Base)) {
            return count;
        }
        count += pixel != palette.color(QPalette::Window) ? 1 : 0;
    }
    return 0;
}

TEST_P(Icons, CardsOfTheStartPageHaveABorderOnEachSide) {
    StartPage page;
    page.resize(640, 700);
    page.setRuns({});
    page.show();
    QApplication::processEvents();
    constexpr double kScale = 1.25;
    QImage picture((QSizeF(page.size()) * kScale).toSize(), QImage::Format_RGB32);
    picture.setDevicePixelRatio(kScale);
    page.render(&picture);
    picture.setDevicePixelRatio(1);
    for (const char* name : {"startTrain", "startOpen", "startHelp"}) {
        SCOPED_TRACE(name);
        const auto* card = page.findChild<QWidget*>(QLatin1String(name));
        const QRectF rect(QPointF(card->mapTo(&page, QPoint())) * kScale,
                          QSizeF(card->size()) * kScale);
        const QPoint middle(static_cast<int>(rect.left() + 10 * kScale),
                            static_cast<int>(rect.top() + 8 * kScale));
        const QPoint left(static_cast<int>(rect.left()) - 4, middle.y());
        const QPoint right(static_cast<int>(rect.right()) + 4, middle.y());
        const QPoint top(middle.x(), static_cast<int>(rect.top()) - 4);
        const QPoint bottom(middle.x(), static_cast<int>(rect.bottom()) + 4);
        EXPECT_GE(borderPixels(picture, left, {1, 0}, page.palette()), 1) << "left";
        EXPECT_GE(borderPixels(picture, right, {-1, 0}, page.palette()), 1) << "right";
        EXPECT_GE(borderPixels(picture, top, {0, 1}, page.palette()), 1) << "top";
        EXPECT_GE(borderPixels(picture, bottom, {0, -1}, page.palette()), 1) << "bottom";
    }
}

TEST_P(Icons, RunsOnTheStartPageSayThatTheyHaveFailed) {
    StartPage page;
    RunSummary run;
    run.id = 5;
    run.name = "Diverging";
    run.status = RunStatus::failed;
    page.setRuns({run});
    EXPECT_EQ(page.findChild<QPushButton*>("startRun")->text(), "5 · Diverging · ✕ failed");
    run.status = RunStatus::finished;
    page.setRuns({run});
    EXPECT_EQ(page.findChild<QPushButton*>("startRun")->text(), "5 · Diverging");
}

TEST_P(Icons, TheWayBackDoesNotWidenTheStartPage) {
    StartPage page;
    page.show();
    const QWidget& contents = *page.findChild<QScrollArea*>()->widget();
    QApplication::processEvents();
    const int before = contents.minimumSizeHint().width();
    page.setOpenRun(2000);
    QApplication::processEvents();
    EXPECT_TRUE(page.findChild<QPushButton*>("startBack")->isVisible());
    EXPECT_EQ(contents.minimumSizeHint().width(), before);
}

TEST_P(Icons, RunsOnTheStartPageAreLinksInLineWithTheTexts) {
    StartPage page;
    page.resize(640, 700);
    RunSummary run;
    run.id = 111;
    run.name = "a run";
    page.setRuns({run});
    page.show();
    QApplication::processEvents();
    auto& link = *page.findChild<QPushButton*>("startRun");
    auto& file = *page.findChild<QPushButton*>("startFileButton");
    EXPECT_EQ(link.x(), file.x());
    const QImage picture = link.grab().toImage();
    const QColor color = page.palette().color(QPalette::Link);
    int first = picture.width();
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < first; ++x) {
            first = test::contrastOf(picture.pixelColor(x, y), color) < 1.2 ? x : first;
        }
    }
    EXPECT_LE(first, 3) << "the colour of a link, without an indentation";
}

TEST_P(Icons, RunsOnTheStartPageAreRead) {
    use(!GetParam());
    StartPage page;
    page.resize(640, 700);
    RunSummary run;
    run.id = 1;
    run.name = "a run";
    page.setRuns({run});
    page.show();
    QApplication::processEvents();
    use(GetParam()); // the theme changes while the page is shown
    QApplication::processEvents();
    auto& button = *page.findChild<QPushButton*>("startRun");
    ASSERT_TRUE(button.isVisible());
    const QImage picture = button.grab().toImage();
    EXPECT_GE(contrastTo(page.palette().color(QPalette::Base), picture, picture.rect()), 4.5);
}

} // namespace
} // namespace asge
