// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge {

/// Decides which probes fit into a training's budget, the fraction of the training time that all
/// probes together may take. Times are training times in seconds. The next probe is expected to
/// cost as much as the last one. The cost of the first probe is not known, so it always fits, and
/// later ones wait until the budget has covered it. A budget of 0 allows no probes, and one of 1
/// allows each.
class ProbeLedger {
  public:
    /// Begins at a training time that is not 0 if the training is resumed.
    explicit ProbeLedger(double begin = 0) : begin_(begin) {}

    /// Whether a probe fits at an epoch's end.
    bool fits(double now, double budget) const;
    /// Whether a live probe fits, which must leave room for the probe at the end of its epoch. The
    /// epoch is expected to end at `epochEnd`.
    bool fitsLive(double now, double epochEnd, double budget) const;
    /// Adds a probe that took `cost` and ended now.
    void add(double now, double cost);

    double lastCost() const { return lastCost_; } ///< 0 before the first probe
    double spent() const { return spent_; }       ///< cost of all probes

  private:
    /// Whether so many more probes fit until then.
    bool fits(int probes, double time, double budget) const;

    double begin_;
    double spent_ = 0;
    double lastCost_ = 0;
    double lastEnd_ = 0;
    bool isEmpty_ = true;
};

} // namespace asge
