// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/command.h"
#include "core/run/epoch_measurements.h"
#include "core/run/queue_entry.h"
#include "core/run/records.h"
#include "core/store/imported_run.h"
#include "core/store/store_options.h"

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// A condition on a run.
using RunPredicate = std::function<bool(const RunSummary&)>;

/// The result of createRunUnless: the run that it created, or the existing one that it found.
struct CreatedRun {
    RunId run = 0;
    bool isNew = true;
};

/// The process's only writer. Its thread owns a connection and commits queued writes in `BEGIN
/// IMMEDIATE` transactions. Members may be called from any thread. All wait for the commit, except
/// `addSteps` and `commitEpoch`, which queue their work. If queued steps of a run could not be
/// written, the next call for that run throws the error, once, and does nothing else. The id of a
/// run that does not exist is BadInput "run ID: no such run". StoreError is thrown if this process
/// trains a run that another process has taken over.
///
/// The writes of a training (createRun, resume, addSteps, commitEpoch, saveCheckpoint, setStatus,
/// addIntervention, setEpochs, goBack, settleCommand, setQueueRun, endQueueEntry) are not lost if
/// the disk is full, the store's file is missing or can't be written, or another process has it
/// locked for long: they are kept and retried about once a second, and `trouble` returns the
/// reason. Calls that wait for the commit take as long; all other writes fail at once. If the file
/// was deleted or moved, it is written back to its path with everything that was committed.
class RunWriter {
  public:
    /// Opens or creates the store and its folder, upgrades its schema and sets runs whose process
    /// is known to be gone to `interrupted`. Throws StoreError, and BadInput if the file is not a
    /// store, if it has several names, or if it is missing and must not be created.
    explicit RunWriter(const std::filesystem::path& path, StoreOptions options = {});
    /// Writes what is queued. If the store can't be written, tries once more; what fails then is
    /// lost, so runs must be ended with setStatus before.
    ~RunWriter();

    RunWriter(const RunWriter&) = delete;
    RunWriter& operator=(const RunWriter&) = delete;

    /// Creates a run with status `running`, owned by this process. Throws BadInput if nameProblem
    /// rejects its name or tagProblem one of its tags.
    RunId createRun(const NewRun& run);
    /// As createRun, unless `isMatch` is true for an existing run that has all of the tags; then
    /// returns the newest such run. Search and creation are atomic: if several processes try to
    /// create the same run, one creates it. Runs of processes that are known to be gone are set to
    /// `interrupted` before `isMatch` is called. `isMatch` is called on the writer's thread while
    /// no other program can write, so it should be fast.
    CreatedRun createRunUnless(const NewRun& run, const RunPredicate& isMatch);
    void addSteps(RunId id, std::vector<StepEvent> steps);
    /// Writes everything of a finished epoch in one transaction: values, channel statistics, maps,
    /// outcomes and the checkpoint, which replaces earlier ones that are neither the best nor
    /// marked `kept`. If there are no maps, the epoch has no channel statistics either. The future
    /// becomes ready when the epoch is on disk, or holds a StoreError. Queued steps of the run are
    /// written before it or in the same transaction.
    std::future<void> commitEpoch(RunId id, EpochEvent epoch, EpochMeasurements measured,
                                  Checkpoint checkpoint);
    void saveCheckpoint(RunId id, Checkpoint checkpoint);
    /// Changes the status of a run that this process owns. If the run had ended and becomes running
    /// or paused, its steps and epochs after the last checkpoint are deleted, because training
    /// continues from there. `failed` discards an error of queued steps that was not thrown yet. If
    /// giveUp fails the change to an ended status, this call throws, and the change is still
    /// written later if that becomes possible.
    void setStatus(RunId id, RunStatus status, const std::string& reason = {});
    /// Makes this process the owner of a run that had ended, to continue after step `step`, which
    /// is that of its last checkpoint or 0: deletes what came after it, begins a segment, and sets
    /// the run to `running`. Throws RunUnavailable unless the run has ended or its process is known
    /// to be gone, and if another process has finished it or written another checkpoint meanwhile.
    void resume(RunId id, const std::string& device, const std::string& software,
                std::int64_t step);
    /// Sets a run to `interrupted` at the request of a user who knows that its process, which can't
    /// be looked up from here, is gone. Does nothing if the run has ended. Throws BadInput if the
    /// process is found alive on this machine. If the process lives nevertheless, it finds that it
    /// no longer owns the run.
    void forceInterrupted(RunId id);
    /// With `command`, sets that command to `applied` in the same transaction. If the command no
    /// longer waits, nothing is added, and CommandWithdrawn is thrown.
    void addIntervention(RunId id, const Intervention& intervention, std::int64_t command = 0);
    /// Sets the number of epochs that the run is planned to have.
    void setEpochs(RunId id, int epochs);
    /// Takes a run that this process trains back to a checkpoint: deletes the epochs, checkpoints
    /// and, unless they are kept, steps after it, marks later interventions as undone (markUndone),
    /// saves it as the last one, and adds the reason. A resume deletes kept steps.
    void goBack(RunId id, Checkpoint checkpoint, const Intervention& why,
                LaterSteps later = LaterSteps::dropped);

