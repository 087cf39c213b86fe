// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_stores.h"

#include "core/base/error.h"
#include "core/export/tensorboard.h"
#include "core/store/check.h"
#include "core/store/imported_run.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "tests/support/hostile_cases.h"
#include "tests/support/sample_checkpoint.h"

#include <sqlite3.h>

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

#include <sys/resource.h>

namespace asge::test {
namespace {

namespace fs = std::filesystem;

/// A connection without the protections that the program sets.
class RawStore {
  public:
    explicit RawStore(const fs::path& file) {
        sqlite3_open(file.c_str(), &database_);
        run("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF;"
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF;"
            "PRAGMA max_page_count = 30000"); // 120 MB, hundreds of times the size of a valid store
    }
    ~RawStore() { sqlite3_close(database_); }
    RawStore(const RawStore&) = delete;
    RawStore& operator=(const RawStore&) = delete;

    /// Returns false if SQLite refuses the SQL.
    bool run(const std::string& sql) {
        // On damaged pages a statement may never end.
        int left = kMaxThousands;
        const auto count = [](void* rest) { return --*static_cast<int*>(rest) < 0 ? 1 : 0; };
        sqlite3_progress_handler(database_, 1000, count, &left);
        char* text = nullptr;
        const bool done =
            sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &text) == SQLITE_OK;
        sqlite3_progress_handler(database_, 0, nullptr, nullptr);
        error_ = text == nullptr ? error_ : text;
        sqlite3_free(text);
        return done;
    }
    std::vector<std::vector<std::string>> rows(const std::string& sql) {
        std::vector<std::vector<std::string>> found;
        const auto add = [](void* to, int count, char** values, char**) {
            auto& row = static_cast<decltype(found)*>(to)->emplace_back();
            for (int i = 0; i < count; ++i) {
                row.emplace_back(values[i] == nullptr ? "" : values[i]);
            }
            return 0;
        };
        sqlite3_exec(database_, sql.c_str(), add, &found, nullptr);
        return found;
    }
    const std::string& error() const { return error_; } ///< the last error

  private:
    static constexpr int kMaxThousands = 50000; ///< thousands of SQLite's operations per statement

