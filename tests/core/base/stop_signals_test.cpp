// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/stop_signals.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asge {
namespace {

/// Runs `work` in a child process, because signals affect a whole process; returns the status of
/// waitpid.
template <typename Work>
int inAProcess(const Work& work) {
    const pid_t pid = fork();
    if (pid == 0) {
        alarm(20);                    // ends a test that hangs
        std::signal(SIGINT, SIG_DFL); // ignored if a shell runs the tests in the background
        _exit(work());
    }
    int state = 0;
    waitpid(pid, &state, 0);
    return state;
}

template <typename Condition>
bool comesTrue(const Condition& condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return condition();
}

/// A clock that tests set.
std::atomic<double> testSeconds = 1;
double testClock() {
    return testSeconds;
}

TEST(StopSignals, EachOneThatAsksForTheEndIsReported) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGUSR1, SIGUSR2, SIGPWR}) {
        const int state = inAProcess([signal] {
            std::atomic<int> reported = 0;
            const StopSignals stopSignals([&](int which) { reported = which; });
            kill(getpid(), signal);
            return comesTrue([&] { return reported == signal; }) ? 7 : 1;
        });
        EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7) << signalName(signal);
    }
}

/// Only the first signal is reported, so it would be SIGHUP if that were caught.
TEST(StopSignals, AnIgnoredOneStaysIgnored) {
    const int state = inAProcess([] {
        std::signal(SIGHUP, SIG_IGN);
        std::atomic<int> reported = 0;
        {
            const StopSignals stopSignals([&](int which) { reported = which; });
            raise(SIGHUP);
            raise(SIGUSR1);
            if (!comesTrue([&] { return reported == SIGUSR1; })) {
                return 1;
            }
        }
        kill(getpid(), SIGHUP);
        return 7;
    });
    EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7) << state;
}

TEST(StopSignals, ASecondInterruptEndsTheProgram) {
    const int state = inAProcess([] {
        const StopSignals stopSignals([](int) {}, testClock);
        raise(SIGTERM);
        testSeconds = testSeconds + 0.4;
        raise(SIGINT);
        return 0;
    });
    EXPECT_TRUE(WIFSIGNALED(state) && WTERMSIG(state) == SIGINT) << state;
}

/// `timeout` signals its child and then the child's group; a logout sends two signals; SIGXCPU is
/// repeated each second.
TEST(StopSignals, ARepeatedRequestIsReportedOnce) {
    const int state = inAProcess([] {
        std::atomic<int> calls = 0;
        {
            const StopSignals stopSignals([&](int) { ++calls; }, testClock);
            raise(SIGTERM);
            testSeconds = testSeconds + 0.2;
            raise(SIGTERM);
            raise(SIGHUP);
            testSeconds = testSeconds + 10;
            raise(SIGXCPU);
            raise(SIGHUP);
            comesTrue([&] { return calls > 0; });
        }
        raise(SIGXCPU); // while the program is about to end
        return calls == 1 ? 7 : 1;
    });
    EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7) << state;
}

TEST(StopSignals, AreRestored) {
    const int state = inAProcess([] {
        {
            const StopSignals stopSignals([](int) {});
        }
        raise(SIGTERM);
        return 0;
    });
    EXPECT_TRUE(WIFSIGNALED(state) && WTERMSIG(state) == SIGTERM) << state;
}

TEST(SurviveLostOutput, AFailedWriteDoesNotEndTheProgram) {
    const int state = inAProcess([] {
        surviveLostOutput();
        int ends[2];
        if (pipe(ends) != 0) {
            return 1;
        }
        close(ends[0]);
        if (write(ends[1], "x", 1) != -1 || errno != EPIPE) {
            return 2;
        }
        const rlimit limit{1, 1};
        setrlimit(RLIMIT_FSIZE, &limit);
        const int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
        if (write(file, "x", 1) != 1 || write(file, "x", 1) != -1 || errno != EFBIG) {
            return 3;
        }
        return 7;
    });
    EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7) << state;
}

TEST(SurviveLostOutput, NoFileGetsTheNumberOfAClosedStream) {
    const int state = inAProcess([] {
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        close(STDERR_FILENO);
        surviveLostOutput();
        const int file = open("/dev/null", O_RDWR);
        const bool fails = write(STDOUT_FILENO, "x", 1) == -1 && write(STDERR_FILENO, "x", 1) == -1;
        return file > STDERR_FILENO && fails ? 7 : 1;
    });
    EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7) << state;
}

} // namespace
} // namespace asge
