#include "app/cli/stop_signals.h"

#include <csignal>
#include <semaphore.h>

namespace asge::cli {

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

/// What a signal handler may touch has to be static: posting a semaphore is all that ours does.
/// (Blocking the signals and waiting for them would not do: a signal may reach a thread that a
/// library has started.)
sem_t signalled;
volatile std::sig_atomic_t caught = 0;

void onArrival(int) {
    caught = 1;
    sem_post(&signalled);
}

void setHandler(void (*handler)(int), int flags) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    for (const int signal : kSignals) {
        sigaction(signal, &action, nullptr);
    }
}

void waitForSemaphore() {
    while (sem_wait(&signalled) != 0) {
        // interrupted by some other signal
    }
}

} // namespace

StopSignals::StopSignals(std::function<void()> onSignal) {
    caught = 0;
    sem_init(&signalled, 0, 0);
    thread_ = std::thread([onSignal = std::move(onSignal)] {
        waitForSemaphore();
        if (caught != 0) {
            // From now on a signal ends the program at once.
            setHandler(SIG_DFL, 0);
            onSignal();
        }
    });
    setHandler(onArrival, SA_RESTART);
}

StopSignals::~StopSignals() {
    setHandler(SIG_DFL, 0);
    sem_post(&signalled);
    thread_.join();
    sem_destroy(&signalled);
}

} // namespace asge::cli
