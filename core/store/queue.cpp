// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/queue.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/utc.h"
#include "core/experiment/experiment_json.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_validity.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

using Ids = std::vector<std::int64_t>;

std::string entryName(std::int64_t id) {
    return "queue entry " + std::to_string(id);
}

/// The first part is a table whose column `place` is an entry's position in the queue; the column
/// `position` of a hostile store may hold any numbers.
const std::string kSelectEntries =
    "SELECT id, place, name, tags, experiment, added, status, owner, heartbeat, run, reason"
    " FROM (SELECT *, row_number() OVER (ORDER BY position, id) AS place FROM queue) ";

std::string withoutRelativePath(Experiment experiment) {
    experiment.data.path = absolutePath(experiment.data.path);
    return toJson(experiment);
}

std::vector<std::string> tagsFrom(const std::string& text) {
    std::vector<std::string> tags;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        tags.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return tags;
}

std::optional<QueueEntry::Status> storedStatusFrom(const std::string& text) {
    using Status = QueueEntry::Status;
    for (const Status status :
         {Status::waiting, Status::running, Status::finished, Status::stopped, Status::failed}) {
        if (text == toString(status)) {
            return status;
        }
    }
    return std::nullopt;
}

/// The process that trains an entry.
struct EntryOwner {
    std::string text;
    std::int64_t heartbeat = 0;
};

bool isGone(std::int64_t id, const EntryOwner& owner, HeartbeatMonitor& monitor) {
    // In the monitor, entries have negative numbers and runs have positive ones.
    const OwnerState state = monitor.observe(id < 0 ? id : -id, owner.text, owner.heartbeat);
    return state == OwnerState::ended || state == OwnerState::silent;
}

/// A row of kSelectEntries before it is decoded.
struct StoredEntry {
    QueueEntry entry; ///< without tags, status and experiment
    std::string tags;
    std::string experiment;
    std::string status;
    EntryOwner owner;
};

StoredEntry storedEntry(const SQLite::Statement& select) {
    StoredEntry stored;
    stored.entry.id = select.getColumn(0).getInt64();
    stored.entry.position = intAt(select, 1);
    stored.entry.name = textAt(select, 2);
    stored.tags = textAt(select, 3);
    stored.experiment = textAt(select, 4);
    stored.entry.added = textAt(select, 5);
    stored.status = textAt(select, 6);
    stored.owner = {textAt(select, 7), select.getColumn(8).getInt64()};
    stored.entry.run = select.getColumn(9).getInt64(); // NULL is 0
    stored.entry.reason = textAt(select, 10);
    return stored;
}

/// Decodes the parts of an entry that may be faulty. Returns what is wrong, or nothing.
std::optional<std::string> decodeParts(StoredEntry& stored, QueuedExperiments& known) {
    const auto status = storedStatusFrom(stored.status);
    if (!status) {
        return "its status is '" + oneLine(stored.status, 20) + "'";
    }
    stored.entry.status = *status;
    stored.entry.tags = tagsFrom(stored.tags);
    if (auto problem = queueEntryProblem(stored.entry, stored.experiment)) {
        return problem;
    }
    const std::string source = "its experiment";
    try {
        stored.entry.experiment = known.of(stored.experiment, source);
    } catch (const BadInput& error) {
        return error.what();
    }
    return std::nullopt;
}

/// Completes `stored.entry`. Returns what is wrong with it, or nothing.
std::optional<std::string> decode(StoredEntry& stored, HeartbeatMonitor& monitor,
                                  QueuedExperiments& known) {
    if (auto problem = decodeParts(stored, known)) {
        return problem;
    }
    QueueEntry& entry = stored.entry;
    if (entry.status == QueueEntry::Status::running && isGone(entry.id, stored.owner, monitor)) {
        entry.status = QueueEntry::Status::interrupted;
    }
    return std::nullopt;
}

/// All rows. They are decoded later, since a TimeBound limits the time until the last row is read.
std::vector<StoredEntry> storedEntries(const SQLite::Database& database) {
    std::vector<StoredEntry> all;
    SQLite::Statement select(database, kSelectEntries + "ORDER BY place");
    while (select.executeStep()) {
        if (all.size() == kMostQueueEntries) {
            throw damage("the queue has more than " + std::to_string(kMostQueueEntries) +
                         " entries");
        }
        all.push_back(storedEntry(select));
    }
    return all;
}

