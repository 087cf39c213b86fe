#include "app/window/training_job.h"

#include "core/error.h"

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

class TrainingJob::Mailbox : public SessionListener {
  public:
    explicit Mailbox(TrainingJob& job) : job_(job) {}

    TrainingNews take() {
        const std::lock_guard lock(mutex_);
        woken_ = false;
        return std::exchange(news_, {});
    }

    void onStarted(RunId run, const NewRun& description) override {
        put([&](TrainingNews& news) { news.started.emplace(run, description); });
    }
    void onStep(const StepEvent& event) override {
        put([&](TrainingNews& news) { news.steps.push_back(event); });
    }
    bool wantsProbes() const override { return true; }
    void onProbe(ProbeSnapshotPtr maps) override {
        put([&](TrainingNews& news) { news.maps = std::move(maps); });
    }
    void onEpoch(const EpochEvent& event, ProbeSnapshotPtr maps) override {
        put([&](TrainingNews& news) {
            news.epochs.emplace_back(event, maps);
            news.maps = maps;
        });
    }
    void onIntervention(const Intervention& intervention) override {
        put([&](TrainingNews& news) { news.interventions.push_back(intervention); });
    }

  private:
    template <typename Put> void put(const Put& add) {
        bool first = false;
        {
            const std::lock_guard lock(mutex_);
            add(news_);
            first = !std::exchange(woken_, true);
        }
        if (first) {
            job_.wake();
        }
    }

    TrainingJob& job_;
    std::mutex mutex_;
    TrainingNews news_;
    bool woken_ = false; ///< the GUI thread knows that there is something
};

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

void TrainingJob::start(const Experiment& experiment, const QString& name,
                        std::shared_future<std::shared_ptr<RunWriter>> store) {
    control_ = std::make_unique<TrainingControl>();
    mailbox_ = std::make_unique<Mailbox>(*this);
    thread_ = std::thread(&TrainingJob::run, this, experiment, name.toStdString(),
                          std::move(store));
}

void TrainingJob::run(Experiment experiment, std::string name,
                      std::shared_future<std::shared_ptr<RunWriter>> store) {
    giveWayToTheWindow();
    RunStatus status = RunStatus::failed;
    QString reason;
    try {
        status = trainInStore(experiment, name, *store.get(), *control_, *mailbox_).status;
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

void TrainingJob::deliver() { emit news(mailbox_->take()); }

void TrainingJob::finish(RunStatus status, const QString& error) {
    thread_.join();
    delivery_.stop();
    deliver();
    emit ended(status, error);
}

void TrainingJob::pause() { control_->pause(); }
void TrainingJob::resume() { control_->resume(); }

void TrainingJob::stop() {
    if (control_) {
        control_->stop();
    }
}

bool TrainingJob::isPaused() const { return isRunning() && control_->isPaused(); }

} // namespace asge
