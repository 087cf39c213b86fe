// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/method_facts.h"
#include "core/run/records.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace asge {

/// How the scores of a run are to be read: which quantities they are, what guessing reaches, and
/// which of them come from readouts that never learned. Such readouts are random draws, so their
/// scores are no results: they are neither compared nor ranked.
struct ScoreFacts {
    const MethodFacts* method = nullptr; ///< null: this version does not know the method
    std::size_t classes = 0;             ///< 0: not known
    std::size_t untrained = 0;           ///< that many first layers have readouts that never learn

    const ScoreQuantities& quantities(Split split) const;
    /// The quantity of an accuracy or a loss on the images of a split; null for other metrics.
    const Quantity* quantity(MetricId metric, Split split) const;
    /// The name of a metric on a split in JSON, CSV and TensorBoard: its key, or that of its
    /// quantity.
    std::string_view keyOf(MetricId metric, Split split) const;
    /// Whether the scores of training images are other quantities than those of evaluated ones.
    bool trainsOtherQuantity() const;
    /// The accuracy of guessing on a split; nothing if it is not known.
    std::optional<double> chance(Split split) const;
    /// Whether the readouts of a layer or a prediction learn. Fusion and the best layer need those
    /// of all layers.
    bool isTrained(Place place) const;
    /// The prediction that stands for a run: Fusion, or Last if Fusion has readouts that never
    /// learn.
    Place mainPlace() const { return isTrained(kFusionPlace) ? kFusionPlace : kLastPlace; }
};

/// The facts of a run. A method or an experiment that this version can't read counts as one whose
/// readouts all learn to predict classes.
ScoreFacts scoreFactsOf(std::string_view method, const std::string& experimentJson,
                        std::size_t classes, std::size_t layers);

/// The same for the method that the experiment names.
ScoreFacts scoreFactsOf(const std::string& experimentJson, std::size_t classes, std::size_t layers);
/// The facts of a listed run, whose number of classes is not known.
ScoreFacts scoreFactsOf(const RunSummary& run);

/// The test accuracy that stands for a run if only one is shown.
struct MainResult {
    Place place = kFusionPlace; ///< ScoreFacts::mainPlace()
    double accuracy = 0;        ///< a fraction
};
/// Nothing before the end of the first epoch.
std::optional<MainResult> mainResult(const RunSummary& run);

} // namespace asge
