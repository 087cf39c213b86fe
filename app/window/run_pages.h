// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

class QWidget;

namespace asge {

class RunPage;

/// Creates all views of one run, in the order of their tabs. To add a view, put it into its own
/// folder of widgets and add it to the list in run_pages.cpp.
std::vector<RunPage*> makeRunPages(QWidget* parent);

} // namespace asge
