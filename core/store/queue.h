// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/queue_entry.h"
#include "core/store/heartbeat_monitor.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace asge {

// The table of the queue. All functions must be called inside a transaction. The id of an entry
// that does not exist is BadInput "queue entry ID: no such entry".

constexpr std::size_t kMostQueueEntries = 10'000;

/// Adds entries at the end and returns their ids. A relative `data.path` becomes absolute, because
/// the entry may be trained by a program that was started in another folder. Throws BadInput if the
/// queue would have more than kMostQueueEntries.
std::vector<std::int64_t> insertEntries(SQLite::Database& database,
                                        const std::vector<NewQueueEntry>& entries);
/// The experiments of the queue that was read last, by their text. A queue is read at each change
/// of the store, and parsing thousands of experiments takes longer than reading them.
class QueuedExperiments {
  public:
    void beginReading(); ///< experiments that are not asked for until the next call are forgotten
    /// Throws BadInput as parseExperiment does.
    const Experiment& of(const std::string& text, const std::string& source);

  private:
    std::unordered_map<std::string, Experiment> before_;
    std::unordered_map<std::string, Experiment> now_;
};

/// The entries in their order, without faulty ones. An entry whose process is known to be gone is
/// `interrupted`. `known` has the experiments of the last call.
Queue readQueue(const SQLite::Database& database, HeartbeatMonitor& monitor,
                QueuedExperiments& known);
/// The running entries whose process is known to be gone.
std::vector<std::int64_t> goneEntries(const SQLite::Database& database, HeartbeatMonitor& monitor);

/// Moves an entry to a position from 1; the last one if there are fewer entries.
void moveEntry(SQLite::Database& database, std::int64_t id, int position);
/// Removes entries, also faulty ones; their runs stay. Throws BadInput if one is being trained,
/// unless its process is known to be gone.
void removeEntries(SQLite::Database& database, const std::vector<std::int64_t>& ids,
                   HeartbeatMonitor& monitor);
/// Removes those of the entries that still wait and have no run; the others stay.
void withdrawEntries(SQLite::Database& database, const std::vector<std::int64_t>& ids);
/// Removes the finished entries; returns their number.
int removeFinishedEntries(SQLite::Database& database);

/// Makes this process the owner of the first entry that waits or is interrupted and sets it to
/// `running`; nothing if there is none. Faulty entries are passed over.
std::optional<QueueEntry> takeEntry(SQLite::Database& database, HeartbeatMonitor& monitor);
/// Sets the run of an entry that `self` trains. Throws StoreError if it no longer does, because
/// another process took it over.
void setEntryRun(SQLite::Database& database, std::int64_t id, RunId run,
                 const ProcessIdentity& self);
/// Ends an entry that `self` trains; does nothing if it no longer does.
void endEntry(SQLite::Database& database, std::int64_t id, const QueueEntryEnd& end,
              const ProcessIdentity& self);

/// The entries that this process trains. Used only on the writer's thread.
class TakenEntries {
  public:
    explicit TakenEntries(const ProcessIdentity& self) : self_(self) {}

    void taken(std::int64_t id) { ends_[id] = std::nullopt; }
    /// An end that could not be written is written with a later heartbeat.
    void ended(std::int64_t id, const QueueEntryEnd& end, bool written);
    bool isEmpty() const { return ends_.empty(); }
    /// Updates the heartbeats of the entries, and writes the ends that could not be written.
    void refresh(SQLite::Database& database) const;
    /// Called with whether the last refresh was committed.
    void settle(bool written);

  private:
    const ProcessIdentity& self_;
    std::map<std::int64_t, std::optional<QueueEntryEnd>> ends_; ///< nothing: not ended yet
};

} // namespace asge
