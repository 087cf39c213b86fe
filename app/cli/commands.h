#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// Exit statuses of the program.
enum Exit { ok = 0, failure = 1, badInput = 2, interrupted = 130 };

struct TrainOptions {
    std::string experiment;             ///< a file; empty where a run is resumed or branched off
    RunId resume = 0;                   ///< a run to go on with
    bool force = false;                 ///< also one that another process may still train
    std::string branch;                 ///< "ID" or "ID@EPOCH": a checkpoint to go on from
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::optional<std::string> name; ///< else the experiment file's without its ending
    std::vector<std::string> tags;
    bool json = false;
};

struct BenchOptions {
    std::string experiment;
    std::vector<std::string> overrides; ///< "key.path=value"
    int steps = 60;
    bool dryRun = false; ///< only an estimate of the memory
    bool json = false;
};

struct SettingsOptions {
    bool json = false;
};

struct EvalOptions {
    RunId run = 0;
    std::string strategy; ///< "last", "fusion", "best"; empty for all three
    std::string store;
    bool json = false;
};

/// What `runs list` asks of the runs.
struct RunsQuery {
    std::optional<std::string> filter; ///< as RunFilter reads it
    std::vector<std::string> columns;  ///< fields; none: the usual ones
    std::string sort;                  ///< a field, with a '-' in front from high to low, or empty
    std::vector<std::string> groupBy;  ///< as groupKeyFrom reads them

    bool isEmpty() const { return !filter && columns.empty() && sort.empty() && groupBy.empty(); }
};

struct RunsOptions {
    RunId run = 0;
    std::vector<std::string> tags; ///< list: all that a run must have; tag: "+new", "-old"
    std::string store;
    bool json = false;
    bool bin = false;      ///< list: those in the bin
    bool archived = false; ///< list: only those
    bool now = false;      ///< delete: for good
    /// notes: what to write; export: the run, as text; checkpoint: "ID" or "ID@EPOCH"
    std::optional<std::string> text;
    std::string file;        ///< export, import, tensorboard; check: where to save to, or empty
    bool force = false;      ///< export: over a file that is there
    bool all = false;        ///< export: the whole store
    bool checkpoints = true; ///< export: with the run's checkpoints
    RunsQuery query;         ///< list
};

struct CompareOptions {
    std::vector<RunId> runs;
    std::string groupBy; ///< as groupKeyFrom reads it; empty: each run by itself
    std::string table;   ///< "settings", "results" or "layers"; empty: all
    std::string store;
    bool csv = false;
    bool latex = false;
    bool json = false;
};

struct DataOptions {
    std::string source; ///< a name of the catalogue, a folder, or an experiment's file
    std::vector<std::string> overrides; ///< "key.path=value"
    int size = 0;                       ///< data.size, where it isn't 0
    std::string labels;                 ///< data.labels, where it isn't empty
    bool json = false;
    std::string output; ///< browse: the PNG file
    std::string split = "train";
    std::string className; ///< only this one, by name or number; empty for all
    int count = 10;        ///< images a class
    int page = 1;          ///< browse: of the classes
};

struct SweepOptions {
    std::string sweep;
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::string format = "text"; ///< of the table: "text", "markdown", "csv"
    bool layers = false;
    bool dryRun = false;
    bool table = false;
    bool json = false;
};

/// Each returns an exit status; what can't be done is thrown (asge::Error).
int train(const TrainOptions& options);
int sweep(const SweepOptions& options);
int bench(const BenchOptions& options);
int listSettings(const SettingsOptions& options);
int eval(const EvalOptions& options);
int listRuns(const RunsOptions& options);
int compareRuns(const CompareOptions& options);
int showRun(const RunsOptions& options);
int tagRun(const RunsOptions& options);
int deleteRun(const RunsOptions& options);
int restoreRun(const RunsOptions& options);
int purgeRuns(const RunsOptions& options);
int noteRun(const RunsOptions& options);
int archiveRun(const RunsOptions& options);
int unarchiveRun(const RunsOptions& options);
int exportRun(const RunsOptions& options);
int writeTensorboard(const RunsOptions& options);
int writeCheckpoint(const RunsOptions& options);
int importRuns(const RunsOptions& options);
int checkRuns(const RunsOptions& options);
int listData(const DataOptions& options);
int verifyData(const DataOptions& options);
int showDataStatistics(const DataOptions& options);
int browseData(const DataOptions& options);

} // namespace asge::cli
