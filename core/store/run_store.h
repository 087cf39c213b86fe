#pragma once

#include "core/run/records.h"
#include "core/store/life_watch.h"
#include "core/store/transfer.h"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The store's place: `given` if not empty, else $ASGE_STORE, else
/// $XDG_DATA_HOME/asge/runs.sqlite, else ~/.local/share/asge/runs.sqlite. Empty variables count as
/// unset, and so does a relative $XDG_DATA_HOME. Throws StoreError where there is no home folder.
std::filesystem::path storeLocation(const std::string& given = {});

/// Where programs keep what they see of runs that are trained elsewhere (LifeWatch):
/// $XDG_STATE_HOME/asge/sightings, else ~/.local/state/asge/sightings; empty if there is no home
/// folder.
std::filesystem::path notebookLocation();

/// How a program uses a store; nothing of it need be given.
struct StoreUse {
    /// What is seen of runs that are trained elsewhere. A program's reader and writer share one, so
    /// that they agree; null for one of the object's own.
    std::shared_ptr<LifeWatch> watch = {};
    /// Called with a line that names the store when it has been locked by another program for over
    /// a second; a writer calls it from its own thread too.
    std::function<void(const std::string&)> onWait = {};
    bool makes = true; ///< a writer makes a store that is missing
};

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
    /// What somebody who looks at the store should know, a line each: that it is of a newer
    /// version, that it lies on a network drive.
    std::vector<std::string> notes() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

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
