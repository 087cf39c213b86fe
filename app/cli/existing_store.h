#pragma once

#include "app/cli/commands.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_use.h"

#include <memory>
#include <string>

namespace asge::cli {

/// How a command uses the store at `path`: what it sees of runs that are trained elsewhere is kept
/// for the next command, and a wait for another program's lock is told on stderr.
StoreUse useOf(const std::filesystem::path& path);

/// A reader, with the notes about the store on stderr; null for a store that does not exist yet.
/// It changes nothing.
std::unique_ptr<RunReader> readExisting(const std::string& given);

/// Throws the BadInput of a command about a run if there is no store.
[[noreturn]] void noSuchRun(RunId run, const std::string& givenStore);
/// The writer of a command about a run; it makes no store.
std::unique_ptr<RunWriter> writeExisting(RunId run, const std::string& givenStore);

} // namespace asge::cli
