// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment_json.h"
#include "tests/widgets/outcome_samples.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/margins/margins_page.h"

#include <gtest/gtest.h>

#include <QLabel>

namespace asge::test {

inline constexpr int kMarginImages = 1000; ///< of the validation split; test has twice as many

/// A run of which only the last layer's readout learned.
inline RunRecord recordOfBackprop(RunId id) {
    RunRecord record = recordWithOutcomes(id, 4, 10, kMarginImages, kFashionNames);
    Experiment experiment = parseExperiment(record.experimentJson, "run");
    experiment.method = "backprop";
    record.experimentJson = toJson(experiment);
    return record;
}

class MarginsPageTest : public testing::Test {
  protected:
    MarginsPageTest() {
        page.setPalette(theme::lightPalette());
        page.resize(1200, 800);
        page.setRun(&state);
        page.show();
    }
    void show(int epochs, int images = kMarginImages) {
        state.apply(resetTo(recordWithOutcomes(7, epochs, 10, images, kFashionNames)));
        settle(page);
    }
    MarginsPlot& plot(int layer) {
        auto* plot = page.findChild<MarginsPlot*>(QStringLiteral("marginsPlot%1").arg(layer));
        for (int i = 0; i < 2; ++i) { // ticks that were chosen for the new size change the layout
            plot->replot(QCustomPlot::rpImmediateRefresh);
        }
        return *plot;
    }
    QString headline(int layer) {
        return page.findChild<QLabel*>(QStringLiteral("marginsHeadline%1").arg(layer))->text();
    }
    template <class Widget>
    Widget* find(const char* name) {
        return child<Widget>(page, name);
    }

    void compareWith(const RunRecord& record) {
        other.apply(resetTo(record));
        page.setOther(&other);
        settle(page);
    }

    RunState state, other;
    MarginsPage page;
};

} // namespace asge::test
