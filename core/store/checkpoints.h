// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/checkpoint_content.h"
#include "core/store/process_identity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <vector>

namespace asge {

// SQL for a run's checkpoints. All functions must be called inside a transaction and throw as those
// of run_writes.h and run_reads.h do.

/// Adds the run's newest checkpoint and deletes the others, except the best one and those marked
/// `kept`. Throws StoreError unless `self` owns the run.
void addCheckpoint(SQLite::Database& database, RunId id, const Checkpoint& checkpoint,
                   const ProcessIdentity& self);
/// All checkpoints of the run, ordered by step.
std::vector<CheckpointInfo> readCheckpoints(const SQLite::Database& database, RunId id);
/// The checkpoint that was taken after `step`, or the last one; nothing if there is none. Throws
/// `damage` if its SHA-256 differs from the stored one, and, before reading it, if it is larger
/// than the run's network allows.
std::optional<Checkpoint> readCheckpoint(const SQLite::Database& database, RunId id,
                                         std::optional<std::int64_t> step);
/// The layout of the run's checkpoints; nothing if the store does not describe the network
/// completely, which is a damage of its own.
std::optional<CheckpointLayout> readCheckpointLayout(const SQLite::Database& database, RunId id);
/// Throws `damage`, as one line that names the step and a remedy, unless the checkpoint's bytes are
/// valid for this run.
void checkCheckpoint(const SQLite::Database& database, RunId id, std::int64_t step);

} // namespace asge
