// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/imported_run.h"
#include "core/store/store_use.h"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What a person or a program is asked about a run.
using RunTest = std::function<bool(const RunSummary&)>;

/// What createRunUnless came to: a run that it made, or another one that was there.
struct Claim {
    RunId run = 0;
    bool made = true;
};

/// The process's one writer: a thread of its own with its own connection, which takes queued work
/// and commits what has gathered in one `BEGIN IMMEDIATE` transaction. Members may be called from
/// any thread. Those that return a value or `void` wait for the commit; `addSteps` and
/// `commitEpoch` queue. Where steps of a run could not be written, the next call for that run
/// throws why, once, and does nothing else. Ids of no run are BadInput "run ID: no such run". A run
/// that another process has taken over can't be trained here any more: StoreError.
///
/// What a training writes (createRun, resume, addSteps, commitEpoch, saveCheckpoint, setStatus,
/// addIntervention) is not lost where the disk is full, the store's file is gone or can't be
/// written, or another process holds it for long: it is kept, `trouble` says so, and it is tried
/// again about once a second. Those calls take longer then; all others fail at once. A file that
/// was deleted or moved away is written back to its place, with all that had been committed.
class RunWriter {
  public:
    /// Opens or creates the store (and its folder), brings its schema up to date and gives
    /// `interrupted` to runs whose process is known to be gone. Throws StoreError, or BadInput for
    /// a file that is no store, for one that has several names, and for a missing one that is not
    /// to be made.
    explicit RunWriter(const std::filesystem::path& path, StoreUse use = {});
    /// Writes what is queued first, in trouble with one attempt; what fails then is lost, so end a
    /// run with setStatus before.
    ~RunWriter();

    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;

    /// Status `running`, owned by this process. Throws BadInput for a name that nameProblem
    /// refuses, or a tag that tagProblem does.
    RunId createRun(const NewRun& run);
    /// As createRun, unless another run that has all of its tags is `taken` to be the same (the
    /// newest of them). Looking and making are one: of several processes that claim the same run
    /// one makes it. Runs of processes that are known to be gone are `interrupted` when `taken`
    /// sees them. It is called on the writer's thread, while no other program can write: it should
    /// be quick.
    Claim createRunUnless(const NewRun& run, const RunTest& taken);
    void addSteps(RunId id, std::vector<StepEvent> steps);
    /// Everything of a finished epoch in one transaction: scores, channel statistics, maps and the
    /// checkpoint, which takes the place of earlier ones that neither are the best nor to be kept.
    /// The future is ready once it is on disk, and holds a StoreError otherwise. Queued steps of
    /// the run are written before or with it.
    std::future<void> commitEpoch(RunId id, EpochEvent epoch, ProbeSnapshotPtr snapshot,
                                  Checkpoint checkpoint);
    void saveCheckpoint(RunId id, Checkpoint checkpoint);
    /// Of a run of this process. If it had ended and is to go on, its steps and epochs after the
    /// checkpoint are dropped, for training goes on from there. `failed` takes the place of an
    /// error not yet thrown. An end that was given up is thrown, and written later if that becomes
    /// possible.
    void setStatus(RunId id, RunStatus status, const std::string& reason = {});
    /// Makes a run that had ended this process's again, to go on after step `step`, that of its
    /// last checkpoint, or 0: what came after it is dropped, a segment begins, and the run is
    /// `running`. Throws RunTaken unless the run has ended or its process is known to be gone, and
    /// if another process has finished it or brought it to another checkpoint meanwhile.
    void resume(RunId id, const std::string& device, const std::string& software,
                std::int64_t step);
    /// Ends a run for a user who knows that its process, which is out of sight, is gone; does
    /// nothing to one that has ended. Throws BadInput if its process is in sight and alive. A
    /// process that lives in spite of that finds that the run isn't its own any more.
    void giveUpOwner(RunId id);
    void addIntervention(RunId id, const Intervention& intervention);
    void rename(RunId id, const std::string& name); ///< throws BadInput as createRun does
    /// Takes tags off a run, then gives it others; what it has or lacks already is no error. Throws
    /// BadInput as createRun does.
    void changeTags(RunId id, const std::vector<std::string>& added,
                    const std::vector<std::string>& removed = {});
    void setNotes(RunId id, const std::string& notes);
    void setColor(RunId id, const std::string& color); ///< "#rrggbb" or empty; else BadInput
    void setArchived(RunId id, bool archived);
    /// Puts a run into the bin, where only `bin` shows it, and takes it out again. It stays there
    /// until emptyBin: no clock is trusted to tell how long it has been there.
    void discard(RunId id);
    void restore(RunId id);
    /// Deletes all that is in the bin; gives how many runs that were.
    int emptyBin();
    /// Deletes a run and all that belongs to it, for good; refuses (BadInput) one that is running
    /// or paused, unless its process is known to be gone. The file gets smaller afterwards, a bit
    /// at a time.
    void remove(RunId id);
    /// Has the destructor give all unused space of the file back, however long it takes.
    void shrinkAtEnd();

    /// Takes the runs of another store in, all but those in its bin or one alone, under numbers of
    /// this one; a run that is here already is left as it is. Throws BadInput for a file that is no
    /// store, is of a newer version, is damaged or lacks that run; the runs before it are in then.
    std::vector<ImportedRun> importRuns(const std::filesystem::path& file,
                                        std::optional<RunId> only = {});

    std::vector<std::string> notes() const; ///< as RunReader's
    /// Why what a training writes can't be written at the moment, as one line that names the store;
    /// nothing where it can. Cheap enough to be asked at each step.
    std::optional<std::string> trouble() const;
    /// Fails what waits with the trouble, as StoreError, and lets nothing wait until something can
    /// be written again. Does nothing where there is no trouble.
    void giveUp();

    const std::filesystem::path& path() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asge
