// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What the parsers of several commands share.
namespace asge::cli {

/// What the chosen command does. Each command sets the action when it is parsed, and main runs it.
using Action = std::function<int()>;

/// For a command that a signal may end at any moment. Training is different: it ends after a batch.
Action interruptible(Action action);

/// Why a file's name can't be used; empty if it can.
std::string fileNameProblem(const std::string& file);
void addStore(CLI::App& command, std::string& store);
/// The run, as the argument "id".
void addRun(CLI::App& command, RunId& run);
void addOverrides(CLI::App& command, std::vector<std::string>& overrides);
void addExperiment(CLI::App& command, std::string& file, std::vector<std::string>& overrides);
void addTags(CLI::App& command, std::vector<std::string>& tags, const char* what);
CLI::Option* addRunName(CLI::App& command, std::optional<std::string>& name);
/// A file to read or to write, as the argument "file".
void addFile(CLI::App& command, std::string& file, const char* what);

} // namespace asge::cli
