// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/time_left.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr double kSmoothing = 0.05;

} // namespace

void TimeLeft::begin(const NewRun& run) {
    *this = {};
    epochs_ = run.epochs;
    batch_ = run.batch;
    scale_ = run.scale();
}

void TimeLeft::add(const StepEvent& step) {
    const double passed = step.seconds - last_.seconds;
    const bool isFirst = last_.step == 0;
    const bool beginsEpoch = step.epoch != last_.epoch && !isFirst;
    last_.epoch = step.epoch;
    last_.step = step.step;
    last_.seconds = step.seconds;
    if (isFirst && step.step > 1) {
        return; // a resumed run, whose time began long before
    }
    if (passed > 0) {
        count(group_);
        group_ = {0, passed, beginsEpoch};
    }
    ++group_.steps;
}

void TimeLeft::count(const Group& group) {
    if (group.seconds <= 0) {
        return;
    }
    if (group.beginsEpoch) {
        betweenEpochs_ = std::max(0.0, group.seconds - group.steps * pace_);
        return;
    }
    // At first a plain mean, so that the slow first step does not count for long.
    ++counted_;
    const double weight = std::max(1 - std::pow(1 - kSmoothing, group.steps), 1.0 / counted_);
    pace_ += weight * (group.seconds / group.steps - pace_);
}

double TimeLeft::trainedEpochs() const {
    return last_.step == 0 ? 0.0 : scale_.at(last_.step);
}

double TimeLeft::imagesPerSecond() const {
    return isKnown() ? batch_ / pace_ : 0;
}

double TimeLeft::seconds() const {
    const double epochsLeft = epochs_ - last_.epoch + 1;
    const double stepsLeft = (epochs_ - trainedEpochs()) * scale_.stepsPerEpoch;
    return isKnown() ? stepsLeft * pace_ + epochsLeft * betweenEpochs_ : 0;
}

} // namespace asge
