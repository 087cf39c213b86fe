// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/command_receivers.h"

#include "core/store/commands.h"

#include <utility>

namespace asge {

void CommandReceivers::set(RunId id, Receive receive) {
    const std::lock_guard lock(mutex_);
    if (receive) {
        receivers_[id] = {std::move(receive), 0};
    } else {
        receivers_.erase(id);
    }
    version_ = -1;
}

bool CommandReceivers::areAny() const {
    const std::lock_guard lock(mutex_);
    return !receivers_.empty();
}

void CommandReceivers::poll(SQLite::Database& database) {
    const std::int64_t version = database.execAndGet("PRAGMA data_version").getInt64();
    if (version_.exchange(version) == version) {
        return;
    }
    const std::lock_guard lock(mutex_);
    for (auto& [id, receiver] : receivers_) {
        for (const SentCommand& command : takeWaitingCommands(database, id, receiver.last)) {
            receiver.last = command.id;
            receiver.receive(command);
        }
    }
}

} // namespace asge
