// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/queue_training.h"

#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/control/forwarding_listener.h"
#include "core/store/run_reader.h"

namespace asge {

namespace {

/// Writes the entry's run when it begins.
class EntryListener : public ForwardingListener {
  public:
    EntryListener(std::int64_t entry, RunWriter& store, SessionListener& behind)
        : ForwardingListener(behind), entry_(entry), store_(store) {}

    void onStarted(RunId run, const NewRun& description) override {
        store_.setQueueRun(entry_, run);
        ForwardingListener::onStarted(run, description);
    }

  private:
    const std::int64_t entry_;
    RunWriter& store_;
};

SessionResult trainOrResume(const QueueEntry& entry, RunWriter& store, TrainingControl& control,
                            SessionListener& listener) {
    const Engine& engine = loadEngine();
    const auto run = entry.run == 0 ? std::nullopt : RunReader(store.path()).find(entry.run);
    if (!run) {
        return engine.train(entry.experiment, {entry.name, entry.tags}, store, control, listener);
    }
    if (run->status == RunStatus::finished) { // the process died before it could end the entry
        return {run->id, run->status};
    }
    return engine.resume(run->id, store, control, listener);
}

/// For callers that report another error: an end that can't be written now is written later.
void tryToEnd(RunWriter& store, const QueueEntry& entry, const QueueEntryEnd& end) {
    try {
        store.endQueueEntry(entry.id, end);
    } catch (const StoreError&) {
    }
}

} // namespace

SessionResult trainEntry(const QueueEntry& entry, RunWriter& store, TrainingControl& control,
                         SessionListener& listener, const std::function<bool()>& isQueueStopped) {
    using Status = QueueEntry::Status;
    const auto afterStop = [&](const std::string& reason) {
        return isQueueStopped() ? QueueEntryEnd{Status::waiting, {}}
                                : QueueEntryEnd{Status::stopped, reason};
    };
    SessionResult result;
    try {
        EntryListener entryListener(entry.id, store, listener);
        result = trainOrResume(entry, store, control, entryListener);
    } catch (const Interrupted& error) {
        tryToEnd(store, entry, afterStop(error.what()));
        throw;
    } catch (const std::exception& error) {
        // The store may have been given up because the training was stopped.
        tryToEnd(store, entry,
                 control.isStopped() ? afterStop(error.what())
                                     : QueueEntryEnd{Status::failed, error.what()});
        throw;
    }
    const std::string cause = control.cause();
    store.endQueueEntry(entry.id, result.status == RunStatus::finished
                                      ? QueueEntryEnd{Status::finished, {}}
                                      : afterStop(cause.empty() ? cause : "stopped by " + cause));
    return result;
}

} // namespace asge
