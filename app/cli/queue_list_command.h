// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/queue_options.h"

namespace asge::cli {

/// Prints the entries of the queue in their order.
int listQueue(const QueueOptions& options);

} // namespace asge::cli
