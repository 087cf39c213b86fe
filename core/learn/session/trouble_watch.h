// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/session/session.h"
#include "core/store/run_writer.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace asge {

/// While it lives, a thread of its own tells the listener when the store can't be written and when
/// it can again. Once the training is stopped it gives the store up, which it tells instead: calls
/// that wait for a write then throw the trouble as StoreError. A store that can be written again is
/// no news to a training that is stopped.
class TroubleWatch {
  public:
    TroubleWatch(RunWriter& store, const TrainingControl& control, SessionListener& listener);
    ~TroubleWatch();
    TroubleWatch(const TroubleWatch&) = delete;
    TroubleWatch& operator=(const TroubleWatch&) = delete;

  private:
    void watch();
    void look();
    void giveUp(const std::string& trouble);

    RunWriter& store_;
    const TrainingControl& control_;
    SessionListener& listener_;
    // Of the thread alone:
    std::string told_;
    bool gaveUp_ = false;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    std::thread thread_; ///< last: it uses the others
};

} // namespace asge
