// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace asge {

/// Prints "asge-workbench: WHAT" as one line on standard error, cleaned (oneLine). All of the
/// program's output to standard error goes through this function.
void printError(const std::string& what);

/// Sets the application's names by which desktops find packaging/org.asge.Workbench.desktop.
void setProgramNames();

/// The one-line message for a missing display.
extern const char* const kNoDisplay;

/// Makes Qt run offscreen if there is no display, and returns false then. Call it before the
/// QApplication is created.
bool selectDisplay(int argc, char** argv);

/// Keeps Qt's messages about its platform plugins off standard error. If Qt can't open the display,
/// would abort, or has lost the display, ends the program with one line and status 1.
void handleQtMessages();

} // namespace asge
