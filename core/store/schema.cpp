// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/schema.h"

#include "core/store/reals_functions.h"

#include <array>
#include <string>

namespace asge {
namespace {

// The SQL of a step must never change, not even in its comments: core/store/first_pages.h restores
// the pages that it makes.
//
// Measured reals have the type ANY, which a STRICT table stores unchanged: REAL would store whole
// numbers as integers and lose the sign of zero. NaN is NULL. Blobs are little-endian numbers.
// WITHOUT ROWID tables are stored in key order, so that values which are read together are close
// together.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again, also when the run is removed
    status TEXT NOT NULL
        CHECK (status IN ('running', 'paused', 'finished', 'stopped', 'interrupted', 'failed')),
    owner TEXT NOT NULL,        -- the process that trains or trained it
    heartbeat INTEGER NOT NULL, -- its last sign of life, Unix seconds
    name TEXT NOT NULL,
    created TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL,
    data_name TEXT NOT NULL,
    network_layers TEXT NOT NULL,
    device TEXT NOT NULL,
    software TEXT NOT NULL,
    epochs INTEGER NOT NULL,
    parameters INTEGER NOT NULL,
    experiment TEXT NOT NULL
) STRICT;
CREATE INDEX run_live ON run (status) WHERE status IN ('running', 'paused');

CREATE TABLE class_name (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    class INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run, class)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    layer INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    patches INTEGER NOT NULL,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    pools INTEGER NOT NULL,
    PRIMARY KEY (run, layer)
) STRICT, WITHOUT ROWID;

CREATE TABLE probe_images (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    count INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    height INTEGER NOT NULL,
    width INTEGER NOT NULL,
    pixels BLOB NOT NULL,  -- bytes
    labels BLOB NOT NULL,  -- 32-bit integers
    indices BLOB NOT NULL  -- 32-bit integers
) STRICT;

