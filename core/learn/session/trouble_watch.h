// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/session/session.h"
#include "core/store/run_writer.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace asge {

/// Reports to the listener, from a thread of its own, when the store can't be written and when it
/// can be written again. If the training is stopped while the store can't be written, the watch
/// gives up the store and reports that: calls that wait for a write then throw the trouble as
/// StoreError. After a stop, a store that can be written again is not reported.
class TroubleWatch {
  public:
    TroubleWatch(RunWriter& store, const TrainingControl& control, SessionListener& listener);
    ~TroubleWatch();
    TroubleWatch(const TroubleWatch&) = delete;
    TroubleWatch& operator=(const TroubleWatch&) = delete;

  private:
    void watch();
    void poll();
    void giveUp(const std::string& trouble);

    RunWriter& store_;
    const TrainingControl& control_;
    SessionListener& listener_;
    // Used by the thread alone:
    std::string reported_;
    bool gaveUp_ = false;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    std::thread thread_; ///< the last member, because the thread uses the others
};

} // namespace asge
