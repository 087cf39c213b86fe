// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/accuracy_history.h"
#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "core/store/readouts.h"
#include "core/store/store_options.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Reads a store through its own connection. Must be used by one thread at a time. Each call reads
/// one consistent state of the store and changes nothing. All members throw StoreError, and
/// BadInput if the file is not a store. A run that the store calls running or paused is shown as
/// `interrupted` if its process is known to be gone (HeartbeatMonitor). All returned values are
/// valid (core/store/run_validity.h), whatever program wrote the file: `runs` and `bin` leave out
/// faulty runs, the other members throw StoreError that names the run and its part.
class RunReader {
  public:
    /// Opens an existing store. Throws BadInput if there is none or the file is not one. A store of
    /// a newer version is read if it has the tables that this program knows.
    explicit RunReader(const std::filesystem::path& path, StoreOptions options = {});
    ~RunReader();
    RunReader(RunReader&&) noexcept;
    RunReader& operator=(RunReader&&) noexcept;

    /// The store's file, as it was given.
    const std::filesystem::path& path() const;
    std::vector<RunSummary> runs() const; ///< newest first, without runs in the bin
    std::vector<RunSummary> bin() const;  ///< newest first
    /// The runs that the last call of `runs` or `bin` left out, one line each with the reason.
    std::vector<std::string> leftOut() const;
    std::optional<RunSummary> find(RunId id) const; ///< nothing for a run in the bin
    /// The last committed epoch; nothing if there is none.
    std::optional<EpochEvent> lastEpoch(RunId id) const;
    /// A committed epoch; nothing if the run does not have it.
    std::optional<EpochEvent> epoch(RunId id, int number) const;
    /// See readAccuracyHistories in core/store/accuracy_histories.h: small lines for a list of
    /// runs.
    std::vector<AccuracyHistory> accuracyHistories(const std::vector<RunId>& ids) const;
    RunDetail detail(RunId id) const; ///< throws BadInput "run ID: …" if there is no such run
    /// As detail, without epochs, steps, interventions and segments: a long history is not read.
    RunDetail description(RunId id) const;
    std::vector<Intervention> interventions(RunId id) const;
    std::vector<EpochChannels> channelHistory(RunId id) const; ///< ordered by epoch
    /// What the layers made of the images at the ends of epochs, ordered by epoch, without
    /// confusions; empty in runs of old versions.
    std::vector<EpochOutcomes> outcomes(RunId id) const;
    /// The outcomes of an epoch with their confusions; `splits` is empty if the epoch has none.
    EpochOutcomes outcomes(RunId id, int epoch) const;
    /// See readReadouts in core/store/readouts.h.
    StoredReadouts readouts(RunId id, int epoch) const;
    /// What came after that epoch, that step and the first `interventions` interventions. Throws
    /// BadInput if there is no such run.
    RunProgress progress(RunId id, int epoch, std::int64_t step,
                         std::int64_t interventions = 0) const;
    std::vector<SentCommand> commands(RunId id) const; ///< sent to the run, in their order
    std::optional<SentCommand> command(std::int64_t id) const;
    Queue queue() const; ///< the queue of experiments, without faulty entries
    /// See readProbabilities in core/store/run_reads.h.
    std::vector<EpochProbabilities> probabilities(RunId id, int after = 0) const;
    std::vector<int> mapEpochs(RunId id) const; ///< the epochs that have maps, ascending
    /// Returns null if the epoch has no maps.
    ProbeSnapshotPtr snapshot(RunId id, int epoch) const;
    std::vector<CheckpointInfo> checkpoints(RunId id) const; ///< ordered by step
    /// The checkpoint that was taken after `step`, or the last one; nothing if there is none.
    std::optional<Checkpoint> checkpoint(RunId id, std::optional<std::int64_t> step = {}) const;
    /// Throws StoreDamaged unless the checkpoint's content fits the run's network.
    void requireUsable(RunId id, std::int64_t step) const;
    /// A number that grows whenever anything in the store may have changed, by any process (PRAGMA
    /// data_version). It grows with each heartbeat, so every few seconds during a training, and
    /// when the process of a run or a queue entry turns out to be gone.
    std::int64_t version() const;
    /// Warnings about the store, one line each, such as that it is of a newer version or on a
    /// network drive.
    std::vector<std::string> warnings() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asge
