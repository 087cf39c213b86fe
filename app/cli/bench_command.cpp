#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "core/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/text.h"
#include "core/session/engine.h"

#include <cstdio>
#include <iostream>

namespace asge::cli {

namespace {

Json resultJson(const BenchmarkResult& result) {
    Json phases = Json::object();
    for (const auto& [name, seconds] : result.phases) {
        phases[name] = seconds;
    }
    return {{"images_per_second", result.imagesPerSecond},
            {"step_seconds", result.stepSeconds},
            {"floor_seconds", result.floorSeconds},
            {"floor_layout", result.floorLayout},
            {"peak_bytes", result.peakBytes},
            {"parameter_bytes", result.parameterBytes},
            {"phases", phases},
            {"steps", result.steps},
            {"batch", result.batch},
            {"network", result.network},
            {"device", result.device},
            {"path", result.path},
            {"precision", result.precision},
            {"threads", result.threads},
            {"software", result.software}};
}

constexpr double kMilli = 1e3;
constexpr double kMebibyte = 1024.0 * 1024.0;

void printRow(const char* name, double seconds, double whole) {
    std::printf("  %-12s %9.2f ms  %5.1f %%\n", name, seconds * kMilli, 100 * seconds / whole);
}

void print(const BenchmarkResult& result) {
    std::printf("%s, batch %d, %s, %s, %s path, %d threads\n%s\n", result.network.c_str(),
                result.batch, result.device.c_str(), result.precision.c_str(), result.path.c_str(),
                result.threads, result.software.c_str());
    std::printf("%.0f images/s over %d steps\n", result.imagesPerSecond, result.steps);
    printRow("step", result.stepSeconds, result.stepSeconds);
    for (const auto& [name, seconds] : result.phases) {
        printRow(name.c_str(), seconds, result.stepSeconds);
    }
    std::printf("floor: %.2f ms for the convolutions alone (%s); a step is %.2f times that\n",
                result.floorSeconds * kMilli, result.floorLayout.c_str(),
                result.stepSeconds / result.floorSeconds);
    std::printf("peak memory: %.0f MiB, of which parameters %.1f MiB\n",
                static_cast<double>(result.peakBytes) / kMebibyte,
                static_cast<double>(result.parameterBytes) / kMebibyte);
}

} // namespace

int bench(const BenchOptions& options) {
    const Experiment experiment = loadExperiment(options.experiment, options.overrides);
    const BenchmarkResult result = [&] {
        try {
            return loadEngine().benchmark(experiment, options.steps);
        } catch (const BadInput& error) {
            throw BadInput(withPlace(error.what(), options.experiment, options.overrides));
        }
    }();
    printNotes(result.notes);
    if (options.json) {
        std::cout << line(resultJson(result)) << '\n' << std::flush;
    } else {
        print(result);
    }
    return ok;
}

} // namespace asge::cli
