// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/store_client.h"

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"
#include "widgets/common/counted_text.h"

namespace asge {

namespace {

constexpr int kPollMilliseconds = 1000;

} // namespace

StoreClient::StoreClient(std::filesystem::path path, QObject* parent)
    : QObject(parent), path_(std::move(path)),
      waitNotice_(new WaitNotice, [](WaitNotice* notice) { notice->deleteLater(); }),
      writer_(writerPromise_.get_future().share()), worker_(new QObject) {
    qRegisterMetaType<std::vector<RunSummary>>();
    connect(waitNotice_.get(), &WaitNotice::waiting, this, &StoreClient::noted);
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
        reportFailure(error);
        return false;
    }
}

void StoreClient::reportFailure(const std::exception& error) {
    emit failed(QString::fromUtf8(error.what()), dynamic_cast<const BadInput*>(&error) != nullptr);
}

StoreOptions StoreClient::options() const {
    StoreOptions options;
    options.monitor = monitor_;
    options.onWait = [notice = waitNotice_](const std::string& line) {
        emit notice->waiting(QString::fromStdString(line));
    };
    return options;
}

void StoreClient::open() {
    const bool opened =
        guarded([this] { access_ == Access::write ? openToWrite() : openToRead(); });
    if (!opened) {
        return;
    }
    if (reader_) {
        guarded([this] {
            for (const std::string& note : reader_->warnings()) {
                notes_ << QString::fromStdString(note);
            }
        });
        if (!notes_.isEmpty()) {
            emit noted(notes_.join(u'\n'));
        }
        poll();
        startPolling();
    } else {
        emit changed({}); // there is no store yet, and reading must not create one
    }
}

/// If the store can't be written, opens it for reading. If that fails too, throws why it can't be
/// written.
void StoreClient::openToWrite() {
    try {
        openWriter_ = std::make_shared<RunWriter>(path_, options());
        reader_ = std::make_unique<RunReader>(path_, options());
        writerPromise_.set_value(openWriter_);
    } catch (const std::exception& error) {
        const std::exception_ptr why = std::current_exception();
        writerPromise_.set_exception(why);
        openWriter_.reset();
        try {
            reader_ = std::make_unique<RunReader>(path_, options());
        } catch (const std::exception&) {
            std::rethrow_exception(why); // the first error is more informative
        }
        notes_ << tr("%1. The store is open read-only.").arg(error.what());
    }
}

void StoreClient::openToRead() {
    writerPromise_.set_exception(
        std::make_exception_ptr(StoreError(path_.string() + ": is open read-only")));
    if (std::filesystem::exists(path_)) {
        reader_ = std::make_unique<RunReader>(path_, options());
    }
}

void StoreClient::settle(QObject* context, std::function<void()> done) {
    const QPointer<QObject> alive(context);
    post([this, alive, done = std::move(done)] {
        QMetaObject::invokeMethod(
            this,
            [alive, done] {
                if (alive) {
                    done();
                }
            },
            Qt::QueuedConnection);
    });
}

void StoreClient::startPolling() {
    auto* timer = new QTimer(worker_);
    connect(timer, &QTimer::timeout, worker_, [this] { poll(); });
    timer->start(kPollMilliseconds);
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
            reportLeftOut();
            if (runs != runs_) { // a training's steps change the store but no summary
                runs_ = std::move(runs);
                emit changed(*runs_);
            }
            emit touched();
        }
    });
}

/// Reports runs that were left out, once per run.
void StoreClient::reportLeftOut() {
    auto leftOut = reader_->leftOut();
    if (leftOut == leftOut_) {
        return;
    }
    leftOut_ = std::move(leftOut);
    if (leftOut_.size() == 1) {
        emit noted(QString::fromStdString(leftOut_.front()));
    } else if (!leftOut_.empty()) {
        emit noted(tr("%1 can't be shown. The first: %2")
                       .arg(countedText(leftOut_.size(), "run"))
                       .arg(QString::fromStdString(leftOut_.front())));
    }
}

void StoreClient::write(QObject* context, std::function<void(RunWriter&)> work,
                        std::function<void()> done) {
    const QPointer<QObject> alive(context);
    post([this, alive, work = std::move(work), done = std::move(done)] {
        if (!openWriter_) {
            // The request has failed: report the reason and that the request was not carried out.
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
