// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/prediction_text.h"

#include "widgets/common/common_text.h"

#include <QLocale>

namespace asge {

QString predictionTitle(Place place) {
    return place == kLastPlace     ? CommonText::tr("Last")
           : place == kFusionPlace ? CommonText::tr("Fusion")
                                   : CommonText::tr("Best layer");
}

QString predictionTip(Place place) {
    return place == kLastPlace     ? CommonText::tr("The last layer's prediction")
           : place == kFusionPlace ? CommonText::tr("The sum of all layers' softmax outputs")
                                   : CommonText::tr("The layer that is best by validation: the one "
                                                    "with the highest validation accuracy");
}

namespace {

QString predictionValue(const MetricRow& row, double value) {
    const bool percent = row.unit == MetricUnit::fraction;
    return QLocale().toString(percent ? 100 * value : value, row.form, row.digits) +
           (percent ? QStringLiteral(" %") : QString());
}

} // namespace

QString mainResultText(const MainResult& result) {
    return QStringLiteral("%1 %2").arg(predictionTitle(result.place).toLower(),
                                       mainResultValue(result));
}

QString mainResultValue(const MainResult& result) {
    return predictionValue(rowOf(MetricId::accuracy), result.accuracy);
}

std::vector<PredictionText> predictionTexts(const RunSummary& run, MetricId metric) {
    std::vector<PredictionText> texts;
    if (!run.values.predictions(metric)) {
        return texts;
    }
    const ScoreFacts facts = scoreFactsOf(run);
    for (const Place place : kPredictionPlaces) {
        const bool isResult = facts.isTrained(place);
        PredictionText text{
            predictionTitle(place),
            isResult ? predictionValue(rowOf(metric), run.values.at(metric, Split::test, place))
                     : QStringLiteral("–"),
            predictionTip(place), isResult};
        if (!isResult) {
            text.tip +=
                CommonText::tr(". It has no value, because this method trains only the last "
                               "layer's readout; those of earlier layers are random draws.");
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

} // namespace asge
