// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/epoch_measurements.h"
#include "core/run/events.h"
#include "core/run/records.h"
#include "core/run/snapshot.h"

#include <functional>
#include <string>
#include <vector>

namespace asge {

/// Callbacks of a training, called on the training thread. Each may be empty.
struct TrainingHooks {
    /// Called once, when the first batch has been read and before anything is trained or probed; or
    /// before evaluation or the end if no batch is left to train on. Returning false ends the
    /// training.
    std::function<bool()> onBegin;
    std::function<void(const StepEvent&)> onStep;
    std::function<void(ProbeSnapshotPtr)> onProbe; ///< live probes; if empty, none are made
    /// Called when an epoch begins, and after each live probe.
    std::function<void(const ProbeTime&)> onProbeTime;
    /// Called about once a second with each layer's share of the time of the last steps; never if
    /// it is not measured.
    std::function<void(const std::vector<double>&)> onLayerShares;
    /// Called after each epoch's evaluation. The training continues when it returns.
    std::function<void(const EpochEvent&, EpochMeasurements, Checkpoint)> onEpoch;
    /// Called within an epoch, every checkpoint.minutes; if empty, such checkpoints are not taken.
    std::function<void(Checkpoint)> onCheckpoint;
    /// Called before a command takes effect, and for what the training noticed; returns when it is
    /// stored. `command` is the id of a command in the store, or 0.
    std::function<void(const Intervention&, std::int64_t command)> onIntervention;
    std::function<void(bool)> onPaused; ///< the training waits for a command, or continues
    /// The training goes back to that checkpoint because of `why`; it ends there if `steps` are
    /// kept.
    std::function<void(Checkpoint, const Intervention& why, LaterSteps steps)> onGoBack;
    bool hasUser = false; ///< a user watches, who can act on a training that pauses
    std::function<void(const std::string&)> onNote; ///< a note for the user
};

} // namespace asge
