// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/thread_priority.h"

#include <sched.h>
#include <sys/resource.h>

namespace asge {

namespace {

constexpr int kNiceness = 5; ///< the window's thread has 0

} // namespace

void yieldToWindow() {
    // On Linux, process 0 of setpriority means the calling thread.
    setpriority(PRIO_PROCESS, 0, kNiceness);
}

void runWhenIdle() {
    sched_param parameters{};
    sched_setscheduler(0, SCHED_IDLE, &parameters);
}

} // namespace asge
