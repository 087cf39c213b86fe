// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/heartbeat_monitor.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace asge {

// SQL for a run's name, tags, notes, colour and archive flag, and for the bin. The functions must
// be called inside a transaction. They throw BadInput "run ID: …", and SQLite's exceptions.

/// The three throw BadInput that begins with `place`, if a name, a tag or a colour is invalid. They
/// need no transaction.
void requireSoundName(const std::string& name, const std::string& place);
void requireSoundTags(const std::vector<std::string>& tags, const std::string& place);
void requireSoundColor(const std::string& color, const std::string& place);

void changeName(SQLite::Database& database, RunId id, const std::string& name);
/// Removes the tags in `removed`, then adds those in `added`. Removing a tag that the run does not
/// have, or adding one that it has, changes nothing.
void replaceTags(SQLite::Database& database, RunId id, const std::vector<std::string>& added,
                 const std::vector<std::string>& removed);
/// Adds tags; a tag that the run already has stays as it is.
void insertTags(SQLite::Database& database, RunId id, const std::vector<std::string>& tags);
void replaceNotes(SQLite::Database& database, RunId id, const std::string& notes);
/// Changes the notes from `before` to `after`, as mergedNotes does.
void mergeNotes(SQLite::Database& database, RunId id, const std::string& before,
                const std::string& after);
/// `color` is "#rrggbb", or empty for none.
void changeColor(SQLite::Database& database, RunId id, const std::string& color);
void changeArchived(SQLite::Database& database, RunId id, bool archived);

/// Moves a run to the bin. Throws BadInput as requireEnded does if the run is being trained.
void discardRun(SQLite::Database& database, RunId id, HeartbeatMonitor& monitor);
/// Moves a run out of the bin. A run that is not in the bin stays as it is.
void restoreRun(SQLite::Database& database, RunId id);
/// Permanently deletes all runs in the bin; returns their number.
int emptyBin(SQLite::Database& database);

} // namespace asge
