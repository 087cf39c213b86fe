// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"

#include <memory>
#include <string>

namespace asge::cli {

/// Options for the store at `path`: heartbeats of other processes' runs are kept for the next
/// command, and a wait for another program's lock is reported on stderr.
StoreOptions storeOptionsFor(const std::filesystem::path& path);

/// Opens the store for reading and prints notes about it on stderr; null if the store does not
/// exist. The store is not changed.
std::unique_ptr<RunReader> readExisting(const std::string& given);

/// Throws BadInput: the run does not exist because the store does not.
[[noreturn]] void noSuchRun(RunId run, const std::string& givenStore);
/// Opens the store for writing. Throws BadInput (noSuchRun) if it does not exist.
std::unique_ptr<RunWriter> writeExisting(RunId run, const std::string& givenStore);

} // namespace asge::cli
