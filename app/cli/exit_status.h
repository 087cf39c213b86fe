// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge::cli {

/// Exit statuses of the program.
enum Exit { ok = 0, failure = 1, badInput = 2, interrupted = 130 };

} // namespace asge::cli
