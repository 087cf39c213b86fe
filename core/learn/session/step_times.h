// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/running_clock.h"
#include "core/learn/compute/phases.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// Adds up where the time of a benchmark's steps goes, in seconds. Time in which the process does
/// not run (stopped by Ctrl-Z, asleep with the computer) is no step's.
class StepTimes {
  public:
    using Clock = RunningClock::Clock;

    explicit StepTimes(const std::function<Clock::time_point()>& now = Clock::now);

    /// What has passed since the last step is not a step's.
    void goOn();
    /// A step has ended that took this much for its phases, for probes and for the store.
    void add(const PhaseSeconds& phases, double probe, double store);

    int steps() const { return steps_; }
    double seconds() const { return seconds_; } ///< of all steps
    /// Seconds of all steps by phase: data, forward, goodness, gradient, optimizer, next_input,
    /// probe, store, other.
    std::vector<std::pair<std::string, double>> phases() const;

  private:
    const std::function<Clock::time_point()> now_;
    RunningClock clock_;
    Clock::time_point wallBegin_; ///< of the step under way
    double begin_ = 0;            ///< the same by clock_
    int steps_ = 0;
    double seconds_ = 0;
    PhaseSeconds phases_;
    double probe_ = 0;
    double store_ = 0;
};

} // namespace asge
