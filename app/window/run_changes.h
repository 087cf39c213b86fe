// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QWidget;

namespace asge {

class RunsView;
class StoreClient;

/// Lets the store do what a person asks the run table for: names, tags, notes, colours, the archive
/// and the bin. The table learns what came of it from the store, as of every other change.
void writeForRuns(RunsView& table, StoreClient& store);

/// Asks the user whether to delete for good what is in the store's bin, and does it.
void askToEmptyBin(QWidget& window, StoreClient& store);

} // namespace asge
