// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

namespace asge {

/// Shows a widget in the place of another one. The keyboard's focus goes along, since Qt would move
/// it to any other field.
inline void showInstead(QWidget& shown, QWidget& hidden) {
    const bool focused = hidden.hasFocus();
    shown.show();
    if (focused) {
        shown.setFocus();
    }
    hidden.hide();
}

} // namespace asge
