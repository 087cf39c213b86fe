// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/eval_command.h"

#include "app/cli/exit_status.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/control/engine.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/run/outcomes.h"
#include "core/run/score_facts.h"
#include "core/run/strategy.h"
#include "core/store/location.h"
#include "core/store/run_reader.h"

#include <filesystem>
#include <optional>

namespace asge::cli {

namespace {

/// The accuracy and the needs of a range of layers.
struct RangeResult {
    double accuracy = 0; ///< a fraction of the test images
    std::int64_t parameters = 0;
};

RangeResult rangeResult(const Strategy& range, const RunEvaluation& result) {
    const std::size_t layers = result.layerParameters.size();
    const auto [from, to] = layersOf(range, static_cast<int>(layers), result.bestLayer);
    const auto correct = result.rangeCorrect[rangeIndex(from, to, layers)];
    return {static_cast<double>(correct) / static_cast<double>(result.testImages),
            result.layerParameters[to]};
}

bool isRange(const std::optional<Strategy>& strategy) {
    return strategy && strategy->kind == Strategy::Kind::range;
}

/// Whether what the user asks for needs a readout that never learned.
bool needsUntrained(const Strategy& strategy, const RunEvaluation& result,
                    const ScoreFacts& facts) {
    switch (strategy.kind) {
    case Strategy::Kind::range: {
        const auto layers = static_cast<int>(result.layerParameters.size());
        return !facts.isTrained(
            static_cast<Place>(layersOf(strategy, layers, result.bestLayer).first));
    }
    case Strategy::Kind::last:
        return false;
    default:
        return facts.untrained > 0;
    }
}

Json describe(const EvalOptions& options, const std::optional<Strategy>& strategy,
              const RunEvaluation& result, const ScoreFacts& facts) {
    Json json = {{"run", options.run},
                 {"epochs", result.epoch},
                 {"step", result.step},
                 {"best_layer", result.bestLayer + 1},
                 {"layers", layersJson(result.values, Split::test, facts)},
                 {"parameters", result.parameters},
                 {"best_parameters", result.bestParameters}};
    if (strategy) {
        json["strategy"] = toText(*strategy);
        if (needsUntrained(*strategy, result, facts)) {
            json["untrained_readout"] = true;
        }
    }
    if (isRange(strategy)) {
        const RangeResult range = rangeResult(*strategy, result);
        json["accuracy"] = range.accuracy;
        json["parameters"] = range.parameters;
        return json;
    }
    Json predictions = Json::object();
    // Asked for by name, an accuracy is labelled; in the list of all, it would pass for a result.
    addPredictions(predictions, result.values, strategy ? ScoreFacts() : facts);
    for (const auto& [key, values] : predictions.items()) {
        json[key] = strategy ? values[toText(*strategy)] : values;
    }
    return json;
}

/// " 91.24 %  top-5  99.80 %  "
std::string predictionText(const MetricValues& values, Place prediction) {
    constexpr int kWidth = 6;
    std::string text;
    for (const MetricId metric : predictedMetrics()) {
        if (const double* value = values.find(metric, Split::test, prediction)) {
            const std::string name(rowOf(metric).shortName);
            text += (metric == MetricId::accuracy ? "" : name) + ' ' +
                    valueText(rowOf(metric), *value, kWidth) + "  ";
        }
    }
    return text;
}

const char* untrainedText(bool untrained) {
    return untrained ? "  (untrained readout)" : "";
}

void print(const std::optional<Strategy>& strategy, const RunEvaluation& result,
           const ScoreFacts& facts) {
    if (isRange(strategy)) {
        const RangeResult range = rangeResult(*strategy, result);
        out() << toText(*strategy) << ' ' << percentText(range.accuracy) << " %  "
              << counted(range.parameters, "weight")
              << std::string(untrainedText(needsUntrained(*strategy, result, facts))) << '\n';
        return;
    }
    for (const Place prediction : kPredictionPlaces) {
        const std::string_view name = predictionKey(prediction);
        if (!strategy || toText(*strategy) == name) {
            const bool untrained = !facts.isTrained(prediction);
            out() << column(prediction == kBestPlace ? "best layer" : name, 11)
                  << (untrained && !strategy ? "      –  "
                                             : predictionText(result.values, prediction))
                  << counted(prediction == kBestPlace ? result.bestParameters : result.parameters,
                             "weight")
                  << std::string(untrainedText(untrained)) << '\n';
        }
    }
    const auto layers = result.values.scores(Split::test);
    for (std::size_t i = 0; i < layers.size() && !strategy; ++i) {
        const bool isBest = static_cast<int>(i) == result.bestLayer && facts.isTrained(kBestPlace);
        out() << format("layer %zu %6.2f %%  loss %.4f%s%s", i + 1, 100 * layers[i].accuracy,
                        layers[i].loss, isBest ? "  (best by validation)" : "",
                        untrainedText(!facts.isTrained(static_cast<Place>(i))))
              << '\n';
    }
}

/// The strategy that the user chose; nothing for all three. Throws BadInput if the run does not
/// have the layers of a range.
std::optional<Strategy> chosenStrategy(const EvalOptions& options, const RunReader& store) {
    if (options.strategy.empty()) {
        return std::nullopt;
    }
    const Strategy strategy = strategyFromText(options.strategy);
    if (strategy.kind == Strategy::Kind::range && store.find(options.run)) {
        layersOf(strategy, static_cast<int>(store.description(options.run).layers.size()), -1);
    }
    return strategy;
}

} // namespace

int eval(const EvalOptions& options) {
    const auto path = storeLocation(options.store);
    if (!std::filesystem::exists(path)) {
        throw BadInput("run " + std::to_string(options.run) +
                       ": no such run: there is no store at " + path.string());
    }
    const RunReader store(path);
    printNotes(store.warnings());
    const std::optional<Strategy> strategy = chosenStrategy(options, store);
    const RunEvaluation result = [&] {
        try {
            LoadBar bar;
            return loadEngine().evaluate(store, options.run, bar);
        } catch (const BadInput& error) {
            throw BadInput(withPlace(error.what(), "run " + std::to_string(options.run)));
        }
    }();
    printNotes(result.notes);
    const RunSummary run = store.find(options.run).value();
    const ScoreFacts facts =
        scoreFactsOf(run.method, run.experimentJson, 0, result.layerParameters.size());
    if (options.json) {
        out().json(describe(options, strategy, result, facts));
    } else {
        print(strategy, result, facts);
    }
    return ok;
}

} // namespace asge::cli
