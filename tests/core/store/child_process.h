// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <vector>

#include <sys/types.h>

namespace asge::test {

/// A child process that runs `work` and sends numbers to this process with `report`. Must be
/// created while this process has no second thread and no open store. The destructor kills it if it
/// still runs.
class ChildProcess {
  public:
    using Report = std::function<void(int)>;

    explicit ChildProcess(const std::function<void(const Report&)>& work);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    int next();              ///< waits for a report; -1 if the child has ended
    std::vector<int> rest(); ///< waits for the child's end; returns the remaining reports
    void kill();             ///< sends SIGKILL and waits; the child stays a zombie until `wait`
    bool wait();             ///< true if the child ended by itself without an exception

  private:
    pid_t pid_ = -1;
    int pipe_ = -1;
};

} // namespace asge::test
