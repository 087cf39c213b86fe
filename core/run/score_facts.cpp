// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/score_facts.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"

namespace asge {

namespace {

/// Nothing if this version can't read it.
std::optional<Experiment> experimentIn(const std::string& json) {
    try {
        return parseExperiment(json, "run");
    } catch (const BadInput&) {
        return std::nullopt;
    }
}

/// Without an experiment, readouts count as frozen.
bool trainsReadouts(const std::optional<Experiment>& experiment) {
    return experiment && experiment->projection.training == ProjectionTraining::trained;
}

} // namespace

const ScoreQuantities& ScoreFacts::quantities(Split split) const {
    if (method == nullptr) {
        return classScores();
    }
    return split == Split::train ? method->training : method->evaluated;
}

const Quantity* ScoreFacts::quantity(MetricId metric, Split split) const {
    switch (metric) {
    case MetricId::accuracy:
        return &quantities(split).accuracy;
    case MetricId::loss:
        return &quantities(split).loss;
    default:
        return nullptr;
    }
}

std::string_view ScoreFacts::keyOf(MetricId metric, Split split) const {
    const Quantity* found = quantity(metric, split);
    return found != nullptr ? found->key : rowOf(metric).key;
}

bool ScoreFacts::trainsOtherQuantity() const {
    return quantities(Split::train).accuracy != quantities(Split::test).accuracy;
}

std::optional<double> ScoreFacts::chance(Split split) const {
    const Quantity& accuracy = quantities(split).accuracy;
    return method != nullptr && classes > 0 && accuracy.chance != nullptr
               ? std::optional(accuracy.chance(static_cast<double>(classes)))
               : std::nullopt;
}

bool ScoreFacts::isTrained(Place place) const {
    if (place == kFusionPlace || place == kBestPlace) {
        return untrained == 0;
    }
    return place < 0 || static_cast<std::size_t>(place) >= untrained;
}

ScoreFacts scoreFactsOf(std::string_view method, const std::string& experimentJson,
                        std::size_t classes, std::size_t layers) {
    ScoreFacts facts{findMethodFacts(method), classes, 0};
    const bool onlyLast =
        facts.method != nullptr && facts.method->learnedReadouts == LearnedReadouts::last;
    // The experiment is parsed only if it matters, so that lists of thousands of runs stay fast.
    if (onlyLast && layers > 1 && !trainsReadouts(experimentIn(experimentJson))) {
        facts.untrained = layers - 1;
    }
    return facts;
}

ScoreFacts scoreFactsOf(const std::string& experimentJson, std::size_t classes,
                        std::size_t layers) {
    const std::optional<Experiment> experiment = experimentIn(experimentJson);
    return scoreFactsOf(experiment ? experiment->method : "", experimentJson, classes, layers);
}

ScoreFacts scoreFactsOf(const RunSummary& run) {
    return scoreFactsOf(run.method, run.experimentJson, 0,
                        run.values.layers(MetricId::accuracy, Split::test));
}

std::optional<MainResult> mainResult(const RunSummary& run) {
    const std::optional<Accuracies> accuracy = run.accuracy();
    if (!accuracy) {
        return std::nullopt;
    }
    const Place place = scoreFactsOf(run).mainPlace();
    return MainResult{place, place == kFusionPlace ? accuracy->fusion : accuracy->last};
}

} // namespace asge
