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

class DataSetCache;

/// The settings of `after` that differ from `before`, in the order of their settings.
std::vector<SettingChange> changesBetween(const Experiment& before, const Experiment& after);

/// Trains an experiment from beginning to end on the calling thread and records it in the store.
/// The run is created when its first batch has been read; each epoch is committed before the next
/// begins; a stopped run keeps a checkpoint of the step at which it stopped. While the store can't
/// be written, the training waits, also before its first step; if it is stopped meanwhile, it
/// throws StoreError, and the store has what was committed before. With `from`, training starts
/// from that checkpoint instead of new weights, and the run is a branch of the checkpoint's run.
/// `cache`, if it is not null, may have the data already. Throws Interrupted, without creating a
/// run, if the training is stopped before the first batch; BadInput, without creating a run, if
/// data, device or checkpoint can't be used; Error or StoreError if something fails later. The
/// run's status is then `failed`, with the reason, if the store can still be written.
SessionResult trainInStore(const Experiment& experiment, const RunLabel& label, RunWriter& store,
                           TrainingControl& control, SessionListener& listener,
                           const std::optional<CheckpointOf>& from = {},
                           DataSetCache* cache = nullptr);

/// Resumes a run that was stopped, interrupted or failed from its last checkpoint, or from its
/// beginning if it has none, with its own experiment. On the CPU the result is bit for bit that of
/// an uninterrupted run. If this machine lacks the run's device and `otherDevice` is not empty, the
/// run continues there, with a note. Throws as trainInStore does, but a run that did not get to a
/// new step, also because it was stopped before its first batch, stays as it was. Throws
/// RunUnavailable if the run is finished, or if another process trains it or has trained it since;
/// CannotResume if its data have changed or its checkpoint can't be read.
SessionResult resumeInStore(RunId run, RunWriter& store, TrainingControl& control,
                            SessionListener& listener, const std::string& otherDevice = {},
                            DataSetCache* cache = nullptr);

} // namespace asge
