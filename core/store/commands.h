// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/command.h"
#include "core/run/records.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

// The table of commands to trainings. All functions must be called inside a transaction.

/// Adds a waiting command. If the run has ended, or if no run can have such a layer, nothing is
/// added, and the command is returned as expired or refused, without an id. Throws BadInput if
/// there is no such run.
SentCommand insertCommand(SQLite::Database& database, RunId run, const Command& command,
                          std::string_view source);
/// The commands to a run, in the order in which they were sent.
std::vector<SentCommand> readCommands(const SQLite::Database& database, RunId run);
std::optional<SentCommand> readCommand(const SQLite::Database& database, std::int64_t id);
/// The waiting commands to a run with an id above `after`, in their order. Those that are invalid
/// are deleted, so that they don't hold up the others.
std::vector<SentCommand> takeWaitingCommands(SQLite::Database& database, RunId run,
                                             std::int64_t after);
/// Sets the outcome of a waiting command; returns false if the command does not wait.
bool settleCommand(SQLite::Database& database, std::int64_t id, SentCommand::Status status,
                   std::int64_t step, const std::string& reason = {});
/// Sets all waiting commands to a run to `expired`.
void expireCommands(SQLite::Database& database, RunId run, const std::string& reason);

} // namespace asge
