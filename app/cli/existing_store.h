#pragma once

#include "app/cli/commands.h"
#include "core/store/run_store.h"

#include <memory>
#include <string>

namespace asge::cli {

/// A reader; null for a store that does not exist yet: reading must not make one. Opens it for
/// writing first, since that gives runs whose process is gone their true status; where it can't be
/// written it is read as it is.
std::unique_ptr<RunReader> readExisting(const std::string& given);

/// Throws the BadInput of a command about a run where there is no store.
[[noreturn]] void noSuchRun(const RunsOptions& options);
/// The writer of a command about a run; it makes no store.
std::unique_ptr<RunWriter> writeExisting(const RunsOptions& options);

} // namespace asge::cli