CREATE TABLE epoch (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    seconds ANY,
    learning_rate ANY,
    images_per_second ANY,
    probe_share ANY,
    accuracy_last ANY,
    accuracy_fusion ANY,
    accuracy_best ANY,
    best_layer INTEGER NOT NULL,
    PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer_score (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
    layer INTEGER NOT NULL,
    loss ANY,
    accuracy ANY,
    PRIMARY KEY (run, epoch, split, layer),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE step (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    seconds ANY,
    scores BLOB NOT NULL, -- 64-bit reals: loss and accuracy of each layer
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,       -- the epoch that it was committed with
    taken_epoch INTEGER NOT NULL, -- the epoch and step at which it was taken
    taken_step INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    PRIMARY KEY (run, epoch),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE layer_maps (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    patches INTEGER NOT NULL,
    goodness BLOB NOT NULL,      -- 32-bit reals
    probabilities BLOB NOT NULL, -- 32-bit reals
    PRIMARY KEY (run, epoch, layer),
    FOREIGN KEY (run, epoch) REFERENCES snapshot ON DELETE CASCADE
) STRICT;

CREATE TABLE channel_stats (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    layer INTEGER NOT NULL,
    mean_activation BLOB NOT NULL, -- 32-bit reals, one a channel
    goodness_share BLOB NOT NULL,
    dead_fraction BLOB NOT NULL,
    PRIMARY KEY (run, epoch, layer),
    FOREIGN KEY (run, epoch) REFERENCES snapshot ON DELETE CASCADE
) STRICT;

CREATE TABLE checkpoint (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    size INTEGER NOT NULL -- bytes of all its parts
) STRICT;

-- In parts, because SQLite limits a blob's size and a checkpoint's has no limit.
CREATE TABLE checkpoint_part (
    run INTEGER NOT NULL REFERENCES checkpoint ON DELETE CASCADE,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run, part)
) STRICT;

CREATE TABLE intervention (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    seconds ANY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX intervention_run ON intervention (run);
)sql";

// A tag is a word that tagProblem accepts.
constexpr const char* kVersion2 = R"sql(
CREATE TABLE run_tag (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_tag_tag ON run_tag (tag);

ALTER TABLE epoch ADD COLUMN wait_share ANY; -- NULL where it was not measured
)sql";

// A run's number differs between stores; its uid and its parent's uid stay the same when it is
// copied.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE run ADD COLUMN uid TEXT NOT NULL DEFAULT '';   -- 128 random bits, hexadecimal
ALTER TABLE run ADD COLUMN notes TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN color TEXT NOT NULL DEFAULT ''; -- '#rrggbb', or ''
ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN deleted INTEGER;                -- in the bin since, Unix seconds
ALTER TABLE run ADD COLUMN best_epoch INTEGER NOT NULL DEFAULT 0; -- by the validation images
-- What a list of thousands of runs shows of each one's epochs:
ALTER TABLE run ADD COLUMN last_epoch INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN images_per_second ANY; -- the epochs' mean
UPDATE run SET uid = lower(hex(randomblob(16))), (last_epoch, images_per_second) =
    (SELECT coalesce(max(epoch), 0), avg(images_per_second) FROM epoch e WHERE e.run = run.id),
    best_epoch = coalesce(
    (SELECT e.epoch FROM epoch e JOIN layer_score s ON s.run = e.run AND s.epoch = e.epoch
     AND s.split = 'validation' AND s.layer = e.best_layer WHERE e.run = run.id
     ORDER BY s.accuracy DESC, e.epoch LIMIT 1), 0);
CREATE UNIQUE INDEX run_uid ON run (uid);

CREATE TABLE lineage (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    parent_uid TEXT NOT NULL,
    parent_name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    changes TEXT NOT NULL -- JSON: [["train.epochs", "4", "8"], …]
) STRICT;

CREATE TABLE segment (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    first_step INTEGER NOT NULL,
    started TEXT NOT NULL,
    device TEXT NOT NULL,
    software TEXT NOT NULL,
    PRIMARY KEY (run, first_step)
) STRICT, WITHOUT ROWID;
INSERT INTO segment SELECT id, 1, created, device, software FROM run;

CREATE TABLE new_checkpoint (
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL, -- bytes of all its parts
    sha256 TEXT NOT NULL,  -- of them, hexadecimal; '' where it was not taken
    best INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_checkpoint_part (
    run INTEGER NOT NULL,
    step INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run, step, part),
    FOREIGN KEY (run, step) REFERENCES new_checkpoint ON DELETE CASCADE
) STRICT;
INSERT INTO new_checkpoint SELECT run, step, epoch, size, '', 0, 0 FROM checkpoint;
INSERT INTO new_checkpoint_part
    SELECT run, step, part, bytes FROM checkpoint_part JOIN checkpoint USING (run);
DROP TABLE checkpoint_part;
DROP TABLE checkpoint;
ALTER TABLE new_checkpoint RENAME TO checkpoint;
ALTER TABLE new_checkpoint_part RENAME TO checkpoint_part;
)sql";

// A run can only be resumed with the data that it began with.
constexpr const char* kVersion4 = R"sql(
CREATE TABLE run_data (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    sha256 TEXT NOT NULL -- of images and labels, hexadecimal
) STRICT;
)sql";

// The columns are NULL if the metric was not measured.
constexpr const char* kVersion5 = R"sql(
ALTER TABLE epoch ADD COLUMN top5_last ANY;
ALTER TABLE epoch ADD COLUMN top5_fusion ANY;
ALTER TABLE epoch ADD COLUMN top5_best ANY;
)sql";

// A new metric needs no migration: its key is added when it is first written. The values of all
// layers, or of the three predictions, are one row, since a row per value takes twice the space and
// time.
constexpr const char* kVersion6 = R"sql(
CREATE TABLE metric (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE -- as in the table of metrics, of this or a newer program
) STRICT;
INSERT INTO metric VALUES (1, 'accuracy'), (2, 'loss'), (3, 'learning_rate'),
    (4, 'images_per_second'), (5, 'probe_share'), (6, 'wait_share'), (7, 'top5');

