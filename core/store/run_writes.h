// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/epoch_measurements.h"
#include "core/run/records.h"
#include "core/store/process_identity.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <span>
#include <string>

namespace asge {

// SQL that writes a run and its measured values. All functions must be called inside a transaction.
// If one throws (BadInput or StoreError "run ID: …", or SQLite's exceptions), its work may be half
// done, and the caller must roll back.

/// Inserts a run with its first segment, tags, lineage and data digest.
RunId insertRun(SQLite::Database& database, const NewRun& run, const ProcessIdentity& self);

/// Writes of a training, which throw StoreError unless `self` owns the run. An existing step or
/// epoch with the same number is replaced.
void insertSteps(SQLite::Database& database, RunId id, std::span<const StepEvent> steps,
                 const ProcessIdentity& self);
void replaceEpoch(SQLite::Database& database, RunId id, const EpochEvent& epoch,
                  const EpochMeasurements& measured, const ProcessIdentity& self);
/// Marks the interventions after that step that change training as undone.
void undoInterventions(SQLite::Database& database, RunId id, std::int64_t step);
void insertIntervention(SQLite::Database& database, RunId id, const Intervention& intervention);

} // namespace asge
