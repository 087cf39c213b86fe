// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/score_facts.h"

#include <QString>

#include <vector>

namespace asge {

/// A prediction of a run after its last epoch, for places that show all three.
struct PredictionText {
    QString title;        ///< "Last", "Fusion", "Best layer"
    QString value;        ///< "91.24 %"; "–" if the readouts that it needs never learned
    QString tip;          ///< what the prediction is, and why it has no value
    bool isResult = true; ///< false: the value is no number, and must not be emphasised
};

QString predictionTitle(Place place); ///< "Best layer"
/// What the prediction is: "The layer that is best by validation: …".
QString predictionTip(Place place);

/// "fusion 83.58 %", "last 74.50 %": the accuracy that stands for a run.
QString mainResultText(const MainResult& result);
/// The same without the prediction's name.
QString mainResultValue(const MainResult& result);

/// Those of a metric on test images; empty if the run has none.
std::vector<PredictionText> predictionTexts(const RunSummary& run, MetricId metric);

} // namespace asge
