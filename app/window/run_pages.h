// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <vector>

class QWidget;

namespace asge {

class RunPage;

/// Creates all views of one run, in the order of their tabs. To add a view, put it into its own
/// folder of widgets and add it to the list in run_pages.cpp.
std::vector<RunPage*> makeRunPages(QWidget* parent);

/// Creates another view of the same kind, for a second window of it: for "curves" or "curves2" one
/// that is named "curves3", if `number` is 3. Returns null for a name that is no page's.
RunPage* makeRunPage(const QString& name, int number, QWidget* parent);
/// The number in the name of a view: 1 for "curves", 2 for "curves2".
int pageNumber(const QString& name);

} // namespace asge
