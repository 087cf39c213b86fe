// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/layer_values.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "widgets/common/plain_text.h"
#include "widgets/layers/layers_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge::layers {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kSparkSteps = 400; // steps that a sparkline covers
constexpr std::size_t kSparkPoints = 80; // points of a sparkline
constexpr std::size_t kFewestSteps = 2;  // fewer make no line

QString shapeText(const LayerInfo& layer) {
    return LayersText::tr("%1 × %2 × %3 · P %4")
        .arg(layer.channels)
        .arg(layer.height)
        .arg(layer.width)
        .arg(layer.patches);
}

/// The accuracies of each layer over the last steps, averaged to a few points.
std::vector<std::vector<double>> recentOf(const StepSeries& steps, std::size_t layers) {
    std::vector<std::vector<double>> recent(layers);
    const std::size_t count = std::min(steps.size(), kSparkSteps);
    const std::size_t points = std::min(count, kSparkPoints);
    const std::size_t first = steps.size() - count;
    for (std::size_t point = 0; point < points; ++point) {
        const std::size_t begin = first + point * count / points;
        const std::size_t end = first + (point + 1) * count / points;
        std::vector<double> sums(layers);
        for (std::size_t i = begin; i < end; ++i) {
            const StepSeries::Step step = steps[i];
            for (std::size_t l = 0; l < std::min(layers, step.layers.size()); ++l) {
                sums[l] += step.layers[l].accuracy;
            }
        }
        for (std::size_t l = 0; l < layers; ++l) {
            recent[l].push_back(sums[l] / static_cast<double>(end - begin));
        }
    }
    return recent;
}

std::vector<double> byEpoch(const std::vector<EpochEvent>& epochs, std::size_t layer) {
    std::vector<double> accuracies;
    for (const EpochEvent& epoch : epochs) {
        const auto test = epoch.test();
        accuracies.push_back(layer < test.size() ? test[layer].accuracy : kUnknown);
    }
    return accuracies;
}

} // namespace

std::vector<LayerValues> valuesOf(const RunState& run) {
    const RunCurves& curves = run.curves();
    const std::size_t layers = curves.layers.size();
    auto recent = recentOf(curves.steps, layers);
    std::vector<LayerValues> values(layers);
    for (std::size_t i = 0; i < layers; ++i) {
        LayerValues& value = values[i];
        value.shape = shapeText(curves.layers[i]);
        value.channels = curves.layers[i].channels;
        value.isTrained = curves.scores.isTrained(static_cast<Place>(i));
        const bool isLine = curves.steps.size() >= kFewestSteps;
        value.ofBatches = isLine || curves.epochs.empty();
        value.accuracy = recentAccuracy(curves, i);
        if (!value.isTrained) {
            value.accuracy = kUnknown;
        } else if (isLine) {
            value.recent = std::move(recent[i]);
        } else {
            value.recent = byEpoch(curves.epochs, i);
            value.accuracy = value.recent.empty() ? value.accuracy : value.recent.back();
        }
        if (i < run.layerShares().size()) {
            value.timeShare = run.layerShares()[i];
        }
        if (!run.channels().empty() && i < run.channels().back().layers.size()) {
            value.dead = deadChannels(run.channels().back().layers[i]);
        }
    }
    return values;
}

QString accuracyText(const RunState& run, bool ofBatches) {
    const ScoreFacts& scores = run.curves().scores;
    const Split split = ofBatches ? Split::train : Split::test;
    const QString name = scores.trainsOtherQuantity()
                             ? LayersText::of(scores.quantities(split).accuracy.title)
                             : LayersText::tr("Local accuracy");
    const QString where = ofBatches ? LayersText::tr("mean over the %1")
                                          .arg(recentBatches(run.curves().steps.size(),
                                                             "training batch", "training batches"))
                                    : LayersText::tr("test images, after the last epoch");
    const auto chance = scores.chance(split);
    return chance ? LayersText::tr("%1: %2; chance %3 %")
                        .arg(name, where, QLocale().toString(100 * *chance, 'g', 3))
                  : LayersText::tr("%1: %2").arg(name, where);
}

Steering steeringOf(const RunState& run) {
    try {
        return steeringAfter(parseExperiment(run.experimentJson(), "run"),
                             run.curves().interventions);
    } catch (const Error&) {
        return {};
    }
}

QString problemOf(const RunState& run, const Steering& steering, const Command& command) {
    if (!run.isTraining()) {
        return LayersText::tr("The run is not training.");
    }
    if (steering.layers.empty()) {
        return LayersText::tr("Another version of the program trains the run.");
    }
    const auto problem = commandProblem(command, steering, run.lastEpoch() + 1);
    return problem ? LayersText::tr("Not possible now: %1.").arg(plain::line(*problem)) : QString();
}

double presentValue(const Steering& steering, const Command& command) {
    if (command.kind == CommandKind::rate) {
        return command.layer > 0
                   ? steering.layers[static_cast<std::size_t>(command.layer - 1)].rateFactor
                   : steering.rateFactor;
    }
    const std::string text = settingText(steering.experiment, factsOf(command.kind).setting);
    return QString::fromStdString(text).toDouble();
}

std::optional<Command> inverseOf(const Steering& steering, const Command& command) {
    switch (command.kind) {
    case CommandKind::freeze:
        return Command{CommandKind::thaw, command.layer, {}};
    case CommandKind::thaw:
        return Command{CommandKind::freeze, command.layer, {}};
    default:
        break;
    }
    if (command.kind == CommandKind::rate || !factsOf(command.kind).setting.empty()) {
        return Command{command.kind, command.layer, presentValue(steering, command)};
    }
    return std::nullopt;
}

} // namespace asge::layers
