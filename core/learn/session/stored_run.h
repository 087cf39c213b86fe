// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/store/checkpoint_content.h"

#include <functional>
#include <string>

namespace asge {

// What all do that take up a run of the store: resume it, branch off it, measure it.

/// Where a run's data are: a relative data.path, which an experiment may have because the user
/// started it in another folder, made absolute, so that errors name the folder that was tried.
/// Throws BadInput with the remedy where a relative one leads nowhere. The store keeps paths as
/// they were given: an experiment stays the same text wherever it is trained.
Experiment::Data placedData(const Experiment& experiment);

/// Throws BadInput "data: …" unless a branch off the parent can train on these data: as many
/// classes and channels as the parent's.
void requireSameShape(const RunDetail& parent, const DataSet& data);

/// Throws CannotResume unless these are the data that the run began with; `remedy` ends the
/// message. A run of an old version, whose `identity` is empty, may have begun with any.
void requireSameData(RunId run, const std::string& identity, const Experiment& experiment,
                     const DataSet& data, LoadWatch& watch, const std::string& remedy);

/// Calls `use`. What it throws about the checkpoint comes out as CannotResume "run ID: its
/// checkpoint of step S can't be used: …" with a remedy; a BadInput, which is about something else,
/// comes out unchanged.
void useCheckpoint(RunId run, const Checkpoint& checkpoint, const std::function<void()>& use);

/// Reads a checkpoint and compares it with its run's network for such images, before that network
/// is made: so a store that claims a huge one takes no more memory than it has bytes. `ownData`:
/// the run was trained on these data, so that they tell how many steps an epoch has. Throws as
/// useCheckpoint.
CheckpointContent readChecked(RunId run, const Checkpoint& checkpoint, const Experiment& experiment,
                              const DataSet& data, bool ownData = true);

} // namespace asge
