// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/screen.h"

#include "app/window/abrupt_end.h"
#include "core/base/text.h"

#include <QGuiApplication>
#include <QString>
#include <QtGlobal>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <mutex>

namespace asge {

namespace {

/// Whether a message concerns the administrator of the desktop, not the user: folders for sockets,
/// window manager hints, lists of plugins.
bool isNoise(const QMessageLogContext& context, const QString& text) {
    const char* category = context.category == nullptr ? "" : context.category;
    return std::strncmp(category, "qt.qpa.", 7) == 0 || text.contains("XDG_RUNTIME_DIR") ||
           text.contains("propagateSizeHints");
}

/// Whether Qt's X11 or Wayland plugin reports, before it ends the program, that the display is
/// gone.
bool reportsLostDisplay(const QString& text) {
    return text.contains("connection broke") || text.contains("connection experienced a fatal");
}

void onQtMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    if (type == QtFatalMsg) {
        const bool noDisplay = text.contains("platform plugin");
        const QString first = text.section('\n', 0, 0);
        printError(noDisplay ? kNoDisplay : first.toStdString());
        AbruptEnd::expect("a fatal error of the window");
        AbruptEnd::now(1); // returning would abort the program
    }
    if (reportsLostDisplay(text)) {
        static std::once_flag said; // the Wayland plugin prints two messages about it
        std::call_once(said, [] {
            printError("the display is gone; a run that is training is stopped and kept");
        });
        AbruptEnd::expect("the loss of the display");
        return;
    }
    if (!isNoise(context, text)) {
        printError(text.toStdString());
    }
}

} // namespace

void printError(const std::string& what) {
    std::cerr << "asge-workbench: " << oneLine(what) << '\n' << std::flush;
}

void setProgramNames() {
    // X11 window managers find the desktop entry by the window class, which Qt takes from the
    // application's name. Wayland compositors find it by the file's name.
    QGuiApplication::setOrganizationName("asge");
    QGuiApplication::setApplicationName("org.asge.Workbench");
    QGuiApplication::setDesktopFileName("org.asge.Workbench");
    QGuiApplication::setApplicationDisplayName("ASGE Workbench");
}

const char* const kNoDisplay = "no display can be opened; pictures (--grab) need none";

bool selectDisplay(int argc, char** argv) {
    const bool given = std::any_of(argv, argv + argc, [](const char* word) {
        return std::strcmp(word, "-platform") == 0 || std::strcmp(word, "--platform") == 0;
    });
    const bool screen = given || qEnvironmentVariableIsSet("DISPLAY") ||
                        qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
                        qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (!screen) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    return screen;
}

void handleQtMessages() {
    qInstallMessageHandler(onQtMessage);
}

} // namespace asge
