#pragma once

#include <functional>
#include <thread>

namespace asge::cli {

/// Turns the first SIGINT, SIGTERM or SIGHUP (its terminal is gone) into a call of `onSignal`, on a
/// thread of its own (so it may lock and allocate); a second one ends the program as if nothing had
/// been caught. One at a time.
class StopSignals {
  public:
    explicit StopSignals(std::function<void()> onSignal);
    ~StopSignals();

    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

  private:
    std::thread thread_;
};

} // namespace asge::cli
