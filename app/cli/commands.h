// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// Exit statuses of the program.
enum Exit { ok = 0, failure = 1, badInput = 2, interrupted = 130 };

struct TrainOptions {
    std::string experiment;             ///< a file; empty if a run is resumed or branched
    RunId resume = 0;                   ///< the run to resume, or 0
    bool force = false;                 ///< resume even if another process may still train the run
    std::string branch;                 ///< "ID" or "ID@EPOCH": the checkpoint to branch from
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::optional<std::string> name; ///< default: the file's name without extension
    std::vector<std::string> tags;
    bool json = false;
};

struct BenchOptions {
    std::string experiment;
    std::vector<std::string> overrides; ///< "key.path=value"
    int steps = 60;
    bool dryRun = false; ///< only estimate the memory
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

/// The options of `runs list` that select and arrange runs.
struct RunsQuery {
    std::optional<std::string> filter; ///< as RunFilter parses it
    std::vector<std::string> columns;  ///< fields; empty for the usual columns
    std::string sort;                 ///< a field, with '-' in front for descending order, or empty
    std::vector<std::string> groupBy; ///< as groupKeyFrom parses them

    bool isEmpty() const { return !filter && columns.empty() && sort.empty() && groupBy.empty(); }
};

struct RunsOptions {
    RunId run = 0;
    std::vector<std::string> tags; ///< list: tags that a run must all have; tag: "+new", "-old"
    std::string store;
    bool json = false;
    bool bin = false;      ///< list: runs in the bin
    bool archived = false; ///< list: only archived runs
    bool now = false;      ///< delete: permanently
    /// notes: the text to write; export: the run; checkpoint: "ID" or "ID@EPOCH"
    std::optional<std::string> text;
    std::string file;   ///< export, import, tensorboard; check: the store to salvage to, or empty
    bool force = false; ///< export: overwrite an existing file
    bool all = false;   ///< export: the whole store
    bool checkpoints = true; ///< export: include the run's checkpoints
    RunsQuery query;         ///< list
};

struct CompareOptions {
    std::vector<RunId> runs;
    std::string groupBy; ///< as groupKeyFrom parses it; empty: one row per run
    std::string table;   ///< "settings", "results" or "layers"; empty: all
    std::string store;
    bool csv = false;
    bool latex = false;
    bool json = false;
};

struct DataOptions {
    std::string source;                 ///< a data set's name, a folder, or an experiment file
    std::vector<std::string> overrides; ///< "key.path=value"
    int size = 0;                       ///< data.size, unless 0
    std::string labels;                 ///< data.labels, unless empty
    bool json = false;
    std::string output; ///< browse: the PNG file
    std::string split = "train";
    std::string className; ///< the only class to show, by name or index; empty for all
    int count = 10;        ///< images per class
    int page = 1;          ///< browse: counted from 1
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

/// Each returns an exit status, and throws asge::Error if the command fails.
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
