#pragma once

#include <functional>
#include <string>
#include <thread>

namespace asge {

/// Makes lost output an error of the write in place of the program's end; for the beginning of
/// main. Signals are ignored that a pipe without a reader (SIGPIPE) and the limit on a file's size
/// (SIGXFSZ) send, so that the write fails with EPIPE or EFBIG. A standard stream that is closed
/// gets a descriptor that can't be used, so that no file that is opened later takes its number and
/// receives what the program prints.
void surviveLostOutput();

/// "SIGTERM"; "signal 77" for one without a name here.
std::string signalName(int signal);

/// Turns the first signal that asks the program to end into a call of `onSignal` with its number,
/// on a thread of its own, so that the function may lock and allocate. These are SIGINT, SIGTERM,
/// SIGHUP (the terminal is gone), SIGXCPU (the limit on processor time) and what batch systems and
/// power supplies warn with (SIGUSR1, SIGUSR2, SIGALRM, SIGPWR). A signal that was ignored before
/// stays ignored, as under nohup.
///
/// A later SIGINT or SIGTERM acts as if it were not caught: it ends the program at once. The other
/// signals do nothing any more: the system repeats SIGXCPU each second, and sends SIGHUP with
/// SIGTERM at a logout. What comes right after the first signal counts as the same request, because
/// `timeout` signals its child and then the child's group.
///
/// The destructor restores what the signals did before, unless one has been caught: a repetition
/// must not kill a program that is about to end. There can be one object at a time.
class StopSignals {
  public:
    explicit StopSignals(std::function<void(int signal)> onSignal);
    ~StopSignals();

    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

  private:
    std::thread thread_;
};

} // namespace asge
