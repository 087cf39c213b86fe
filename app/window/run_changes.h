// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QWidget;

namespace asge {

class RunsView;
class StoreClient;

/// Connects the run table's requests (names, tags, notes, colours, archive, bin) to the store. The
/// table gets the results from the store, like any other change.
void writeForRuns(RunsView& table, StoreClient& store);

/// Asks the user whether to delete the runs in the bin permanently, and deletes them.
void askToEmptyBin(QWidget& window, StoreClient& store);

} // namespace asge
