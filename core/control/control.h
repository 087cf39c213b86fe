#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace asge {

/// How other threads steer a training. All members may be called from any thread.
class TrainingControl {
  public:
    void pause();
    void resume();
    /// The training ends after the batch it is at; also wakes a paused one. Can't be taken back.
    /// `cause` names what asked for it if it was not the user of the program ("SIGTERM"); the first
    /// call decides. False if the training has not begun: then it never will, and there is nothing
    /// to be kept.
    bool stop(const std::string& cause = {});

    /// For the training thread, before a run is made or changed: from then on a stop has something
    /// to keep. False once stopped.
    bool begin();

    bool isPaused() const;
    bool isStopped() const;
    std::string cause() const; ///< of the stop; empty if none was named

    /// For the training thread: returns at once unless paused, else calls `onPause`, waits for
    /// resume or stop, calls `onResume`. False once stopped.
    bool proceed(const std::function<void()>& onPause, const std::function<void()>& onResume);

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool paused_ = false;
    bool stopped_ = false;
    bool begun_ = false;
    std::string cause_;
};

} // namespace asge
