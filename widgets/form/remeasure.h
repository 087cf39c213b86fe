// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLayout>
#include <QWidget>

namespace asge {

/// Lets the layouts around a widget of the form measure it again. They keep sizes from before it
/// was visible, or from before its text was wrapped.
inline void remeasure(QWidget& widget) {
    for (QWidget* each = &widget; each != nullptr && !each->isWindow();
         each = each->parentWidget()) {
        if (each->layout() != nullptr) {
            each->layout()->invalidate();
        }
        each->updateGeometry();
    }
}

} // namespace asge
