#include "app/cli/commands.h"
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
                 {"accuracy", toJson(result.accuracy)},
                 {"best_layer", result.bestLayer + 1},
                 {"layers", toJson(result.layers)},
                 {"parameters", result.parameters},
                 {"best_parameters", result.bestParameters}};
    addTop5(json, result.top5);
    if (!options.strategy.empty()) {
        json["strategy"] = options.strategy;
        for (const char* key : {"accuracy", "top5"}) {
            if (json.contains(key)) {
                json[key] = Json(json[key][options.strategy]);
            }
        }
    }
    return json;
}

void print(const EvalOptions& options, const RunEvaluation& result) {
    const auto row = [&](const char* name, double Accuracies::*prediction, std::int64_t weights) {
        if (options.strategy.empty() || options.strategy == name) {
            out() << column(name, 7) << format(" %6.2f %%  ", 100 * result.accuracy.*prediction)
                  << (result.top5 ? format("top-5 %6.2f %%  ", 100 * (*result.top5).*prediction)
                                  : "")
                  << counted(weights, "weight") << '\n';
        }
    };
    row("last", &Accuracies::last, result.parameters);
    row("fusion", &Accuracies::fusion, result.parameters);
    row("best", &Accuracies::best, result.bestParameters);
    for (std::size_t i = 0; i < result.layers.size() && options.strategy.empty(); ++i) {
        out() << format("layer %zu %6.2f %%  loss %.4f%s", i + 1, 100 * result.layers[i].accuracy,
                        result.layers[i].loss,
                        static_cast<int>(i) == result.bestLayer ? "  (best)" : "")
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
    printNotes(store.notes());
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
