// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/notification_bus.h"

#include "app/window/session_bus.h"
#include "widgets/common/plain_text.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QStringList>
#include <QThread>
#include <QVariantMap>

#include <map>

namespace asge {

namespace {

constexpr const char* kService = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";
constexpr const char* kDefaultAction = "default"; ///< the name of a click on the notification
/// The window waits so long for the thread at its end.
constexpr unsigned long kEndMilliseconds = 200;

/// The plain text as a body, which may contain markup.
QString markupOf(const QString& text) {
    QStringList lines = text.split(u'\n');
    for (QString& line : lines) {
        line = plain::escaped(line);
    }
    return lines.join(u'\n');
}

} // namespace

/// The connection to the bus, for use in one thread.
class NotificationBus::Client : public QObject {
    Q_OBJECT

  public:
    ~Client() override { QDBusConnection::disconnectFromBus(name_); }

    void show(qint64 tag, const QString& summary, const QString& body) {
        if (!hasBus()) {
            return;
        }
        const QVariantMap hints{{"desktop-entry", QGuiApplication::desktopFileName()}};
        QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, "Notify");
        call << QGuiApplication::applicationDisplayName() << idOf(tag)
             << QGuiApplication::desktopFileName() << summary << markupOf(body)
             << QStringList{kDefaultAction, NotificationBus::tr("Open")} << hints << -1;
        auto* answer = new QDBusPendingCallWatcher(connection_.asyncCall(call), this);
        QObject::connect(answer, &QDBusPendingCallWatcher::finished, this, [this, tag, answer] {
            const QDBusPendingReply<uint> id = *answer;
            if (id.isValid()) {
                tags_[id.value()] = tag;
            }
            answer->deleteLater();
        });
    }

  signals:
    void chosen(qint64 tag);

  private slots:
    void invoke(uint id, const QString& action) {
        const auto tag = tags_.find(id);
        if (tag != tags_.end() && action == kDefaultAction) {
            emit chosen(tag->second);
        }
    }
    void forget(uint id, uint /*reason*/) { tags_.erase(id); }

  private:
    /// Connects to the bus unless that has been done.
    bool hasBus() {
        if (connection_.isConnected()) {
            return true;
        }
        QDBusConnection::disconnectFromBus(name_);
        tags_.clear();
        const QString address = sessionBusAddress();
        if (address.isEmpty()) {
            return false;
        }
        connection_ = QDBusConnection::connectToBus(address, name_);
        // No sender is named: the service may start later.
        return connection_.isConnected() &&
               connection_.connect({}, kPath, kService, "ActionInvoked", this,
                                   SLOT(invoke(uint, QString))) &&
               connection_.connect({}, kPath, kService, "NotificationClosed", this,
                                   SLOT(forget(uint, uint)));
    }

    /// The notification with this tag that is shown; 0 if there is none.
    uint idOf(qint64 tag) const {
        for (const auto& [id, each] : tags_) {
            if (each == tag) {
                return id;
            }
        }
        return 0;
    }

    /// Names of connections are unique in the program.
    const QString name_ = QStringLiteral("notifications %1").arg(reinterpret_cast<quintptr>(this));
    QDBusConnection connection_{name_};
    std::map<uint, qint64> tags_; ///< of the notifications that are shown
};

NotificationBus::NotificationBus(QObject* parent) : QObject(parent) {}

NotificationBus::~NotificationBus() {
    if (thread_ == nullptr) {
        return;
    }
    connect(thread_, &QThread::finished, thread_, &QObject::deleteLater);
    thread_->quit();
    if (thread_->wait(kEndMilliseconds)) {
        delete thread_; // the event loop may have ended
    }                   // else a bus does not answer, and the thread ends later
}

void NotificationBus::show(qint64 tag, const QString& summary, const QString& body) {
    if (thread_ == nullptr) {
        thread_ = new QThread;
        client_ = new Client;
        client_->moveToThread(thread_);
        connect(thread_, &QThread::finished, client_, &QObject::deleteLater);
        connect(client_, &Client::chosen, this, &NotificationBus::chosen);
        thread_->start(QThread::LowPriority);
    }
    QMetaObject::invokeMethod(
        client_, [client = client_, tag, summary, body] { client->show(tag, summary, body); });
}

} // namespace asge

#include "notification_bus.moc"
