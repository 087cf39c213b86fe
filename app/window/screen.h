// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace asge {

/// "asge-workbench: WHAT", a line on standard error, cleaned (oneLine). Nothing else of the
/// window's program writes there.
void printError(const std::string& what);

/// Gives the application the names that a desktop knows it by:
/// packaging/org.asge.Workbench.desktop.
void nameProgram();

/// Says that no window can be shown, on one line.
extern const char* const kNoDisplay;

/// Lets Qt do without a screen where there is none; false then. To be called before QApplication.
bool findScreen(int argc, char** argv);

/// Keeps Qt's notes on its own platform off standard error. Ends the program as any failure does,
/// with one line and status 1, if Qt can't open the display, would abort or has lost the display.
void tameQtMessages();

} // namespace asge
