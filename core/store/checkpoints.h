// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/checkpoint_content.h"
#include "core/store/process_identity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <vector>

namespace asge {

// The SQL of a run's checkpoints. Each function is called inside a transaction and throws as those
// of run_writes.h and run_reads.h do.

/// Adds the run's newest checkpoint, and drops those that neither are to be kept nor are the best
/// of the run. Only the process that owns the run may do it.
void addCheckpoint(SQLite::Database& database, RunId id, const Checkpoint& checkpoint,
                   const ProcessIdentity& self);
/// By their steps.
std::vector<CheckpointInfo> readCheckpoints(const SQLite::Database& database, RunId id);
/// The one taken after that step, or the last; nothing where there is none. Throws `damage` where
/// it isn't what was written, and before it is read if it has more bytes than the run's network can
/// hold.
std::optional<Checkpoint> readCheckpoint(const SQLite::Database& database, RunId id,
                                         std::optional<std::int64_t> step);
/// What the run's network expects of its checkpoints; nothing if the store doesn't know the
/// network well enough: then the run has damage of another kind.
std::optional<CheckpointFrame> readCheckpointFrame(const SQLite::Database& database, RunId id);
/// Throws `damage`, as one line that names the step and a remedy, unless the bytes of that
/// checkpoint are what a training of that run can have written.
void checkCheckpoint(const SQLite::Database& database, RunId id, std::int64_t step);

} // namespace asge
