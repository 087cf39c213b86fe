// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/curves/curves_model.h"

#include <QColor>
#include <QPalette>

#include <optional>
#include <vector>

namespace asge::curves {

/// The runs whose curves are shown.
struct Source {
    std::vector<RunCurves> runs;
    std::vector<EpochClock> clocks; ///< one per run
    Options options;
    std::optional<std::int64_t> pointedOut; ///< a step of the only run

    bool isOne() const { return runs.size() == 1; }
    QStringList endMarks() const; ///< of the runs, see plot::endMarks
    std::size_t steps() const;    ///< of all runs together
    /// The x coordinate of an event.
    double place(std::size_t run, int epoch, std::int64_t step, double seconds) const;
    bool isHidden(std::size_t run, int layer) const; ///< whether the legend hides it
    /// The step of the only run that is nearest to x; nothing if there is none.
    std::optional<StepSeries::Step> stepAt(double x) const;
    /// Whether the readout of a layer, or of a prediction (-1), has learned.
    bool isTrained(std::size_t run, int layer, Kind kind) const;
    /// The first run whose training batches are measured by other quantities than its test images;
    /// null if there is none.
    const RunCurves* withOtherTraining() const;
    QColor colorOf(std::size_t run, int layer, const QPalette& palette) const;
};

/// The epoch and the time of the first known event at or after a step.
struct StepPlace {
    int epoch = 1;
    double seconds = 0;
};
StepPlace placeAt(const RunCurves& run, std::int64_t step);

} // namespace asge::curves