    sqlite3* database_ = nullptr;
    std::string error_;
};

/// Calls `change` while the columns of all tables accept values of any type.
template <typename Change>
void withoutTypes(RawStore& store, const Change& change) {
    const auto before = store.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table'");
    store.run("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(replace(sql,"
              " 'STRICT, WITHOUT ROWID', 'WITHOUT ROWID'), ') STRICT', ')') WHERE type = 'table';"
              "PRAGMA writable_schema = RESET");
    change();
    store.run("PRAGMA writable_schema = ON");
    for (const auto& row : before) {
        std::string sql;
        for (const char c : row[1]) {
            sql += c == '\'' ? "''" : std::string(1, c);
        }
        store.run("UPDATE sqlite_schema SET sql = '" + sql + "' WHERE type = 'table' AND name = '" +
                  row[0] + "'");
    }
    store.run("PRAGMA writable_schema = RESET");
}

NewRun victim(const std::string& name) {
    NewRun run;
    run.name = name;
    run.experimentJson = R"({"method": "asge", "data": {"name": "tiny"}, "network":)"
                         R"( {"layers": "2M 3"}, "train": {"epochs": 4, "batch": 10}})";
    run.method = "asge";
    run.dataName = "tiny";
    run.epochs = 4;
    run.device = "cpu";
    run.software = "asge";
    run.parameters = 100;
    run.tags = {"a", "b"};
    run.classNames = {"one", "two", "three"};
    run.layers = {{2, 2, 8, 8, true}, {3, 1, 4, 4, false}};
    run.probeImages = {4, 1, 3, 3, std::vector<std::uint8_t>(36, 100), {0, 1, 2, 0}, {5, 6, 7, 8}};
    run.dataIdentity = std::string(64, 'd');
    run.inputScale = {{0.25F}, {0.5F}};
    return run;
}

EpochEvent epochOf(int number) {
    const std::vector<LayerScore> scores{{1.0 / number, 0.5}, {0.5 / number, 0.6}};
    EpochEvent event{number, 10 * number, 1.5 * number, 1, {}};
    event.values.setRun(MetricId::learningRate, 0.01);
    event.values.setRun(MetricId::imagesPerSecond, 1000);
    event.values.setRun(MetricId::probeShare, 0.01);
    event.values.setRun(MetricId::waitShare, 0.1);
    for (const Split split : kImageSplits) {
        event.values.setScores(split, scores);
    }
    event.values.set(MetricId::accuracy, Split::test, Predictions{0.6, 0.7, 0.6});
    return event;
}

ProbeSnapshotPtr mapsOf(int epoch) {
    auto maps = std::make_shared<ProbeSnapshot>();
    maps->epoch = epoch;
    maps->step = 10 * epoch;
    maps->samples = 4;
    maps->classes = 3;
    const auto numbers = [](std::size_t count) { return std::vector<float>(count, 0.25F); };
    maps->layers = {{2, 2, numbers(4 * 2 * 4), numbers(12)}, {3, 1, numbers(4 * 3), numbers(12)}};
    maps->channels = {{numbers(2), numbers(2), numbers(2)}, {numbers(3), numbers(3), numbers(3)}};
    return maps;
}

/// Ten images of the victim's three classes.
SplitOutcomes outcomesOf(Split split) {
    ImageOutcomes images;
    images.classes = 3;
    images.scorers.resize(3);
    for (int i = 0; i < 10; ++i) {
        images.labels.push_back(i % 3);
        for (ScorerOutcomes& scorer : images.scorers) {
            scorer.predicted.push_back(i % 2);
        }
        for (std::size_t layer = 0; layer < 2; ++layer) {
            images.scorers[layer].margin.push_back(static_cast<float>(i - 5));
        }
    }
    images.rangeCorrect = {4, 4, 4};
    return countOutcomes(split, images);
}

RunId addRun(RunWriter& writer, const NewRun& run) {
    const RunId id = writer.createRun(run);
    const std::int64_t before = run.lineage ? run.lineage->step : 0;
    const int first = run.lineage ? run.lineage->epoch : 0;
    for (int epoch = first + 1; epoch <= first + 2; ++epoch) {
        std::vector<StepEvent> steps;
        for (std::int64_t step = 1; step <= 10; ++step) {
            const std::int64_t number = before + 10 * (epoch - first - 1) + step;
            steps.push_back(
                {epoch, number, 0.1 * static_cast<double>(number), {{0.5, 0.5}, {0.25, 0.75}}});
        }
        writer.addSteps(id, std::move(steps));
        writer
            .commitEpoch(id, epochOf(epoch),
                         {mapsOf(epoch), {outcomesOf(Split::validation), outcomesOf(Split::test)}},
                         {epoch, 10 * epoch, checkpointBytes(run, 0.25F, {10 * epoch, 10 * epoch}),
                          epoch == first + 1, false})
            .get();
    }
    writer.addIntervention(id, {before + 15, 1.5, "pause", ""});
    writer.setStatus(id, RunStatus::stopped, "by the user");
    return id;
}

/// A random SQL value that code may not expect.
std::string oddValue(std::mt19937_64& random) {
    static const std::vector<std::string> kValues{"0",
                                                  "-1",
                                                  "1",
                                                  "2",
                                                  "3",
                                                  "7",
                                                  "255",
                                                  "4096",
                                                  "65536",
                                                  "2147483647",
                                                  "-2147483648",
                                                  "4294967296",
                                                  "9223372036854775807",
                                                  "-9223372036854775807 - 1",
                                                  "1e300",
                                                  "-1e300",
                                                  "9e999",
                                                  "-9e999",
                                                  "NULL",
                                                  "0.5",
                                                  "''",
                                                  "'x'",
                                                  "char(27) || '[2J'",
                                                  "x''",
                                                  "x'00'",
                                                  "zeroblob(64)",
                                                  "zeroblob(100000)",
                                                  "randomblob(40)",
                                                  "CAST(x'ff00fe' AS TEXT)",
                                                  "'<img src=\"/dev/zero\">'",
                                                  "hex(zeroblob(3000))",
                                                  "'[[\"a\",\"b\",\"c\"]]'",
                                                  "'{\"network\":{\"layers\":\"1 1\"}}'",
                                                  "'running'",
                                                  "'finished'",
                                                  "'test'"};
    return kValues[random() % kValues.size()];
}

std::string mutatedBlob(const std::string& column, std::mt19937_64& random) {
    const std::string at = std::to_string(random() % 64 + 1);
    switch (random() % 6) {
    case 0:
        return "substr(" + column + ", 1, " + at + ")";
    case 1:
        return "substr(" + column + ", " + at + ")";
    case 2:
        return "CAST(" + column + " || zeroblob(" + at + ") AS BLOB)";
    case 3:
        return "CAST(substr(" + column + ", 1, " + at + ") || randomblob(4) || substr(" + column +
               ", " + at + " + 5) AS BLOB)";
    case 4:
        return "CAST(" + column + " || " + column + " AS BLOB)";
    default:
        return "CAST(substr(" + column + ", 1, " + at + ") || x'0000c07f0000807f' || substr(" +
               column + ", " + at + " + 9) AS BLOB)";
    }
}

class StoreMutator {
  public:
    StoreMutator(RawStore& store, std::uint64_t seed) : store_(store), random_(seed) {
        for (const auto& row : store_.rows("SELECT t.name, c.name, c.type FROM sqlite_schema t,"
                                           " pragma_table_info(t.name) c WHERE t.type = 'table'"
                                           " AND t.name NOT LIKE 'sqlite_%'")) {
            columns_.push_back({row[0], row[1], row[2]});
        }
    }

