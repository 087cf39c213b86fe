// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/ladder/ladder_model.h"

#include "widgets/ladder/ladder_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <string>

namespace asge::ladder {

namespace {

/// As the prediction Best is chosen: of equals the first layer.
std::size_t bestLayerOf(const SplitOutcomes& validation) {
    const std::size_t layers = validation.layers();
    std::size_t best = 0;
    for (std::size_t layer = 1; layer < layers; ++layer) {
        if (validation.rangeCorrect[rangeIndex(layer, layer, layers)] >
            validation.rangeCorrect[rangeIndex(best, best, layers)]) {
            best = layer;
        }
    }
    return best;
}

QByteArray keysOf(const std::vector<Choice>& choices, Range range) {
    QByteArray keys;
    for (const Choice& choice : choices) {
        if (choice.range == range) {
            constexpr std::array kKeys{"last", "fusion", "best_layer", "best_range"};
            keys += (keys.isEmpty() ? "" : " ");
            keys += kKeys[static_cast<std::size_t>(choice.kind)];
        }
    }
    return keys;
}

std::size_t layersOf(const Measured& measured, Split split) {
    const SplitOutcomes* found = measured.outcomes->find(split);
    return found == nullptr ? 0 : found->layers();
}

QByteArray numberText(auto value) {
    return QByteArray::number(static_cast<qlonglong>(value));
}

/// epoch, correct, images, accuracy, parameters, multiply-adds, activations, choices, readout,
/// linear probe; all empty if there is no such range.
QByteArrayList fieldsOf(const Measured& measured, Split split, Range range) {
    const std::size_t layers = layersOf(measured, split);
    if (range.to >= layers) {
        return QByteArrayList(11);
    }
    const SplitOutcomes& found = *measured.outcomes->find(split);
    const std::vector<double> probes = probesOf(measured.values, split);
    QByteArrayList fields{
        QByteArray::number(qlonglong{measured.run}), numberText(measured.outcomes->epoch),
        numberText(found.rangeCorrect[rangeIndex(range.from, range.to, layers)]),
        numberText(found.images), csvNumber(found.rangeAccuracy(range.from, range.to))};
    if (measured.costs != nullptr && measured.costs->size() == layers) {
        const RangeCost cost = rangeCost(*measured.costs, range.from, range.to);
        fields << numberText(cost.parameters) << numberText(cost.multiplyAdds)
               << numberText(cost.activations);
    } else {
        fields << QByteArrayList(3);
    }
    return fields << keysOf(choicesOf(*measured.outcomes, measured.untrained), range)
                  << (range.from < measured.untrained ? "untrained" : "trained")
                  << (range.from < probes.size() && range.from == range.to
                          ? csvNumber(probes[range.from])
                          : QByteArray());
}

} // namespace

std::vector<Choice> choicesOf(const EpochOutcomes& outcomes, std::size_t untrained) {
    if (outcomes.splits.empty() || outcomes.splits.front().layers() == 0) {
        return {};
    }
    const std::size_t last = outcomes.splits.front().layers() - 1;
    std::vector<Choice> choices{{Kind::last, {last, last}}, {Kind::fusion, {0, last}}};
    const SplitOutcomes* validation = outcomes.find(Split::validation);
    if (validation != nullptr && validation->images > 0 && untrained == 0) {
        const std::size_t best = bestLayerOf(*validation);
        const auto [from, to] = bestRange(*validation);
        choices.push_back({Kind::bestLayer, {best, best}});
        choices.push_back({Kind::bestRange, {from, to}});
    }
    return choices;
}

QString nameOf(Kind kind) {
    switch (kind) {
    case Kind::last:
        return LadderText::tr("Last");
    case Kind::fusion:
        return LadderText::tr("Fusion");
    case Kind::bestLayer:
        return LadderText::tr("Best layer");
    case Kind::bestRange:
        return LadderText::tr("Best range");
    }
    return {};
}

QString rangeText(Range range) {
    return range.from == range.to
               ? LadderText::tr("layer %1").arg(range.to + 1)
               : LadderText::tr("layers %1–%2").arg(range.from + 1).arg(range.to + 1);
}

std::vector<bool> addsNothing(const SplitOutcomes& validation) {
    const std::size_t layers = validation.layers();
    std::vector<bool> nothing;
    std::int64_t before = -1;
    for (std::size_t to = 0; to < layers; ++to) {
        std::int64_t most = -1;
        for (std::size_t from = 0; from <= to; ++from) {
            most = std::max(most, validation.rangeCorrect[rangeIndex(from, to, layers)]);
        }
        nothing.push_back(most <= before);
        before = std::max(before, most);
    }
    return nothing;
}

QString countText(std::int64_t count) {
    constexpr std::array kUnits{"", " k", " M", " G", " T"};
    double value = static_cast<double>(count);
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < kUnits.size()) {
        value /= 1000;
        ++unit;
    }
    const int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return QLocale().toString(value, 'f', decimals) + QString::fromLatin1(kUnits[unit]);
}

std::vector<double> probesOf(const MetricValues* values, Split split) {
    std::vector<double> accuracies;
    const std::size_t layers = values == nullptr ? 0 : values->layers(linearProbeMetric(), split);
    for (std::size_t layer = 0; layer < layers; ++layer) {
        accuracies.push_back(values->at(linearProbeMetric(), split, static_cast<Place>(layer)));
    }
    return accuracies;
}

QByteArray csvOf(const Measured& own, const Measured* other) {
    QByteArray text = "run,epoch,split,from,to,correct,images,accuracy,parameters,multiply_adds,"
                      "activation_bytes,choices,readout,linear_probe";
    text += other == nullptr
                ? "\r\n"
                : ",run_b,epoch_b,correct_b,images_b,accuracy_b,parameters_b,multiply_adds_b,"
                  "activation_bytes_b,choices_b,readout_b,linear_probe_b\r\n";
    for (const Split split : {Split::validation, Split::test}) {
        const std::size_t layers =
            std::max(layersOf(own, split), other == nullptr ? 0 : layersOf(*other, split));
        for (std::size_t from = 0; from < layers; ++from) {
            for (std::size_t to = from; to < layers; ++to) {
                QByteArrayList fields = fieldsOf(own, split, {from, to});
                const QByteArrayList place{QByteArray::fromStdString(std::string(keyOf(split))),
                                           numberText(from + 1), numberText(to + 1)};
                fields = fields.mid(0, 2) + place + fields.mid(2);
                if (other != nullptr) {
                    fields << fieldsOf(*other, split, {from, to});
                }
                text += fields.join(',') + "\r\n";
            }
        }
    }
    return text;
}

} // namespace asge::ladder
