// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/checkpoints.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/store/binder.h"
#include "core/store/codec.h"
#include "core/store/run_status.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace asge {
namespace {

/// Size in bytes of a checkpoint's parts. SQLite limits a blob to a billion bytes and keeps all of
/// it in memory.
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
    return {intAt(row, 0),
            row.getColumn(1).getInt64(),
            row.getColumn(2).getInt64(),
            boolAt(row, 3),
            boolAt(row, 4),
            textAt(row, 5)};
}

std::string checkpointPlace(RunId id, std::int64_t step) {
    return runPrefix(id) + "its checkpoint of step " + std::to_string(step) + " ";
}

/// Checks the sizes of the parts before they are read, so that a hostile `size` allocates no
/// memory.
void requireCheckpointSize(const SQLite::Database& database, RunId id, const CheckpointInfo& info) {
    SQLite::Statement select(database, "SELECT coalesce(sum(length(bytes)), 0), count(*),"
                                       " coalesce(min(part), 0), coalesce(max(part) + 1, 0)"
                                       " FROM checkpoint_part WHERE run = ? AND step = ?");
    Binder(select).integer(id).integer(info.step);
    select.executeStep();
    const std::int64_t size = select.getColumn(0).getInt64();
    if (size != info.size) {
        throw damage(checkpointPlace(id, info.step) + "has " + std::to_string(size) + " of " +
                     counted(info.size, "byte"));
    }
    if (select.getColumn(2).getInt64() != 0 ||
        select.getColumn(3).getInt64() != select.getColumn(1).getInt64()) {
        throw damage(checkpointPlace(id, info.step) + "has parts that are not numbered from 0 up");
    }
    const auto layout = readCheckpointLayout(database, id);
    if (layout && static_cast<std::size_t>(size) > largestCheckpoint(*layout)) {
        throw damage(checkpointPlace(id, info.step) + "has " + counted(size, "byte") +
                     ", more than its network can hold");
    }
}

std::string bytesOf(const SQLite::Database& database, RunId id, const CheckpointInfo& info) {
    requireCheckpointSize(database, id, info);
    SQLite::Statement parts(database, "SELECT bytes FROM checkpoint_part"
                                      " WHERE run = ? AND step = ? ORDER BY part");
    Binder(parts).integer(id).integer(info.step);
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(info.size));
    // A damaged table may return the same part without end.
    while (bytes.size() <= static_cast<std::size_t>(info.size) && parts.executeStep()) {
        bytes += blobAt(parts, 0);
    }
    if (bytes.size() !=
        static_cast<std::size_t>(info.size)) { // SQL's length() of a text counts characters
        throw damage(checkpointPlace(id, info.step) + "has parts that are not blobs");
    }
    if (!info.sha256.empty() && info.sha256 != sha256OfBytes(bytes)) {
        throw damage(checkpointPlace(id, info.step) +
                     "has a different SHA-256 than when it was written");
    }
    return bytes;
}

/// Runs a query about a run that returns one number; 0 if it finds no row.
std::int64_t numberAbout(const SQLite::Database& database, const char* query, RunId id) {
    SQLite::Statement select(database, query);
    Binder(select).integer(id);
    return select.executeStep() ? select.getColumn(0).getInt64() : 0;
}

std::vector<LayerInfo> layersOf(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT channels, patches FROM layer WHERE run = ?"
                                       " ORDER BY layer LIMIT 65");
    Binder(select).integer(id);
    std::vector<LayerInfo> layers;
    while (select.executeStep()) {
        layers.push_back({intAt(select, 0), intAt(select, 1)});
    }
    return layers;
}

std::optional<Experiment> experimentOfRun(const SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT experiment FROM run WHERE id = ?");
    Binder(select).integer(id);
    try {
        return select.executeStep() ? std::optional(parseExperiment(textAt(select, 0), "run"))
                                    : std::nullopt;
    } catch (const BadInput&) {
        return std::nullopt;
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
    return Checkpoint{info.epoch, info.step, bytesOf(database, id, info), info.best, info.kept};
}

std::optional<CheckpointLayout> readCheckpointLayout(const SQLite::Database& database, RunId id) {
    const auto experiment = experimentOfRun(database, id);
    std::vector<LayerInfo> layers = layersOf(database, id);
    if (!experiment || layers.size() != experiment->network.layers.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].channels = experiment->network.layers[i].channels;
    }
    const auto count = [&](const char* query) {
        return static_cast<int>(
            std::clamp<std::int64_t>(numberAbout(database, query, id), 0, 65536));
    };
    try {
        return checkpointLayoutOf(
            {experiment->method, experiment->projection.training == ProjectionTraining::trained,
             std::move(layers), count("SELECT channels FROM probe_images WHERE run = ?"),
             count("SELECT count(*) FROM class_name WHERE run = ?"), experiment->train.batch});
    } catch (const Error&) {
        return std::nullopt;
    }
}

void checkCheckpoint(const SQLite::Database& database, RunId id, std::int64_t step) {
    const auto checkpoint = readCheckpoint(database, id, step);
    const auto layout = readCheckpointLayout(database, id);
    if (!checkpoint) {
        return;
    }
    try {
        const CheckpointContent content = readCheckpointContent(checkpoint->bytes);
        if (layout) {
            requireTensors(content, *layout);
            requireConsistentProgress(content, *layout, checkpoint->epoch, checkpoint->step);
        }
    } catch (const Error& error) {
        throw damage(checkpointPlace(id, step) + "can't be used: " + error.what() +
                     kCheckpointRemedy);
    }
}

} // namespace asge
