#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace asge {

/// How other threads steer a training. All members may be called from any thread.
class TrainingControl {
  public:
    void pause();
    void resume();
    /// The training ends after the batch it is at; also wakes a paused one. Can't be taken back.
    void stop();

    bool isPaused() const;
    bool isStopped() const;

    /// For the training thread: returns at once unless paused, else calls `onPause`, waits for
    /// resume or stop, calls `onResume`. False once stopped.
    bool proceed(const std::function<void()>& onPause, const std::function<void()>& onResume);

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool paused_ = false;
    bool stopped_ = false;
};

} // namespace asge
