#pragma once

#include "core/experiment/experiment.h"
#include "core/store/run_store.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// One run of a sweep.
struct SweepCell {
    std::size_t row = 0; ///< of Sweep::rows; cells of one row differ in their seed alone
    Experiment experiment;
    std::string name; ///< of its run: "gain: projection.gain=3 seed=1", only what it gives
};

/// A sweep, every cell of it checked.
struct Sweep {
    std::string name;
    std::string tag;                            ///< of its runs: "sweep:gain"
    std::vector<std::string> varies;            ///< paths of the settings that differ between rows
    std::vector<std::vector<std::string>> rows; ///< values of `varies`, as text
    /// What each row gives of `varies` itself: "projection.gain=3"; "base" where nothing.
    std::vector<std::string> labels;
    bool isSparse = false; ///< rows give different settings: a label tells more than columns
    /// In the order in which they are trained: all rows with the first seed, then all with the
    /// next, so that a sweep that is cut short has compared everything once.
    std::vector<SweepCell> cells;
};

/// Reads a sweep:
///
///     {"name": "gain", "base": "../quick.json", "set": {"train.epochs": 2},
///      "cells": [{}, {"train.order": "greedy"}], "grid": {"projection.gain": [1, 10]},
///      "seeds": [1, 2, 3]}
///
/// Rows are each of `cells` with each combination of `grid`, whose last setting changes fastest;
/// only `base` must be there. A setting's value is the base's, unless `set`, unless a cell or the
/// grid, unless an override ("key.path=value") has another one. Throws BadInput "FILE: FIELD: WHAT"
/// that names all that is wrong, one after another on one line.
Sweep loadSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
/// As loadSweep, of its text; `base` is looked for in `file`'s folder.
Sweep parseSweep(std::string_view json, const std::filesystem::path& file,
                 const std::vector<std::string>& overrides = {});

/// What tells one training from every other: the whole experiment as JSON, without where and how
/// it is computed and watched (device, threads, probe).
std::string trainingKey(const Experiment& experiment);

/// Where a cell stands, by the runs in the store that have the sweep's tag and its experiment.
struct CellState {
    enum class Kind {
        open,  ///< to be trained; `run` is what was last tried, if anything
        taken, ///< is being trained
        done   ///< has a finished run
    };
    Kind kind = Kind::open;
    RunId run = 0;
    RunStatus status = RunStatus::running; ///< of that run
};

/// For each cell; `runs` are all of a store, newest first. Of several runs of a cell the newest
/// finished one counts, or else the newest one that is being trained.
std::vector<CellState> cellStates(const Sweep& sweep, const std::vector<RunSummary>& runs);

/// Whether a run of the sweep makes it needless to train the cell: it is finished, or being
/// trained. For RunWriter::createRunUnless, which asks about the sweep's runs alone.
RunTest takesPlaceOf(const SweepCell& cell);

} // namespace asge
