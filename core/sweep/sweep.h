// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/queue_entry.h"
#include "core/store/run_writer.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// The tag of a sweep's runs is this, followed by the sweep's name: "sweep:gain".
constexpr std::string_view kSweepTag = "sweep:";

/// One run of a sweep.
struct SweepCell {
    std::size_t row = 0; ///< index in Sweep::rows; cells of one row differ only in their seed
    Experiment experiment;
    std::string name; ///< name of its run, with the settings that the cell sets: "gain:
                      ///< projection.gain=3 seed=1"
};

/// A sweep whose cells have all been checked.
struct Sweep {
    std::string name;
    std::string tag;                            ///< tag of its runs
    std::vector<std::string> varies;            ///< paths of the settings that differ between rows
    std::vector<std::vector<std::string>> rows; ///< values of `varies`, as text
    /// The settings of `varies` that each row sets itself: "projection.gain=3"; "base" if none.
    std::vector<std::string> labels;
    bool isSparse = false; ///< rows set different settings, so labels are clearer than columns
    /// In the order of training: all rows with the first seed, then all with the next, so that a
    /// sweep that is stopped early has compared all rows.
    std::vector<SweepCell> cells;
};

/// An entry of the queue for each cell, whose run `asge sweep` recognises as the cell's.
std::vector<NewQueueEntry> queueEntries(const Sweep& sweep);

/// Identifies a training: the whole experiment as JSON, without the settings of where and how it is
/// computed and watched (device, threads, probe), and with an absolute `data.path`.
std::string trainingKey(const Experiment& experiment);

/// Whether a run ended because its loss was not finite. The same training would end in the same way
/// again.
bool hasDiverged(const RunSummary& run);

/// The state of a cell, judged by the runs in the store that have the sweep's tag and the cell's
/// experiment. Branches are ignored, because they began with the weights of another run.
struct CellState {
    /// If a cell has several runs, the last kind in this list takes precedence.
    enum class Kind {
        open,      ///< has no run; is trained from the beginning
        resumable, ///< is resumed: `run` was stopped or interrupted, or failed with an error
        failed,    ///< has a run that diverged, and would diverge again
        taken,     ///< is being trained by a process
        done       ///< has a finished run
    };
    Kind kind = Kind::open;
    RunId run = 0;
    RunStatus status = RunStatus::running; ///< of that run
    std::string reason;                    ///< of that run
    int epoch = 0;                         ///< of a resumable run's last checkpoint
    std::int64_t step = 0;                 ///< of that checkpoint; 0 if there is none
};

/// The name of a kind as programs print it: "resumable".
std::string_view toString(CellState::Kind kind);

/// Returns a run's last checkpoint, or nothing if it has none.
using LastCheckpoint = std::function<std::optional<CheckpointInfo>(RunId)>;

/// The state of each cell. `runs` are all runs of a store, newest first, without those in the bin.
/// Of several resumable runs, the one whose last checkpoint has the most steps is used; of several
/// runs of another kind, the newest. The runs in `passedOver` are ignored.
std::vector<CellState> cellStates(const Sweep& sweep, const std::vector<RunSummary>& runs,
                                  const LastCheckpoint& lastCheckpoint,
                                  const std::set<RunId>& passedOver = {});

/// The part of a sweep that neither has runs nor waits in the queue.
struct SweepRest {
    std::vector<NewQueueEntry> entries; ///< of the cells that are to be queued
    std::size_t left = 0; ///< cells that are left out: they have a run, or wait in the queue
};

/// The entries of queueEntries without the cells that have a finished, training or diverged run, or
/// an entry in the queue. To train them again would count the same seed twice. `runs` as in
/// cellStates.
SweepRest restOf(const Sweep& sweep, const std::vector<RunSummary>& runs,
                 const std::vector<QueueEntry>& queue);

/// Tests whether a run of the sweep makes a new run of the cell unnecessary, by the rules of
/// cellStates. For RunWriter::createRunUnless, which only tests runs with the sweep's tag.
RunPredicate takesPlaceOf(const SweepCell& cell, std::set<RunId> passedOver = {});

} // namespace asge
