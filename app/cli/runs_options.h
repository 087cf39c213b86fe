// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// How `runs list` prints a table.
enum class RunsFormat { text, csv, tsv, latex, markdown };

/// The options of `runs list` that select and arrange runs.
struct RunsQuery {
    std::optional<std::string> filter; ///< as RunFilter parses it
    std::vector<std::string> columns;  ///< fields; empty for the usual columns
    std::string sort;                 ///< a field, with '-' in front for descending order, or empty
    std::vector<std::string> groupBy; ///< as groupKeyFrom parses them
    RunsFormat format = RunsFormat::text;

    bool isEmpty() const {
        return !filter && columns.empty() && sort.empty() && groupBy.empty() &&
               format == RunsFormat::text;
    }
};

/// The options of the `runs` commands, except `runs compare`.
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
    std::optional<std::int64_t> atStep; ///< notes: the step to pin the text to
    std::string file;   ///< export, import, tensorboard; check: the store to salvage to, or empty
    bool force = false; ///< export: overwrite an existing file
    bool all = false;   ///< export: the whole store
    bool checkpoints = true; ///< export: include the run's checkpoints
    RunsQuery query;         ///< list; trials: the filter and the format
    bool each = false;       ///< trials: a row for each run
    bool layers = false;     ///< trials: accuracies of layers
};

} // namespace asge::cli