/// All ids in the order of the queue.
Ids orderedIds(const SQLite::Database& database) {
    Ids ids;
    SQLite::Statement select(database, "SELECT id FROM queue ORDER BY position, id");
    while (select.executeStep()) {
        if (ids.size() == kMostQueueEntries) {
            throw damage("the queue has more than " + std::to_string(kMostQueueEntries) +
                         " entries");
        }
        ids.push_back(select.getColumn(0).getInt64());
    }
    return ids;
}

/// Numbers the entries from 1 in this order.
void renumber(SQLite::Database& database, const Ids& ids) {
    SQLite::Statement update(database,
                             "UPDATE queue SET position = ?1 WHERE id = ?2 AND position <> ?1");
    for (std::size_t i = 0; i < ids.size(); ++i) {
        Binder(update).integer(static_cast<std::int64_t>(i) + 1).integer(ids[i]);
        execute(update);
    }
}

[[noreturn]] void failNoEntry(std::int64_t id) {
    throw BadInput(entryName(id) + ": no such entry");
}

void removeEntry(SQLite::Database& database, std::int64_t id, HeartbeatMonitor& monitor) {
    SQLite::Statement select(database, "SELECT status, owner, heartbeat FROM queue WHERE id = ?");
    Binder(select).integer(id);
    if (!select.executeStep()) {
        failNoEntry(id);
    }
    const EntryOwner owner{textAt(select, 1), select.getColumn(2).getInt64()};
    if (textAt(select, 0) == "running" && !isGone(id, owner, monitor)) {
        throw RunUnavailable(entryName(id) + ": is being trained; stop it first");
    }
    SQLite::Statement remove(database, "DELETE FROM queue WHERE id = ?");
    Binder(remove).integer(id);
    remove.exec();
}

void setEntryOwner(SQLite::Database& database, std::int64_t id, const ProcessIdentity& self) {
    SQLite::Statement update(database, "UPDATE queue SET status = 'running', owner = ?,"
                                       " heartbeat = ?, reason = '' WHERE id = ?");
    Binder(update).text(toText(self)).integer(unixTime()).integer(id);
    update.exec();
}

} // namespace

std::vector<std::int64_t> insertEntries(SQLite::Database& database,
                                        const std::vector<NewQueueEntry>& entries) {
    const Ids before = orderedIds(database);
    if (before.size() + entries.size() > kMostQueueEntries) {
        throw BadInput("the queue can't have more than " + std::to_string(kMostQueueEntries) +
                       " entries; remove some first");
    }
    renumber(database, before);
    Ids ids;
    SQLite::Statement insert(database,
                             "INSERT INTO queue (position, name, tags, experiment, added, status)"
                             " VALUES (?, ?, ?, ?, ?, 'waiting')");
    for (const NewQueueEntry& entry : entries) {
        Binder(insert)
            .integer(static_cast<std::int64_t>(before.size() + ids.size()) + 1)
            .text(entry.name)
            .text(joined(entry.tags, ","))
            .text(withoutRelativePath(entry.experiment))
            .text(isoTime(unixTime()));
        execute(insert);
        ids.push_back(database.getLastInsertRowid());
    }
    return ids;
}

void QueuedExperiments::beginReading() {
    before_ = std::move(now_);
    now_.clear();
}

const Experiment& QueuedExperiments::of(const std::string& text, const std::string& source) {
    if (auto known = before_.extract(text)) {
        return now_.insert(std::move(known)).position->second;
    }
    const auto found = now_.find(text);
    return found != now_.end() ? found->second
                               : now_.emplace(text, parseExperiment(text, source)).first->second;
}

Queue readQueue(const SQLite::Database& database, HeartbeatMonitor& monitor,
                QueuedExperiments& known) {
    known.beginReading();
    Queue queue;
    for (StoredEntry& stored : storedEntries(database)) {
        const std::string id = std::to_string(stored.entry.id);
        if (const auto problem = decode(stored, monitor, known)) {
            queue.leftOut.push_back(entryName(stored.entry.id) + ": " + oneLine(*problem) +
                                    "; the entry is left out, 'asge queue remove " + id +
                                    "' removes it");
        } else {
            queue.entries.push_back(std::move(stored.entry));
        }
    }
    return queue;
}

