// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/control.h"
#include "core/control/session.h"
#include "core/run/queue_entry.h"
#include "core/store/run_writer.h"

#include <functional>

namespace asge {

/// Trains an entry of the queue that this process has taken: resumes its run, or trains a new one
/// if it has none or the run was deleted. Writes the entry's run as soon as there is one, and its
/// end: `finished`; `failed` with the reason; if the training was stopped, `waiting` if
/// `isQueueStopped` returns true, so that it is resumed later, else `stopped`. Returns and throws
/// as Engine::train and Engine::resume do, after the end has been written.
SessionResult trainEntry(const QueueEntry& entry, RunWriter& store, TrainingControl& control,
                         SessionListener& listener, const std::function<bool()>& isQueueStopped);

} // namespace asge
