// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/evidence.h"
#include "core/run/records.h"
#include <SQLiteCpp/SQLiteCpp.h>

#include <string>

namespace asge {

/// The readouts of a stored epoch, or why they are not known.
struct StoredReadouts {
    ReadoutsPtr readouts;  ///< null if they are not known
    std::string why;       ///< a sentence; empty if they are known
    std::int64_t step = 0; ///< of the checkpoint that they were read from
    /// Whether they are those of every epoch so far: they are frozen, and none was redrawn.
    bool areConstant = false;
};

/// Reads the readouts of the network at the end of an epoch from a checkpoint. Any checkpoint has
/// them if they are frozen and were not redrawn between the two; else only that of the epoch does.
/// Throws BadInput if the run has no such epoch.
StoredReadouts readReadouts(const SQLite::Database& database, RunId id, int epoch);

} // namespace asge
