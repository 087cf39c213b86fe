// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/training_gate.h"

namespace asge {

void TrainingGate::holdAfter(double epochs) {
    const std::lock_guard lock(mutex_);
    holdAfter_ = epochs;
}

void TrainingGate::open() {
    const std::lock_guard lock(mutex_);
    holdAfter_.reset();
    opened_.notify_all();
}

void TrainingGate::onStarted(RunId run, const NewRun& description) {
    scale_ = description.scale();
    ForwardingListener::onStarted(run, description);
}

void TrainingGate::onResumed(RunId run, const NewRun& description, const RunDetail& past) {
    scale_ = description.scale();
    ForwardingListener::onResumed(run, description, past);
}

void TrainingGate::onStep(const StepEvent& event) {
    ForwardingListener::onStep(event);
    std::unique_lock lock(mutex_);
    if (!holdAfter_ || scale_.at(event.step) < *holdAfter_) {
        return;
    }
    lock.unlock();
    held_();
    lock.lock();
    opened_.wait(lock, [this] { return !holdAfter_; });
}

} // namespace asge
