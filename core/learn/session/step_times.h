// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/learn/compute/phases.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// Adds up the time of a benchmark's steps by phase, in seconds. Time in which the process is not
/// running (stopped by Ctrl-Z, suspended with the computer) does not count.
class StepTimes {
  public:
    using Clock = RunningClock::Clock;

    explicit StepTimes(const std::function<Clock::time_point()>& now = Clock::now);

    /// Ignores the time since the last step.
    void restart();
    /// Adds a step that ends now, with the time of its phases, of probes and of the store.
    void add(const PhaseSeconds& phases, double probe, double store);

    int steps() const { return steps_; }
    double seconds() const { return seconds_; } ///< of all steps
    /// Seconds of all steps by phase: data, forward, goodness, gradient, optimizer, next_input,
    /// probe, store, other.
    std::vector<std::pair<std::string, double>> phases() const;

  private:
    const std::function<Clock::time_point()> now_;
    RunningClock clock_;
    Clock::time_point wallBegin_; ///< when the current step began
    double begin_ = 0;            ///< the same according to clock_
    int steps_ = 0;
    double seconds_ = 0;
    PhaseSeconds phases_;
    double probe_ = 0;
    double store_ = 0;
};

} // namespace asge
