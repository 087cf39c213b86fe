#include "app/cli/commands.h"
#include "app/cli/existing_store.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/stop_signals.h"
#include "core/error.h"
#include "core/experiment/text.h"
#include "core/session/engine.h"
#include "core/session/sweep_table.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

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

/// What is in the store, as far as there is one.
std::vector<CellState> statesIn(const Sweep& sweep, const RunReader* store) {
    return cellStates(sweep, store != nullptr ? store->runs() : std::vector<RunSummary>());
}

void printTable(const SweepOptions& options, const Sweep& sweep, const RunReader* store) {
    const auto states = statesIn(sweep, store);
    std::vector<CellResult> results;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i].kind != Kind::done) {
            continue;
        }
        if (const auto epoch = store->lastEpoch(states[i].run)) {
            results.push_back(cellResult(sweep.cells[i].row, *epoch));
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

std::string stateText(const CellState& state) {
    if (state.run == 0) {
        return "open";
    }
    const std::string run = " (run " + std::to_string(state.run) + ")";
    switch (state.kind) {
    case Kind::done:
        return "done" + run;
    case Kind::taken:
        return std::string(toString(state.status)) + run;
    default:
        return "open, " + std::string(toString(state.status)) + " before" + run;
    }
}

int listCells(const SweepOptions& options, const Sweep& sweep, const RunReader* store) {
    const auto states = statesIn(sweep, store);
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (!options.json) {
            out() << format("%5zu  ", i + 1) << column(stateText(states[i]), 34) << "  "
                  << sweep.cells[i].name << '\n';
            continue;
        }
        constexpr const char* kStates[] = {"open", "taken", "done"};
        Json json = describe(sweep, i);
        json["state"] = kStates[static_cast<std::size_t>(states[i].kind)];
        json["run"] = states[i].run != 0 ? Json(states[i].run) : Json(nullptr);
        json["name"] = sweep.cells[i].name;
        out().json(json);
    }
    return ok;
}

/// The sweep as it is trained, a cell after another.
class SweepRunner {
  public:
    SweepRunner(const SweepOptions& options, const Sweep& sweep, TrainingControl& control)
        : options_(options), sweep_(sweep), control_(control), path_(storeLocation(options.store)),
          store_(path_) {}

    int run() {
        const auto before = look();
        announce(before);
        requireTrainable(before);
        for (std::size_t i = 0; i < sweep_.cells.size() && !control_.isStopped(); ++i) {
            if (before[i].kind != Kind::done) {
                trainIfOpen(i);
            }
        }
        return end();
    }

  private:
    /// A writer of its own: opening it tells which runs have died meanwhile.
    std::vector<CellState> look() const {
        const RunWriter writer(path_);
        const RunReader reader(path_);
        return statesIn(sweep_, &reader);
    }

    void announce(const std::vector<CellState>& states) const {
        if (options_.json) {
            return;
        }
        out() << "sweep " << sweep_.name << ": " << states.size()
              << (states.size() == 1 ? " cell, " : " cells, ") << count(states, Kind::done)
              << " done";
        if (const auto taken = count(states, Kind::taken); taken > 0) {
            out() << ", " << taken << " being trained by another process";
        }
        (out() << '\n').flush();
    }

    /// Throws BadInput that names all that keeps cells from being trained, before the first one is.
    void requireTrainable(const std::vector<CellState>& states) const {
        std::vector<Experiment> open;
        for (std::size_t i = 0; i < std::min(states.size(), sweep_.rows.size()); ++i) {
            if (states[i].kind == Kind::open) { // of each row the first seed, which tells for all
                open.push_back(sweep_.cells[i].experiment);
            }
        }
        if (open.empty()) {
            return;
        }
        std::string problems;
        for (const std::string& obstacle : loadEngine().obstacles(open)) {
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

    void trainIfOpen(std::size_t cell) {
        if (look()[cell].kind != Kind::open) {
            return; // another process was quicker
        }
        const Engine& engine = loadEngine();
        try {
            train(engine, cell);
        } catch (const StoreError&) {
            throw; // no other cell could be kept either
        } catch (const std::exception& error) {
            ++failed_;
            const std::string what = withPlace(error.what(), options_.sweep, options_.overrides);
            printError(placeOf(cell) + ": " + sweep_.cells[cell].name + ": " + what);
        }
    }

    void train(const Engine& engine, std::size_t cell) {
        const SweepCell& it = sweep_.cells[cell];
        std::unique_ptr<SessionListener> listener = std::make_unique<SessionListener>();
        if (!options_.json) {
            listener =
                std::make_unique<Progress>(std::cout, isatty(STDOUT_FILENO) != 0, placeOf(cell));
        }
        const SessionResult result = engine.train(
            it.experiment, {it.name, {sweep_.tag}, takesPlaceOf(it)}, store_, control_, *listener);
        listener.reset(); // takes its bar away
        if (result.made) {
            printEnd(cell, result.run);
        }
    }

    void printEnd(std::size_t cell, RunId id) const {
        const RunReader store(path_);
        const RunSummary run = store.find(id).value();
        if (options_.json) {
            Json json = describe(sweep_, cell);
            json.update(toJson(run));
            out().json(json).flush();
            return;
        }
        out() << placeOf(cell) << ": run " << id << ": " << run.name << ": "
              << toString(run.status);
        if (const auto epoch = store.lastEpoch(id)) {
            out() << format("  test: last %.2f %%  fusion %.2f %%  best %.2f %% (layer %d)  ",
                            100 * epoch->accuracy.last, 100 * epoch->accuracy.fusion,
                            100 * epoch->accuracy.best, epoch->bestLayer + 1)
                  << clockText(epoch->seconds);
        }
        (out() << '\n').flush();
    }

    int end() const {
        const auto states = look();
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
        return failed_ == 0 ? ok : failure;
    }

    void printRest(const std::vector<CellState>& states) const {
        const std::size_t done = count(states, Kind::done);
        out() << done << " of " << states.size() << " done";
        if (failed_ > 0) {
            out() << ", " << failed_ << " failed";
        }
        if (const auto taken = count(states, Kind::taken); taken > 0) {
            out() << ", " << taken << " being trained by another process";
        }
        (out() << ", kept in " << path_.string()
               << (control_.isStopped() ? "; the same command goes on with it" : "") << '\n')
            .flush();
    }

    const SweepOptions& options_;
    const Sweep& sweep_;
    TrainingControl& control_;
    const std::filesystem::path path_;
    RunWriter store_; ///< open all the time: on a full disk it couldn't be opened for the next cell
    std::size_t failed_ = 0;
};

} // namespace

int sweep(const SweepOptions& options) {
    const Sweep sweep = loadSweep(options.sweep, options.overrides);
    if (options.table || options.dryRun) {
        const auto store = readExisting(options.store);
        if (options.dryRun) {
            return listCells(options, sweep, store.get());
        }
        printTable(options, sweep, store.get());
        return ok;
    }
    TrainingControl control;
    const StopSignals signals([&] { control.stop(); });
    return SweepRunner(options, sweep, control).run();
}

} // namespace asge::cli
