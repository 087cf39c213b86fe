// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/control.h"

#include <utility>

namespace asge {

void TrainingControl::pause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
}

void TrainingControl::resume() {
    const std::lock_guard lock(mutex_);
    paused_ = false;
    changed_.notify_all();
}

bool TrainingControl::stop(const std::string& cause) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(stopped_, true)) {
        cause_ = cause;
    }
    changed_.notify_all();
    return begun_;
}

bool TrainingControl::begin() {
    const std::lock_guard lock(mutex_);
    begun_ = begun_ || !stopped_;
    return !stopped_;
}

bool TrainingControl::isPaused() const {
    const std::lock_guard lock(mutex_);
    return paused_;
}

bool TrainingControl::isStopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

std::string TrainingControl::cause() const {
    const std::lock_guard lock(mutex_);
    return cause_;
}

bool TrainingControl::proceed(const std::function<void()>& onPause,
                              const std::function<void()>& onResume) {
    std::unique_lock lock(mutex_);
    if (!paused_ || stopped_) {
        return !stopped_;
    }
    lock.unlock();
    onPause();
    lock.lock();
    changed_.wait(lock, [this] { return !paused_ || stopped_; });
    const bool goesOn = !stopped_;
    lock.unlock();
    onResume();
    return goesOn;
}

} // namespace asge
