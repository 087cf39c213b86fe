// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_copy.h"

#include "core/base/sha256.h"
#include "core/data/harden.h"
#include "core/store/binder.h"
#include "core/store/epoch_values.h"
#include "core/store/run_status.h"

#include <sqlite3.h>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace asge {
namespace {

constexpr std::array kTables{
    RunTable{"run", "id", "id"},
    RunTable{"class_name", "run", "class"},
    RunTable{"layer", "run", "layer"},
    RunTable{"probe_images", "run", "run"},
    RunTable{"epoch", "run", "epoch"},
    RunTable{"epoch_value", "run", "epoch, split, metric, part"},
    RunTable{"step", "run", "step"},
    RunTable{"snapshot", "run", "epoch"},
    RunTable{"layer_maps", "run", "epoch, layer"},
    RunTable{"channel_stats", "run", "epoch, layer"},
    RunTable{"outcome", "run", "epoch, split"},
    RunTable{"checkpoint", "run", "step"},
    RunTable{"checkpoint_part", "run", "step, part"},
    RunTable{"intervention", "run", "id"},
    RunTable{"run_tag", "run", "tag"},
    RunTable{"lineage", "run", "run"},
    RunTable{"segment", "run", "first_step"},
    RunTable{"run_data", "run", "run"},
    RunTable{"input_scale", "run", "run"},
};

enum class Direction { up, down };

/// "epoch DESC, layer DESC"
std::string ordered(std::string_view key, Direction direction) {
    std::string text;
    for (const char c : key) {
        text += c == ',' && direction == Direction::down ? " DESC," : std::string(1, c);
    }
    return direction == Direction::down ? text + " DESC" : text;
}

/// The columns that are copied unchanged: all but the numbers of the run and of the row.
std::vector<std::string> plainColumns(const SQLite::Database& database, const RunTable& table) {
    SQLite::Statement select(database, "SELECT name FROM pragma_table_info(?)");
    Binder(select).text(table.name);
    std::vector<std::string> names;
    while (select.executeStep()) {
        const std::string name = textAt(select, 0);
        if (name != "id" && name != table.run) {
            names.push_back(name);
        }
    }
    return names;
}

// Each store has its own numbers for metrics, so metrics are copied by key.
const std::string kMetric = "metric";
const std::string kKeyOfNumber = "(SELECT key FROM metric m WHERE m.id = epoch_value.metric)";
const std::string kNumberOfKey = "(SELECT id FROM metric WHERE key = ?)";

/// Copies a run's rows of a table from one database to another.
class RowCopy {
  public:
    RowCopy(const SQLite::Database& from, SQLite::Database& to, const RunTable& table,
            Direction direction = Direction::up)
        : columns_(plainColumns(to, table)),
          select_(prepare(from, table, selection(table, direction))),
          insert_(to, insertion(table)) {}

    void start(RunId id) {
        select_.reset();
        Binder(select_).integer(id);
    }
    bool next() { return select_.executeStep(); }
    /// `copy` is the number of the new run; nothing for the run's own row, which is numbered when
    /// it is inserted.
    void insert(std::optional<RunId> copy) {
        int parameter = 0;
        if (copy) {
            insert_.bind(++parameter, *copy);
        }
        for (int i = 0; i < static_cast<int>(columns_.size()); ++i) {
            bind(++parameter, i);
        }
        const bool done = insert_.tryExecuteStep() == SQLITE_DONE;
        const SQLite::Exception error(insert_.getErrorMsg(), insert_.getErrorCode());
        insert_.tryReset();
        if (!done) {
            throw error;
        }
    }

  private:
    static SQLite::Statement prepare(const SQLite::Database& from, const RunTable& table,
                                     const std::string& query) {
        try {
            return {from, query};
        } catch (const SQLite::Exception& error) {
            throw BadRows(std::string(table.name) + ": " + error.what());
        }
    }
    std::string selection(const RunTable& table, Direction direction) const {
        std::string wanted;
        for (const std::string& column : columns_) {
            wanted += (wanted.empty() ? "" : ", ") + (column == kMetric ? kKeyOfNumber : column);
        }
        return "SELECT " + (wanted.empty() ? "1" : wanted) + " FROM " + table.name + " WHERE " +
               table.run + " = ? ORDER BY " + ordered(table.key, direction);
    }
    std::string insertion(const RunTable& table) const {
        const bool own = std::string_view(table.run) == "id";
        std::string names = own ? "" : table.run;
        std::string values = own ? "" : "?";
        for (const std::string& column : columns_) {
            names += (names.empty() ? "" : ", ") + column;
            values += (values.empty() ? "" : ", ") + (column == kMetric ? kNumberOfKey : "?");
        }
        return std::string("INSERT INTO ") + table.name + " (" + names + ") VALUES (" + values +
               ")";
    }

