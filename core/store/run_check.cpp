// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_check.h"

#include "core/base/error.h"
#include "core/store/binder.h"
#include "core/store/checkpoints.h"
#include "core/store/codec.h"
#include "core/store/commands.h"
#include "core/store/lineage.h"
#include "core/store/outcomes.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"
#include "core/store/run_validity.h"

#include <optional>
#include <string>
#include <string_view>

namespace asge {
namespace {

/// The message that `read` throws, without the leading names of run and part; nothing if it does
/// not throw.
template <typename Read>
std::optional<std::string> problemOf(RunId id, const std::string& part, const Read& read) {
    std::string what;
    try {
        read();
        return std::nullopt;
    } catch (const SQLite::Exception& error) {
        what = error.what();
    } catch (const Error& error) {
        what = error.what();
    }
    // StoreProblem names the part separately.
    for (const std::string& place : {runPrefix(id), part + ": "}) {
        what = what.starts_with(place) ? what.substr(place.size()) : what;
    }
    return what;
}

/// The numbers in the first column of a query about a run.
std::vector<std::int64_t> numbers(const SQLite::Database& database, const char* query, RunId id) {
    SQLite::Statement select(database, query);
    Binder(select).integer(id);
    std::vector<std::int64_t> found;
    while (select.executeStep()) {
        found.push_back(select.getColumn(0).getInt64());
    }
    return found;
}

/// Checks a run and calls `found` for each problem, with the SQL statement that removes the bad
/// part.
template <typename Found>
class Checker {
  public:
    Checker(const SQLite::Database& database, RunId id, const Found& found)
        : database_(database), id_(id), found_(found) {}

    void checkAll() {
        RunDetail detail;
        if (!checkSummary(detail.summary)) {
            return;
        }
        for (const DetailPart& part : detailParts()) {
            check(0, part.name, removal(part.name), [&] { part.read(database_, id_, detail); });
        }
        checkLastEpoch(detail);
        check(0, "lineage", "DELETE FROM lineage WHERE run = ?1", [&] {
            if (descendsFromItself(database_, id_)) {
                throw damage("the run descends from itself");
            }
        });
        check(0, "commands", "DELETE FROM command WHERE run = ?1",
              [&] { readCommands(database_, id_); });
        checkSnapshots();
        check(0, "channels", "DELETE FROM channel_stats WHERE run = ?1",
              [&] { readChannelHistory(database_, id_); });
        checkOutcomes();
        checkCheckpoints();
    }

  private:
    template <typename Read>
    bool check(int epoch, const std::string& part, const std::string& remedy, const Read& read) {
        const auto problem = problemOf(id_, part, read);
        if (problem) {
            found_(StoreProblem{id_, epoch, part, *problem}, remedy);
        }
        return !problem;
    }

    /// Returns false if the rest of the run must not be read.
    bool checkSummary(RunSummary& summary) {
        std::vector<ListedRun> listed;
        const bool read = check(0, "summary", "", [&] {
            for (const RunLocation location : {RunLocation::list, RunLocation::bin}) {
                for (ListedRun& run : listRuns(database_, id_, location)) {
                    listed.push_back(std::move(run));
                }
            }
        });
        bool useful = read;
        for (ListedRun& run : listed) {
            for (const RunFault& fault : run.faults) {
                found_(StoreProblem{id_, 0, fault.part, fault.what}, fault.remedy);
                useful = useful && fault.remedy[0] != '\0';
            }
            summary = std::move(run.summary);
        }
        return useful;
    }

    void checkLastEpoch(const RunDetail& detail) {
        const int last = detail.epochs.empty() ? 0 : detail.epochs.back().epoch;
        check(0, "last epoch", "UPDATE run SET last_epoch = 0 WHERE id = ?1", [&] {
            if (last != 0 && last != detail.summary.epochsDone) {
                throw damage("is " + std::to_string(last) + " and not " +
                             std::to_string(detail.summary.epochsDone));
            }
        });
    }

