// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <pty.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace asge::test {

/// How a program ended, and its whole output.
struct Ended {
    int status = -1; ///< exit status; −1 if a signal ended it
    int signal = 0;
    std::string out;
    std::string error;
};

/// A program under test whose standard output and standard error are captured.
class Process {
  public:
    /// Starts the program. If `columns` is not 0, its standard output is a terminal of that width.
    explicit Process(const std::vector<std::string>& command, int columns = 0) {
        int out[2];
        int error[2];
        if (!open(out, columns) || pipe2(error, O_CLOEXEC) != 0) {
            return;
        }
        std::vector<char*> words;
        for (const std::string& word : command) {
            words.push_back(const_cast<char*>(word.c_str()));
        }
        words.push_back(nullptr);
        pid_ = fork();
        if (pid_ == 0) {
            dup2(out[1], STDOUT_FILENO);
            dup2(error[1], STDERR_FILENO);
            execv(words[0], words.data());
            _exit(127);
        }
        close(out[1]);
        close(error[1]);
        out_ = out[0];
        error_ = error[0];
    }
    ~Process() {
        if (pid_ > 0) {
            kill(SIGKILL);
            wait();
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Closes its terminal or the pipe that reads its output.
    void hangUp() {
        close(out_);
        out_ = -1; // poll() ignores −1
    }
    void kill(int signal) const { ::kill(pid_, signal); }
    pid_t pid() const { return pid_; }

    /// Reads the program's output until `enough` returns true for it. Returns false after
    /// `milliseconds`.
    template <typename Enough>
    bool readUntil(const Enough& enough, int milliseconds) {
        for (int waited = 0; waited < milliseconds; waited += kSlice) {
            read();
            if (enough(ended_.out)) {
                return true;
            }
        }
        return false;
    }

    /// The same for standard error.
    template <typename Enough>
    bool readErrorUntil(const Enough& enough, int milliseconds) {
        return readUntil([&](const std::string&) { return enough(ended_.error); }, milliseconds);
    }

    /// Waits for the program's end; kills it after five minutes.
    Ended wait() {
        const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(5);
        int state = 0;
        while (waitpid(pid_, &state, WNOHANG) == 0) {
            read();
            if (std::chrono::steady_clock::now() > patience) {
                kill(SIGKILL);
            }
        }
        pid_ = -1;
        while (read()) {
        }
        if (out_ >= 0) {
            close(out_);
        }
        close(error_);
        ended_.status = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
        ended_.signal = WIFSIGNALED(state) ? WTERMSIG(state) : 0;
        return ended_;
    }

  private:
    static constexpr int kSlice = 20;

    static bool open(int (&out)[2], int columns) {
        if (columns == 0) {
            return pipe2(out, O_CLOEXEC) == 0;
        }
        winsize size{};
        size.ws_col = static_cast<unsigned short>(columns);
        size.ws_row = 24;
        return openpty(&out[0], &out[1], nullptr, nullptr, &size) == 0 &&
               fcntl(out[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(out[1], F_SETFD, FD_CLOEXEC) == 0;
    }

    /// Reads available output, with a short wait. Returns false if there was none.
    bool read() {
        pollfd files[] = {{out_, POLLIN, 0}, {error_, POLLIN, 0}};
        if (poll(files, 2, kSlice) <= 0) {
            return false;
        }
        bool any = false;
        char bytes[4096];
        for (const auto& [file, text] : {std::pair(0, &ended_.out), std::pair(1, &ended_.error)}) {
            if ((files[file].revents & (POLLIN | POLLHUP)) != 0) {
                const ssize_t size = ::read(files[file].fd, bytes, sizeof bytes);
                if (size > 0) {
                    text->append(bytes, static_cast<std::size_t>(size));
                    any = true;
                }
            }
        }
        return any;
    }

    pid_t pid_ = -1;
    int out_ = -1;
    int error_ = -1;
    Ended ended_;
};

/// Waits until the process has a handler for the signal. Returns false after the given time.
inline bool catches(pid_t pid, int signal, int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (std::chrono::steady_clock::now() < end) {
        std::ifstream status("/proc/" + std::to_string(pid) + "/status");
        for (std::string word; status >> word;) {
            if (word == "SigCgt:" && status >> word &&
                (std::stoull(word, nullptr, 16) >> (signal - 1) & 1U) != 0) {
                return true;
            }
        }
        usleep(1000);
    }
    return false;
}

inline Ended run(const std::vector<std::string>& command) {
    return Process(command).wait();
}

/// Runs a program and lets the loader list every library that it opens on standard error.
inline Ended runListingLibraries(std::vector<std::string> command) {
    command.insert(command.begin(), {"/usr/bin/env", "LD_DEBUG=files"});
    return run(command);
}

/// Runs a program and lets libgomp print its settings on standard error when it is loaded.
inline Ended runShowingOpenMpSettings(std::vector<std::string> command) {
    command.insert(command.begin(), {"/usr/bin/env", "-u", "GOMP_SPINCOUNT", "-u",
                                     "OMP_WAIT_POLICY", "OMP_DISPLAY_ENV=VERBOSE"});
    return run(command);
}

} // namespace asge::test
