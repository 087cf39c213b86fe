#include "app/cli/interruption.h"

#include "app/cli/commands.h"
#include "core/stop_signals.h"

#include <cstdlib>

namespace asge::cli {

int untilInterrupted(const std::function<int()>& work) {
    const StopSignals signals([](int) { std::quick_exit(interrupted); });
    return work();
}

} // namespace asge::cli