    static std::string removal(std::string_view part) {
        std::string table(part.substr(0, part.size() - 1)); // "steps" are in the table `step`
        if (part == "class names") {
            table = "class_name";
        } else if (part == "input scale") {
            table = "input_scale";
        } else if (part == "data digest") {
            table = "run_data";
        } else if (part == "probe images") {
            // Readers reject a run that has no row here.
            return "INSERT OR REPLACE INTO probe_images VALUES (?1, 0, 0, 0, 0, x'', x'', x'')";
        } else if (part == "experiment") {
            return "UPDATE run SET experiment = '{\"lost\": true}' WHERE id = ?1";
        } else if (part == "facts") {
            return "UPDATE run SET software = '', parameters = 0 WHERE id = ?1";
        }
        return "DELETE FROM " + table + " WHERE run = ?1";
    }

    void checkSnapshots() {
        std::vector<std::int64_t> epochs;
        check(0, "maps", "DELETE FROM snapshot WHERE run = ?1", [&] {
            epochs = numbers(database_, "SELECT epoch FROM snapshot WHERE run = ?", id_);
        });
        for (const std::int64_t epoch : epochs) {
            const auto number = static_cast<int>(epoch);
            check(number, "maps",
                  "DELETE FROM snapshot WHERE run = ?1 AND epoch = " + std::to_string(epoch),
                  [&] { readSnapshot(database_, id_, number); });
        }
    }

    void checkOutcomes() {
        std::vector<std::int64_t> epochs;
        check(0, "outcomes", "DELETE FROM outcome WHERE run = ?1", [&] {
            readOutcomeHistory(database_, id_);
            epochs = numbers(database_, "SELECT DISTINCT epoch FROM outcome WHERE run = ?", id_);
        });
        for (const std::int64_t epoch : epochs) {
            const auto number = static_cast<int>(epoch);
            check(number, "outcomes",
                  "DELETE FROM outcome WHERE run = ?1 AND epoch = " + std::to_string(epoch),
                  [&] { readOutcomes(database_, id_, number); });
        }
    }

    void checkCheckpoints() {
        std::vector<CheckpointInfo> checkpoints;
        check(0, "checkpoints", "DELETE FROM checkpoint WHERE run = ?1", [&] {
            checkpoints = readCheckpoints(database_, id_);
            requireNone(id_, "checkpoints", checkpointsProblem(checkpoints));
        });
        for (const CheckpointInfo& info : checkpoints) {
            check(info.epoch, "checkpoint",
                  "DELETE FROM checkpoint WHERE run = ?1 AND step = " + std::to_string(info.step),
                  [&] { checkCheckpoint(database_, id_, info.step); });
        }
    }

    const SQLite::Database& database_;
    const RunId id_;
    const Found& found_;
};

template <typename Found>
void checkWith(const SQLite::Database& database, RunId id, const Found& found) {
    Checker<Found>(database, id, found).checkAll();
}

} // namespace

std::optional<std::string> counterProblem(const SQLite::Database& database) {
    SQLite::Statement select(database, "SELECT typeof(seq), seq FROM sqlite_sequence"
                                       " WHERE name = 'run'");
    while (select.executeStep()) {
        const std::int64_t last = select.getColumn(1).getInt64();
        if (textAt(select, 0) != "integer" || last < 0 || last > kMostRuns) {
            return "the counter of its runs is not a number from 0 to " + std::to_string(kMostRuns);
        }
    }
    return std::nullopt;
}

std::vector<StoreProblem> checkRun(const SQLite::Database& database, RunId id) {
    std::vector<StoreProblem> problems;
    checkWith(database, id, [&](StoreProblem problem, const std::string&) {
        problems.push_back(std::move(problem));
    });
    return problems;
}

std::vector<StoreProblem> prune(SQLite::Database& database, RunId id) {
    // A fault may hide another one: what is wrong with a run's epochs is found before its tags are
    // read.
    constexpr int kMostRounds = 8;
    std::vector<StoreProblem> problems;
    for (int round = 0; round < kMostRounds; ++round) {
        std::vector<std::string> remedies;
        checkWith(database, id, [&](StoreProblem problem, const std::string& remedy) {
            problems.push_back(std::move(problem));
            remedies.push_back(remedy.empty() ? "DELETE FROM run WHERE id = ?1" : remedy);
        });
        if (remedies.empty()) {
            break;
        }
        for (const std::string& remedy : remedies) {
            SQLite::Statement statement(database, remedy);
            Binder(statement).integer(id);
            statement.exec();
        }
        updateProgress(database, id);
    }
    return problems;
}

} // namespace asge