    void change() {
        if (columns_.empty()) {
            return; // the schema can no longer be read
        }
        const Column& column = columns_[random_() % columns_.size()];
        const std::string some = " WHERE random() % " + std::to_string(random_() % 4 + 1) + " = 0";
        switch (random_() % 8) {
        case 0:
            store_.run("DELETE FROM " + column.table + some);
            break;
        case 1:
            store_.run("INSERT OR IGNORE INTO " + column.table + " SELECT * FROM " + column.table);
            store_.run("UPDATE OR IGNORE " + column.table + " SET " + column.name + " = " +
                       column.name + " + 1" + some);
            break;
        default:
            store_.run(
                "UPDATE OR IGNORE " + column.table + " SET " + column.name + " = " +
                (column.type == "BLOB" ? mutatedBlob(column.name, random_) : oddValue(random_)) +
                some);
        }
    }

  private:
    struct Column {
        std::string table;
        std::string name;
        std::string type;
    };
    RawStore& store_;
    std::mt19937_64 random_;
    std::vector<Column> columns_;
};

/// While an object lives, SQL's random() gives the same numbers for the same seed, so that a seed
/// always makes the same store.
class SeededSql {
  public:
    explicit SeededSql(int seed) {
        sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, seed, static_cast<sqlite3*>(nullptr));
    }
    ~SeededSql() {
        sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 0, static_cast<sqlite3*>(nullptr));
    }
    SeededSql(const SeededSql&) = delete;
    SeededSql& operator=(const SeededSql&) = delete;
};

void flipBytes(const fs::path& file, std::mt19937_64& random) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    const auto size = fs::file_size(file);
    for (std::uint64_t i = random() % 12 + 1; i > 0; --i) {
        stream.seekp(static_cast<std::streamoff>(random() % size));
        stream.put(static_cast<char>(random()));
    }
}

