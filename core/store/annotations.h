// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/life_watch.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

namespace asge {

// The SQL of what a person writes about a run, and of the bin. Each function is called inside a
// transaction; what it throws is BadInput "run ID: …", or SQLite's.

void changeName(SQLite::Database& database, RunId id, const std::string& name);
/// Takes `removed` off the run, then gives it `added`; neither need change anything.
void replaceTags(SQLite::Database& database, RunId id, const std::vector<std::string>& added,
                 const std::vector<std::string>& removed);
/// A tag that the run has already stays as it is.
void insertTags(SQLite::Database& database, RunId id, const std::vector<std::string>& tags);
void changeNotes(SQLite::Database& database, RunId id, const std::string& notes);
/// "#rrggbb", or empty for none.
void changeColor(SQLite::Database& database, RunId id, const std::string& color);
void changeArchived(SQLite::Database& database, RunId id, bool archived);

/// Puts a run into the bin; refuses (BadInput) one that is being trained, as requireEnded does.
void discardRun(SQLite::Database& database, RunId id, LifeWatch& watch);
/// Takes a run out of it again. One that isn't in it stays as it is.
void restoreRun(SQLite::Database& database, RunId id);
/// Deletes for good what is in the bin; gives how many runs that were.
int emptyBin(SQLite::Database& database);

} // namespace asge
