// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/abrupt_end.h"

#include "app/window/training_job.h"

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace asge {

namespace {

/// process that is protected; a child process has no threads to wait for
std::atomic<pid_t> armedIn = 0;
std::atomic<const char*> endCause = "an abrupt end of the window";

bool isArmed() {
    return armedIn == getpid();
}

} // namespace

AbruptEnd::AbruptEnd() {
    armedIn = getpid();
}

AbruptEnd::~AbruptEnd() {
    armedIn = 0;
}

void AbruptEnd::expect(const char* cause) {
    endCause = cause;
}

void AbruptEnd::now(int status) {
    TrainingJob::stopAllAndWait(endCause.load());
    std::_Exit(status);
}

} // namespace asge

// Handlers of std::atexit would run too late: exit() calls the handlers in reverse order of their
// registration, and LibTorch registers the destruction of objects that training threads use at its
// first operation.

extern "C" void exit(int status) noexcept {
    if (asge::isArmed()) {
        asge::AbruptEnd::now(status);
    }
    using Exit = void (*)(int);
    if (const auto next = reinterpret_cast<Exit>(dlsym(RTLD_NEXT, "exit"))) {
        next(status);
    }
    std::_Exit(status);
}

extern "C" void _exit(int status) {
    if (asge::isArmed()) {
        asge::AbruptEnd::now(status);
    }
    std::_Exit(status);
}
