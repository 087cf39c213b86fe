// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QThread;

namespace asge {

/// Asks the desktop over D-Bus (org.freedesktop.portal.Settings) whether it prefers dark windows,
/// and follows its changes. Connecting to a bus may block, so it is used on a separate thread.
/// Without a session bus or a portal, nothing happens.
class DesktopTheme : public QObject {
    Q_OBJECT

  public:
    explicit DesktopTheme(QObject* parent = nullptr);
    ~DesktopTheme() override;

  signals:
    void preferred(bool dark);

  private:
    QThread* thread_;
};

} // namespace asge
