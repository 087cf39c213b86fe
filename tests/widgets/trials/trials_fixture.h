// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/settings.h"
#include "tests/support/trial_samples.h"
#include "widgets/trials/trials_view.h"

#include <gtest/gtest.h>

#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <cmath>
#include <vector>

namespace asge::test {

/// A view of the runs of a sweep over learning rate × batch size × seed.
class TrialsViewTest : public testing::Test {
  protected:
    TrialsViewTest() {
        qRegisterMetaType<RunId>("asge::RunId");
        view_.resize(1000, 640);
    }

    RunSummary& add(double rate, int batch, int seed, double validation,
                    const char* tag = "sweep:rates") {
        runs_.push_back(makeTrial(static_cast<RunId>(runs_.size() + 1),
                                  trialExperiment(rate, batch, seed), validation));
        runs_.back().tags = {tag};
        return runs_.back();
    }
    /// 2 settings × 3 values × 2 seeds; the best is rate 0.1, batch 128.
    void addGrid() {
        for (const int seed : {1, 2}) {
            for (const double rate : {0.001, 0.01, 0.1}) {
                for (const int batch : {32, 64, 128}) {
                    add(rate, batch, seed,
                        0.8 + 0.03 * std::log10(rate * 1000) + 0.0002 * batch + 0.001 * seed);
                }
            }
        }
    }
    static QueueEntry waiting(double rate, int batch, std::int64_t id = 7) {
        return waitingTrial(id, trialExperiment(rate, batch, 1));
    }
    void show() {
        view_.setRuns(runs_);
        view_.show();
        QTest::qWait(0);
    }
    template <class Part>
    Part* part(int tab) {
        view_.findChild<QTabWidget*>("trialsTabs")->setCurrentIndex(tab);
        QTest::qWait(0);
        return view_.findChild<Part*>();
    }
    QTableView* table() { return view_.findChild<QTableView*>("trialsTable"); }
    QString cell(int row, int column) {
        return table()->model()->index(row, column).data().toString();
    }

    std::vector<RunSummary> runs_;
    TrialsView view_;
};

} // namespace asge::test
