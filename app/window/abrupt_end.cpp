#include "app/window/abrupt_end.h"

#include "app/window/training_job.h"

#include <atomic>
#include <cstdlib>

namespace asge {

namespace {

std::atomic<bool> armed = false;

void onExit(int status, void* /*none*/) {
    if (armed) {
        TrainingJob::stopAllAndWait("an abrupt end of the window");
        std::_Exit(status);
    }
}

} // namespace

AbruptEnd::AbruptEnd() {
    armed = true;
    renew();
}

AbruptEnd::~AbruptEnd() {
    armed = false;
}

void AbruptEnd::renew() {
    on_exit(onExit, nullptr);
}

void AbruptEnd::now(const char* cause) {
    TrainingJob::stopAllAndWait(cause);
    std::_Exit(1);
}

} // namespace asge
