// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/sweep/sweep.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_writer.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace asge {

namespace {

/// The trainingKey of a stored run; empty if its experiment can't be read, or if the run is a
/// branch.
std::string keyOfRun(const RunSummary& run) {
    if (run.lineage) {
        return {};
    }
    try {
        return trainingKey(parseExperiment(run.experimentJson, "run"));
    } catch (const BadInput&) {
        return {};
    }
}

CellState::Kind kindOf(const RunSummary& run) {
    switch (run.status) {
    case RunStatus::finished:
        return CellState::Kind::done;
    case RunStatus::running:
    case RunStatus::paused:
        return CellState::Kind::taken;
    default:
        return hasDiverged(run) ? CellState::Kind::failed : CellState::Kind::resumable;
    }
}

CellState stateOf(const RunSummary& run, const LastCheckpoint& lastCheckpoint) {
    CellState state{kindOf(run), run.id, run.status, run.reason};
    if (state.kind == CellState::Kind::resumable) {
        if (const auto checkpoint = lastCheckpoint(run.id)) {
            state.epoch = checkpoint->epoch;
            state.step = checkpoint->step;
        }
    }
    return state;
}

bool takesPrecedence(const CellState& one, const CellState& other) {
    return one.kind != other.kind ? one.kind > other.kind : one.step > other.step;
}

} // namespace

std::vector<NewQueueEntry> queueEntries(const Sweep& sweep) {
    std::vector<NewQueueEntry> entries;
    for (const SweepCell& cell : sweep.cells) {
        entries.push_back({cell.name, {sweep.tag}, cell.experiment});
    }
    return entries;
}

std::string trainingKey(const Experiment& experiment) {
    Experiment essence = experiment;
    const Experiment defaults;
    essence.device = defaults.device;
    essence.threads = defaults.threads;
    essence.probe = defaults.probe;
    essence.data.path = absolutePath(essence.data.path); // as in the queue
    return toJson(essence);
}

bool hasDiverged(const RunSummary& run) {
    return run.status == RunStatus::failed && run.reason.find("not finite") != std::string::npos;
}

std::string_view toString(CellState::Kind kind) {
    constexpr std::array<std::string_view, 5> kNames{"open", "resumable", "failed", "taken",
                                                     "done"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::vector<CellState> cellStates(const Sweep& sweep, const std::vector<RunSummary>& runs,
                                  const LastCheckpoint& lastCheckpoint,
                                  const std::set<RunId>& passedOver) {
    std::unordered_map<std::string, std::size_t> cells; // the keys of cells are unique
    for (std::size_t i = 0; i < sweep.cells.size(); ++i) {
        cells.emplace(trainingKey(sweep.cells[i].experiment), i);
    }
    std::vector<CellState> states(sweep.cells.size());
    for (const RunSummary& run : runs) {
        if (passedOver.contains(run.id) ||
            !std::binary_search(run.tags.begin(), run.tags.end(), sweep.tag)) {
            continue;
        }
        const auto cell = cells.find(keyOfRun(run));
        if (cell == cells.end()) {
            continue;
        }
        CellState state = stateOf(run, lastCheckpoint);
        if (takesPrecedence(state, states[cell->second])) {
            states[cell->second] = std::move(state);
        }
    }
    return states;
}

SweepRest restOf(const Sweep& sweep, const std::vector<RunSummary>& runs,
                 const std::vector<QueueEntry>& queue) {
    std::set<std::string> queued;
    for (const QueueEntry& entry : queue) {
        const bool isOpen = entry.isToTrain() || entry.status == QueueEntry::Status::running;
        if (isOpen &&
            std::find(entry.tags.begin(), entry.tags.end(), sweep.tag) != entry.tags.end()) {
            queued.insert(trainingKey(entry.experiment));
        }
    }
    const auto states = cellStates(sweep, runs, [](RunId) { return std::nullopt; });
    const std::vector<NewQueueEntry> all = queueEntries(sweep);
    SweepRest rest;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isToTrain =
            states[i].kind == CellState::Kind::open || states[i].kind == CellState::Kind::resumable;
        if (isToTrain && !queued.contains(trainingKey(all[i].experiment))) {
            rest.entries.push_back(all[i]);
        } else {
            ++rest.left;
        }
    }
    return rest;
}

RunPredicate takesPlaceOf(const SweepCell& cell, std::set<RunId> passedOver) {
    return [key = trainingKey(cell.experiment),
            passedOver = std::move(passedOver)](const RunSummary& run) {
        return !passedOver.contains(run.id) && keyOfRun(run) == key;
    };
}

} // namespace asge
