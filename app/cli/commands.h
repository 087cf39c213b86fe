#pragma once

#include "core/store/records.h"

#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// Exit statuses of the program.
enum Exit { ok = 0, failure = 1, badInput = 2, interrupted = 130 };

struct TrainOptions {
    std::string experiment;
    std::vector<std::string> overrides; ///< "key.path=value"
    std::string store;
    std::optional<std::string> name; ///< else the experiment file's without its ending
    bool json = false;
};

struct BenchOptions {
    std::string experiment;
    std::vector<std::string> overrides; ///< "key.path=value"
    int steps = 60;
    bool json = false;
};

struct EvalOptions {
    RunId run = 0;
    std::string strategy; ///< "last", "fusion", "best"; empty for all three
    std::string store;
    bool json = false;
};

struct RunsOptions {
    RunId run = 0;
    std::string store;
    bool json = false;
};

/// Each returns an exit status; what can't be done is thrown (asge::Error).
int train(const TrainOptions& options);
int bench(const BenchOptions& options);
int eval(const EvalOptions& options);
int listRuns(const RunsOptions& options);
int showRun(const RunsOptions& options);
int deleteRun(const RunsOptions& options);

} // namespace asge::cli
