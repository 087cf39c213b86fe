#include "app/cli/stop_signals.h"

#include <csignal>
#include <pthread.h>

namespace asge::cli {

namespace {

/// Wakes the waiting thread when nothing else does.
constexpr int kWake = SIGUSR1;

sigset_t waitedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, kWake}) {
        sigaddset(&set, signal);
    }
    return set;
}

} // namespace

StopSignals::StopSignals(std::function<void()> onSignal) {
    const sigset_t set = waitedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([set, onSignal = std::move(onSignal)] {
        int signal = 0;
        sigwait(&set, &signal);
        if (signal == kWake) {
            return;
        }
        onSignal();
        sigwait(&set, &signal);
        if (signal != kWake) {
            std::signal(signal, SIG_DFL);
            pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
            std::raise(signal);
        }
    });
}

StopSignals::~StopSignals() {
    pthread_kill(thread_.native_handle(), kWake);
    thread_.join();
}

} // namespace asge::cli
