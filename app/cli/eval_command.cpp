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
#include "core/store/location.h"
#include "core/store/run_reader.h"

#include <filesystem>

namespace asge::cli {

namespace {

Json describe(const EvalOptions& options, const RunEvaluation& result) {
    Json json = {{"run", options.run},
                 {"epochs", result.epoch},
                 {"step", result.step},
                 {"best_layer", result.bestLayer + 1},
                 {"layers", layersJson(result.values, Split::test)},
                 {"parameters", result.parameters},
                 {"best_parameters", result.bestParameters}};
    Json predictions = Json::object();
    addPredictions(predictions, result.values);
    if (!options.strategy.empty()) {
        json["strategy"] = options.strategy;
    }
    for (const auto& [key, values] : predictions.items()) {
        json[key] = options.strategy.empty() ? values : values[options.strategy];
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

void print(const EvalOptions& options, const RunEvaluation& result) {
    for (const Place prediction : kPredictionPlaces) {
        const std::string_view name = predictionKey(prediction);
        if (options.strategy.empty() || options.strategy == name) {
            out() << column(name, 7) << predictionText(result.values, prediction)
                  << counted(prediction == kBestPlace ? result.bestParameters : result.parameters,
                             "weight")
                  << '\n';
        }
    }
    const auto layers = result.values.scores(Split::test);
    for (std::size_t i = 0; i < layers.size() && options.strategy.empty(); ++i) {
        out() << format("layer %zu %6.2f %%  loss %.4f%s", i + 1, 100 * layers[i].accuracy,
                        layers[i].loss, static_cast<int>(i) == result.bestLayer ? "  (best)" : "")
              << '\n';
    }
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
    const RunEvaluation result = [&] {
        try {
            LoadBar bar;
            return loadEngine().evaluate(store, options.run, bar);
        } catch (const BadInput& error) {
            throw BadInput(withPlace(error.what(), "run " + std::to_string(options.run)));
        }
    }();
    printNotes(result.notes);
    if (options.json) {
        out().json(describe(options, result));
    } else {
        print(options, result);
    }
    return ok;
}

} // namespace asge::cli
