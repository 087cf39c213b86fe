// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/store/checkpoint_content.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace asge {

struct ImageShape;

// Shared by everything that uses a run of the store: resuming, branching and evaluation.

/// The experiment's data settings with an absolute data.path, so that errors name the folder that
/// was tried. A relative path may belong to another working folder: if it does not exist in this
/// one, throws BadInput with the remedy. The store keeps paths as they were given, so that an
/// experiment stays the same text wherever it is trained.
Experiment::Data locatedData(const Experiment& experiment);

/// Throws BadInput "data: …" unless these data have as many classes and channels as the parent's,
/// as a branch requires.
void requireSameShape(const RunDetail& parent, const DataSet& data);

/// Throws CannotResume unless these are the data that the run began with; `remedy` ends the
/// message. If `identity` is empty, as in runs of old versions, nothing is checked.
void requireSameData(RunId run, const std::string& identity, const Experiment& experiment,
                     const DataSet& data, LoadWatch& watch, const std::string& remedy);

/// Calls `use`. Rethrows an Error about the checkpoint as CannotResume "run ID: its checkpoint of
/// step S can't be used: …" with a remedy; a BadInput, which is about something else, is not
/// changed.
void useCheckpoint(RunId run, const Checkpoint& checkpoint, const std::function<void()>& use);

/// Reads a checkpoint and checks it against the network of its run for such images, before that
/// network is made, so that a store with a forged experiment can't cause huge allocations.
/// `ownData` says that the run was trained on these data, which then determine the steps per epoch.
/// Throws as useCheckpoint.
CheckpointContent readCheckedCheckpoint(RunId run, const Checkpoint& checkpoint,
                                        const Experiment& experiment, const DataSet& data,
                                        bool ownData = true);
/// The same for a network for images of that shape. `trainImages` is the number of training images
/// if it is known.
CheckpointContent readCheckedCheckpoint(RunId run, const Checkpoint& checkpoint,
                                        const Experiment& experiment, const ImageShape& shape,
                                        std::optional<std::int64_t> trainImages);

} // namespace asge
