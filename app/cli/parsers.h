// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/commands.h"
#include "app/cli/parser_parts.h"

/// The parsers of groups of commands. The options must outlive the parser; `action` is set when a
/// command of the group has been parsed.
namespace asge::cli {

void addQueue(CLI::App& app, QueueOptions& options, Action& action);
void addRuns(CLI::App& app, RunsOptions& options, CompareOptions& compareOptions, Action& action);
void addData(CLI::App& app, DataOptions& options, Action& action);
void addPredict(CLI::App& app, PredictOptions& options, Action& action);
void addInspect(CLI::App& app, InspectOptions& options, Action& action);
void addLinearProbes(CLI::App& app, LinearProbesOptions& options, Action& action);

} // namespace asge::cli
