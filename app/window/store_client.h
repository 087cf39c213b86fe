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

/// Tells the window's thread, from whichever thread waits, that the store is locked.
class WaitNotice : public QObject {
    Q_OBJECT

  signals:
    void waiting(const QString& line);
};

/// The window's way to the store: everything that touches the disk happens on a thread of its own,
/// in the order of the calls, and its results come back to the GUI thread.
class StoreClient : public QObject {
    Q_OBJECT

  public:
    /// What may be done to the store: only what `asge runs list` does, or all.
    enum class Access { read, write };

    explicit StoreClient(std::filesystem::path path, QObject* parent = nullptr);
    ~StoreClient() override;

    /// From now on, or from `start` on, nothing is written, and no store is made if there is none.
    void setAccess(Access access) { access_ = access; }
    /// Begins to open the store; `changed` or `failed` follows. A store that can be read but not be
    /// written (a medium for reading only, another's file, a newer version) is read: `noted` says
    /// so, and `write` and `writer` fail with the reason. Connect to the signals first.
    void start();

    const std::filesystem::path& path() const { return path_; }

    /// Runs `work` with a reader on the store's thread, then, in the GUI thread and only while
    /// `context` lives, `done` with what it returned. An error becomes `failed`.
    template <typename Work, typename Done>
    void read(QObject* context, Work work, Done done);
    /// The same with the writer; `done` takes nothing. Looks for changes at once afterwards.
    void write(QObject* context, std::function<void(RunWriter&)> work,
               std::function<void()> done = {});

    /// Calls `done` in the GUI thread, only while `context` lives, once all that was asked before
    /// has been answered.
    void settle(QObject* context, std::function<void()> done);

    /// The writer once it is open, or the error that kept it from opening.
    std::shared_future<std::shared_ptr<RunWriter>> writer() const { return writer_; }

  signals:
    /// The runs, when the store has been opened and whenever it changed, by whomever.
    void changed(const std::vector<asge::RunSummary>& runs);
    /// Something in the store may have changed that no summary tells, such as a run's steps.
    void touched();
    void failed(const QString& reason, bool badInput); ///< badInput: the file is no store
    void
    noted(const QString& notes); ///< what to know about the store, a line each, once it is open

  private:
    StoreOptions options() const;
    void open();         // store's thread
    void openToWrite();  // store's thread
    void openToRead();   // store's thread
    void startPolling(); // store's thread
    void poll();         // store's thread
    void tellLeftOut();  // store's thread
    void post(std::function<void()> work);
    /// On the store's thread: runs `work`, turns what it throws into `failed`.
    bool guarded(const std::function<void()>& work);
    void complain(const std::exception& error);

    std::filesystem::path path_;
    std::shared_ptr<WaitNotice> waitNotice_;
    std::shared_ptr<HeartbeatMonitor> monitor_ = std::make_shared<HeartbeatMonitor>();
    std::promise<std::shared_ptr<RunWriter>> writerPromise_;
    std::shared_future<std::shared_ptr<RunWriter>> writer_;
    QThread thread_;
    QObject* worker_;               ///< lives in thread_; what is posted to it runs there
    Access access_ = Access::write; ///< before `start` only
    // Used on the store's thread only:
    std::shared_ptr<RunWriter> openWriter_;
    std::unique_ptr<RunReader> reader_;
    QStringList notes_; ///< of opening it
    std::int64_t version_ = -1;
    std::optional<std::vector<RunSummary>> runs_; ///< as last told
    std::vector<std::string> leftOut_;            ///< as last told
};

template <typename Work, typename Done>
void StoreClient::read(QObject* context, Work work, Done done) {
    const QPointer<QObject> alive(context);
    post([this, alive, work = std::move(work), done = std::move(done)] {
        if (!reader_) {
            return; // could not be opened, which has been said
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