/// Runs `read`, and keeps the message of an Error.
template <typename Read>
void collectError(std::vector<std::string>& messages, const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        messages.emplace_back(error.what());
    }
}

void readRun(const RunReader& reader, RunId id, std::vector<std::string>& messages) {
    collectError(messages, [&] { tensorboardBytes(reader.detail(id)); });
    collectError(messages, [&] { reader.channelHistory(id); });
    collectError(messages, [&] { reader.progress(id, 0, 0); });
    collectError(messages, [&] { reader.lastEpoch(id); });
    collectError(messages, [&] { reader.find(id); });
    collectError(messages, [&] { reader.accuracyHistories({id}); });
    collectError(messages, [&] {
        for (const int epoch : reader.mapEpochs(id)) {
            collectError(messages, [&] { reader.snapshot(id, epoch); });
        }
    });
    collectError(messages, [&] { reader.checkpoint(id); });
    collectError(messages, [&] {
        for (const CheckpointInfo& info : reader.checkpoints(id)) {
            collectError(messages, [&] { reader.checkpoint(id, info.step); });
        }
    });
}

} // namespace

void makeSoundStore(const fs::path& file) {
    RunWriter writer(file);
    const RunId parent = addRun(writer, victim("victim"));
    addRun(writer, victim("good"));
    NewRun branch = victim("branch");
    branch.lineage = Lineage{RunReader(file).find(parent)->uid, 0, "victim", 1, 10,
                             {{"train.epochs", "4", "8"}}};
    addRun(writer, branch);
}

void applyCase(const HostileCase& hostile, const fs::path& file) {
    if (!hostile.sql.empty()) {
        RawStore store(file);
        bool done = false;
        if (hostile.harm == Harm::run || hostile.harm == Harm::none) {
            withoutTypes(store, [&] { done = store.run(hostile.sql); });
        } else {
            done = store.run(hostile.sql);
        }
        if (!done) {
            throw std::runtime_error(hostile.name + ": " + store.error());
        }
    }
    if (hostile.change) {
        { RawStore journal(file); } // opening the store writes its log into the file
        hostile.change(file);
    }
}

void mutateStore(const fs::path& file, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const SeededSql seeded(static_cast<int>(random() >> 33U) + 1);
    const auto& cases = hostileCases();
    const auto kind = random() % 10;
    if (kind == 0) {
        try {
            applyCase(cases[random() % cases.size()], file);
        } catch (const std::runtime_error&) {
            // The case does not fit this store.
        }
    }
    if (kind <= 7) {
        RawStore store(file);
        withoutTypes(store, [&] {
            StoreMutator mutator(store, random());
            for (auto i = random() % 4 + 1; i > 0; --i) {
                mutator.change();
            }
        });
    }
    if (kind >= 7) {
        { RawStore journal(file); }
        flipBytes(file, random);
    }
}

std::vector<std::string> readEverything(const fs::path& file, RunWriter& into) {
    std::vector<std::string> messages;
    collectError(messages, [&] { checkStore(file); });
    collectError(messages, [&] {
        const RunReader reader(file);
        collectError(messages, [&] { reader.warnings(); });
        collectError(messages, [&] { reader.bin(); });
        collectError(messages, [&] { reader.runs(); });
        for (const std::string& line : reader.leftOut()) {
            messages.push_back(line);
        }
        for (const RunId id : {1, 2, 3}) {
            readRun(reader, id, messages);
        }
    });
    collectError(messages, [&] {
        for (const ImportedRun& run : into.importRuns(file)) {
            into.remove(run.id);
        }
    });
    const fs::path saved = into.path().string() + ".saved";
    fs::remove(saved);
    collectError(messages, [&] { salvageStore(file, saved); });
    collectError(messages, [&] { RunWriter{file}; });
    return messages;
}

Usage usage() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return {seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss};
}

} // namespace asge::test
