// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>

namespace asge::cli {

/// Runs `work` and returns its exit status. A signal that asks the program to end (StopSignals)
/// ends it at once with the status of an interruption; functions registered with std::at_quick_exit
/// are called, which remove scratch files.
int untilInterrupted(const std::function<int()>& work);

} // namespace asge::cli