    void bind(int parameter, int column) {
        const SQLite::Column value = select_.getColumn(column);
        switch (value.getType()) {
        case SQLITE_INTEGER:
            insert_.bind(parameter, static_cast<std::int64_t>(value.getInt64()));
            break;
        case SQLITE_FLOAT:
            insert_.bind(parameter, value.getDouble());
            break;
        case SQLITE_TEXT:
            insert_.bind(parameter, value.getString());
            break;
        case SQLITE_BLOB:
            bindBlob(insert_, parameter, blobAt(select_, column));
            break;
        default:
            insert_.bind(parameter);
        }
    }

    std::vector<std::string> columns_;
    SQLite::Statement select_;
    SQLite::Statement insert_;
};

bool hasMetrics(const RunTable& table) {
    return std::string_view(table.name) == "epoch_value";
}

/// Whether the schema rejected a row, which this program can't have written then.
bool isRefused(const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xFF;
    return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOOBIG;
}

/// Advances to the next row; false after the last one. Throws BadRows.
bool nextRow(RowCopy& rows, const RunTable& table) {
    try {
        return rows.next();
    } catch (const SQLite::Exception& error) {
        throw BadRows(std::string(table.name) + ": " + error.what());
    }
}

/// Adds the metrics of a run to `to`, before its values are copied. Invalid keys are left out, so
/// that the schema rejects their values. Throws BadRows.
void copyMetricKeys(const SQLite::Database& from, SQLite::Database& to, RunId id) {
    std::vector<std::string> keys;
    try {
        SQLite::Statement select(from, "SELECT key FROM metric WHERE id IN"
                                       " (SELECT metric FROM epoch_value WHERE run = ?)");
        Binder(select).integer(id);
        while (select.executeStep()) {
            keys.push_back(textAt(select, 0));
        }
    } catch (const SQLite::Exception& error) {
        throw BadRows(std::string("metric: ") + error.what());
    }
    for (const std::string& key : keys) {
        if (isMetricKey(key)) {
            addMetricKey(to, key);
        }
    }
}

void insertRow(RowCopy& rows, const RunTable& table, std::optional<RunId> copy) {
    try {
        rows.insert(copy);
    } catch (const SQLite::Exception& error) {
        if (isRefused(error)) {
            throw BadRows(std::string(table.name) + ": " + error.what());
        }
        throw;
    }
}

void change(SQLite::Database& database, const char* statement, RunId id,
            std::optional<std::string_view> text = std::nullopt) {
    SQLite::Statement update(database, statement);
    Binder binder(update);
    binder.integer(id);
    if (text) {
        binder.text(*text);
    }
    update.exec();
}

/// Adds what a run of an old version lacks to a copy, and ends it.
void completeCopy(SQLite::Database& database, RunId id, const std::string& uid) {
    change(database, "UPDATE run SET uid = ?2 WHERE id = ?1", id, uid);
    change(database,
           "INSERT INTO segment SELECT id, 1, created, device, software FROM run"
           " WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM segment WHERE run = ?1)",
           id);
    change(database,
           "UPDATE run SET status = 'interrupted',"
           " reason = 'it was still being trained when this copy was made'"
           " WHERE id = ?1 AND status IN ('running', 'paused')",
           id);
    updateProgress(database, id);
}

/// Fills the new row of a run whose own row is lost with what its other rows say. Returns false if
/// the run has neither epochs nor checkpoints.
bool completeFromRest(SQLite::Database& database, RunId id) {
    SQLite::Statement select(database, "SELECT (SELECT count(*) FROM epoch WHERE run = ?1)"
                                       " + (SELECT count(*) FROM checkpoint WHERE run = ?1)");
    Binder(select).integer(id);
    if (!select.executeStep() || select.getColumn(0).getInt64() == 0) {
        return false;
    }
    change(
        database,
        "UPDATE run SET network_layers = coalesce((SELECT group_concat(channels ||"
        " iif(pools, 'M', ''), ' ') FROM (SELECT * FROM layer WHERE run = ?1 ORDER BY layer)),"
        " ''), epochs = (SELECT coalesce(max(epoch), 0) FROM epoch WHERE run = ?1) WHERE id = ?1",
        id);
    change(database,
           "UPDATE run SET (created, device, software) = (SELECT started, device, software"
           " FROM segment WHERE run = ?1 ORDER BY first_step LIMIT 1)"
           " WHERE id = ?1 AND EXISTS (SELECT 1 FROM segment WHERE run = ?1)",
           id);
    updateProgress(database, id);
    return true;
}

} // namespace

