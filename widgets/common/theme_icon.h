// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QIcon>
#include <QString>

namespace asge {

/// The icon of that name in resources/icons. Its file has a fixed pen; whatever shows the icon
/// draws it in a shade of this pen that is readable in the application's palette of that moment: in
/// the colour of disabled text if it is disabled, and of selected text in the mode QIcon::Selected.
QIcon themeIcon(const QString& name);

} // namespace asge
