// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <QtGlobal>

class QThread;

namespace asge {

/// Shows notifications of the desktop over D-Bus (org.freedesktop.Notifications). Connecting to a
/// bus may block for seconds, so it is used on a separate thread, which the first notification
/// starts. Without a session bus or a notification service, nothing happens.
class NotificationBus : public QObject {
    Q_OBJECT

  public:
    explicit NotificationBus(QObject* parent = nullptr);
    ~NotificationBus() override;

    /// Shows a notification in place of an earlier one with the same tag. Both texts are plain.
    void show(qint64 tag, const QString& summary, const QString& body);

  signals:
    void chosen(qint64 tag); ///< the user has activated the notification

  private:
    class Client;

    QThread* thread_ = nullptr;
    Client* client_ = nullptr; ///< lives in thread_
};

} // namespace asge