std::vector<std::int64_t> goneEntries(const SQLite::Database& database, HeartbeatMonitor& monitor) {
    Ids gone;
    SQLite::Statement select(database, "SELECT id, owner, heartbeat FROM queue"
                                       " WHERE status = 'running' LIMIT ?");
    Binder(select).integer(kMostQueueEntries);
    while (select.executeStep()) {
        const std::int64_t id = select.getColumn(0).getInt64();
        if (isGone(id, {textAt(select, 1), select.getColumn(2).getInt64()}, monitor)) {
            gone.push_back(id);
        }
    }
    return gone;
}

void moveEntry(SQLite::Database& database, std::int64_t id, int position) {
    Ids ids = orderedIds(database);
    const auto from = std::find(ids.begin(), ids.end(), id);
    if (from == ids.end()) {
        failNoEntry(id);
    }
    if (position < 1) {
        throw BadInput("a position in the queue is at least 1");
    }
    ids.erase(from);
    const auto to = std::min(static_cast<std::size_t>(position) - 1, ids.size());
    ids.insert(ids.begin() + static_cast<std::ptrdiff_t>(to), id);
    renumber(database, ids);
}

void removeEntries(SQLite::Database& database, const std::vector<std::int64_t>& ids,
                   HeartbeatMonitor& monitor) {
    for (const std::int64_t id : ids) {
        removeEntry(database, id, monitor);
    }
}

void withdrawEntries(SQLite::Database& database, const std::vector<std::int64_t>& ids) {
    SQLite::Statement remove(
        database, "DELETE FROM queue WHERE id = ? AND status = 'waiting' AND run IS NULL");
    for (const std::int64_t id : ids) {
        Binder(remove).integer(id);
        execute(remove);
    }
}

int removeFinishedEntries(SQLite::Database& database) {
    return database.exec("DELETE FROM queue WHERE status = 'finished'");
}

std::optional<QueueEntry> takeEntry(SQLite::Database& database, HeartbeatMonitor& monitor) {
    SQLite::Statement select(database, kSelectEntries + "WHERE status IN ('waiting', 'running')"
                                                        " ORDER BY place");
    QueuedExperiments none;
    while (select.executeStep()) {
        StoredEntry stored = storedEntry(select);
        QueueEntry& entry = stored.entry;
        if (!decode(stored, monitor, none) && entry.isToTrain()) {
            setEntryOwner(database, entry.id, monitor.self());
            entry.status = QueueEntry::Status::running;
            entry.reason.clear();
            return std::move(entry);
        }
    }
    return std::nullopt;
}

void setEntryRun(SQLite::Database& database, std::int64_t id, RunId run,
                 const ProcessIdentity& self) {
    SQLite::Statement update(database, "UPDATE queue SET run = ? WHERE id = ? AND owner = ?"
                                       " AND status = 'running'");
    Binder(update).integer(run).integer(id).text(toText(self));
    if (update.exec() == 0) {
        throw StoreError(entryName(id) + ": was taken over by another process");
    }
}

void endEntry(SQLite::Database& database, std::int64_t id, const QueueEntryEnd& end,
              const ProcessIdentity& self) {
    SQLite::Statement update(database, "UPDATE queue SET status = ?, reason = ?, owner = ''"
                                       " WHERE id = ? AND owner = ? AND status = 'running'");
    Binder(update)
        .text(toString(end.status))
        .text(oneLine(end.reason))
        .integer(id)
        .text(toText(self));
    update.exec();
}

void TakenEntries::ended(std::int64_t id, const QueueEntryEnd& end, bool written) {
    if (written) {
        ends_.erase(id);
    } else if (const auto found = ends_.find(id); found != ends_.end()) {
        found->second = end;
    }
}

void TakenEntries::refresh(SQLite::Database& database) const {
    // The new value differs from the last one, whatever the clock says.
    SQLite::Statement update(database, "UPDATE queue SET heartbeat ="
                                       " CASE WHEN heartbeat >= ?1 AND heartbeat < (1 << 62)"
                                       " THEN heartbeat + 1 ELSE ?1 END"
                                       " WHERE owner = ?2 AND status = 'running'");
    Binder(update).integer(unixTime()).text(toText(self_));
    update.exec();
    for (const auto& [id, end] : ends_) {
        if (end) {
            endEntry(database, id, *end, self_);
        }
    }
}

void TakenEntries::settle(bool written) {
    if (written) {
        std::erase_if(ends_, [](const auto& entry) { return entry.second.has_value(); });
    }
}

} // namespace asge
