// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

namespace asge {

// SQL for a run's parent and its segments. All functions must be called inside a transaction and
// throw as those of run_writes.h and run_reads.h do.

void insertLineage(SQLite::Database& database, RunId id, const Lineage& lineage);
/// Decodes the columns from `column` on: parent_uid, the parent's id or NULL, parent_name, epoch,
/// step, changes. Throws `damage`.
Lineage lineageAt(const SQLite::Statement& row, int column);

void insertSegment(SQLite::Database& database, RunId id, const Segment& segment);
/// Inserts the segment of a resumed run and deletes segments of which no step was kept. Throws
/// RunUnavailable if the segment does not begin right after the run's last checkpoint.
void beginSegment(SQLite::Database& database, RunId id, const Segment& segment);
/// Whether the chain of the run's ancestors is a cycle.
bool descendsFromItself(const SQLite::Database& database, RunId id);
/// The run's segments, ordered by first step.
std::vector<Segment> readSegments(const SQLite::Database& database, RunId id);

} // namespace asge
