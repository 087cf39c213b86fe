// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/commands.h"

#include "core/base/utc.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"
#include "core/store/run_validity.h"

#include <array>

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

std::vector<SentCommand> commandsOf(SQLite::Statement& select) {
    constexpr std::size_t kMostCommands = 100'000; // of one run
    std::vector<SentCommand> commands;
    while (select.executeStep()) {
        SentCommand& command = commands.emplace_back();
        command.id = select.getColumn(0).getInt64();
        command.run = select.getColumn(1).getInt64();
        command.kind = textAt(select, 2);
        command.layer = intAt(select, 3);
        command.value = optionalRealAt(select, 4);
        command.source = textAt(select, 5);
        command.sent = textAt(select, 6);
        command.status = statusFrom(textAt(select, 7));
        command.step = select.getColumn(8).getInt64();
        command.reason = textAt(select, 9);
        const std::string place = runPrefix(command.run) + "commands: ";
        if (const auto problem = commandProblem(command)) {
            throw damage(place + *problem);
        }
        if (commands.size() > kMostCommands) {
            throw damage(place + "there are more than " + std::to_string(kMostCommands));
        }
    }
    return commands;
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

std::vector<SentCommand> readWaitingCommands(const SQLite::Database& database, RunId run,
                                             std::int64_t after) {
    SQLite::Statement select(database, kSelect + "WHERE run = ? AND status = 'waiting' AND id > ?"
                                                 " ORDER BY id");
    Binder(select).integer(run).integer(after);
    return commandsOf(select);
}

void settleCommand(SQLite::Database& database, std::int64_t id, SentCommand::Status status,
                   std::int64_t step, const std::string& reason) {
    SQLite::Statement update(database, "UPDATE command SET status = ?, step = ?, reason = ?"
                                       " WHERE id = ? AND status = 'waiting'");
    Binder(update).text(toString(status)).integer(step).text(reason).integer(id);
    update.exec();
}

void expireCommands(SQLite::Database& database, RunId run, const std::string& reason) {
    SQLite::Statement update(database, "UPDATE command SET status = 'expired', reason = ?"
                                       " WHERE run = ? AND status = 'waiting'");
    Binder(update).text(reason).integer(run);
    update.exec();
}

} // namespace asge
