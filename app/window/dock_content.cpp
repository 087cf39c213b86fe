// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/dock_content.h"

#include <QDockWidget>
#include <QScrollArea>

namespace asge {

void setContent(QDockWidget& dock, QWidget* content, QSize least) {
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setWidgetResizable(true);
    area->setMinimumSize(least);
    area->setWidget(content);
    dock.setWidget(area);
}

QWidget* contentOf(const QDockWidget& dock) {
    return static_cast<const QScrollArea*>(dock.widget())->widget();
}

} // namespace asge