CREATE TABLE epoch_value (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    split INTEGER NOT NULL, -- 0: none, 1: training, 2: validation, 3: test images
    metric INTEGER NOT NULL REFERENCES metric,
    part INTEGER NOT NULL,  -- 0: the three predictions, 1: the run, 2: the layers
    value ANY,              -- of the run a real, else 64-bit reals: last, fusion, best; or by layer
    PRIMARY KEY (run, epoch, split, metric, part),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO epoch_value SELECT run, epoch,
    CASE split WHEN 'train' THEN 1 WHEN 'validation' THEN 2 ELSE 3 END,
    1, 2, asge_layer_reals(layer, accuracy)
    FROM layer_score s WHERE split IN ('train', 'validation', 'test')
    AND EXISTS (SELECT 1 FROM epoch e WHERE e.run = s.run AND e.epoch = s.epoch)
    GROUP BY s.run, s.epoch, s.split;
INSERT INTO epoch_value SELECT run, epoch,
    CASE split WHEN 'train' THEN 1 WHEN 'validation' THEN 2 ELSE 3 END,
    2, 2, asge_layer_reals(layer, loss)
    FROM layer_score s WHERE split IN ('train', 'validation', 'test')
    AND EXISTS (SELECT 1 FROM epoch e WHERE e.run = s.run AND e.epoch = s.epoch)
    GROUP BY s.run, s.epoch, s.split;
INSERT INTO epoch_value SELECT run, epoch, 3, 1, 0,
    asge_reals(accuracy_last, accuracy_fusion, accuracy_best) FROM epoch;
INSERT INTO epoch_value SELECT run, epoch, 3, 7, 0, asge_reals(top5_last, top5_fusion, top5_best)
    FROM epoch WHERE top5_last IS NOT NULL;
INSERT INTO epoch_value SELECT run, epoch, 0, 3, 1, learning_rate FROM epoch;
INSERT INTO epoch_value SELECT run, epoch, 0, 4, 1, images_per_second FROM epoch;
INSERT INTO epoch_value SELECT run, epoch, 0, 5, 1, probe_share FROM epoch;
INSERT INTO epoch_value SELECT run, epoch, 0, 6, 1, wait_share FROM epoch;
DROP TABLE layer_score;
ALTER TABLE epoch DROP COLUMN learning_rate;
ALTER TABLE epoch DROP COLUMN images_per_second;
ALTER TABLE epoch DROP COLUMN probe_share;
ALTER TABLE epoch DROP COLUMN wait_share;
ALTER TABLE epoch DROP COLUMN accuracy_last;
ALTER TABLE epoch DROP COLUMN accuracy_fusion;
ALTER TABLE epoch DROP COLUMN accuracy_best;
ALTER TABLE epoch DROP COLUMN top5_last;
ALTER TABLE epoch DROP COLUMN top5_fusion;
ALTER TABLE epoch DROP COLUMN top5_best;
)sql";

// Interventions of earlier versions lack what the new columns hold. A command is sent by any
// program and answered by the one that trains the run. The queue holds the experiments that are to
// be trained.
constexpr const char* kVersion7 = R"sql(
ALTER TABLE intervention ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0; -- the one in progress, from 1
ALTER TABLE intervention ADD COLUMN layer INTEGER NOT NULL DEFAULT 0; -- from 1; 0: the network
ALTER TABLE intervention ADD COLUMN value ANY;
ALTER TABLE intervention ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE intervention ADD COLUMN time TEXT NOT NULL DEFAULT '';

CREATE TABLE command (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    kind TEXT NOT NULL,
    layer INTEGER NOT NULL,
    value ANY,
    source TEXT NOT NULL,
    sent TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'applied', 'refused', 'expired')),
    step INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX command_run ON command (run);
CREATE INDEX command_waiting ON command (run) WHERE status = 'waiting';

CREATE TABLE queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position INTEGER NOT NULL,  -- the lowest is trained next
    name TEXT NOT NULL,
    tags TEXT NOT NULL,         -- separated by commas
    experiment TEXT NOT NULL,
    added TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'finished', 'stopped', 'failed')),
    owner TEXT NOT NULL DEFAULT '', -- the process that trains it
    heartbeat INTEGER NOT NULL DEFAULT 0,
    run INTEGER REFERENCES run ON DELETE SET NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX queue_run ON queue (run);
)sql";

// What the layers make of the images at the end of an epoch; core/store/outcomes.h has the format
// of the blobs.
// With the scale of its inputs, a network can be shown images without its data.
constexpr const char* kVersion8 = R"sql(
CREATE TABLE outcome (
    run INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    split INTEGER NOT NULL,   -- 2: validation, 3: test images
    images INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    margins BLOB NOT NULL,    -- images by layer and bin of the margin
    ranges BLOB NOT NULL,     -- correct images by range of layers
    confusions BLOB NOT NULL, -- images by scorer, label and predicted class
    PRIMARY KEY (run, epoch, split),
    FOREIGN KEY (run, epoch) REFERENCES epoch ON DELETE CASCADE
) STRICT;

