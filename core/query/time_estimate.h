// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <string>
#include <vector>

namespace asge {

/// What an estimate of a training's time was made from.
enum class TimeBasis {
    none,        ///< nothing: no run on the device tells it
    sameNetwork, ///< runs of the same network on such images, with the same method and threads
    otherRuns,   ///< runs of other networks or batch sizes, scaled by multiply-adds per image
};

/// The time that a training will take, as far as earlier runs tell it. The time for evaluation,
/// probes and the store is included.
struct TimeEstimate {
    TimeBasis basis = TimeBasis::none;
    int runs = 0;               ///< that it was made from
    double secondsPerEpoch = 0; ///< 0 if it is not known
    double seconds = 0;         ///< of all epochs
    std::string device;         ///< "cpu", "cuda:0"

    bool isKnown() const { return basis != TimeBasis::none; }
    bool operator==(const TimeEstimate&) const = default;
};

/// Estimates the time on a device from these runs, the newest first: the median of the last few
/// that are like the experiment. The time of their training steps grows with the training images,
/// what remains with the images that an epoch is evaluated on. Only runs whose settings can be read
/// and that have finished an epoch count; branches do not, since their time includes that of their
/// parents. Few settings are parsed, so the function may be called at each change of an experiment.
TimeEstimate estimateTime(const Experiment& experiment, const std::string& device,
                          const std::vector<RunSummary>& runs);

/// The device that an experiment will train on: its setting, or, for "auto", the device that "auto"
/// was for the newest run; "cpu" without one.
std::string likelyDevice(const Experiment& experiment, const std::vector<RunSummary>& runs);

/// "45 s", "2 min 20 s", "3 h 5 min", "2 d 4 h": at most two units.
std::string roundTime(double seconds);
/// "14 s per epoch · 2 min 20 s in all"; "time unknown".
std::string timeText(const TimeEstimate& estimate);
/// "from 3 runs of this network", "scaled by multiply-adds from 2 other runs", "no run on cpu yet"
std::string basisText(const TimeEstimate& estimate);

} // namespace asge
