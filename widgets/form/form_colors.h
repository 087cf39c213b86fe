// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"

namespace asge {

/// The colour of error messages, with a contrast above 4.5 on the palette's backgrounds.
inline QColor errorColor(const QPalette& palette) {
    return QColor(theme::isDark(palette) ? 0xff8f8f : 0xb3141f);
}

} // namespace asge
