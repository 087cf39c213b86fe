#include "core/session/sweep.h"

#include "core/error.h"

#include <algorithm>
#include <unordered_map>

namespace asge {

namespace {

/// The key of a stored run's experiment; empty where this program can't read it.
std::string keyOfRun(const RunSummary& run) {
    try {
        return trainingKey(parseExperiment(run.experimentJson, "run"));
    } catch (const BadInput&) {
        return {};
    }
}

CellState::Kind kindOf(RunStatus status) {
    switch (status) {
    case RunStatus::finished:
        return CellState::Kind::done;
    case RunStatus::running:
    case RunStatus::paused:
        return CellState::Kind::taken;
    default:
        return CellState::Kind::open;
    }
}

} // namespace

std::string trainingKey(const Experiment& experiment) {
    Experiment essence = experiment;
    const Experiment defaults;
    essence.device = defaults.device;
    essence.threads = defaults.threads;
    essence.probe = defaults.probe;
    return toJson(essence);
}

std::vector<CellState> cellStates(const Sweep& sweep, const std::vector<RunSummary>& runs) {
    std::unordered_map<std::string, CellState> byKey;
    for (const RunSummary& run : runs) {
        if (!std::binary_search(run.tags.begin(), run.tags.end(), sweep.tag)) {
            continue;
        }
        const CellState state{kindOf(run.status), run.id, run.status};
        const auto [known, isNew] = byKey.try_emplace(keyOfRun(run), state);
        if (!isNew && state.kind > known->second.kind) {
            known->second = state;
        }
    }
    std::vector<CellState> states;
    for (const SweepCell& cell : sweep.cells) {
        const auto found = byKey.find(trainingKey(cell.experiment));
        states.push_back(found == byKey.end() ? CellState{} : found->second);
    }
    return states;
}

RunTest takesPlaceOf(const SweepCell& cell) {
    return [key = trainingKey(cell.experiment)](const RunSummary& run) {
        return kindOf(run.status) != CellState::Kind::open && keyOfRun(run) == key;
    };
}

} // namespace asge
