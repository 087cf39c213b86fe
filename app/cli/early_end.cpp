// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/early_end.h"

#include "app/cli/bar_line.h"
#include "app/cli/exit_status.h"
#include "app/cli/output.h"

#include <chrono>
#include <cstdlib>
#include <thread>

namespace asge::cli {

void EarlyEnd::exitIfAllowed() {
    if (isAllowed_ && !hasEnd_.exchange(true)) {
        BarLine::clearForExit();
        reportError();
        std::quick_exit(interrupted);
    }
}

int EarlyEnd::status() {
    while (hasEnd_.exchange(true)) { // the signal's thread is about to end the program
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    reportError();
    return interrupted;
}

void EarlyEnd::reportError() const {
    printError("stopped before the first batch; " + words_);
}

} // namespace asge::cli
