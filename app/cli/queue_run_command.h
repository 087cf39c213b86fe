// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/queue_options.h"

namespace asge::cli {

/// Trains the waiting entries of the queue one after another. A signal stops the current one with a
/// checkpoint and leaves it in the queue. Returns an exit status; throws asge::Error if the queue
/// can't be read.
int runQueue(const QueueOptions& options);

} // namespace asge::cli
