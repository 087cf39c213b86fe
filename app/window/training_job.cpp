#include "app/window/training_job.h"

#include "core/error.h"
#include "core/session/engine.h"

#include <sys/resource.h>

namespace asge {

namespace {

constexpr int kDeliveryMilliseconds = 33;
/// Training threads (LibTorch's inherit it) give way to the window's where cores are few; where
/// nothing else runs it costs nothing.
constexpr int kTrainingNiceness = 5;

void giveWayToTheWindow() {
    // On Linux the "process" 0 of setpriority is the calling thread.
    setpriority(PRIO_PROCESS, 0, kTrainingNiceness);
}

} // namespace

TrainingJob::TrainingJob(QObject* parent) : QObject(parent) {
    delivery_.setSingleShot(true);
    delivery_.setInterval(kDeliveryMilliseconds);
    connect(&delivery_, &QTimer::timeout, this, &TrainingJob::deliver);
}

TrainingJob::~TrainingJob() {
    if (thread_.joinable()) {
        control_->stop();
        thread_.join();
    }
}

void TrainingJob::prepare() {
    preparation_ = std::async(std::launch::async, [] {
        giveWayToTheWindow();
        try {
            loadEngine();
        } catch (const Error&) {
            // A training will try again and say so.
        }
    });
}

void TrainingJob::start(const Experiment& experiment, const QString& name,
                        std::shared_future<std::shared_ptr<RunWriter>> store) {
    control_ = std::make_unique<TrainingControl>();
    mailbox_ = std::make_unique<Mailbox>([this] { wake(); });
    thread_ =
        std::thread(&TrainingJob::run, this, experiment, name.toStdString(), std::move(store));
}

void TrainingJob::run(Experiment experiment, std::string name,
                      std::shared_future<std::shared_ptr<RunWriter>> store) {
    giveWayToTheWindow();
    RunStatus status = RunStatus::failed;
    QString reason;
    try {
        status = loadEngine().train(experiment, name, *store.get(), *control_, *mailbox_).status;
    } catch (const std::exception& error) {
        reason = QString::fromUtf8(error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, status, reason] { finish(status, reason); }, Qt::QueuedConnection);
}

void TrainingJob::wake() {
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (!delivery_.isActive()) {
                delivery_.start();
            }
        },
        Qt::QueuedConnection);
}

void TrainingJob::deliver() {
    emit news(mailbox_->take());
}

void TrainingJob::finish(RunStatus status, const QString& error) {
    thread_.join();
    delivery_.stop();
    deliver();
    emit ended(status, error);
}

void TrainingJob::pause() {
    control_->pause();
}
void TrainingJob::resume() {
    control_->resume();
}

void TrainingJob::stop() {
    if (control_) {
        control_->stop();
    }
}

bool TrainingJob::isPaused() const {
    return isRunning() && control_->isPaused();
}

} // namespace asge
