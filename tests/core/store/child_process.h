// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <vector>

#include <sys/types.h>

namespace asge::test {

/// Another process that does `work` and tells numbers through `report`. To be made while this
/// process has no second thread and no open store. Killed, if it still runs, when the object goes.
class ChildProcess {
  public:
    using Report = std::function<void(int)>;

    explicit ChildProcess(const std::function<void(const Report&)>& work);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t pid() const { return pid_; }
    int next();              ///< waits for a report; -1 where the child has ended
    std::vector<int> rest(); ///< waits for the child's end; what it still reported
    void kill();             ///< kill -9, and waits; the child stays a zombie until `wait`
    bool wait();             ///< true where it ended by itself and without an exception

  private:
    pid_t pid_ = -1;
    int pipe_ = -1;
};

} // namespace asge::test
