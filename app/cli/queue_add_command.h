// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/queue_options.h"

namespace asge::cli {

/// Adds an experiment file, the cells of a sweep, or the settings of a stored run to the queue.
/// Returns an exit status; throws asge::Error if it fails.
int addToQueue(const QueueOptions& options);

} // namespace asge::cli
