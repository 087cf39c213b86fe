#include "app/window/store_client.h"

#include "core/error.h"

namespace asge {

namespace {

constexpr int kPollMilliseconds = 1000;

} // namespace

StoreClient::StoreClient(std::filesystem::path path, QObject* parent)
    : QObject(parent), path_(std::move(path)), writer_(writerPromise_.get_future().share()),
      worker_(new QObject) {
    qRegisterMetaType<std::vector<RunSummary>>();
    thread_.setObjectName("store");
    worker_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
    thread_.start();
}

void StoreClient::start() {
    post([this] { open(); });
}

StoreClient::~StoreClient() {
    post([this] {
        reader_.reset();
        openWriter_.reset();
    });
    thread_.quit();
    thread_.wait();
}

void StoreClient::post(std::function<void()> work) {
    QMetaObject::invokeMethod(worker_, std::move(work), Qt::QueuedConnection);
}

bool StoreClient::guarded(const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const std::exception& error) {
        complain(error);
        return false;
    }
}

void StoreClient::complain(const std::exception& error) {
    emit failed(QString::fromUtf8(error.what()), dynamic_cast<const BadInput*>(&error) != nullptr);
}

void StoreClient::open() {
    try {
        openWriter_ = std::make_shared<RunWriter>(path_);
        reader_ = std::make_unique<RunReader>(path_);
        writerPromise_.set_value(openWriter_);
    } catch (const std::exception& error) {
        writerPromise_.set_exception(std::current_exception());
        complain(error);
        if (!openToRead()) {
            return;
        }
    }
    for (const std::string& note : reader_->notes()) {
        emit noted(QString::fromStdString(note));
    }
    poll();
    auto* timer = new QTimer(worker_);
    connect(timer, &QTimer::timeout, worker_, [this] { poll(); });
    timer->start(kPollMilliseconds);
}

bool StoreClient::openToRead() {
    try {
        reader_ = std::make_unique<RunReader>(path_);
        return true;
    } catch (const Error&) {
        return false; // why it can't be written says more
    }
}

void StoreClient::poll() {
    if (!reader_) {
        return;
    }
    guarded([&] {
        const std::int64_t version = reader_->version();
        if (version != version_) {
            auto runs = reader_->runs();
            version_ = version;
            tellLeftOut();
            if (runs != runs_) { // a training's steps change the store, but no run's summary
                runs_ = std::move(runs);
                emit changed(*runs_);
            }
            emit touched();
        }
    });
}

/// Once: the same run is left out whenever the store is read.
void StoreClient::tellLeftOut() {
    auto leftOut = reader_->leftOut();
    if (leftOut == leftOut_) {
        return;
    }
    leftOut_ = std::move(leftOut);
    if (leftOut_.size() == 1) {
        emit noted(QString::fromStdString(leftOut_.front()));
    } else if (!leftOut_.empty()) {
        emit noted(tr("%1 runs are left out; the first is %2")
                       .arg(leftOut_.size())
                       .arg(QString::fromStdString(leftOut_.front())));
    }
}

void StoreClient::write(QObject* context, std::function<void(RunWriter&)> work,
                        std::function<void()> done) {
    const QPointer<QObject> alive(context);
    post([this, alive, work = std::move(work), done = std::move(done)] {
        if (!openWriter_) {
            // What was asked for doesn't come about: tell the reason again, and how it is.
            guarded([this] { writer_.get(); });
            runs_.reset();
            version_ = -1;
            poll();
            return;
        }
        const bool written = guarded([&] { work(*openWriter_); });
        poll();
        if (written && done) {
            QMetaObject::invokeMethod(
                this,
                [alive, done] {
                    if (alive) {
                        done();
                    }
                },
                Qt::QueuedConnection);
        }
    });
}

} // namespace asge
