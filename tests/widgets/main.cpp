// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme_style.h"

#include <QApplication>
#include <QLocale>

#include <gmock/gmock.h>

/// Runs GoogleTest with an application, which widgets need. Tests must not need a display.
int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    testing::InitGoogleMock(&argc, argv);
    QApplication app(argc, argv);
    QApplication::setStyle(new asge::ThemeStyle);
    QLocale::setDefault(QLocale::c());
    return RUN_ALL_TESTS();
}
