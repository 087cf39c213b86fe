#pragma once

#include <functional>

namespace asge::cli {

/// Does `work` and gives its exit status. A signal that asks the program to end (StopSignals) ends
/// it at once with the status of an interruption, after what std::at_quick_exit has been given:
/// scratch files are removed there.
int untilInterrupted(const std::function<int()>& work);

} // namespace asge::cli
