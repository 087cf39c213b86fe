// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <cstdint>

class QWidget;

namespace asge {

class RunsView;
class StoreClient;

/// Connects the run table's requests (names, tags, notes, colours, archive, bin) to the store. The
/// table gets the results from the store, like any other change.
void writeForRuns(RunsView& table, StoreClient& store);

/// Answers the list's requests for accuracies by epoch from the store.
void readForRuns(RunsView& table, StoreClient& store);

/// Lists the runs in the bin, and takes out those that the user chooses; this can be undone.
void askToRestore(QWidget& window, StoreClient& store, RunsView& table);

/// Asks the user whether to delete the runs in the bin permanently, and deletes them.
void askToEmptyBin(QWidget& window, StoreClient& store);

/// Asks for a note that is pinned to a step of the run; proposes `step`.
void askForNote(const RunSummary& run, std::int64_t step, std::int64_t lastStep, RunsView& table);

} // namespace asge
