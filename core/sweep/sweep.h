#pragma once

#include "core/experiment/experiment.h"
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

/// What tells one training from every other: the whole experiment as JSON, without where and how
/// it is computed and watched (device, threads, probe).
std::string trainingKey(const Experiment& experiment);

/// Whether the numbers of a run's training ended it: its loss was not finite. The same training
/// would end in the same way again.
bool hasDiverged(const RunSummary& run);

/// Where a cell stands, by the runs in the store that have the sweep's tag and its experiment. A
/// branch is none of them: it began with the weights of another run.
struct CellState {
    /// If a cell has several runs, the one of the last of these kinds counts.
    enum class Kind {
        open,      ///< to be trained from the beginning; there is no run
        resumable, ///< to be gone on with: `run` was stopped or interrupted, or an error ended it
        failed,    ///< has a run that diverged: training it again would be in vain
        taken,     ///< is being trained
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

/// Gives a run's last checkpoint, or nothing if it has none.
using LastCheckpoint = std::function<std::optional<CheckpointInfo>(RunId)>;

/// For each cell; `runs` are all of a store, newest first, without those of the bin. Of several
/// resumable runs the one whose last checkpoint has the most steps counts, of several runs of
/// another kind the newest. The runs in `passedOver` don't count.
std::vector<CellState> cellStates(const Sweep& sweep, const std::vector<RunSummary>& runs,
                                  const LastCheckpoint& lastCheckpoint,
                                  const std::set<RunId>& passedOver = {});

/// Whether a run of the sweep makes a new run of the cell needless: all runs do that cellStates
/// counts. For RunWriter::createRunUnless, which asks about the sweep's runs alone.
RunTest takesPlaceOf(const SweepCell& cell, std::set<RunId> passedOver = {});

} // namespace asge
