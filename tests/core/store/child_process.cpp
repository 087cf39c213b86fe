// SPDX-License-Identifier: GPL-3.0-or-later

#include "child_process.h"

#include <array>
#include <cstdio>
#include <exception>
#include <stdexcept>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace asge::test {
namespace {

[[noreturn]] void runChild(const std::function<void(const ChildProcess::Report&)>& work, int pipe) {
    int status = 0;
    try {
        work([pipe](int value) {
            if (write(pipe, &value, sizeof value) != sizeof value) {
                throw std::runtime_error("the report can't be written");
            }
        });
    } catch (const std::exception& error) {
        std::fprintf(stderr, "child: %s\n", error.what());
        status = 1;
    }
    _exit(status);
}

} // namespace

ChildProcess::ChildProcess(const std::function<void(const Report&)>& work) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0 || (pid_ = fork()) < 0) {
        throw std::runtime_error("no child process");
    }
    if (pid_ == 0) {
        close(ends[0]);
        runChild(work, ends[1]);
    }
    close(ends[1]);
    pipe_ = ends[0];
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        kill();
        wait();
    }
    close(pipe_);
}

int ChildProcess::next() {
    int value = 0;
    return read(pipe_, &value, sizeof value) == sizeof value ? value : -1;
}

std::vector<int> ChildProcess::rest() {
    std::vector<int> values;
    for (int value = next(); value != -1; value = next()) {
        values.push_back(value);
    }
    return values;
}

void ChildProcess::kill() {
    ::kill(pid_, SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
}

bool ChildProcess::wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace asge::test
