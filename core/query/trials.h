// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_field.h"
#include "core/query/shown_value.h"
#include "core/query/statistics.h"
#include "core/query/text_table.h"
#include "core/run/queue_entry.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace asge {

/// Entries of the queue that have no run yet, as runs with the number 0, so that a table of trials
/// shows what is still to be trained. Of `tag`, or of all if it is empty.
RunEntries waitingTrials(const std::vector<QueueEntry>& entries, const std::string& tag = {});

/// The same for a queue that is shown again at each of its changes: what was read of an entry is
/// kept until the entry changes.
class WaitingTrials {
  public:
    /// Nothing if more than `most` entries are new or have changed; those that were read are kept,
    /// so that calling it again and again reads all of them.
    std::optional<RunEntries> of(const std::vector<QueueEntry>& entries, const std::string& tag,
                                 std::size_t most);

  private:
    struct Known {
        std::string name; ///< what the run was made of
        std::vector<std::string> tags;
        Experiment experiment;
        std::shared_ptr<RunEntry> run; ///< its settings have been read
    };
    static bool isOf(const Known& known, const QueueEntry& entry);

    std::unordered_map<std::int64_t, Known> known_; ///< by the entry's number
};

/// How far some trials are.
struct TrialCounts {
    /// The runs of one status, and their epochs.
    struct Kind {
        std::size_t runs = 0;
        int epochs = 0;  ///< that have finished
        int planned = 0; ///< for all of these runs
    };
    std::size_t waiting = 0; ///< in the queue
    std::map<RunStatus, Kind> kinds;

    std::size_t of(RunStatus status) const;
    std::size_t all() const;
    /// Running or paused.
    std::size_t live() const { return of(RunStatus::running) + of(RunStatus::paused); }
    void add(const RunEntry& run);
};
/// In the words of a run's status: "finished", "running (epoch 4 of 10)", "stopped 1/3", "2 running
/// 3/20, 1 failed".
std::string stateText(const TrialCounts& counts);

/// A setting in which trials differ.
struct TrialSetting {
    RunField field;
    bool isNumeric = false;     ///< has an axis of numbers
    bool holdsNumbers = false;  ///< numbers, of which one may have a word, such as "all" for 0
    bool isLogarithmic = false; ///< positive, and the largest value is more than 30 × the smallest
    double least = 0;           ///< of a numeric setting
    double most = 0;
    /// The distinct ones: numbers ascending, or texts in order. A number that stands for more than
    /// all others, such as 0 for "all", is the last.
    std::vector<std::string> values;

    /// The place of a value on the setting's axis: the number, or the index of the text in
    /// `values`; NaN for a value that the setting lacks.
    double placeOf(const std::string& value) const;
};

/// A run, or the runs that differ only in their seed.
struct Trial {
    std::vector<std::string> values; ///< one per setting; empty if the experiment lacks it
    std::vector<std::size_t> runs;   ///< indices, at least one
    TrialCounts counts;
    /// One per result, over the finished runs: others ended after fewer epochs.
    std::vector<Spread> results;
    std::vector<Spread> soFar; ///< the same over the runs that have not finished
    std::size_t dataSet = 0;   ///< index in Trials::dataSets
    std::size_t rank = 0;      ///< within the data set, from 1; 0 without a validation accuracy
};
/// Whether the only values of a result are of runs that have not finished. They rank nothing.
bool isResultSoFar(const Trial& trial, std::size_t result);

/// Runs as trials of settings.
struct Trials {
    std::vector<TrialSetting> settings;
    /// The first is the validation accuracy, which alone ranks: test data choose nothing.
    std::vector<RunField> results;
    /// The data sets, the one of most rows first. Accuracies on different data do not compare.
    std::vector<std::string> dataSets;
    /// By data set, and from the highest validation accuracy; without one, last.
    std::vector<Trial> rows;
    /// The rows with the highest among those with the same validation images, if these differ.
    std::vector<std::size_t> best;
    TrialCounts counts; ///< of all runs
    /// The time that waiting and training runs still need, if they train one after another at the
    /// mean duration of the finished ones; NaN if none has finished.
    double secondsLeft = std::numeric_limits<double>::quiet_NaN();
};

enum class TrialRows {
    settings, ///< a row for runs that differ only in their seed and in what changes no result
    runs      ///< a row for each run, with its seed as a setting if seeds differ
};

/// Makes the table of trials. `layers`: also the test accuracies of layers. The pointers must not
/// be null.
Trials trialsOf(const std::vector<const RunEntry*>& runs, TrialRows rows, bool layers = false);

/// The table as text: the run's number and name, if rows are runs, the settings, the number n of
/// finished runs, the results in percent and the state. Without a finished run, results so far are
/// in parentheses. The best validation accuracies are bold.
TextTable trialsTable(const Trials& trials, const std::vector<const RunEntry*>& runs,
                      TrialRows rows, const NumberStyle& style);
/// The same for programs: mean and standard deviation have separate columns, "validation_mean"
/// and "validation_sd", with accuracies as fractions, durations in seconds, and nothing where a
/// value is missing.
TextTable trialsData(const Trials& trials, const std::vector<const RunEntry*>& runs,
                     TrialRows rows);
/// The number of columns of trialsTable whose cells are text, from the left.
std::size_t textColumns(const Trials& trials, TrialRows rows);

} // namespace asge
