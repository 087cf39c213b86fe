// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dock_content.h"

#include "widgets/common/view_scroll.h"

#include <QDockWidget>

namespace asge {

void setContent(QDockWidget& dock, QWidget* content, QSize least) {
    auto* area = new ViewScroll;
    area->setMinimumSize(least);
    area->setWidget(content);
    dock.setWidget(area);
}

QWidget* contentOf(const QDockWidget& dock) {
    return static_cast<const QScrollArea*>(dock.widget())->widget();
}

} // namespace asge
