// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"

#include <QObject>
#include <QPointer>
#include <QThread>
#include <QTimer>

#include <functional>
#include <future>
#include <memory>
#include <optional>

namespace asge {

/// Reports to the GUI thread, from any thread, that the store is locked and a request waits.
class WaitNotice : public QObject {
    Q_OBJECT

  signals:
    void waiting(const QString& line);
};

/// The window's access to the store. Everything that touches the disk runs on a thread of its own,
/// in the order of the calls; results are delivered to the GUI thread.
class StoreClient : public QObject {
    Q_OBJECT

  public:
    /// read: only what `asge runs list` may do to the store; write: everything.
    enum class Access { read, write };

    explicit StoreClient(std::filesystem::path path, QObject* parent = nullptr);
    ~StoreClient() override;

    /// With Access::read, nothing is written and no store is created. Call it before the store is
    /// opened.
    void setAccess(Access access) { access_ = access; }
    /// Begins to open the store; `changed` or `failed` follows. If the store can be read but not
    /// written (read-only medium, another user's file, a newer version), `noted` says so, and
    /// `write` and `writer` fail with the reason. Connect to the signals first.
    void start();

    const std::filesystem::path& path() const { return path_; }

    /// Calls `work` with a reader on the store's thread, then `done` with its result in the GUI
    /// thread, unless `context` has been destroyed. An error is reported by `failed`.
    template <typename Work, typename Done>
    void read(QObject* context, Work work, Done done);
    /// The same with the writer; `done` has no argument. Looks for changes immediately afterwards.
    void write(QObject* context, std::function<void(RunWriter&)> work,
               std::function<void()> done = {});

    /// Calls `done` in the GUI thread, unless `context` has been destroyed, once all earlier
    /// requests have been answered.
    void settle(QObject* context, std::function<void()> done);

    /// The writer, or the error that opening it caused, as soon as either is known.
    std::shared_future<std::shared_ptr<RunWriter>> writer() const { return writer_; }

  signals:
    /// All runs: when the store has been opened, and after each change by any process.
    void changed(const std::vector<asge::RunSummary>& runs);
    /// Something may have changed that is not part of a summary, such as a run's steps.
    void touched();
    void failed(const QString& reason, bool badInput); ///< badInput: the file is no store
    void noted(const QString& notes); ///< notes on the store, one per line, after it was opened

  private:
    StoreOptions options() const;
    void open();          // store's thread
    void openToWrite();   // store's thread
    void openToRead();    // store's thread
    void startPolling();  // store's thread
    void poll();          // store's thread
    void reportLeftOut(); // store's thread
    void post(std::function<void()> work);
    /// Calls `work` on the store's thread. Reports an exception by `failed` and returns false.
    bool guarded(const std::function<void()>& work);
    void reportFailure(const std::exception& error);

    std::filesystem::path path_;
    std::shared_ptr<WaitNotice> waitNotice_;
    std::shared_ptr<HeartbeatMonitor> monitor_ = std::make_shared<HeartbeatMonitor>();
    std::promise<std::shared_ptr<RunWriter>> writerPromise_;
    std::shared_future<std::shared_ptr<RunWriter>> writer_;
    QThread thread_;
    QObject* worker_;               ///< lives in thread_; calls posted to it run there
    Access access_ = Access::write; ///< changed only before `start`
    // Used only on the store's thread:
    std::shared_ptr<RunWriter> openWriter_;
    std::unique_ptr<RunReader> reader_;
    QStringList notes_; ///< collected while it was opened
    std::int64_t version_ = -1;
    std::optional<std::vector<RunSummary>> runs_; ///< as last emitted
    std::vector<std::string> leftOut_;            ///< as last reported
};

template <typename Work, typename Done>
void StoreClient::read(QObject* context, Work work, Done done) {
    const QPointer<QObject> alive(context);
    post([this, alive, work = std::move(work), done = std::move(done)] {
        if (!reader_) {
            return; // the error of opening it has been reported
        }
        guarded([&] {
            auto result = work(*reader_);
            QMetaObject::invokeMethod(
                this,
                [alive, done, result = std::move(result)]() mutable {
                    if (alive) {
                        done(std::move(result));
                    }
                },
                Qt::QueuedConnection);
        });
    });
}

} // namespace asge