CREATE TABLE input_scale (
    run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    mean BLOB NOT NULL,   -- 32-bit reals, one per channel of an image, of pixels from 0 to 1
    divisor BLOB NOT NULL
) STRICT;
)sql";

constexpr std::array kSteps{kVersion1, kVersion2, kVersion3, kVersion4,
                            kVersion5, kVersion6, kVersion7, kVersion8};

// Element i replaces migration i for connections that only read. A name without a schema refers to
// the temporary table or view if there is one. There can be only one view per table, so the first
// one that is created also has the columns of later steps.
constexpr const char* kCompatibility2 = R"sql(
CREATE TEMP TABLE IF NOT EXISTS run_tag (run INTEGER, tag TEXT);
CREATE TEMP VIEW IF NOT EXISTS epoch AS SELECT *, NULL AS wait_share,
    NULL AS top5_last, NULL AS top5_fusion, NULL AS top5_best FROM main.epoch;
)sql";

constexpr const char* kCompatibility3 = R"sql(
CREATE TEMP VIEW IF NOT EXISTS run AS SELECT *, '' AS uid, '' AS notes, '' AS color, 0 AS archived,
    NULL AS deleted, 0 AS best_epoch,
    (SELECT coalesce(max(epoch), 0) FROM main.epoch e WHERE e.run = r.id) AS last_epoch,
    (SELECT avg(images_per_second) FROM main.epoch e WHERE e.run = r.id) AS images_per_second
    FROM main.run r;
CREATE TEMP TABLE IF NOT EXISTS lineage (run INTEGER, parent_uid TEXT, parent_name TEXT, epoch INTEGER,
    step INTEGER, changes TEXT);
CREATE TEMP TABLE IF NOT EXISTS segment (run INTEGER, first_step INTEGER, started TEXT, device TEXT,
    software TEXT);
CREATE TEMP VIEW IF NOT EXISTS checkpoint AS SELECT run, step, epoch, size, '' AS sha256, 0 AS best, 0 AS kept
    FROM main.checkpoint;
CREATE TEMP VIEW IF NOT EXISTS checkpoint_part AS SELECT p.run, c.step, p.part, p.bytes
    FROM main.checkpoint_part p JOIN main.checkpoint c USING (run);
)sql";

constexpr const char* kCompatibility4 = R"sql(
CREATE TEMP TABLE IF NOT EXISTS run_data (run INTEGER, sha256 TEXT);
)sql";

// For a store of version 1 this view exists already.
constexpr const char* kCompatibility5 = R"sql(
CREATE TEMP VIEW IF NOT EXISTS epoch AS SELECT *,
    NULL AS top5_last, NULL AS top5_fusion, NULL AS top5_best FROM main.epoch;
)sql";

constexpr const char* kCompatibility6 = R"sql(
CREATE TEMP TABLE metric (id INTEGER PRIMARY KEY, key TEXT);
INSERT INTO metric VALUES (1, 'accuracy'), (2, 'loss'), (3, 'learning_rate'),
    (4, 'images_per_second'), (5, 'probe_share'), (6, 'wait_share'), (7, 'top5');
CREATE TEMP VIEW epoch_value AS
    SELECT run, epoch,
    CASE split WHEN 'train' THEN 1 WHEN 'validation' THEN 2 WHEN 'test' THEN 3 ELSE -1 END AS split,
    1 AS metric, 2 AS part, asge_layer_reals(layer, accuracy) AS value
    FROM main.layer_score s GROUP BY s.run, s.epoch, s.split
    UNION ALL SELECT run, epoch,
    CASE split WHEN 'train' THEN 1 WHEN 'validation' THEN 2 WHEN 'test' THEN 3 ELSE -1 END,
    2, 2, asge_layer_reals(layer, loss)
    FROM main.layer_score s GROUP BY s.run, s.epoch, s.split
    UNION ALL SELECT run, epoch, 3, 1, 0,
    asge_reals(accuracy_last, accuracy_fusion, accuracy_best) FROM epoch
    UNION ALL SELECT run, epoch, 3, 7, 0, asge_reals(top5_last, top5_fusion, top5_best)
    FROM epoch WHERE top5_last IS NOT NULL
    UNION ALL SELECT run, epoch, 0, 3, 1, learning_rate FROM epoch
    UNION ALL SELECT run, epoch, 0, 4, 1, images_per_second FROM epoch
    UNION ALL SELECT run, epoch, 0, 5, 1, probe_share FROM epoch
    UNION ALL SELECT run, epoch, 0, 6, 1, wait_share FROM epoch;
)sql";

