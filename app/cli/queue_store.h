// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/queue_options.h"
#include "core/run/queue_entry.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace asge::cli {

/// The entries of the queue. Prints which ones are left out on standard error.
std::vector<QueueEntry> readEntries(const RunReader& store);
/// The same for the store of these options; no entries if it does not exist.
std::vector<QueueEntry> readEntries(const QueueOptions& options);

/// Opens the store for writing. Throws BadInput if it does not exist.
std::unique_ptr<RunWriter> writeQueue(const QueueOptions& options);

/// Parses a whole number from 1 up. Throws BadInput "'TEXT' is not WHAT, …".
std::int64_t positiveFromText(std::string_view text, std::string_view what);

/// Prints an entry as JSON or as a line of text, such as "entry 3: quick: waiting".
void printEntry(const QueueOptions& options, const QueueEntry& entry);

} // namespace asge::cli
