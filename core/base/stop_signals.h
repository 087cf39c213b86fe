// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <string>
#include <thread>

namespace asge {

/// Makes a failed write return an error instead of ending the program; to be called first in main.
/// SIGPIPE (a pipe without a reader) and SIGXFSZ (the limit on a file's size) are ignored, so that
/// the write fails with EPIPE or EFBIG. A closed standard stream gets a descriptor that can't be
/// used, so that no file that is opened later gets its number and receives the program's output.
void surviveLostOutput();

/// The name of a signal, such as "SIGTERM"; "signal 77" if it has no name here.
std::string signalName(int signal);

/// Calls `onSignal` with the number of the first signal that asks the program to end. The call is
/// made on a separate thread, so the function may lock and allocate. The signals are SIGINT,
/// SIGTERM, SIGHUP (the terminal is closed), SIGXCPU (the limit on processor time), and the
/// warnings of batch systems and power supplies (SIGUSR1, SIGUSR2, SIGALRM, SIGPWR). A signal that
/// was ignored before stays ignored, as under nohup.
///
/// A later SIGINT or SIGTERM has its default effect: it ends the program at once. The other signals
/// are ignored afterwards, because the system repeats SIGXCPU each second, and sends SIGHUP
/// together with SIGTERM at a logout. A signal right after the first one counts as the same
/// request, because `timeout` signals its child and then the child's process group.
///
/// The destructor restores the previous handlers, unless a signal has been caught: a repetition
/// must not kill a program that is about to end. Only one object may exist at a time.
class StopSignals {
  public:
    /// Returns seconds above 0. Called in a signal handler, so it must be async-signal-safe.
    using Clock = double (*)();

    /// Tests give their own clock; the default is a monotonic one.
    explicit StopSignals(std::function<void(int signal)> onSignal, Clock clock = nullptr);
    ~StopSignals();

    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

  private:
    std::thread thread_;
};

} // namespace asge
