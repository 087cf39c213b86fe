// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/image_reading.h"

#include "widgets/common/plain_text.h"
#include "widgets/inspector/inspector_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace asge {

std::vector<double> ImageReading::probabilities(std::size_t layer) const {
    const auto& all = maps.layers[layer].probabilities;
    return {all.begin(), all.begin() + maps.classes};
}

std::vector<double> ImageReading::fusion() const {
    std::vector<double> sum(static_cast<std::size_t>(maps.classes));
    for (std::size_t layer = 0; layer < maps.layers.size(); ++layer) {
        const std::vector<double> own = probabilities(layer);
        std::transform(sum.begin(), sum.end(), own.begin(), sum.begin(), std::plus());
    }
    for (double& each : sum) {
        each /= static_cast<double>(maps.layers.size());
    }
    return sum;
}

std::vector<double> ImageReading::main() const {
    return hasFusion() ? fusion() : probabilities(maps.layers.size() - 1);
}

std::optional<int> ImageReading::label() const {
    if (!hasLabel || image.labels.empty()) {
        return std::nullopt;
    }
    const int label = image.labels.front();
    return label >= 0 && label < maps.classes ? std::optional(label) : std::nullopt;
}

QString ImageReading::className(int label) const {
    const auto place = static_cast<std::size_t>(label);
    const QString name = place < classNames.size() ? plain::line(classNames[place]) : QString();
    return name.isEmpty() ? InspectorText::tr("class %1").arg(label) : name;
}

int mostProbable(const std::vector<double>& probabilities) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < probabilities.size(); ++i) { // NaN is never the largest
        if (probabilities[i] > probabilities[best] || std::isnan(probabilities[best])) {
            best = i;
        }
    }
    return static_cast<int>(best);
}

std::vector<ReadingColumn> readingColumns(const ImageReading& reading, int label,
                                          std::optional<int> against) {
    std::vector<ReadingColumn> columns;
    const ReadoutsPtr& readouts = reading.readouts;
    for (std::size_t i = 0; i < reading.maps.layers.size(); ++i) {
        const LayerMaps& maps = reading.maps.layers[i];
        ReadingColumn& column = columns.emplace_back();
        column.goodness = summedMap(maps, 0);
        column.mostGoodness = *std::max_element(column.goodness.begin(), column.goodness.end());
        column.probabilities = reading.probabilities(i);
        column.isTrained = reading.isTrained(i);
        if (readouts && column.isTrained && i < readouts->layers.size() &&
            reading.maps.classes > 1) {
            const LayerReadout& readout = readouts->layers[i];
            const LayerMaps& own = reading.evidenceMaps ? reading.evidenceMaps->layers[i] : maps;
            const std::vector<double> logits = logitsOf(own, 0, readout, readouts->sums);
            column.against =
                against && *against != label ? *against : strongestRival(logits, label);
            column.evidence =
                evidenceBetween(own, 0, readout, label, column.against, readouts->sums);
            column.logit = logits[static_cast<std::size_t>(label)];
            column.againstLogit = logits[static_cast<std::size_t>(column.against)];
        }
    }
    return columns;
}

std::vector<AgreementGroup> agreementOf(const ImageReading& reading) {
    std::map<int, AgreementGroup> byClass;
    for (std::size_t layer = 0; layer < reading.maps.layers.size(); ++layer) {
        if (reading.isTrained(layer)) {
            const int label = mostProbable(reading.probabilities(layer));
            byClass[label].layers.push_back(static_cast<int>(layer) + 1);
        }
    }
    if (reading.hasFusion()) {
        byClass[mostProbable(reading.fusion())].fusion = true;
    }
    std::vector<AgreementGroup> groups;
    for (auto& [label, group] : byClass) {
        group.label = label;
        groups.push_back(std::move(group));
    }
    std::stable_sort(
        groups.begin(), groups.end(), [](const AgreementGroup& one, const AgreementGroup& other) {
            return one.fusion != other.fusion ? one.fusion
                                              : one.layers.size() > other.layers.size();
        });
    return groups;
}

QString scorersText(const AgreementGroup& group) {
    QStringList ranges;
    for (std::size_t i = 0; i < group.layers.size();) {
        std::size_t last = i;
        while (last + 1 < group.layers.size() && group.layers[last + 1] == group.layers[last] + 1) {
            ++last;
        }
        const QString first = QString::number(group.layers[i]);
        const QString end = QString::number(group.layers[last]);
        ranges << (last == i       ? first
                   : last == i + 1 ? first + QStringLiteral(", ") + end
                                   : first + QStringLiteral("–") + end);
        i = last + 1;
    }
    if (ranges.isEmpty()) {
        return InspectorText::tr("Fusion");
    }
    const QString layers =
        (group.layers.size() == 1 ? InspectorText::tr("layer %1") : InspectorText::tr("layers %1"))
            .arg(ranges.join(QStringLiteral(", ")));
    return group.fusion ? InspectorText::tr("%1 and Fusion").arg(layers) : layers;
}

} // namespace asge
