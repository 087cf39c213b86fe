// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/step_times.h"

#include <algorithm>
#include <chrono>

namespace asge {

StepTimes::StepTimes(const std::function<Clock::time_point()>& now) : now_(now), clock_(now) {
    restart();
}

void StepTimes::restart() {
    wallBegin_ = now_();
    begin_ = clock_.seconds();
}

void StepTimes::add(const PhaseSeconds& phases, double probe, double store) {
    constexpr double kStopped =
        1; // seconds; if the process was stopped, the clocks differ by several
    const double wall = std::chrono::duration<double>(now_() - wallBegin_).count();
    const double ran = clock_.seconds() - begin_;
    ++steps_;
    seconds_ += ran;
    if (wall - ran < kStopped) { // else one of the phases, unknown which, contains the stop
        for (std::size_t i = 0; i < kPhases; ++i) {
            phases_.seconds[i] += phases.seconds[i];
        }
        probe_ += probe;
        store_ += store;
    }
    restart();
}

std::vector<std::pair<std::string, double>> StepTimes::phases() const {
    std::vector<std::pair<std::string, double>> all = {{"data", phases_[Phase::data]},
                                                       {"forward", phases_[Phase::forward]},
                                                       {"goodness", phases_[Phase::goodness]},
                                                       {"gradient", phases_[Phase::gradient]},
                                                       {"optimizer", phases_[Phase::optimizer]},
                                                       {"next_input", phases_[Phase::nextInput]},
                                                       {"probe", probe_},
                                                       {"store", store_}};
    double known = 0;
    for (const auto& [name, seconds] : all) {
        known += seconds;
    }
    all.emplace_back("other", std::max(0.0, seconds_ - known));
    return all;
}

} // namespace asge
