// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/probe_ledger.h"

namespace asge {

namespace {

/// Seconds between live probes: faster updates of the maps could not be followed by eye.
constexpr double kFastestLive = 0.2;

} // namespace

bool ProbeLedger::fits(int probes, double time, double budget) const {
    return budget >= 1 || spent_ + probes * lastCost_ <= budget * (time - begin_);
}

bool ProbeLedger::fits(double now, double budget) const {
    return budget > 0 && (isEmpty_ || fits(1, now, budget));
}

bool ProbeLedger::fitsLive(double now, double epochEnd, double budget) const {
    if (isEmpty_ || budget <= 0) {
        return budget > 0;
    }
    return now >= lastEnd_ + kFastestLive && fits(1, now, budget) && fits(2, epochEnd, budget);
}

void ProbeLedger::add(double now, double cost) {
    isEmpty_ = false;
    spent_ += cost;
    lastCost_ = cost;
    lastEnd_ = now;
}

} // namespace asge