std::span<const RunTable> runTables() {
    return kTables;
}

RunId RunCopier::copyRun(RunId id) {
    const RunTable& table = kTables.front();
    RowCopy rows(from_, to_, table);
    rows.start(id);
    if (!nextRow(rows, table)) {
        throw BadRows("run: no such run");
    }
    insertRow(rows, table, std::nullopt);
    return to_.getLastInsertRowid();
}

void RunCopier::copyRows(const RunTable& table, RunId id, RunId copy) {
    if (hasMetrics(table)) {
        copyMetricKeys(from_, to_, id);
    }
    RowCopy rows(from_, to_, table);
    rows.start(id);
    while (nextRow(rows, table)) {
        insertRow(rows, table, copy);
    }
}

RunId RunCopier::copy(RunId id, bool checkpoints) {
    const RunId copy = copyRun(id);
    for (const RunTable& table : runTables().subspan(1)) {
        if (checkpoints || !std::string_view(table.name).starts_with("checkpoint")) {
            copyRows(table, id, copy);
        }
    }
    completeCopy(to_, copy, uidOf(id));
    return copy;
}

std::string RunCopier::uidOf(RunId id) const {
    SQLite::Statement select(from_, "SELECT uid, owner, created, name, experiment FROM run"
                                    " WHERE id = ?");
    Binder(select).integer(id);
    if (!select.executeStep()) {
        throw BadRows("run: no such run");
    }
    if (std::string uid = textAt(select, 0); !uid.empty()) {
        return uid;
    }
    std::string all;
    for (int column = 1; column <= 4; ++column) {
        all += textAt(select, column) + '\0';
    }
    constexpr std::size_t kDigits = 32;
    return sha256OfBytes(all).substr(0, kDigits);
}

/// Copies rows in order up to the first that can't be read, then in reverse order up to it. Returns
/// the number of rows that were left out.
int RunCopier::salvageRows(const RunTable& table, RunId id, RunId copy, std::string& why) {
    int refused = 0;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const TimeBound bound(from_); // a damaged table may return rows without end
        try {
            if (hasMetrics(table)) {
                copyMetricKeys(from_, to_, id);
            }
            RowCopy rows(from_, to_, table, direction);
            rows.start(id);
            while (nextRow(rows, table)) {
                try {
                    insertRow(rows, table, copy);
                } catch (const BadRows& error) {
                    // In reverse order, the row may have been copied before.
                    if (direction == Direction::up) {
                        ++refused;
                        why = error.what();
                    }
                }
            }
            return refused;
        } catch (const BadRows& error) {
            why = error.what();
            refused += direction == Direction::up ? 1 : 0;
        }
    }
    return refused;
}

/// The run's uid, read from the index alone; empty if the index does not have it.
std::string RunCopier::uidInIndex(RunId id) const {
    try {
        SQLite::Statement select(from_, "SELECT id, uid FROM run INDEXED BY run_uid");
        while (select.executeStep()) {
            if (select.getColumn(0).getInt64() == id) {
                return textAt(select, 1);
            }
        }
    } catch (const SQLite::Exception&) {
        // The index is lost too, or the store's version has none.
    }
    return {};
}

/// Inserts a row in place of a lost one; returns the run's number.
RunId RunCopier::makeRun(RunId id) {
    SQLite::Statement insert(
        to_, "INSERT INTO run (status, owner, heartbeat, name, created, reason, method, data_name,"
             " network_layers, device, software, epochs, parameters, experiment, uid)"
             " VALUES ('failed', '', 0, ?1, '', 'its name and its settings were lost when the"
             " store was damaged', '', '', '', '', '', 0, 0, '{\"lost\": true}',"
             " coalesce(nullif(?2, ''), lower(hex(randomblob(16)))))");
    Binder(insert).text("lost run " + std::to_string(id)).text(uidInIndex(id));
    insert.exec();
    return to_.getLastInsertRowid();
}

RunId RunCopier::salvage(RunId id, const std::function<void(const std::string&)>& leftOut) {
    RunId copy = 0;
    bool made = false;
    try {
        copy = copyRun(id);
    } catch (const BadRows& error) {
        leftOut(std::string("its own row: ") + error.what());
        copy = makeRun(id);
        made = true;
    }
    for (const RunTable& table : runTables().subspan(1)) {
        std::string why;
        if (salvageRows(table, id, copy, why) > 0) {
            leftOut("some of " + why);
        }
    }
    if (!made) {
        completeCopy(to_, copy, uidOf(id));
    } else if (!completeFromRest(to_, copy)) {
        change(to_, "DELETE FROM run WHERE id = ?1", copy);
        leftOut("all of it");
        return 0;
    }
    return copy;
}

} // namespace asge
