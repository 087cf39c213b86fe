// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/sweep_command.h"

#include "app/cli/early_end.h"
#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/interruption.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/control/engine.h"
#include "core/experiment/experiment_json.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/store/store_options.h"
#include "core/store/takeover.h"
#include "core/sweep/sweep_reader.h"
#include "core/sweep/sweep_table.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

namespace asge::cli {

namespace {

using Kind = CellState::Kind;

std::size_t count(const std::vector<CellState>& states, Kind kind) {
    return static_cast<std::size_t>(std::count_if(
        states.begin(), states.end(), [&](const CellState& state) { return state.kind == kind; }));
}

TableFormat formatOf(const std::string& name) {
    return name == "csv"        ? TableFormat::csv
           : name == "markdown" ? TableFormat::markdown
                                : TableFormat::text;
}

/// The states of the cells according to the store; without a store, all are open.
std::vector<CellState> statesIn(const Sweep& sweep, const RunReader* store,
                                const std::set<RunId>& passedOver = {}) {
    if (store == nullptr) {
        return std::vector<CellState>(sweep.cells.size());
    }
    const LastCheckpoint last = [&](RunId run) -> std::optional<CheckpointInfo> {
        const auto checkpoints = store->checkpoints(run);
        return checkpoints.empty() ? std::nullopt : std::optional(checkpoints.back());
    };
    return cellStates(sweep, store->runs(), last, passedOver);
}

/// The point from which a run is resumed: "epoch 44 of 60".
std::string pointText(int epoch, std::int64_t step, int epochs) {
    return step == 0 ? "from its beginning"
                     : "epoch " + std::to_string(epoch) + " of " + std::to_string(epochs);
}

std::string stateText(const CellState& state, const SweepCell& cell) {
    const std::string run = "run " + std::to_string(state.run);
    switch (state.kind) {
    case Kind::open:
        return "open";
    case Kind::resumable:
        return "to be resumed (" + run + ", " +
               pointText(state.epoch, state.step, cell.experiment.train.epochs) + ")";
    case Kind::taken:
        return "taken (" + run + ", " + std::string(toString(state.status)) + ")";
    default:
        return std::string(toString(state.kind)) + " (" + run + ")";
    }
}

/// "2 of 6 done, 1 to be resumed, 1 failed, 1 being trained by another process"; without "of 6" if
/// `whole` is false.
std::string countText(const std::vector<CellState>& states, bool whole) {
    std::string text = std::to_string(count(states, Kind::done)) +
                       (whole ? " of " + std::to_string(states.size()) : "") + " done";
    for (const auto& [kind, what] :
         {std::pair(Kind::resumable, " to be resumed"), std::pair(Kind::failed, " failed"),
          std::pair(Kind::taken, " being trained by another process")}) {
        if (const auto number = count(states, kind); number > 0) {
            text += ", " + std::to_string(number) + what;
        }
    }
    return text;
}

/// Prints which cells the table lacks, and why.
void printMissing(const Sweep& sweep, const std::vector<CellState>& states) {
    if (count(states, Kind::done) == states.size()) {
        return;
    }
    out() << '\n' << countText(states, true) << '\n';
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i].kind != Kind::done && states[i].kind != Kind::open) {
            out() << "  " << sweep.cells[i].name << ": " << stateText(states[i], sweep.cells[i])
                  << '\n';
        }
    }
    out().flush();
}

void printTable(const SweepOptions& options, const Sweep& sweep, const RunReader* store) {
    const auto states = statesIn(sweep, store);
    std::vector<CellResult> results;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i].kind != Kind::done) {
            continue;
        }
        if (const auto epoch = store->lastEpoch(states[i].run)) {
            const auto run = store->find(states[i].run);
            results.push_back(
                cellResult(sweep.cells[i].row, *epoch, run ? scoreFactsOf(*run) : ScoreFacts()));
        }
    }
    out().lines(sweepTable(sweep, results, formatOf(options.format), options.layers)).flush();
}

Json describe(const Sweep& sweep, std::size_t cell) {
    const SweepCell& it = sweep.cells[cell];
    Json varies = Json::object();
    for (std::size_t i = 0; i < sweep.varies.size(); ++i) {
        varies[sweep.varies[i]] = sweep.rows[it.row][i];
    }
    return {{"cell", cell + 1},
            {"cells", sweep.cells.size()},
            {"varies", varies},
            {"seed", it.experiment.train.seed}};
}

int listCells(const SweepOptions& options, const Sweep& sweep, const RunReader* store) {
    const auto states = statesIn(sweep, store);
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (!options.json) {
            out() << format("%5zu  ", i + 1) << column(stateText(states[i], sweep.cells[i]), 43)
                  << "  " << sweep.cells[i].name << '\n';
            continue;
        }
        Json json = describe(sweep, i);
        json["state"] = toString(states[i].kind);
        json["run"] = states[i].run != 0 ? Json(states[i].run) : Json(nullptr);
        if (states[i].kind == Kind::resumable) {
            json["epoch"] = states[i].epoch;
            json["step"] = states[i].step;
            json["epochs"] = sweep.cells[i].experiment.train.epochs;
        }
        json["name"] = sweep.cells[i].name;
        out().json(json);
    }
    return ok;
}

