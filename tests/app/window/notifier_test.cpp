// SPDX-License-Identifier: GPL-3.0-or-later

// Notifications of the desktop, with a bus of the test's own and a service that records them.
#include "app/window/notifier.h"
#include "tests/app/window/window_fixture.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <gmock/gmock.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace asge {
namespace {

constexpr const char* kName = "org.freedesktop.Notifications";
constexpr const char* kPath = "/org/freedesktop/Notifications";

/// An environment variable that has another value while the object exists.
class Variable {
  public:
    Variable(const char* name, const QByteArray& value) : name_(name), before_(qgetenv(name)) {
        qputenv(name, value);
    }
    ~Variable() { before_.isNull() ? qunsetenv(name_) : qputenv(name_, before_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* name_;
    QByteArray before_;
};

/// A notification service that records what it is asked to show.
class FakeService : public QDBusVirtualObject {
  public:
    struct Shown {
        uint replaces;
        std::string summary;
        std::string body;
        QStringList actions;
    };

    explicit FakeService(const QString& address)
        : connection_(QDBusConnection::connectToBus(address, "fake service")) {
        connection_.registerVirtualObject(kPath, this);
        EXPECT_TRUE(connection_.registerService(kName));
    }
    ~FakeService() override { QDBusConnection::disconnectFromBus("fake service"); }

    QString introspect(const QString& /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override {
        if (message.member() != "Notify") {
            return false;
        }
        const QVariantList words = message.arguments();
        shown.push_back({words[1].toUInt(), words[3].toString().toStdString(),
                         words[4].toString().toStdString(), words[5].toStringList()});
        connection.send(message.createReply(uint(shown.size())));
        return true;
    }

    /// The user clicks on the notification, the first of which has the number 1.
    void click(uint notification) {
        QDBusMessage signal = QDBusMessage::createSignal(kPath, kName, "ActionInvoked");
        connection_.send(signal << notification << "default");
    }
    bool waitFor(std::size_t notifications) {
        return QTest::qWaitFor([&] { return shown.size() >= notifications; }, 20000);
    }

    std::vector<Shown> shown;

  private:
    QDBusConnection connection_;
};

class NotifierTest : public test::WindowTest {
  protected:
    void SetUp() override {
        const QString daemon = QStandardPaths::findExecutable("dbus-daemon");
        if (daemon.isEmpty()) {
            GTEST_SKIP() << "dbus-daemon is not installed";
        }
        daemon_.start(daemon, {"--session", "--nofork", "--print-address=1",
                               "--address=unix:path=" + QString(path().c_str()) + "/bus"});
        ASSERT_TRUE(daemon_.waitForReadyRead(20000))
            << daemon_.readAllStandardError().toStdString();
        const QByteArray address = daemon_.readLine().trimmed();
        variable_ = std::make_unique<Variable>("DBUS_SESSION_BUS_ADDRESS", address);
        service_ = std::make_unique<FakeService>(address);
    }
    ~NotifierTest() override {
        window_.reset();
        service_.reset();
        daemon_.kill();
        daemon_.waitForFinished();
    }

    QProcess daemon_;
    std::unique_ptr<Variable> variable_;
    std::unique_ptr<FakeService> service_;
};

/// News of a run that is at this time, or of its beginning in this window.
TrainingNews at(double seconds, bool begins = false) {
    TrainingNews news;
    StepEvent step;
    step.epoch = 1;
    step.step = 1;
    step.seconds = seconds;
    if (begins) {
        auto record = std::make_shared<RunRecord>();
        record->id = 7;
        record->name = "<b>&\n7";
        record->steps.push_back(step);
        news.run.reset = record;
    } else {
        news.run.steps.push_back(step);
    }
    return news;
}

TEST_F(NotifierTest, OnlyTrainingsOfMoreThanAMinuteInThisWindowCount) {
    Notifier notifier;
    notifier.takeNews(at(3600, true)); // an hour before it was resumed
    notifier.takeNews(at(3660));
    notifier.trainingEnded(RunStatus::finished, {});
    notifier.takeNews(at(3600, true));
    notifier.takeNews(at(3661));
    notifier.trainingEnded(RunStatus::stopped, {}); // by the user
    notifier.trainingEnded(RunStatus::failed, "before a run was created");
    notifier.takeNews(at(3600, true));
    notifier.takeNews(at(3661));
    notifier.trainingEnded(RunStatus::failed, "disk <full>");
    ASSERT_TRUE(service_->waitFor(1));
    ASSERT_EQ(service_->shown.size(), 1U);
    EXPECT_EQ(service_->shown[0].summary, "Training failed");
    EXPECT_EQ(service_->shown[0].body, "Run 7: &lt;b&gt;&amp;?7\ndisk &lt;full&gt;");
    EXPECT_EQ(service_->shown[0].actions, (QStringList{"default", "Open"}));
}

TEST_F(NotifierTest, AClickOpensTheRun) {
    open().notifier().setLeastSeconds(0);
    trainToTheEnd(1);
    trainToTheEnd(1);
    ASSERT_TRUE(service_->waitFor(2));
    EXPECT_EQ(service_->shown[0].summary, "Training finished");
    EXPECT_EQ(service_->shown[0].body, "Run 1: tiny");
    ASSERT_EQ(window_->presenter().shownRun(), 2);
    window_->views().showView(&child<QWidget>("queue"));
    window_->showMinimized();
    service_->click(1);
    EXPECT_TRUE(QTest::qWaitFor([&] { return window_->presenter().shownRun() == 1; }, 20000));
    EXPECT_FALSE(window_->isMinimized());
    EXPECT_NE(window_->views().current(), &child<QWidget>("queue"));
}

TEST_F(NotifierTest, TellsThatTheGuardHasPaused) {
    open().notifier().setLeastSeconds(0);
    // Each update multiplies every weight by -9.
    experiment_.optimizer.weightDecay = 1;
    experiment_.optimizer.learningRate = 10;
    experiment_.optimizer.schedule = Schedule::constant;
    pressTrain(20);
    ASSERT_TRUE(waitForState(TransportBar::State::paused));
    ASSERT_TRUE(service_->waitFor(1));
    EXPECT_EQ(service_->shown[0].summary, "Training paused");
    EXPECT_EQ(service_->shown[0].body, "Run 1: tiny\nA value is not finite.");
    press("stopActionButton");
    ASSERT_TRUE(waitForState(TransportBar::State::idle));
}

TEST_F(NotifierTest, TheNextNotificationOfARunReplacesTheLast) {
    Notifier notifier;
    notifier.setLeastSeconds(0);
    notifier.takeNews(at(0, true));
    TrainingNews news = at(1);
    Intervention pause;
    pause.kind = "pause";
    pause.source = source::kGuard;
    news.run.interventions.push_back(pause);
    notifier.takeNews(news);
    ASSERT_TRUE(service_->waitFor(1));
    QTest::qWait(100); // the answer reaches the notifier
    notifier.trainingEnded(RunStatus::finished, {});
    ASSERT_TRUE(service_->waitFor(2));
    EXPECT_EQ(service_->shown[0].replaces, 0U);
    EXPECT_EQ(service_->shown[1].replaces, 1U);
}

QStringList warnings;

/// Notifies over a bus with this address, and returns the milliseconds for which that blocked.
qint64 blockedBy(const QString& address) {
    const Variable variable("DBUS_SESSION_BUS_ADDRESS", address.toUtf8());
    const Variable noFolder("XDG_RUNTIME_DIR", "/nowhere");
    warnings.clear();
    const auto before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext&, const QString& text) { warnings << text; });
    QElapsedTimer timer;
    timer.start();
    {
        Notifier notifier;
        notifier.setLeastSeconds(0);
        notifier.takeNews(at(0, true));
        notifier.takeNews(at(1));
        notifier.trainingEnded(RunStatus::finished, {});
        QTest::qWait(300);
    }
    qInstallMessageHandler(before);
    return timer.elapsed() - 300;
}

TEST(Notifier, NothingHappensWithoutABus) {
    for (const char* address : {"", "unix:path=/nowhere/bus", "no address"}) {
        EXPECT_LT(blockedBy(address), 2000) << address;
        EXPECT_EQ(warnings.join('\n').toStdString(), "") << address;
    }
}

TEST(Notifier, ABusThatDoesNotAnswerBlocksNothing) {
    const test::TemporaryFolder folder;
    const std::string file = (folder.path() / "bus").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    file.copy(address.sun_path, sizeof address.sun_path - 1);
    const int silent = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(silent, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(silent, 5), 0);
    EXPECT_LT(blockedBy("unix:path=" + QString::fromStdString(file)), 2000);
    EXPECT_EQ(warnings.join('\n').toStdString(), "");
    close(silent); // ends the thread that waits
    QTest::qWait(200);
}

/// A bus on which nobody shows notifications.
TEST_F(NotifierTest, NothingHappensWithoutAService) {
    service_.reset();
    EXPECT_LT(blockedBy(qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS")), 2000);
    EXPECT_EQ(warnings.join('\n').toStdString(), "");
}

} // namespace
} // namespace asge
