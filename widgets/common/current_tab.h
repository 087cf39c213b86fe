// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QTabWidget;

namespace asge {

/// Lets only the current tab ask for a height. Otherwise the highest one does, so that a view is
/// scrolled for a tab that is not shown. To be called when all tabs have been added.
void sizeByCurrentTab(QTabWidget& tabs);

} // namespace asge
