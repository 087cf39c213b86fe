// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

namespace asge {

// The SQL of where a run comes from and in which stretches it was trained. Each function is called
// inside a transaction and throws as those of run_writes.h and run_reads.h do.

void insertLineage(SQLite::Database& database, RunId id, const Lineage& lineage);
/// Of a result's columns from `column` on: parent_uid, the parent's id or NULL, parent_name, epoch,
/// step, changes.
Lineage lineageAt(const SQLite::Statement& row, int column);

void insertSegment(SQLite::Database& database, RunId id, const Segment& segment);
/// The same for a run that goes on after its last checkpoint; throws RunTaken where that isn't
/// right before the segment. Segments in which nothing was kept are dropped.
void beginSegment(SQLite::Database& database, RunId id, const Segment& segment);
/// Whether the way up from branch to parent is a circle.
bool descendsFromItself(const SQLite::Database& database, RunId id);
/// By their first step.
std::vector<Segment> readSegments(const SQLite::Database& database, RunId id);

} // namespace asge
