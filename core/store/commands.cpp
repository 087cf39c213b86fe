// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/commands.h"

#include "core/base/utc.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"

#include <vector>

namespace asge {

namespace {

const std::string kSelect = "SELECT id, run, kind, layer, value, source, sent, status, step, reason"
                            " FROM command ";

SentCommand::Status statusFrom(const std::string& text) {
    using Status = SentCommand::Status;
    for (const Status status :
         {Status::waiting, Status::applied, Status::refused, Status::expired}) {
        if (text == toString(status)) {
            return status;
        }
    }
    throw damage("a command has the status '" + text + "'");
}

/// Reads the row of `select`. Throws `damage` without a place.
SentCommand commandAt(const SQLite::Statement& row) {
    SentCommand command;
    command.id = row.getColumn(0).getInt64();
    command.run = row.getColumn(1).getInt64();
    command.kind = textAt(row, 2);
    command.layer = intAt(row, 3);
    command.value = optionalRealAt(row, 4);
    command.source = textAt(row, 5);
    command.sent = textAt(row, 6);
    command.status = statusFrom(textAt(row, 7));
    command.step = row.getColumn(8).getInt64();
    command.reason = textAt(row, 9);
    if (const auto problem = commandProblem(command)) {
        throw damage(*problem);
    }
    return command;
}

std::vector<SentCommand> commandsOf(SQLite::Statement& select) {
    constexpr std::size_t kMostCommands = 100'000; // of one run
    std::vector<SentCommand> commands;
    while (select.executeStep()) {
        const std::string place = runPrefix(select.getColumn(1).getInt64()) + "commands: ";
        try {
            commands.push_back(commandAt(select));
        } catch (const SQLite::Exception& error) {
            throw damage(place + error.what());
        }
        if (commands.size() > kMostCommands) {
            throw damage(place + "there are more than " + std::to_string(kMostCommands));
        }
    }
    return commands;
}

/// Keeps the last answers only: what was applied is among the interventions.
void forgetOldCommands(SQLite::Database& database, RunId run) {
    constexpr std::int64_t kKept = 10'000;
    SQLite::Statement remove(database,
                             "DELETE FROM command WHERE run = ?1 AND status <> 'waiting' AND id <="
                             " (SELECT id FROM command WHERE run = ?1 ORDER BY id DESC"
                             " LIMIT 1 OFFSET ?2)");
    Binder(remove).integer(run).integer(kKept);
    remove.exec();
}

} // namespace

SentCommand insertCommand(SQLite::Database& database, RunId run, const Command& command,
                          std::string_view source) {
    SentCommand sent;
    sent.run = run;
    sent.kind = factsOf(command.kind).key;
    sent.layer = command.layer;
    sent.value = command.value;
    sent.source = source;
    sent.sent = isoTime(unixTime());
    const RunOwnership owner = requireRun(database, run);
    if (!owner.live()) {
        sent.status = SentCommand::Status::expired;
        sent.reason = "the run is " + std::string(toString(owner.status));
        return sent;
    }
    if (commandProblem(sent)) {
        sent.status = SentCommand::Status::refused;
        sent.reason = formProblem(command, kMostLayers).value_or("the command is invalid");
        return sent;
    }
    forgetOldCommands(database, run);
    SQLite::Statement insert(database,
                             "INSERT INTO command (run, kind, layer, value, source, sent, status)"
                             " VALUES (?, ?, ?, ?, ?, ?, 'waiting')");
    Binder(insert)
        .integer(run)
        .text(sent.kind)
        .integer(sent.layer)
        .optionalReal(sent.value)
        .text(sent.source)
        .text(sent.sent);
    insert.exec();
    sent.id = database.getLastInsertRowid();
    return sent;
}

std::vector<SentCommand> readCommands(const SQLite::Database& database, RunId run) {
    SQLite::Statement select(database, kSelect + "WHERE run = ? ORDER BY id");
    Binder(select).integer(run);
    return commandsOf(select);
}

std::optional<SentCommand> readCommand(const SQLite::Database& database, std::int64_t id) {
    SQLite::Statement select(database, kSelect + "WHERE id = ?");
    Binder(select).integer(id);
    auto commands = commandsOf(select);
    return commands.empty() ? std::nullopt : std::optional(std::move(commands.front()));
}

std::vector<SentCommand> takeWaitingCommands(SQLite::Database& database, RunId run,
                                             std::int64_t after) {
    SQLite::Statement select(database, kSelect + "WHERE run = ? AND status = 'waiting' AND id > ?"
                                                 " ORDER BY id LIMIT 1000");
    Binder(select).integer(run).integer(after);
    std::vector<SentCommand> commands;
    std::vector<std::int64_t> invalid;
    while (select.executeStep()) {
        try {
            commands.push_back(commandAt(select));
        } catch (const SQLite::Exception&) {
            invalid.push_back(select.getColumn(0).getInt64());
        }
    }
    select.reset();
    SQLite::Statement remove(database, "DELETE FROM command WHERE id = ?");
    for (const std::int64_t id : invalid) {
        Binder(remove).integer(id);
        execute(remove);
    }
    return commands;
}

bool settleCommand(SQLite::Database& database, std::int64_t id, SentCommand::Status status,
                   std::int64_t step, const std::string& reason) {
    SQLite::Statement update(database, "UPDATE command SET status = ?, step = ?, reason = ?"
                                       " WHERE id = ? AND status = 'waiting'");
    Binder(update).text(toString(status)).integer(step).text(reason).integer(id);
    return update.exec() > 0;
}

void expireCommands(SQLite::Database& database, RunId run, const std::string& reason) {
    SQLite::Statement update(database, "UPDATE command SET status = 'expired', reason = ?"
                                       " WHERE run = ? AND status = 'waiting'");
    Binder(update).text(reason).integer(run);
    update.exec();
}

} // namespace asge
