#include "core/store/checkpoints.h"

#include "core/sha256.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace asge {
namespace {

/// SQLite limits a blob to a billion bytes, and works on one as a whole.
constexpr std::size_t kPart = std::size_t{4} << 20;

void dropOlder(SQLite::Database& database, RunId id, const Checkpoint& newest) {
    if (newest.best) {
        SQLite::Statement demote(database, "UPDATE checkpoint SET best = 0 WHERE run = ?");
        Binder(demote).integer(id);
        demote.exec();
    }
    SQLite::Statement drop(database, "DELETE FROM checkpoint WHERE run = ?1"
                                     " AND ((NOT best AND NOT kept) OR step = ?2)");
    Binder(drop).integer(id).integer(newest.step);
    drop.exec();
}

void insertParts(SQLite::Database& database, RunId id, const Checkpoint& checkpoint) {
    SQLite::Statement insert(database, "INSERT INTO checkpoint_part VALUES (?, ?, ?, ?)");
    std::string_view rest = checkpoint.bytes;
    for (std::int64_t part = 0; !rest.empty(); ++part) {
        const std::size_t size = std::min(rest.size(), kPart);
        Binder(insert)
            .integer(id)
            .integer(checkpoint.step)
            .integer(part)
            .blob(rest.substr(0, size));
        execute(insert);
        rest.remove_prefix(size);
    }
}

CheckpointInfo infoAt(const SQLite::Statement& row) {
    return {intAt(row, 0),      row.getColumn(1).getInt64(), row.getColumn(2).getInt64(),
            intAt(row, 3) != 0, intAt(row, 4) != 0,          textAt(row, 5)};
}

std::string bytesOf(const SQLite::Database& database, RunId id, std::int64_t step) {
    SQLite::Statement parts(database, "SELECT bytes FROM checkpoint_part"
                                      " WHERE run = ? AND step = ? ORDER BY part");
    Binder(parts).integer(id).integer(step);
    std::string bytes;
    while (parts.executeStep()) {
        bytes += blobAt(parts, 0);
    }
    return bytes;
}

void requireWhole(RunId id, const CheckpointInfo& info, const std::string& bytes) {
    const std::string place =
        runPlace(id) + "its checkpoint of step " + std::to_string(info.step) + " ";
    if (info.size < 0 || bytes.size() != static_cast<std::size_t>(info.size)) {
        throw damage(place + "has " + std::to_string(bytes.size()) + " of " +
                     std::to_string(info.size) + " bytes");
    }
    if (!info.sha256.empty() && info.sha256 != sha256OfBytes(bytes)) {
        throw damage(place + "has another SHA-256 than when it was written");
    }
}

} // namespace

void addCheckpoint(SQLite::Database& database, RunId id, const Checkpoint& checkpoint,
                   const ProcessIdentity& self) {
    requireOwner(database, id, self);
    dropOlder(database, id, checkpoint);
    SQLite::Statement insert(database, "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)");
    Binder(insert)
        .integer(id)
        .integer(checkpoint.step)
        .integer(checkpoint.epoch)
        .integer(static_cast<std::int64_t>(checkpoint.bytes.size()))
        .text(sha256OfBytes(checkpoint.bytes))
        .integer(checkpoint.best ? 1 : 0)
        .integer(checkpoint.kept ? 1 : 0);
    insert.exec();
    insertParts(database, id, checkpoint);
}

std::vector<CheckpointInfo> readCheckpoints(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT epoch, step, size, best, kept, sha256"
                                       " FROM checkpoint WHERE run = ? ORDER BY step");
    Binder(select).integer(id);
    std::vector<CheckpointInfo> checkpoints;
    while (select.executeStep()) {
        checkpoints.push_back(infoAt(select));
    }
    return checkpoints;
}

std::optional<Checkpoint> readCheckpoint(const SQLite::Database& database, RunId id,
                                         std::optional<std::int64_t> step) {
    SQLite::Statement select(database, "SELECT epoch, step, size, best, kept, sha256"
                                       " FROM checkpoint WHERE run = ?1"
                                       " AND (?2 IS NULL OR step = ?2) ORDER BY step DESC LIMIT 1");
    Binder(select).integer(id);
    if (step) {
        select.bind(2, *step);
    }
    if (!select.executeStep()) {
        return std::nullopt;
    }
    const CheckpointInfo info = infoAt(select);
    Checkpoint checkpoint{info.epoch, info.step, bytesOf(database, id, info.step), info.best,
                          info.kept};
    requireWhole(id, info, checkpoint.bytes);
    return checkpoint;
}

} // namespace asge
