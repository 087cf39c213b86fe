// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/forwarding_listener.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace asge {

/// Passes on a training's events and can hold the training between two batches, so that pictures
/// show it at that moment. Unlike a pause, this is not stored as an intervention, not shown, and
/// not part of the training time.
class TrainingGate : public ForwardingListener {
  public:
    /// `held` is called on the training thread when it begins to wait.
    TrainingGate(SessionListener& behind, std::function<void()> held)
        : ForwardingListener(behind), held_(std::move(held)) {}

    void holdAfter(double epochs); ///< from any thread; 2.5 is the middle of the third epoch
    void open(); ///< from any thread: lets the training continue and does not hold it again

    void onStarted(RunId run, const NewRun& description) override;
    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override;
    void onStep(const StepEvent& event) override;

  private:
    std::function<void()> held_;
    EpochScale scale_; ///< used only by the training thread
    std::mutex mutex_;
    std::condition_variable opened_;
    std::optional<double> holdAfter_; ///< epochs
};

} // namespace asge