constexpr const char* kCompatibility7 = R"sql(
CREATE TEMP VIEW intervention AS SELECT *, 0 AS epoch, 0 AS layer, NULL AS value, '' AS source,
    '' AS time FROM main.intervention;
CREATE TEMP TABLE command (id INTEGER, run INTEGER, kind TEXT, layer INTEGER, value ANY, source TEXT,
    sent TEXT, status TEXT, step INTEGER, reason TEXT);
CREATE TEMP TABLE queue (id INTEGER, position INTEGER, name TEXT, tags TEXT, experiment TEXT,
    added TEXT, status TEXT, owner TEXT, heartbeat INTEGER, run INTEGER, reason TEXT);
)sql";

constexpr const char* kCompatibility8 = R"sql(
CREATE TEMP TABLE outcome (run INTEGER, epoch INTEGER, split INTEGER, images INTEGER, classes INTEGER,
    margins BLOB, ranges BLOB, confusions BLOB);
CREATE TEMP TABLE input_scale (run INTEGER, mean BLOB, divisor BLOB);
)sql";

constexpr std::array kCompatibilitySteps{"",
                                         kCompatibility2,
                                         kCompatibility3,
                                         kCompatibility4,
                                         kCompatibility5,
                                         kCompatibility6,
                                         kCompatibility7,
                                         kCompatibility8};
static_assert(kCompatibilitySteps.size() == kSteps.size());

std::int64_t integer(const SQLite::Database& database, const char* query) {
    SQLite::Statement statement(database, query);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

} // namespace

StoreKind storeKind(SQLite::Database& database) {
    using Family = StoreKind::Family;
    // A transaction, because another process may be creating the store.
    const SQLite::Transaction transaction(database);
    const auto application = integer(database, "PRAGMA application_id");
    const auto version = integer(database, "PRAGMA user_version");
    const auto objects = integer(database, "SELECT count(*) FROM sqlite_schema");
    if (application == 0 && version == 0 && objects == 0) {
        return {Family::empty, 0};
    }
    // Tables are not checked by name, because a newer version may have others.
    const bool ours = application == kApplicationId && version > 0 && objects > 0;
    return {ours ? Family::store : Family::foreign, version};
}

std::int64_t versionOf(const SQLite::Database& database) {
    return integer(database, "PRAGMA user_version");
}

std::span<const char* const> schemaSteps() {
    return kSteps;
}

std::int64_t schemaVersion() {
    return static_cast<std::int64_t>(kSteps.size());
}

void migrate(SQLite::Database& database, std::span<const char* const> steps,
             const std::function<void(std::int64_t version)>& before) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    auto version = static_cast<std::size_t>(integer(database, "PRAGMA user_version"));
    if (version >= steps.size()) {
        return;
    }
    if (version > 0 && before) {
        before(static_cast<std::int64_t>(version));
    }
    addRealsFunctions(database);
    for (; version < steps.size(); ++version) {
        database.exec(steps[version]);
    }
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version = " + std::to_string(version));
    transaction.commit();
}

bool hasColumnsOfVersion(const SQLite::Database& database, std::int64_t version) {
    SQLite::Database ours(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(ours, schemaSteps().first(static_cast<std::size_t>(version)));
    SQLite::Statement wanted(ours, "SELECT t.name, c.name FROM sqlite_schema t,"
                                   " pragma_table_info(t.name) c WHERE t.type = 'table'"
                                   " AND t.name NOT LIKE 'sqlite_%'");
    SQLite::Statement found(database, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
    while (wanted.executeStep()) {
        found.reset();
        found.bind(1, wanted.getColumn(0).getString());
        found.bind(2, wanted.getColumn(1).getString());
        if (!found.executeStep()) {
            return false;
        }
    }
    return true;
}

void addCompatibilityViews(SQLite::Database& database, std::int64_t version) {
    addRealsFunctions(database);
    database.exec("PRAGMA temp_store = MEMORY");
    for (auto step = static_cast<std::size_t>(version); step < kCompatibilitySteps.size(); ++step) {
        database.exec(kCompatibilitySteps[step]);
    }
}

} // namespace asge