    /// Sends a command to the process that trains the run. If the run has ended, the command is
    /// returned as expired.
    SentCommand sendCommand(RunId id, const Command& command, std::string_view source);
    /// Sets a command that still waits to `expired`.
    void withdrawCommand(std::int64_t command, const std::string& reason);
    void settleCommand(std::int64_t command, SentCommand::Status status, std::int64_t step,
                       const std::string& reason = {});
    /// Calls `receive` on the writer's thread with each command that is sent to a run of this
    /// process, within about 0.2 s. An empty function ends that; it is not called afterwards.
    void receiveCommands(RunId id, std::function<void(const SentCommand&)> receive);
    void rename(RunId id, const std::string& name); ///< throws BadInput as createRun does
    /// Removes tags from a run, then adds others. Adding a tag that it has, or removing one that it
    /// does not have, is not an error. Throws BadInput as createRun does.
    void changeTags(RunId id, const std::vector<std::string>& added,
                    const std::vector<std::string>& removed = {});
    void setNotes(RunId id, const std::string& notes);
    /// Changes the notes from `before`, as they were read, to `after`; keeps what other programs
    /// have changed since (mergedNotes).
    void changeNotes(RunId id, const std::string& before, const std::string& after);
    void setColor(RunId id, const std::string& color); ///< "#rrggbb" or empty; else throws BadInput
    void setArchived(RunId id, bool archived);
    /// Moves a run to the bin, where only RunReader::bin shows it. It stays there until emptyBin:
    /// no clock is trusted to measure how long it has been there.
    void discard(RunId id);
    void restore(RunId id); ///< moves a run out of the bin
    /// Permanently deletes all runs in the bin; returns their number.
    int emptyBin();
    /// Permanently deletes a run and everything that belongs to it. Throws BadInput if it is
    /// running or paused, unless its process is known to be gone. The file shrinks gradually
    /// afterwards.
    void remove(RunId id);
    /// Makes the destructor return all unused space of the file, however long that takes.
    void shrinkAtEnd();

    /// Stores values that were measured afterwards on the checkpoint of step `step`, which must be
    /// the end of that epoch; they replace those of the same metrics. Throws RunUnavailable if the
    /// run is being trained, and BadInput if the epoch is no longer stored with that step.
    void addEpochValues(RunId id, int epoch, std::int64_t step, const MetricValues& values);

    /// Imports the runs of another store, except those in its bin, or only the run `only`. Imported
    /// runs get new numbers; a run that this store already has stays as it is. Throws BadInput if
    /// the file is not a store, is of a newer version, is damaged or lacks the run; runs that were
    /// imported before stay.
    std::vector<ImportedRun> importRuns(const std::filesystem::path& file,
                                        std::optional<RunId> only = {});

    /// Adds entries at the end of the queue, all or none, and returns their ids. A relative
    /// `data.path` becomes absolute. Throws BadInput as createRun does, and if the queue is full.
    std::vector<std::int64_t> addToQueue(const std::vector<NewQueueEntry>& entries);
    /// Moves an entry to a position from 1; the last one if there are fewer entries. The id of an
    /// entry that does not exist is BadInput "queue entry ID: no such entry", also below.
    void moveInQueue(std::int64_t entry, int position);
    /// Removes entries, all or none; their runs stay. Throws BadInput if one is being trained,
    /// unless its process is known to be gone.
    void removeFromQueue(const std::vector<std::int64_t>& entries);
    /// Removes those of the entries that still wait and have no run; the others stay.
    void withdrawFromQueue(const std::vector<std::int64_t>& entries);
    int clearQueue(); ///< removes the finished entries; returns their number
    /// Takes the first entry that waits, or whose process is known to be gone, and sets it to
    /// `running`, owned by this process; nothing if there is none. No entry is taken by two
    /// processes.
    std::optional<QueueEntry> takeFromQueue();
    /// Sets the run of an entry that this process has taken. Throws StoreError if another process
    /// has taken it over.
    void setQueueRun(std::int64_t entry, RunId run);
    /// Ends an entry that this process has taken; `waiting` puts it back. If giveUp fails the
    /// change, this call throws, and the change is still written later if that becomes possible.
    void endQueueEntry(std::int64_t entry, const QueueEntryEnd& end);

    std::vector<std::string> warnings() const; ///< as RunReader::warnings
    /// Why the writes of a training can't be written at the moment, as one line that names the
    /// store; nothing if they can. Fast enough to be called at each step.
    std::optional<std::string> trouble() const;
    /// Fails all waiting writes with the trouble as StoreError, and later ones at once until a
    /// write succeeds again. Does nothing if there is no trouble.
    void giveUp();

    const std::filesystem::path& path() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asge
