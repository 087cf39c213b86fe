// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// An experiment to be added to the queue, with the name and tags of its run.
struct NewQueueEntry {
    std::string name;
    std::vector<std::string> tags;
    Experiment experiment;
};

/// An entry of the store's queue of experiments, which programs train one after another.
struct QueueEntry {
    enum class Status {
        waiting,     ///< is trained when it is its turn; resumes `run` if there is one
        running,     ///< a process trains it
        interrupted, ///< its process is gone; counts as waiting
        finished,
        stopped, ///< the user stopped its run, but not the queue
        failed
    };

    std::int64_t id = 0;
    int position = 0; ///< 1 is the first entry of the queue
    std::string name; ///< of its run
    std::vector<std::string> tags;
    Experiment experiment;
    std::string added; ///< UTC, ISO 8601
    Status status = Status::waiting;
    RunId run = 0;      ///< 0 until its training has begun
    std::string reason; ///< why it was stopped or failed; may be empty

    bool isToTrain() const { return status == Status::waiting || status == Status::interrupted; }
    bool operator==(const QueueEntry&) const = default;
};
std::string_view toString(QueueEntry::Status status);

/// The outcome of an attempt to train an entry: `waiting` if it is to be continued later.
struct QueueEntryEnd {
    QueueEntry::Status status = QueueEntry::Status::finished;
    std::string reason;
};

/// The queue as it was read from a store.
struct Queue {
    std::vector<QueueEntry> entries; ///< in their order
    /// The faulty entries, which `entries` lacks: one line each with the reason.
    std::vector<std::string> leftOut;
};

} // namespace asge
