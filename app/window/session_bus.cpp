// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/session_bus.h"

#include <QFileInfo>

namespace asge {

QString sessionBusAddress() {
    const QString given = qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS");
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!given.isEmpty() || folder.isEmpty()) {
        return given;
    }
    const QString socket = folder + "/bus";
    return QFileInfo::exists(socket) ? "unix:path=" + socket : QString();
}

} // namespace asge
