#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/session/engine.h"

#include <cstdio>
#include <filesystem>
#include <iostream>

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
    if (!options.strategy.empty()) {
        json["strategy"] = options.strategy;
        json["accuracy"] = json["accuracy"][options.strategy];
    }
    return json;
}

void print(const EvalOptions& options, const RunEvaluation& result) {
    const auto row = [&](const char* name, double accuracy, std::int64_t weights) {
        if (options.strategy.empty() || options.strategy == name) {
            std::printf("%-7s %6.2f %%  %lld weights\n", name, 100 * accuracy,
                        static_cast<long long>(weights));
        }
    };
    row("last", result.accuracy.last, result.parameters);
    row("fusion", result.accuracy.fusion, result.parameters);
    row("best", result.accuracy.best, result.bestParameters);
    for (std::size_t i = 0; i < result.layers.size() && options.strategy.empty(); ++i) {
        std::printf("layer %zu %6.2f %%  loss %.4f%s\n", i + 1, 100 * result.layers[i].accuracy,
                    result.layers[i].loss,
                    static_cast<int>(i) == result.bestLayer ? "  (best)" : "");
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
            return loadEngine().evaluate(store, options.run);
        } catch (const BadInput& error) {
            throw BadInput(withPlace(error.what(), "run " + std::to_string(options.run)));
        }
    }();
    printNotes(result.notes);
    if (options.json) {
        std::cout << line(describe(options, result)) << '\n';
    } else {
        print(options, result);
    }
    return ok;
}

} // namespace asge::cli
