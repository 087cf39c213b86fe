// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/queue_options.h"

namespace asge::cli {

// They return an exit status and throw asge::Error if they fail.

int moveInQueue(const QueueOptions& options);
int removeFromQueue(const QueueOptions& options);
int clearQueue(const QueueOptions& options); ///< removes the finished entries

} // namespace asge::cli
