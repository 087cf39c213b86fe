// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QShortcut>
#include <QString>
#include <QVariant>

namespace asge {

inline constexpr const char* kKeyUse = "use"; ///< the property of a shortcut

/// Says what a key of a view does, for the list of shortcuts.
inline void setKeyUse(QShortcut& key, const QString& use) {
    key.setProperty(kKeyUse, use);
}

/// What a key does; empty if nothing was said.
inline QString keyUse(const QShortcut& key) {
    return key.property(kKeyUse).toString();
}

} // namespace asge
