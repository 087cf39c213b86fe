// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/interruption.h"

#include "app/cli/bar_line.h"
#include "app/cli/exit_status.h"
#include "core/base/stop_signals.h"

#include <cstdlib>

namespace asge::cli {

int untilInterrupted(const std::function<int()>& work) {
    const StopSignals signals([](int) {
        BarLine::clearForExit();
        std::quick_exit(interrupted);
    });
    return work();
}

} // namespace asge::cli