/// Shows the training of one cell, and reports from which point a run is resumed.
class CellProgress : public Progress {
  public:
    explicit CellProgress(const std::string& place)
        : Progress(std::cout, isatty(STDOUT_FILENO) != 0, place), place_(place) {}

    void onResumed(RunId run, const NewRun& description, const RunDetail& past) override {
        clearBar();
        const int epoch = past.epochs.empty() ? 0 : past.epochs.back().epoch;
        const std::int64_t step = past.steps.empty() ? 0 : past.steps.back().step;
        (out() << place_ << ": run " << run << " is resumed ("
               << pointText(epoch, step, description.epochs) << ")\n")
            .flush();
        onStarted(run, description);
    }

  private:
    const std::string place_;
};

/// Shows the progress of reading the data before the first cell, until the sweep is stopped.
class SweepLoadBar : public LoadBar {
  public:
    explicit SweepLoadBar(const TrainingControl& control) : control_(control) {}
    bool isStopped() const override { return control_.isStopped(); }

  private:
    const TrainingControl& control_;
};

/// Trains the open cells of a sweep one after another.
class SweepRunner {
  public:
    SweepRunner(const SweepOptions& options, const Sweep& sweep, TrainingControl& control)
        : options_(options), sweep_(sweep), control_(control), path_(storeLocation(options.store)),
          storeOptions_(storeOptionsFor(path_)), store_(path_, storeOptions_) {}

    int run() {
        const auto before = currentStates();
        announce(before);
        try {
            requireTrainable(before);
        } catch (const Interrupted&) {
            return end();
        }
        for (std::size_t i = 0; i < sweep_.cells.size() && !control_.isStopped(); ++i) {
            if (before[i].kind != Kind::done) {
                completeCell(i);
            }
        }
        endOrphans();
        return end();
    }

  private:
    std::vector<CellState> currentStates() const {
        const RunReader reader(path_, storeOptions_);
        return statesIn(sweep_, &reader, unresumable_);
    }

    /// Takes over runs whose process can't be checked, for example from before a reboot, if their
    /// heartbeats show that the process is gone.
    void endOrphans() {
        const auto states = currentStates();
        for (std::size_t i = 0; i < states.size() && !control_.isStopped(); ++i) {
            if (states[i].kind == Kind::taken && isOrphan(i, states[i].run)) {
                completeCell(i);
            }
        }
    }

    bool isOrphan(std::size_t cell, RunId run) const {
        try {
            return awaitOwnerEnd(
                path_, run, *storeOptions_.monitor,
                [&](const std::string& line) { report(cell, line); },
                [&] { return control_.isStopped(); });
        } catch (const BadInput&) {
            return false; // its process is alive
        }
    }

    void announce(const std::vector<CellState>& states) const {
        if (options_.json) {
            return;
        }
        (out() << "sweep " << sweep_.name << ": " << counted(states.size(), "cell") << ", "
               << countText(states, false) << '\n')
            .flush();
    }

    /// Throws BadInput that lists everything that prevents cells from being trained, before the
    /// first one is trained.
    void requireTrainable(const std::vector<CellState>& states) const {
        std::vector<Experiment> open;
        for (std::size_t i = 0; i < std::min(states.size(), sweep_.rows.size()); ++i) {
            if (isToTrain(states[i])) { // the first seed of a row represents all of its seeds
                open.push_back(sweep_.cells[i].experiment);
            }
        }
        if (open.empty()) {
            return;
        }
        std::string problems;
        SweepLoadBar watch(control_);
        for (const std::string& obstacle : loadEngine().obstacles(open, watch)) {
            problems += (problems.empty() ? "" : "; ") +
                        withPlace(obstacle, options_.sweep, options_.overrides);
        }
        if (!problems.empty()) {
            throw BadInput(problems);
        }
    }

    std::string placeOf(std::size_t cell) const {
        return "cell " + std::to_string(cell + 1) + " of " + std::to_string(sweep_.cells.size());
    }

    static bool isToTrain(const CellState& state) {
        return state.kind == Kind::open || state.kind == Kind::resumable;
    }

    /// Trains a cell or resumes its run, unless another process does. If two processes try the same
    /// run, one gets it and the other looks up the cell's state again.
    void completeCell(std::size_t cell) {
        // A repetition is caused by another process or by a run that can't be resumed.
        constexpr int kMostAttempts = 100;
        for (int attempt = 0; attempt < kMostAttempts && !control_.isStopped(); ++attempt) {
            const CellState state = currentStates()[cell];
            if (state.kind == Kind::failed) {
                reportFailure(cell,
                              "run " + std::to_string(state.run) + " failed: " + state.reason +
                                  "; it would fail again; delete the run to train the cell again");
            }
            if (!isToTrain(state) || isSettled(cell, state)) {
                return;
            }
        }
    }

