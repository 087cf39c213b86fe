#include "core/stop_signals.h"

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

/// What a signal handler uses has to be static, and may be no more than this. (Blocking the signals
/// and waiting for them would not do: a signal may reach a thread that a library has started.)
sem_t changed;
std::atomic<int> caught = 0;
std::atomic<double> caughtAt = 0;
std::atomic<bool> ending = false;
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<double>::is_always_lock_free);
/// What the signals did before; nothing for those that are left alone.
std::array<std::optional<struct sigaction>, kStopSignals.size()> before;

double now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void restore(int signal) {
    for (std::size_t i = 0; i < kStopSignals.size(); ++i) {
        if (kStopSignals[i] == signal && before[i]) {
            sigaction(signal, &*before[i], nullptr);
        }
    }
}

void onArrival(int signal) {
    const int error = errno;
    int none = 0;
    if (caught.compare_exchange_strong(none, signal)) {
        caughtAt = now();
        sem_post(&changed);
    } else if ((signal == SIGINT || signal == SIGTERM) && caughtAt > 0 &&
               now() - caughtAt > kSameRequestSeconds) {
        restore(signal);
        raise(signal); // arrives when this handler returns
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
            continue; // of an earlier object that has caught a signal
        }
        before[i].reset();
        if (old.sa_handler != SIG_IGN) {
            before[i] = old;
            sigaction(kStopSignals[i], &action, nullptr);
        }
    }
}

void ignore(int signal) {
    struct sigaction action = {};
    action.sa_handler = SIG_IGN;
    sigaction(signal, &action, nullptr);
}

} // namespace

void surviveLostOutput() {
    ignore(SIGPIPE);
    ignore(SIGXFSZ);
    // open() gives the lowest free number, so the streams are filled up in their order, each with
    // the access that makes its use fail as a closed one's does.
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

StopSignals::StopSignals(std::function<void(int signal)> onSignal) {
    caught = 0;
    caughtAt = 0;
    ending = false;
    sem_init(&changed, 0, 0);
    thread_ = std::thread([onSignal = std::move(onSignal)] {
        while (caught == 0 && !ending) {
            sem_wait(&changed); // an error means that a signal came: the loop looks again
        }
        if (caught != 0) {
            onSignal(caught);
        }
    });
    catchSignals();
}

StopSignals::~StopSignals() {
    ending = true;
    sem_post(&changed);
    thread_.join();
    if (caught == 0) {
        for (const int signal : kStopSignals) {
            restore(signal);
        }
    }
}

} // namespace asge
