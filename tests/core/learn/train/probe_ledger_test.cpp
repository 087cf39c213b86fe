// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/probe_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace asge {
namespace {

constexpr double kBudget = 0.01;

TEST(ProbeLedger, TheFirstProbeComesAtOnceAndIsPaidOffBeforeTheNext) {
    ProbeLedger ledger;
    EXPECT_TRUE(ledger.fitsLive(0, 0, kBudget));
    ledger.add(0.5, 0.5);
    EXPECT_DOUBLE_EQ(ledger.lastCost(), 0.5);
    EXPECT_FALSE(ledger.fitsLive(99, 1000, kBudget)) << "0.5 s are paid for, another 0.5 s are not";
    EXPECT_FALSE(ledger.fits(99, kBudget));
    EXPECT_TRUE(ledger.fitsLive(101, 1000, kBudget));
    EXPECT_TRUE(ledger.fits(101, kBudget));
}

TEST(ProbeLedger, TheFirstProbeMayBeThatOfAnEpochsEnd) {
    ProbeLedger ledger;
    EXPECT_TRUE(ledger.fits(1, kBudget));
    ledger.add(2, 0.5);
    EXPECT_FALSE(ledger.fits(3, kBudget));
}

TEST(ProbeLedger, ALiveProbeLeavesRoomForThatOfTheEpochsEnd) {
    ProbeLedger ledger;
    ledger.add(0.1, 0.1);
    EXPECT_FALSE(ledger.fitsLive(21, 29, kBudget)) << "0.3 s at the epoch's end would be too much";
    EXPECT_TRUE(ledger.fitsLive(21, 31, kBudget));
    EXPECT_TRUE(ledger.fits(29, kBudget));
}

TEST(ProbeLedger, LiveProbesAreNeverFasterThanTheEye) {
    ProbeLedger ledger;
    ledger.add(1, 0.001);
    EXPECT_FALSE(ledger.fitsLive(1.1, 100, 1));
    EXPECT_TRUE(ledger.fitsLive(1.3, 100, 1));
    EXPECT_TRUE(ledger.fits(1.1, 1)) << "the end of an epoch";
}

TEST(ProbeLedger, TheBudgetMayChangeAtAnyTime) {
    ProbeLedger ledger;
    EXPECT_FALSE(ledger.fitsLive(0, 0, 0));
    EXPECT_FALSE(ledger.fits(100, 0)) << "no probes at all";
    ledger.add(10, 9);
    EXPECT_FALSE(ledger.fits(20, 0.5));
    EXPECT_TRUE(ledger.fits(20, 0.9));
    EXPECT_TRUE(ledger.fits(10, 1)) << "never skipped";
}

TEST(ProbeLedger, TimeBeforeAResumeDoesNotCount) {
    ProbeLedger ledger(3600);
    EXPECT_TRUE(ledger.fitsLive(3600, 3600, kBudget));
    ledger.add(3600.5, 0.5);
    EXPECT_FALSE(ledger.fits(3699, kBudget));
    EXPECT_TRUE(ledger.fits(3701, kBudget));
}

/// A simulated training: epochs of equal length, steps of 10 ms, probes of equal cost.
struct Simulated {
    double epoch; ///< seconds of its steps
    double cost;
    int live = 0;
    int atEnds = 0;
    double most = 0; ///< the greatest share of all probes at any time after the first is paid off
    double now = 0;

    void train(int epochs, double budget) {
        ProbeLedger ledger;
        const auto probe = [&] {
            now += cost;
            ledger.add(now, cost);
            if (live + atEnds > 0) {
                most = std::max(most, ledger.spent() / now);
            }
        };
        for (int i = 0; i < epochs; ++i) {
            const double begin = now;
            for (double done = 0; done < epoch; done += 0.01) {
                if (ledger.fitsLive(now, begin + epoch, budget)) {
                    probe();
                    ++live;
                }
                now += 0.01;
            }
            if (ledger.fits(now, budget)) {
                probe();
                ++atEnds;
            }
        }
    }
};

TEST(ProbeLedger, KeepsToTheBudgetInShortAndLongEpochs) {
    for (const double epoch : {0.1, 1.0, 10.0, 100.0}) {
        for (const double budget : {0.002, 0.01, 0.1}) {
            Simulated training{epoch, 0.05};
            training.train(static_cast<int>(1000 / epoch), budget);
            EXPECT_LE(training.most, budget * 1.001) << epoch << ' ' << budget;
            const double taken = 0.05 * (training.live + training.atEnds);
            EXPECT_GT(taken, 0.85 * budget * training.now)
                << "and uses it: " << epoch << ' ' << budget;
        }
    }
}

TEST(ProbeLedger, EpochsComeBeforeLiveProbes) {
    Simulated shortEpochs{4, 0.05}; // the budget pays for a probe each 5 s
    shortEpochs.train(250, kBudget);
    EXPECT_GT(shortEpochs.atEnds, 120);
    Simulated longEpochs{100, 0.05};
    longEpochs.train(10, kBudget);
    EXPECT_EQ(longEpochs.atEnds, 10) << "none is skipped";
    EXPECT_GT(longEpochs.live, 150);
}

} // namespace
} // namespace asge
