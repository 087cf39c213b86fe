// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace asge {

/// Lets other threads pause, resume and stop a training. All members may be called from any thread.
class TrainingControl {
  public:
    void pause();
    void resume();
    /// Ends the training after the current batch, also if it is paused. This can't be undone.
    /// `cause` names what asked for it if it was not the user ("SIGTERM"); the first call decides.
    /// Returns false if the training has not begun: it then never begins, and nothing has to be
    /// saved.
    bool stop(const std::string& cause = {});

    /// Called on the training thread before a run is created or changed; afterwards stop() returns
    /// true. Returns false if the training is stopped.
    bool begin();

    bool isPaused() const;
    bool isStopped() const;
    std::string cause() const; ///< what stopped the training; empty if no cause was given

    /// Called on the training thread between batches: returns at once unless paused; otherwise
    /// calls `onPause`, waits for resume or stop, and calls `onResume`. Returns false if the
    /// training is stopped.
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
