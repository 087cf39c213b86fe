// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/store_use.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// Reads a store through its own connection; one object belongs to one thread at a time. Each call
/// sees one consistent state of the store, and changes nothing. All members throw StoreError, or
/// BadInput if the file is no store. A run that the store calls running or paused is shown as
/// `interrupted` if its process is known to be gone (LifeWatch). What is handed out is sound
/// (core/store/run_validity.h), whatever wrote the file: `runs` and `bin` leave out what isn't, the
/// others throw StoreError that names the run and its part.
class RunReader {
  public:
    /// Opens an existing store; throws BadInput if there is none or it isn't one. One of a
    /// newer version is read if it has the tables that this program knows.
    explicit RunReader(const std::filesystem::path& path, StoreUse use = {});
    ~RunReader();
    RunReader(RunReader&&) noexcept;
    RunReader& operator=(RunReader&&) noexcept;

    std::vector<RunSummary> runs() const; ///< newest first, without those in the bin
    std::vector<RunSummary> bin() const;  ///< newest first
    /// Which runs the last call of `runs` or `bin` left out and why, a line each.
    std::vector<std::string> leftOut() const;
    std::optional<RunSummary> find(RunId id) const; ///< nothing for one in the bin
    /// The last committed epoch; nothing where there is none.
    std::optional<EpochEvent> lastEpoch(RunId id) const;
    RunDetail detail(RunId id) const; ///< throws BadInput "run ID: …" where there is none
    std::vector<EpochChannels> channelHistory(RunId id) const; ///< by epoch
    /// What came after that epoch and that step; throws BadInput where there is no such run.
    RunProgress progress(RunId id, int epoch, std::int64_t step) const;
    std::vector<int> mapEpochs(RunId id) const; ///< that have maps, ascending
    /// Null where that epoch has no maps.
    ProbeSnapshotPtr snapshot(RunId id, int epoch) const;
    std::vector<CheckpointInfo> checkpoints(RunId id) const; ///< by their steps
    /// The checkpoint that was taken after `step`, or the last one; nothing where there is none.
    std::optional<Checkpoint> checkpoint(RunId id, std::optional<std::int64_t> step = {}) const;
    /// Throws StoreDamaged unless the checkpoint's content fits the run's network.
    void requireUsable(RunId id, std::int64_t step) const;
    /// Grows whenever anything in the store may have changed, by any process (PRAGMA data_version);
    /// signs of life count, so that it grows every few seconds while something trains. It also
    /// grows when a run's process turns out to be gone.
    std::int64_t version() const;
    /// What the user should know of the store, one line each: that it is of a newer
    /// version, that it lies on a network drive.
    std::vector<std::string> notes() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asge
