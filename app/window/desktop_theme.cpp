// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/desktop_theme.h"

#include "app/window/session_bus.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QThread>

namespace asge {

namespace {

constexpr const char* kPortal = "org.freedesktop.portal.Desktop";
constexpr const char* kPortalPath = "/org/freedesktop/portal/desktop";
constexpr const char* kSettingsInterface = "org.freedesktop.portal.Settings";
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");
constexpr uint kPrefersDark = 1; ///< value of color-scheme; 0: no preference, 2: light
constexpr unsigned long kThemeEndMilliseconds = 200;

/// Answers may be wrapped in one variant or in two.
uint schemeIn(QVariant value) {
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value.toUInt();
}

} // namespace

/// The connection to the bus, for use in one thread.
class DesktopThemeClient : public QObject {
    Q_OBJECT

  public:
    ~DesktopThemeClient() override { QDBusConnection::disconnectFromBus(name_); }

    void start() {
        const QString address = sessionBusAddress();
        if (address.isEmpty()) {
            return;
        }
        QDBusConnection bus = QDBusConnection::connectToBus(address, name_);
        if (!bus.isConnected()) {
            return;
        }
        bus.connect(kPortal, kPortalPath, kSettingsInterface, "SettingChanged", this,
                    SLOT(changed(QString, QString, QDBusVariant)));
        QDBusMessage call =
            QDBusMessage::createMethodCall(kPortal, kPortalPath, kSettingsInterface, "Read");
        call << kAppearance << kColorScheme;
        auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
        connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
            const QDBusPendingReply<QDBusVariant> scheme = *answer;
            if (scheme.isValid()) {
                emit preferred(schemeIn(scheme.value().variant()) == kPrefersDark);
            }
            answer->deleteLater();
        });
    }

  signals:
    void preferred(bool dark);

  private slots:
    void changed(const QString& space, const QString& key, const QDBusVariant& value) {
        if (space == kAppearance && key == kColorScheme) {
            emit preferred(schemeIn(value.variant()) == kPrefersDark);
        }
    }

  private:
    const QString name_ = QStringLiteral("asge-theme-%1").arg(reinterpret_cast<quintptr>(this));
};

DesktopTheme::DesktopTheme(QObject* parent) : QObject(parent), thread_(new QThread) {
    auto* client = new DesktopThemeClient;
    client->moveToThread(thread_);
    connect(thread_, &QThread::started, client, &DesktopThemeClient::start);
    connect(thread_, &QThread::finished, client, &QObject::deleteLater);
    connect(client, &DesktopThemeClient::preferred, this, &DesktopTheme::preferred);
    thread_->start(QThread::LowPriority);
}

DesktopTheme::~DesktopTheme() {
    connect(thread_, &QThread::finished, thread_, &QObject::deleteLater);
    thread_->quit();
    if (thread_->wait(kThemeEndMilliseconds)) {
        delete thread_; // the event loop may have ended
    }                   // else a bus does not answer, and the thread ends later
}

} // namespace asge

#include "desktop_theme.moc"