    /// Makes one attempt; returns false if the cell's state must be looked up again.
    bool isSettled(std::size_t cell, const CellState& state) {
        try {
            return state.kind == Kind::resumable ? resume(cell, state.run) : train(cell);
        } catch (const RunUnavailable&) {
            return false;
        } catch (const CannotResume& error) {
            report(cell, std::string(error.what()) + "; the cell is trained from the beginning");
            unresumable_.insert(state.run);
            return false;
        } catch (const Interrupted&) {
            return true; // stopped before its first batch, so there is no run
        } catch (const StoreError& error) {
            requireStore();
            if (isToTrain(currentStates()[cell])) {
                reportFailure(cell, error.what());
            }
            return true;
        } catch (const std::exception& error) {
            reportFailure(cell, withPlace(error.what(), options_.sweep, options_.overrides));
            return true;
        }
    }

    /// Called in the handler of a StoreError: rethrows it if no other cell could be stored either.
    /// It does not if only one run is affected, because its checkpoint is damaged or another
    /// process took it over.
    void requireStore() const {
        if (control_.isStopped() || store_.trouble()) {
            throw;
        }
    }

    void report(std::size_t cell, const std::string& what) const {
        printError(placeOf(cell) + ": " + sweep_.cells[cell].name + ": " + what);
    }

    void reportFailure(std::size_t cell, const std::string& what) {
        failed_.insert(cell);
        report(cell, what);
    }

    std::unique_ptr<SessionListener> listenerOf(std::size_t cell) const {
        if (options_.json) {
            return std::make_unique<SessionListener>();
        }
        return std::make_unique<CellProgress>(placeOf(cell));
    }

    /// Returns false if another process has started a run for the cell meanwhile.
    bool train(std::size_t cell) {
        const SweepCell& it = sweep_.cells[cell];
        auto listener = listenerOf(cell);
        const SessionResult result = loadEngine().train(
            it.experiment, {it.name, {sweep_.tag}, takesPlaceOf(it, unresumable_)}, store_,
            control_, *listener);
        listener.reset(); // clears its bar
        if (result.made) {
            printEnd(cell, result.run, false);
        }
        return result.made;
    }

    bool resume(std::size_t cell, RunId run) {
        auto listener = listenerOf(cell);
        loadEngine().resume(run, store_, control_, *listener, sweep_.cells[cell].experiment.device);
        listener.reset();
        printEnd(cell, run, true);
        return true;
    }

    void printEnd(std::size_t cell, RunId id, bool resumed) const {
        const RunReader store(path_);
        const RunSummary run = store.find(id).value();
        if (options_.json) {
            Json json = describe(sweep_, cell);
            json["resumed"] = resumed;
            json.update(toJson(run));
            out().json(json).flush();
            return;
        }
        out() << placeOf(cell) << ": run " << id << ": " << run.name << ": "
              << toString(run.status);
        if (const auto epoch = store.lastEpoch(id)) {
            out() << "  " << resultsText(*epoch, scoreFactsOf(run)) << durationText(epoch->seconds);
        }
        (out() << '\n').flush();
    }

    int end() const {
        auto states = currentStates();
        for (const std::size_t cell : failed_) {
            if (isToTrain(states[cell])) {
                states[cell].kind = Kind::failed; // the next call of the command tries again
            }
        }
        if (!options_.json) {
            printRest(states);
        }
        if (control_.isStopped()) {
            return interrupted;
        }
        if (!options_.json) {
            out() << '\n';
            const RunReader store(path_);
            printTable(options_, sweep_, &store);
        }
        return failed_.empty() ? ok : failure;
    }

    void printRest(const std::vector<CellState>& states) const {
        (out() << countText(states, true) << ", kept in " << path_.string()
               << (control_.isStopped() ? "; the same command continues the sweep" : "") << '\n')
            .flush();
    }

    const SweepOptions& options_;
    const Sweep& sweep_;
    TrainingControl& control_;
    const std::filesystem::path path_;
    const StoreOptions storeOptions_;
    RunWriter store_; ///< kept open, because on a full disk it could not be opened again for the
                      ///< next cell
    std::set<std::size_t> failed_; ///< cells that failed, in this call or before
    std::set<RunId> unresumable_;  ///< runs that can't be resumed
};

/// Handles the options that train nothing: --table and --dry-run.
int runWithoutTraining(const SweepOptions& options, const Sweep& sweep) {
    const auto store = readExisting(options.store);
    if (options.dryRun) {
        return listCells(options, sweep, store.get());
    }
    printTable(options, sweep, store.get());
    if (formatOf(options.format) == TableFormat::text) {
        printMissing(sweep, statesIn(sweep, store.get()));
    }
    return ok;
}

} // namespace

int sweep(const SweepOptions& options) {
    const Sweep sweep = loadSweep(options.sweep, options.overrides);
    if (options.table || options.dryRun) {
        return untilInterrupted([&] { return runWithoutTraining(options, sweep); });
    }
    TrainingControl control;
    EarlyEnd earlyEnd("the same command starts the sweep");
    const StopSignals signals([&](int signal) {
        if (!control.stop(signalName(signal))) {
            earlyEnd.exitIfAllowed();
        }
    });
    SweepRunner runner(options, sweep, control);
    earlyEnd.allow();
    return control.isStopped() ? earlyEnd.status() : runner.run();
}

} // namespace asge::cli
