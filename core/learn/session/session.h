// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/control.h"
#include "core/control/session.h"
#include "core/experiment/experiment.h"
#include "core/store/run_writer.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

class DataKeeper;

/// The settings of `after` that differ from `before`, in the order of their settings.
std::vector<SettingChange> changesBetween(const Experiment& before, const Experiment& after);

/// Trains an experiment from beginning to end on the calling thread and keeps it in the store: the
/// run is created when its first batch has been read; each epoch is committed before the next
/// begins; a stopped run keeps a checkpoint of where it stopped. Where the store can't be written
/// the training waits until it can, also to begin; stopped meanwhile, it ends with StoreError and
/// what had been committed. With `from` it doesn't begin with new weights but with that
/// checkpoint's, and with the epoch after it, and the run is the other one's child. `keeper`, if
/// there is one, may have the data already. Throws Interrupted, with no run created, if it is
/// stopped before the first batch; BadInput, with no run created, for data or a device that can't
/// be had and a checkpoint that doesn't fit, and Error or StoreError for what fails later, with the
/// run's status `failed` and the reason in the store wherever it can still be written.
SessionResult trainInStore(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                           TrainingControl& control, SessionListener& listener,
                           const std::optional<CheckpointOf>& from = {},
                           DataKeeper* keeper = nullptr);

/// Goes on with a run that was stopped, interrupted or failed, from its last checkpoint, or from
/// its beginning where it has none, with its own experiment. On the CPU what comes is bit for bit
/// what would have come. Throws as trainInStore does, but leaves a run that came to no step as it
/// was, also if it is stopped before its first batch; RunUnavailable if the run is finished or
/// another process trains it or has done so meanwhile; CannotResume if its data aren't those that
/// it began with, or its checkpoint can't be read. With `otherDevice` it goes on there, with a
/// note, if this machine lacks its own device.
SessionResult resumeInStore(RunId run, RunWriter& store, TrainingControl& control,
                            SessionListener& listener, const std::string& otherDevice = {},
                            DataKeeper* keeper = nullptr);

} // namespace asge
