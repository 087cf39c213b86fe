// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/app/window/loop_watch.h"

#include <QLocale>
#include <QStandardPaths>

#include <gmock/gmock.h>

/// Runs GoogleTest with an application that times its events. Tests must not need a display.
int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    testing::InitGoogleMock(&argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    asge::test::WatchedApplication app(argc, argv);
    QLocale::setDefault(QLocale::c());
    return RUN_ALL_TESTS();
}
