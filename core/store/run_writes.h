// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/process_identity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>

namespace asge {

// The SQL that writes what a run is and what it measures. Each function is called inside a
// transaction and may leave its work half done when it throws (BadInput or StoreError "run ID: …",
// or SQLite's): the caller rolls back.

/// With its first segment, its tags, its lineage and what its data are.
RunId insertRun(SQLite::Database& database, const NewRun& run, const ProcessIdentity& self);

/// Training's own writes: only the process that owns the run may do them. A step or an epoch that
/// is there already is replaced.
void insertSteps(SQLite::Database& database, RunId id, std::span<const StepEvent> steps,
                 const ProcessIdentity& self);
/// `snapshot` may be null.
void replaceEpoch(SQLite::Database& database, RunId id, const EpochEvent& epoch,
                  const ProbeSnapshot* snapshot, const ProcessIdentity& self);
void insertIntervention(SQLite::Database& database, RunId id, const Intervention& intervention);

} // namespace asge
