// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/stop_signals.h"

#include "core/base/affinity.h"

#include <fcntl.h>
#include <semaphore.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <optional>

namespace asge {

namespace {

constexpr std::array kStopSignals = {SIGINT,  SIGTERM, SIGHUP,  SIGXCPU,
                                     SIGUSR1, SIGUSR2, SIGALRM, SIGPWR};
constexpr double kSameRequestSeconds = 0.3;

/// A signal handler may only use static objects of these types. (Blocking the signals and waiting
/// for them is not enough: a signal may reach a thread that a library has started.)
sem_t arrival;
std::atomic<int> caughtSignal = 0;
std::atomic<double> caughtSeconds = 0;
std::atomic<bool> waitingEnds = false;
std::atomic<StopSignals::Clock> clockNow = nullptr;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<double>::is_always_lock_free);
/// The previous actions; nothing for signals that are not caught.
std::array<std::optional<struct sigaction>, kStopSignals.size()> actionsBefore;

double monotonicSeconds() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void restoreAction(int signal) {
    for (std::size_t i = 0; i < kStopSignals.size(); ++i) {
        if (kStopSignals[i] == signal && actionsBefore[i]) {
            sigaction(signal, &*actionsBefore[i], nullptr);
        }
    }
}

void onArrival(int signal) {
    const int error = errno;
    int none = 0;
    if (caughtSignal.compare_exchange_strong(none, signal)) {
        caughtSeconds = clockNow.load()();
        sem_post(&arrival);
    } else if ((signal == SIGINT || signal == SIGTERM) && caughtSeconds > 0 &&
               clockNow.load()() - caughtSeconds > kSameRequestSeconds) {
        restoreAction(signal);
        raise(signal); // is delivered when this handler returns
    }
    errno = error;
}

void catchSignals() {
    struct sigaction action = {};
    action.sa_handler = onArrival;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < kStopSignals.size(); ++i) {
        struct sigaction old = {};
        sigaction(kStopSignals[i], nullptr, &old);
        if (old.sa_handler == onArrival) {
            continue; // set by an earlier object that has caught a signal
        }
        actionsBefore[i].reset();
        if (old.sa_handler != SIG_IGN) {
            actionsBefore[i] = old;
            sigaction(kStopSignals[i], &action, nullptr);
        }
    }
}

void ignoreSignal(int signal) {
    struct sigaction action = {};
    action.sa_handler = SIG_IGN;
    sigaction(signal, &action, nullptr);
}

} // namespace

void surviveLostOutput() {
    ignoreSignal(SIGPIPE);
    ignoreSignal(SIGXFSZ);
    // open() returns the lowest free number, so closed streams are opened in their order, with an
    // access mode that makes their use fail like that of a closed stream.
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
            open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        }
    }
}

std::string signalName(int signal) {
    const char* name = sigabbrev_np(signal);
    return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

StopSignals::StopSignals(std::function<void(int signal)> onSignal, Clock clock) {
    clockNow = clock != nullptr ? clock : monotonicSeconds;
    caughtSignal = 0;
    caughtSeconds = 0;
    waitingEnds = false;
    sem_init(&arrival, 0, 0);
    thread_ = startThread([onSignal = std::move(onSignal)] {
        while (caughtSignal == 0 && !waitingEnds) {
            sem_wait(&arrival); // an error means that a signal arrived; the loop tests again
        }
        if (caughtSignal != 0) {
            onSignal(caughtSignal);
        }
    });
    catchSignals();
}

StopSignals::~StopSignals() {
    waitingEnds = true;
    sem_post(&arrival);
    thread_.join();
    if (caughtSignal == 0) {
        for (const int signal : kStopSignals) {
            restoreAction(signal);
        }
    }
}

} // namespace asge
