#pragma once

#include "core/session/session.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace asge {

/// While it lives, a thread of its own tells the listener when the store can't be written and when
/// it can again, and gives the store up once the training is stopped meanwhile: whoever waits for a
/// write then gets the trouble as StoreError.
class TroubleWatch {
  public:
    TroubleWatch(RunWriter& store, const TrainingControl& control, SessionListener& listener);
    ~TroubleWatch();
    TroubleWatch(const TroubleWatch&) = delete;
    TroubleWatch& operator=(const TroubleWatch&) = delete;

  private:
    void watch();
    void look();

    RunWriter& store_;
    const TrainingControl& control_;
    SessionListener& listener_;
    std::string told_; ///< of the thread alone
    std::mutex mutex_;
    std::condition_variable ended_;
    bool end_ = false;
    std::thread thread_; ///< last: it uses the others
};

} // namespace asge
